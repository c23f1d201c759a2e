"""The second raster of a network that takes two, and the map of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

import numpy as np
import torch
from torch import Tensor

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.requests import ExplainRequest
from srxai_plugin.contract.results import Radiometry
from srxai_plugin.engine.attribution.base import RawAttribution, normalise
from srxai_plugin.engine.imagery.bands import chosen_bands
from srxai_plugin.engine.imagery.geotiff import Grid, Pixels, open_raster, units_of
from srxai_plugin.engine.imagery.radiometry import radiometry, scaling_of, to_network
from srxai_plugin.engine.imagery.reference import read_beside
from srxai_plugin.engine.imagery.reflectance import no_reflectance, reflectance_of
from srxai_plugin.engine.networks.base import Guide, SRNetwork


@dataclass(frozen=True)
class GuidePixels:
    """What a network sees of it."""

    values: Tensor
    """(channels, h, w) on the tile's LR grid, as ``Guide.packed`` makes it."""
    radiometry: Radiometry
    warnings: tuple[str, ...]
    misfits: tuple[str, ...]


@dataclass(frozen=True)
class _Taken:
    """The guide's part of a network's inputs, for whoever chooses bands."""

    id: str
    bands: int
    card: dict[str, str]


def read_guide(
    request: ExplainRequest, network: SRNetwork, grid: Grid, counted: np.ndarray
) -> Optional[GuidePixels]:
    """Read the request's guide on a tile's grid, divided as finely as the network takes it.

    On that grid already, pixels are read as they are; otherwise they are interpolated.

    Args:
        grid: of the tile's LR pixels.
        counted: (h, w) bool: LR pixels of the region that have data.

    Returns:
        None where the network takes none.

    Raises:
        BadInput: there is none, or one too many; of other bands, elsewhere, or unreadable.
    """
    guide = network.guide
    if guide is None:
        if request.guide is not None:
            raise BadInput(f"{network.id} takes one image, and no guide. Leave the guide out.")
        return None
    if request.guide is None:
        raise BadInput(
            f"{network.id} takes a second image, a guide of {guide.bands} bands whose pixels are "
            f"{guide.ratio} times as fine as the raster's. Give it to Explain region in "
            "Processing, or to srxai explain with --guide."
        )
    with open_raster(request.guide) as dataset:
        taken = _Taken(f"The guide of {network.id}", guide.bands, {})
        chosen = chosen_bands(None, dataset, taken)
        told = reflectance_of(dataset, chosen.bands)
        units, dtype = units_of(dataset, chosen.bands), np.dtype(dataset.dtypes[0])
        values, valid, resampled = read_beside(
            dataset, request.raster, grid, guide.ratio, chosen.bands, "guide"
        )
    if not (valid & counted.repeat(guide.ratio, 0).repeat(guide.ratio, 1)).any():
        raise BadInput(f"The guide {request.guide} has no data in the region. Give another one.")
    everywhere = np.broadcast_to(valid, values.shape)
    pixels = Pixels(values.astype(dtype), everywhere, grid.finer(guide.ratio), None, (), units)
    scaling = scaling_of(request.scaling, network.card, dtype)
    how = radiometry(pixels, chosen.bands, scaling, told)
    warnings = [f"Guide: {chosen.match.words}."]
    if resampled:
        warnings.append("The guide lies on another grid and was interpolated (bilinear).")
    return GuidePixels(
        guide.packed(torch.from_numpy(to_network(pixels, how))).to(network.device),
        how,
        tuple(warnings),
        no_reflectance(pixels.values, pixels.valid, how),
    )


def maps_of_each(
    found: RawAttribution, bands: int, guide: Guide
) -> Optional[tuple[np.ndarray, np.ndarray]]:
    """The map of the raster (h, w) and that of its guide (r·h, r·w), each |Σ over bands| divided by
    its largest value; None where the method does not tell bands apart."""
    if len(found.raw) != bands + guide.channels:
        return None
    first, second = found.raw[:bands].sum(0), guide.unpacked(found.raw[bands:]).sum(0)
    return normalise(first.abs()).cpu().numpy(), normalise(second.abs()).cpu().numpy()
