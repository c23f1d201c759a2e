"""How a raster would be read for a network, told before anything runs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Optional

import numpy as np
import torch

from srxai_plugin.contract.codec import to_data
from srxai_plugin.contract.geometry import Window
from srxai_plugin.contract.results import Radiometry
from srxai_plugin.engine.imagery.bands import chosen_bands
from srxai_plugin.engine.imagery.fit import Candidate, fitting, other_sensor
from srxai_plugin.engine.imagery.geotiff import open_raster, read
from srxai_plugin.engine.imagery.radiometry import radiometry, scaling_of
from srxai_plugin.engine.imagery.reflectance import reflectance_of
from srxai_plugin.engine.networks.loading.zoo import describe_networks, load_network

CPU = torch.device("cpu")


def reading(raster: str, network: str, scaling: Optional[str] = None) -> dict[str, Any]:
    """Which bands a network is given where nobody says, as what, and how they are scaled.

    Returns:
        ``radiometry``, a ``Radiometry`` as JSON data, whose offsets and gains are empty for
        percentiles, which are each region's own; ``misfits``, sentences on its sensor; and
        ``fitting``, the ids of those networks that learned from rasters like this one.

    Raises:
        BadInput: such a request would be refused, for the same reason.
    """
    loaded = load_network(network, CPU)
    with open_raster(raster) as dataset:
        chosen = chosen_bands(None, dataset, loaded)
        pixels = read(dataset, Window(0, 0, 1, 1), chosen.bands)
        told = reflectance_of(dataset, chosen.bands)
        like_it = fitting(dataset, _candidates())
    dtype: np.dtype = pixels.values.dtype
    name = scaling_of(scaling, loaded.card, dtype)
    if name == "percentile":
        how = Radiometry(chosen.bands, name, (), (), "")
    else:
        how = radiometry(pixels, chosen.bands, name, told)
    return {
        "radiometry": to_data(replace(how, match=chosen.match)),
        "misfits": list(other_sensor(loaded.id, loaded.card, chosen.sensor, dtype)),
        "fitting": list(like_it),
    }


def _candidates() -> list[Candidate]:
    facts = (each for each in describe_networks() if "error" not in each)
    return [Candidate(each["id"], each["bands"], each["card"]) for each in facts]
