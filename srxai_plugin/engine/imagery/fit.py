"""Does a network fit a raster? It draws what it learned to see, whatever the ground is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Optional

import numpy as np
from rasterio.io import DatasetReader

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.fields import REFLECTANCES
from srxai_plugin.contract.geometry import is_of_size
from srxai_plugin.engine.imagery.bands import chosen_bands
from srxai_plugin.engine.imagery.geotiff import Grid, grid_of
from srxai_plugin.engine.imagery.ground import pixel_side
from srxai_plugin.engine.imagery.sensors import sensor_named


@dataclass(frozen=True)
class Candidate:
    """What is to be known of a network that might be taken, weights apart."""

    id: str
    bands: int
    card: Mapping[str, Any]


def fitting(dataset: DatasetReader, candidates: Iterable[Candidate]) -> tuple[str, ...]:
    """Ids of the networks whose card says that they learned from rasters like this: its bands, each
    found by what it is and not by a guess, its kind of values, its sensor where the metadata
    name one, and pixels of its size."""
    dtype = np.dtype(dataset.dtypes[0])
    grid, _ = grid_of(dataset)
    if pixel_side(grid) is None:
        return ()

    def fits(network: Candidate) -> bool:
        card = network.card
        if "band_names" not in card or "pixel_size" not in card:
            return False
        if (card.get("scaling") in REFLECTANCES) == (dtype == np.uint8):
            return False
        try:
            chosen = chosen_bands(None, dataset, network)
        except BadInput:
            return False
        is_known = chosen.match.inputs != () and not {None, "order"} & {*chosen.match.known}
        return is_known and not misfits(network.id, card, grid, chosen.sensor, dtype)

    return tuple(network.id for network in candidates if fits(network))


def misfits(
    id: str,
    card: Mapping[str, Any],
    grid: Grid,
    sensor: Optional[str] = None,
    dtype: Optional[np.dtype] = None,
) -> tuple[str, ...]:
    """Sentences where a raster is not what a network learned from, by its card: pixels of another
    size, another sensor, bytes where it learned from reflectance; none where that is not known.

    Args:
        id: of the network, as people know it.
        sensor: that the raster's metadata name, of ``sensors.SENSORS``.
        dtype: of the raster's values.
    """
    return (*_size(id, card, grid), *other_sensor(id, card, sensor, dtype))


def other_sensor(
    id: str, card: Mapping[str, Any], sensor: Optional[str], dtype: Optional[np.dtype]
) -> tuple[str, ...]:
    """The part of ``misfits`` that is not about size; of the same arguments."""
    learned = str(card.get("sensor") or "")
    if sensor is not None and learned and sensor_named(learned) not in (sensor, None):
        return (
            f"{id} learned from images of {learned}; this raster's metadata say {sensor}. Do not "
            "count on its detail.",
        )
    if dtype == np.uint8 and card.get("scaling") in REFLECTANCES:
        of = f" of {learned}" if learned else ""
        return (
            f"{id} learned from reflectance{of}; this raster holds bytes from 0 to 255, which are "
            "none. Do not count on its detail.",
        )
    return ()


def _size(id: str, card: Mapping[str, Any], grid: Grid) -> tuple[str, ...]:
    learned, size = card.get("pixel_size"), pixel_side(grid)
    if learned is None or size is None or is_of_size(size, learned):
        return ()
    sensor = f" ({card['sensor']})" if card.get("sensor") else ""
    ratio = max(size / learned, learned / size)
    how = "coarser" if size > learned else "finer"
    return (
        f"{id} learned from pixels of {learned:g} m{sensor}; this raster's are {size:.3g} m, "
        f"{ratio:.3g} times {how}. It draws what it knows from there: do not count on its detail.",
    )
