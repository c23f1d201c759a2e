"""The true high-resolution image of a tile, read on the tile's super-resolved grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

import numpy as np
from affine import Affine
from rasterio.crs import CRS
from rasterio.enums import Resampling
from rasterio.errors import CRSError
from rasterio.io import DatasetReader
from rasterio.warp import reproject
from rasterio.warp import transform as warp

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Window
from srxai_plugin.contract.requests import ExplainRequest
from srxai_plugin.contract.results import Radiometry
from srxai_plugin.engine.imagery.geotiff import (
    GDAL_ERRORS,
    Grid,
    Pixels,
    colour_bands,
    grid_of,
    open_raster,
    read,
)
from srxai_plugin.engine.imagery.radiometry import scaled

ALIGNED = 1e-3
"""Pixels by which two grids may differ and still be the same: rounding of their corners."""
MARGIN = 2
"""Pixels read beyond what the tile covers, for the interpolation at its edge."""
ANY_CRS = CRS.from_epsg(3857)
"""Stands for both where neither raster tells a CRS: between equal ones nothing is projected."""


@dataclass(frozen=True)
class Truth:
    """What the super-resolved tile should look like."""

    values: np.ndarray
    """(C, s·h, s·w) float64, scaled as the network's input is; 0 where not ``valid``."""
    valid: np.ndarray
    """(s·h, s·w) bool: where all bands have data."""
    resampled: bool


def read_reference(
    request: ExplainRequest, grid: Grid, scale: int, radiometry: Radiometry, region: np.ndarray
) -> Optional[Truth]:
    """Read the request's reference on a tile's SR grid; None where it has none.

    On that grid already, pixels are read as they are; otherwise they are interpolated.

    Args:
        grid: of the tile's LR pixels.
        radiometry: how the tile's values became the network's.
        region: (s·h, s·w) bool of the tile: the region's pixels that have data.

    Raises:
        BadInput: unreadable, of other bands, without the georeference that the raster has, or not
            covering the region.
    """
    if request.reference is None:
        return None
    with open_raster(request.raster) as raster:
        colours = len(colour_bands(raster))
    with open_raster(request.reference) as dataset:
        bands = _bands(dataset, radiometry.bands, colours, request.reference)
        values, valid, resampled = read_beside(dataset, request.raster, grid, scale, bands)
    _refuse_elsewhere(valid & region, f"reference {request.reference}")
    return Truth(np.where(valid, scaled(values, radiometry), 0.0), valid, resampled)


def read_beside(
    dataset: DatasetReader,
    raster: str,
    grid: Grid,
    scale: int,
    bands: tuple[int, ...],
    what: str = "reference",
) -> tuple[np.ndarray, np.ndarray, bool]:
    """Read another raster on the grid of a tile, each of its pixels divided into scale × scale.

    Args:
        raster: what the tile is of.
        grid: of the tile's LR pixels.
        what: the other one is called for people.

    Returns:
        Values (C, s·h, s·w), where all bands have data (s·h, s·w), and whether they were
        interpolated.

    Raises:
        BadInput: unreadable, or without the georeference that the raster has.
    """
    target, name = grid.finer(scale), f"{what} {dataset.name}"
    with open_raster(raster) as first:
        whole, _ = grid_of(first)
        is_placed = first.transform != Affine.identity()
    source = _grid(dataset, whole.finer(scale), is_placed, what, name)
    window = _window(source, target)
    if window is None:
        return *_interpolated(dataset, source, target, bands, name), True
    return *_cut(dataset, source, window, bands), False


def _bands(
    dataset: DatasetReader, chosen: tuple[int, ...], colours: int, name: str
) -> tuple[int, ...]:
    """The raster's own band numbers where both have as many; or one for each that was chosen."""
    own = colour_bands(dataset)
    if len(own) == colours and max(chosen) <= dataset.count:
        return chosen
    if len(own) == len(chosen):
        return tuple(own)
    wanted = f"{len(chosen)}" if len(chosen) == colours else f"{len(chosen)} or {colours}"
    raise BadInput(
        f"The reference {name} has {len(own)} bands; give one with {wanted}, those of the raster."
    )


