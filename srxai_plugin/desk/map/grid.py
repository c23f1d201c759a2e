"""The true pixel grid of a raster, and rectangles snapped to it.

QGIS shows a rotated raster through a warped copy, so a layer's extent and pixel size are not its
grid; GDAL, asked for the header only, knows.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Optional

from osgeo import gdal
from qgis.PyQt.QtCore import QCoreApplication

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Affine, Window

translate = QCoreApplication.translate

Point = tuple[float, float]

UNTOUCHED = (0.0, 1.0, 0.0, 0.0, 0.0, 1.0)
"""GDAL's geotransform of a raster that has none."""
PIXELS_AS_MAP: Affine = (1.0, 0.0, 0.0, 0.0, -1.0, 0.0)
"""The grid of such a raster in QGIS: x = column, y = −row."""
SLACK = 1e-4
"""SR pixels by which a rectangle may pass a pixel's edge without taking that pixel in: rounding of
map coordinates, 10⁻⁹ m in UTM, far below anything drawn by hand."""


@dataclass(frozen=True)
class LayerGrid:
    """Size and placement of a raster's pixels."""

    width: int
    height: int
    transform: Affine
    """Pixel corner (column, row) to map, in the raster's own CRS."""
    bands: tuple[str, ...]
    """Descriptions, empty where a band has none."""

    def to_map(self, column: float, row: float) -> Point:
        """Map coordinates of a place in pixels; (0, 0) is the raster's first corner."""
        a, b, c, d, e, f = self.transform
        return a * column + b * row + c, d * column + e * row + f

    def to_pixel(self, x: float, y: float) -> Point:
        """(column, row), not rounded, of a place on the map."""
        a, b, c, d, e, f = self.transform
        determinant = a * e - b * d
        dx, dy = x - c, y - f
        return (e * dx - b * dy) / determinant, (a * dy - d * dx) / determinant

    def snap(self, corners: Iterable[Point], scale: int) -> Optional[Window]:
        """The SR pixels that a figure on the map touches, as a window on the raster's SR grid.

        Args:
            corners: of the figure, in the raster's CRS.
            scale: SR pixels along one LR pixel.

        Returns:
            The smallest window of whole SR pixels around the figure, cut to the raster; None for
            a figure outside the raster.
        """
        columns, rows = zip(*(self.to_pixel(x, y) for x, y in corners))
        left, right = _outward(columns, scale, self.width)
        top, bottom = _outward(rows, scale, self.height)
        if left >= right or top >= bottom:
            return None
        return Window.between(left, top, right, bottom)

    def outline(self, window: Window, scale: int) -> tuple[Point, Point, Point, Point]:
        """Corners on the map of a window of SR pixels, in the order in which one draws them."""
        left, top = window.column / scale, window.row / scale
        right, bottom = window.right / scale, window.bottom / scale
        return (
            self.to_map(left, top),
            self.to_map(right, top),
            self.to_map(right, bottom),
            self.to_map(left, bottom),
        )


def read_grid(raster: str) -> LayerGrid:
    """Raises BadInput for what GDAL cannot open, or what has no grid of its own."""
    dataset = _open(raster)
    if dataset is None:
        raise BadInput(
            translate("Grid", "{0} cannot be read as a raster. Choose another layer.").format(
                raster
            )
        )
    if dataset.GetGCPCount() and dataset.GetGeoTransform() == UNTOUCHED:
        raise BadInput(
            translate(
                "Grid",
                "{0} is placed by ground control points only. Warp it to a GeoTIFF first "
                "(Raster ▸ Projections ▸ Warp).",
            ).format(raster)
        )
    c, a, b, f, d, e = dataset.GetGeoTransform()
    transform = PIXELS_AS_MAP if (c, a, b, f, d, e) == UNTOUCHED else (a, b, c, d, e, f)
    if not (math.isfinite(sum(transform)) and a * e != b * d):
        raise BadInput(
            translate("Grid", "The pixels of {0} have no area. Georeference it anew.").format(
                raster
            )
        )
    bands = (dataset.GetRasterBand(i + 1).GetDescription() for i in range(dataset.RasterCount))
    return LayerGrid(dataset.RasterXSize, dataset.RasterYSize, transform, tuple(bands))


def _open(raster: str) -> Optional[gdal.Dataset]:
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        return gdal.OpenEx(raster, gdal.OF_RASTER)
    except RuntimeError:  # where another plugin switched GDAL's exceptions on
        return None
    finally:
        gdal.PopErrorHandler()


def _outward(places: Iterable[float], scale: int, size: int) -> tuple[int, int]:
    places = [place * scale for place in places]
    first = math.floor(min(places) + SLACK)
    last = math.ceil(max(places) - SLACK)
    return max(first, 0), min(max(last, first + 1), size * scale)
