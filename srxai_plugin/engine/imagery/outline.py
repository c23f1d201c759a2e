"""Polygon regions: map coordinates → outline in pixels → window and mask."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from rasterio.crs import CRS
from rasterio.errors import CRSError
from rasterio.features import rasterize
from rasterio.warp import transform

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Polygon, Window
from srxai_plugin.engine.imagery.geotiff import GDAL_ERRORS, Grid

SNAP = 1e-6
"""Pixels: rounding noise of coordinates, not to be snapped outward to a whole pixel."""

ELSEWHERE = "The region cannot be expressed in the raster's CRS. Draw it on the raster."

NAMED = re.compile(
    r"[A-Za-z]\w+:[\w+]+|(WGS|NAD|CRS)\d\d|urn:ogc:def:crs:[\w:.,-]+|\+[^/\\]+|[A-Z_]+\s*\[.+"
    r"|\{.+|https?://(www\.)?opengis\.net/def/crs/[\w/.-]+",
    re.DOTALL,
)
"""How a request may name a CRS: code, URN, PROJ, WKT or PROJJSON. GDAL would also take the path of
a file or an address, and open it."""

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Outline:
    """A polygon in pixel coordinates (column, row) of a grid; (0, 0) is its upper left corner."""

    rings: tuple[Ring, ...]

    def window(self) -> Window:
        """The smallest window of whole pixels that holds it."""
        return around(point for ring in self.rings for point in ring)

    def inside(self, window: Window) -> np.ndarray:
        """(height, width) bool of a window: pixels whose centre lies within an odd number of
        rings."""
        inside = np.zeros((window.height, window.width), dtype=np.uint8)
        for ring in self.rings:
            moved = [(x - window.column, y - window.row) for x, y in (*ring, ring[0])]
            shape = {"type": "Polygon", "coordinates": [moved]}
            inside ^= rasterize([shape], out_shape=inside.shape, dtype=np.uint8)
        return inside.astype(bool)

    def mask(self, window: Window) -> np.ndarray:
        """Pixels inside, as ``inside`` gives them. Raises BadInput where no pixel is."""
        inside = self.inside(window)
        if not inside.any():
            raise BadInput(
                "The polygon holds no SR pixel of the raster. Draw it larger, and on the raster."
            )
        return inside


def outline_on(polygon: Polygon, grid: Grid) -> Outline:
    """Raises BadInput for rings that are none, or that the grid's CRS cannot express."""
    if not polygon.rings or any(len({*ring}) < 3 for ring in polygon.rings):
        raise BadInput("A polygon needs rings of at least three points each.")
    to_pixel = ~grid.transform
    return Outline(
        tuple(
            tuple(to_pixel @ point for point in _in_grid_crs(ring, polygon.crs, grid))
            for ring in polygon.rings
        )
    )


def around(points: Iterable[tuple[float, float]]) -> Window:
    """The smallest window of whole pixels that holds all points, on any grid, rotated too.

    Raises:
        BadInput: a point is too far away to be counted in pixels.
    """
    columns, rows = zip(*points)
    if not all(map(math.isfinite, (*columns, *rows))):
        raise BadInput("The region's coordinates are too large. Draw it on the raster.")
    left, top = math.floor(min(columns) + SNAP), math.floor(min(rows) + SNAP)
    right, bottom = math.ceil(max(columns) - SNAP), math.ceil(max(rows) - SNAP)
    return Window.between(left, top, right, bottom)


def crs_of(name: str, grid: Grid) -> CRS:
    """The CRS that a region names. Raises BadInput: unknown, or the raster has none itself."""
    if grid.crs is None:
        raise BadInput("The raster has no CRS: give the region without one, or as a pixel window.")
    try:
        if not NAMED.fullmatch(name.strip()):
            raise CRSError
        return CRS.from_user_input(name)
    except CRSError:
        raise BadInput(f"Unknown CRS '{name}'. Give one as EPSG:n or WKT.") from None


def _in_grid_crs(ring: Ring, name: str | None, grid: Grid) -> Ring:
    if name is None:
        return ring
    crs = crs_of(name, grid)
    if crs == grid.crs:
        return ring
    try:
        xs, ys = transform(crs, grid.crs, *zip(*ring))
    except GDAL_ERRORS:
        xs = ys = [math.inf]
    if not all(map(math.isfinite, [*xs, *ys])):
        raise BadInput(ELSEWHERE)
    return tuple(zip(xs, ys))
