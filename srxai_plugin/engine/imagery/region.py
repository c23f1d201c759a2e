"""Where a region lies: map coordinates → SR pixels → the LR tile around it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Optional

import numpy as np
from rasterio.warp import transform_bounds

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.fields import SMALLEST_CONTEXT, SMALLEST_TILE
from srxai_plugin.contract.geometry import Bounds, Region, Window
from srxai_plugin.engine.imagery.geotiff import GDAL_ERRORS, Grid
from srxai_plugin.engine.imagery.outline import ELSEWHERE, around, crs_of, outline_on

LARGEST_TILE = 1024 * 1024
"""LR pixels: a gradient through EDSR (0.4 M) keeps about 10 kB for each of them."""


@dataclass(frozen=True)
class Placement:
    """A region and the tile that explains it."""

    region: Window
    """In SR pixels of the whole raster."""
    tile: Window
    """In LR pixels of the raster."""
    scale: int
    mask: Optional[np.ndarray] = None
    """(height, width) bool of the region's SR pixels that count; None counts all."""

    @property
    def region_in_tile(self) -> Window:
        """In SR pixels of the tile."""
        corner = self.tile.scaled(self.scale)
        return self.region.moved(-corner.column, -corner.row)

    def counted(self, valid: np.ndarray) -> np.ndarray:
        """(height, width) bool of the region's SR pixels: inside its outline, and with data.

        Args:
            valid: (h, w) bool of the tile's LR pixels: those with data.
        """
        fine = valid.repeat(self.scale, 0).repeat(self.scale, 1)[self.region_in_tile.slices]
        return fine if self.mask is None else fine & self.mask


def place(region: Region, grid: Grid, scale: int, context: Optional[int]) -> Placement:
    """Snap a region outward to whole SR pixels, cut it to the raster and put a tile around it.

    Raises:
        BadInput: outside the raster, smaller than 2 × 2 SR pixels, or needing too large a tile.
    """
    outline = None if region.polygon is None else outline_on(region.polygon, grid.finer(scale))
    cut = _cut(
        _sr_window(region, grid, scale) if outline is None else outline.window(), grid, scale
    )
    if cut.width < 2 or cut.height < 2:
        raise BadInput(
            f"The region is {cut.width} × {cut.height} SR pixels; texture needs at least 2 × 2. "
            "Draw a larger one."
        )
    tile = _tile(cut.coarser(scale), grid, context)
    if tile.width * tile.height > LARGEST_TILE:
        raise BadInput(
            f"The region needs a tile of {tile.width} × {tile.height} pixels; at most "
            f"{LARGEST_TILE:,} pixels can be explained at once. Draw a smaller region."
        )
    return Placement(cut, tile, scale, None if outline is None else outline.mask(cut))


def snapped(region: Region, grid: Grid, scale: int) -> Window:
    """A region snapped outward to whole pixels ``scale`` times finer than the grid's, and cut to
    the raster; of a polygon, the window around it. Raises BadInput outside the raster."""
    if region.polygon is not None:
        return _cut(outline_on(region.polygon, grid.finer(scale)).window(), grid, scale)
    return _cut(_sr_window(region, grid, scale), grid, scale)


def _cut(window: Window, grid: Grid, scale: int) -> Window:
    cut = window.cut(grid.finer(scale).whole)
    if cut.is_empty:
        raise BadInput(
            "The region lies outside the raster. Draw it inside the raster's extent of "
            f"{grid.width} × {grid.height} pixels."
        )
    return cut


def _sr_window(region: Region, grid: Grid, scale: int) -> Window:
    if region.sr_window is not None:
        return _not_empty(region.sr_window)
    if region.window is not None:
        return _not_empty(region.window).scaled(scale)
    if region.bounds is None:
        raise BadInput("The region is neither a window nor bounds; give one of them.")
    return _snap_outward(_in_grid_crs(region.bounds, grid), grid.finer(scale))


def _not_empty(window: Window) -> Window:
    if window.is_empty:
        raise BadInput("The region's width and height must be at least one pixel.")
    return window


def _in_grid_crs(bounds: Bounds, grid: Grid) -> Bounds:
    if bounds.xmin >= bounds.xmax or bounds.ymin >= bounds.ymax:
        raise BadInput(
            "The region is empty: give XMIN,YMIN,XMAX,YMAX with XMIN < XMAX, YMIN < YMAX."
        )
    if bounds.crs is None:
        return bounds
    crs = crs_of(bounds.crs, grid)
    corners = (bounds.xmin, bounds.ymin, bounds.xmax, bounds.ymax)
    try:
        moved = corners if crs == grid.crs else transform_bounds(crs, grid.crs, *corners)
    except GDAL_ERRORS:
        moved = (math.inf,)
    if not all(map(math.isfinite, moved)):
        raise BadInput(ELSEWHERE)
    return Bounds(*moved)


def _snap_outward(bounds: Bounds, fine: Grid) -> Window:
    """The smallest window of whole pixels that holds the rectangle, on any grid, rotated too."""
    to_pixel = ~fine.transform
    return around(
        to_pixel @ (x, y) for x in (bounds.xmin, bounds.xmax) for y in (bounds.ymin, bounds.ymax)
    )


def _tile(region: Window, grid: Grid, context: Optional[int]) -> Window:
    if context is not None:
        if context < 0:
            raise BadInput("The context is a number of LR pixels, 0 or more.")
        return region.grown(context).cut(grid.whole)
    left, width = _span(region.column, region.width, grid.width)
    top, height = _span(region.row, region.height, grid.height)
    return Window(left, top, width, height)


def _span(start: int, length: int, limit: int) -> tuple[int, int]:
    """One side of a default tile: context around the region, moved inward at the raster's edge so
    that it keeps its length where the raster has it."""
    wanted = max(SMALLEST_TILE, length + 2 * SMALLEST_CONTEXT)
    first = min(max(start - (wanted - length) // 2, 0), max(limit - wanted, 0))
    return first, min(wanted, limit - first)