def _grid(dataset: DatasetReader, fine: Grid, is_placed: bool, what: str, name: str) -> Grid:
    """Where the other raster lies. Without georeferences both, it is the whole raster's SR grid."""
    grid, _ = grid_of(dataset)
    if (dataset.transform != Affine.identity()) != is_placed:
        lacking, having = ("raster", what) if not is_placed else (what, "raster")
        raise BadInput(
            f"The {lacking} has no georeference, but the {having} has: they cannot be compared. "
            f"Georeference the {lacking}."
        )
    if not is_placed:
        if (dataset.width, dataset.height) != (fine.width, fine.height):
            raise BadInput(
                f"The {name} is {dataset.width} × {dataset.height} pixels; without a "
                f"georeference it must be {fine.width} × {fine.height}, the super-resolved raster."
            )
        return fine
    if (grid.crs is None) != (fine.crs is None):
        raise BadInput(f"One of raster and {what} has no CRS. Assign the same to both.")
    return grid


def _window(source: Grid, target: Grid) -> Optional[Window]:
    """The target as a window of the source, which may reach beyond it; None for another grid."""
    if source.crs != target.crs:
        return None
    placed = ~source.transform @ target.transform
    column, row = round(placed.c), round(placed.f)
    corners = [(0, 0), (target.width, 0), (0, target.height), (target.width, target.height)]
    off = [np.subtract(placed @ corner, np.add(corner, (column, row))) for corner in corners]
    if np.abs(off).max() > ALIGNED:
        return None
    return Window(column, row, target.width, target.height)


def _cut(
    dataset: DatasetReader, source: Grid, window: Window, bands: tuple[int, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """(C, H, W) of a window and where it is valid, (H, W); nothing is beyond the source."""
    values = np.zeros((len(bands), window.height, window.width))
    valid = np.zeros((window.height, window.width), dtype=bool)
    inside = _common(source, window)
    if inside is not None:
        pixels = read(dataset, inside, bands)
        part = inside.moved(-window.column, -window.row).slices
        valid[part] = pixels.valid.all(axis=0)
        values[(slice(None), *part)] = np.where(valid[part], pixels.values, 0)
    return values, valid


def _interpolated(
    dataset: DatasetReader, source: Grid, target: Grid, bands: tuple[int, ...], name: str
) -> tuple[np.ndarray, np.ndarray]:
    """The same from any other grid or CRS, bilinear; GDAL averages a finer one."""
    values = np.full((len(bands), target.height, target.width), np.nan)
    crs = source.crs or ANY_CRS
    try:
        inside = _common(source, _footprint(source, target))
        if inside is not None:
            pixels = read(dataset, inside, bands)
            reproject(
                _with_gaps(pixels),
                values,
                src_transform=source.window(inside).transform,
                src_crs=crs,
                src_nodata=np.nan,
                dst_transform=target.transform,
                dst_crs=target.crs or ANY_CRS,
                dst_nodata=np.nan,
                resampling=Resampling.bilinear,
            )
    except (*GDAL_ERRORS, CRSError) as error:
        raise BadInput(f"The {name} cannot be brought to the raster: {error}.") from None
    valid = np.isfinite(values).all(axis=0)
    return np.where(valid, values, 0.0), valid


def _with_gaps(pixels: Pixels) -> np.ndarray:
    return np.where(pixels.valid, pixels.values.astype(np.float64), np.nan)


def _footprint(source: Grid, target: Grid) -> Window:
    """The target's extent in pixels of the source, by points along its edge."""
    t = np.linspace(0, 1, 21)
    edge = [*((a, b) for a in t for b in (0, 1)), *((a, b) for a in (0, 1) for b in t)]
    points = [target.transform @ (a * target.width, b * target.height) for a, b in edge]
    xs, ys = zip(*points)
    if source.crs != target.crs:
        xs, ys = warp(target.crs, source.crs, xs, ys)
    placed = np.array([~source.transform @ point for point in zip(xs, ys)])
    if not np.isfinite(placed).all():
        return Window(0, 0, 0, 0)
    # Coarse targets average many pixels of the source, beyond the edge too.
    spare = MARGIN + int(np.ceil(np.ptp(placed, axis=0).max() / min(target.width, target.height)))
    left, top = np.floor(placed.min(0)).astype(int) - spare
    right, bottom = np.ceil(placed.max(0)).astype(int) + spare
    return Window.between(int(left), int(top), int(right), int(bottom))


def _common(source: Grid, window: Window) -> Optional[Window]:
    common = window.cut(source.whole)
    return None if common.is_empty else common


def _refuse_elsewhere(in_region: np.ndarray, name: str) -> None:
    if not in_region.any():
        raise BadInput(
            f"The {name} has no data in the region. Give one that covers it, or leave it out."
        )
