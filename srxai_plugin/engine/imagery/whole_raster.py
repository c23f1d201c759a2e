"""A whole raster as the network takes it: which bands, which grid, one scaling for all of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Optional

import numpy as np
from rasterio.enums import MaskFlags
from rasterio.io import DatasetReader

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.fields import REFLECTANCES
from srxai_plugin.contract.geometry import Window
from srxai_plugin.contract.results import Radiometry
from srxai_plugin.engine.imagery.bands import chosen_bands
from srxai_plugin.engine.imagery.fit import misfits
from srxai_plugin.engine.imagery.geotiff import (
    AS_THEY_ARE,
    Grid,
    Pixels,
    Units,
    alpha_is_imagery,
    grid_of,
    read,
)
from srxai_plugin.engine.imagery.given import Given, given
from srxai_plugin.engine.imagery.radiometry import radiometry, scaling_of
from srxai_plugin.engine.imagery.reflectance import no_reflectance, reflectance_of
from srxai_plugin.engine.imagery.spectrum import Inputs, Outputs

SAMPLE = 64
"""Side of the windows, in pixels, that percentiles are taken from in a large raster."""
LATTICES = (16, 64)
"""Windows along each side of the raster; the finer lattice where the coarse one meets no data."""
ENOUGH = 10_000
"""Valid pixels to take percentiles from."""
WHOLE = 1024 * 1024
"""Pixels of a raster up to which all of it is taken."""
SAMPLED = ("percentile", *REFLECTANCES)
"""Scalings for which values are looked at: to take percentiles, or to see whether it can be."""
STRIDE = 512
"""Pixels between windows when nothing else met data, and all of the raster is looked at."""


@dataclass(frozen=True)
class WholeRaster:
    """What is the same for every window of a raster."""

    grid: Grid
    bands: tuple[int, ...]
    radiometry: Radiometry
    dtype: np.dtype
    nodata: Optional[float]
    """What says "no data" in outputs of the raster's own type; None where all of it is data."""
    descriptions: tuple[str, ...]
    warnings: tuple[str, ...]
    units: Units = AS_THEY_ARE
    misfits: tuple[str, ...] = ()
    """As in ``Explanation``."""

    def given(self, network: Outputs) -> Given:
        """Bands of what a network makes of it. Raises BadInput as ``given.given``."""
        return given(network, self.radiometry, self.descriptions, self.units)


def whole_raster_of(
    dataset: DatasetReader,
    network: Inputs,
    asked: Optional[tuple[int, ...]],
    scaling: Optional[str],
) -> WholeRaster:
    """Look at a raster, and at a sample of its pixels where the scaling needs it.

    Args:
        asked: 1-based bands for the network's inputs; None as in ``ExplainRequest``.
        scaling: as in ``ExplainRequest``; percentiles are those of the whole raster, so that
            neighbouring tiles get the same values.

    Raises:
        BadInput: bands or scaling do not fit, or there is no data to take percentiles from.
    """
    if getattr(network, "guide", None) is not None:
        raise BadInput(
            f"{network.id} takes a guide beside the raster, with which only regions can be "
            "explained, by srxai explain --guide. Choose another network for whole rasters."
        )
    grid, warnings = grid_of(dataset)
    chosen = chosen_bands(asked, dataset, network)
    bands = chosen.bands
    pixels = read(dataset, Window(0, 0, 1, 1), bands)
    dtype = pixels.values.dtype
    scaling = scaling_of(scaling, network.card, dtype)
    if scaling in SAMPLED:
        pixels = _sample(dataset, grid, bands)
    how = radiometry(pixels, bands, scaling, reflectance_of(dataset, bands))
    words = how.words.replace("tile's", "raster's")
    how = replace(how, words=words, match=chosen.match)
    return WholeRaster(
        grid,
        bands,
        how,
        pixels.values.dtype,
        _nodata(dataset, bands, pixels),
        pixels.descriptions,
        tuple(warnings),
        pixels.units,
        (
            *misfits(network.id, network.card, grid, chosen.sensor, dtype),
            *chosen.misfits,
            *no_reflectance(pixels.values, pixels.valid, how),
        ),
    )


def _sample(dataset: DatasetReader, grid: Grid, bands: tuple[int, ...]) -> Pixels:
    """(C, 1, n) of the raster's valid pixels, from windows all over it."""
    if grid.width * grid.height <= WHOLE:
        return _joined([read(dataset, grid.whole, bands)])
    for count in LATTICES:
        found = [read(dataset, window, bands) for window in _lattice(grid, count)]
        if sum(int(p.valid.any(0).sum()) for p in found) >= ENOUGH:
            return _joined(found)
    found = []
    for window in _everywhere(grid):
        pixels = read(dataset, window, bands)
        if pixels.valid.any():
            found.append(pixels)
        if sum(int(p.valid.any(0).sum()) for p in found) >= ENOUGH:
            break
    return _joined(found)


def _joined(found: list[Pixels]) -> Pixels:
    if not any(pixels.valid.any() for pixels in found):
        raise BadInput("The raster holds no data, only nodata. Choose another one.")
    first = found[0]
    values = np.concatenate([p.values.reshape(len(p.values), 1, -1) for p in found], axis=2)
    valid = np.concatenate([p.valid.reshape(len(p.valid), 1, -1) for p in found], axis=2)
    return Pixels(values, valid, first.grid, first.nodata, first.descriptions, first.units)


def _lattice(grid: Grid, count: int) -> Iterator[Window]:
    width, height = min(SAMPLE, grid.width), min(SAMPLE, grid.height)
    rows = np.unique(np.linspace(0, grid.height - height, count).astype(int))
    columns = np.unique(np.linspace(0, grid.width - width, count).astype(int))
    for row in rows:
        for column in columns:
            yield Window(int(column), int(row), width, height)


def _everywhere(grid: Grid) -> Iterator[Window]:
    for row in range(0, grid.height, STRIDE):
        for column in range(0, grid.width, STRIDE):
            yield Window(column, row, STRIDE, STRIDE).cut(grid.whole)


def _nodata(dataset: DatasetReader, bands: tuple[int, ...], pixels: Pixels) -> Optional[float]:
    dtype = pixels.values.dtype
    if np.issubdtype(dtype, np.floating):
        own = pixels.nodata
        return float("nan") if own is None else own
    if pixels.nodata is not None:
        limits = np.iinfo(dtype)
        return pixels.nodata if limits.min <= pixels.nodata <= limits.max else 0
    if alpha_is_imagery(dataset):
        return None
    if all(MaskFlags.all_valid in dataset.mask_flag_enums[band - 1] for band in bands):
        return None
    return 0


class PixelsHash:
    """SHA-256 of pixels as they are read, window after window."""

    def __init__(self) -> None:
        self._found = hashlib.sha256()

    def take(self, digest: str) -> None:
        """Count the hash of the next window, from ``outputs.pixels_hash``."""
        self._found.update(digest.encode())

    def hexdigest(self) -> str:
        """SHA-256 of all that was added so far."""
        return self._found.hexdigest()
