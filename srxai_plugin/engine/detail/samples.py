"""Parts of a raster that are taken for the truth, and what results of them are remembered by."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Optional

import numpy as np
from rasterio.io import DatasetReader

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.imagery.geotiff import Grid, read
from srxai_plugin.engine.imagery.radiometry import to_network
from srxai_plugin.engine.imagery.whole_raster import WholeRaster
from srxai_plugin.engine.machine.files import is_file

LATTICE = 6
"""Windows along each side of the raster that are looked at for data."""
VALID = 0.75
"""Share of a window that must have data."""


@dataclass(frozen=True)
class Sample:
    """A part of the raster that is taken for the truth."""

    values: np.ndarray
    """(C, h, w) in the network's values, nodata filled."""
    valid: np.ndarray
    """(h, w) bool."""


def samples(
    dataset: DatasetReader, source: WholeRaster, side: int, least: int, most: int
) -> Iterator[Sample]:
    """Windows spread over the raster, those with data.

    Args:
        side: LR pixels along a side, where the raster has them.
        least: the same below which the raster is too small.
        most: windows.
    """
    found = 0
    for window in _spread(source.grid, side, least):
        pixels = read(dataset, window, source.bands)
        valid: np.ndarray = np.logical_or.reduce(pixels.valid)
        if valid.mean() >= VALID:
            yield Sample(to_network(pixels, source.radiometry).astype(np.float64), valid)
            found += 1
        if found == most:
            return


def raster_key(
    raster: str, bands: Optional[tuple[int, ...]], scaling: Optional[str]
) -> Optional[tuple]:
    """A file as it is now and how it is read; None where it is no file and may change unseen."""
    if not is_file(raster):
        return None
    stat = os.stat(raster)
    return os.path.realpath(raster), stat.st_size, stat.st_mtime_ns, bands, scaling


def _spread(grid: Grid, side: int, least: int) -> list[Window]:
    """In an order that covers the raster evenly from its first few on."""
    width, height = min(side, grid.width), min(side, grid.height)
    if min(width, height) < least:
        return []
    rows = _starts(grid.height, height)
    columns = _starts(grid.width, width)
    places = [(row, column) for row in rows for column in columns]
    order = np.random.default_rng(0).permutation(len(places))
    return [Window(places[i][1], places[i][0], width, height) for i in order]


def _starts(length: int, side: int) -> list[int]:
    count = min(LATTICE, -(-length // side))
    return sorted({int(start) for start in np.linspace(0, length - side, count)})
