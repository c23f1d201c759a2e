"""What a region is drawn on, and what was drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Optional

from qgis.core import QgsCoordinateReferenceSystem

from srxai_plugin.contract.geometry import Polygon, Region, Window
from srxai_plugin.desk.map.grid import LayerGrid, Point
from srxai_plugin.desk.map.polygons import Ring

SMALLEST = 2
"""SR pixels along a region's side: texture is a difference of neighbours."""


@dataclass(frozen=True)
class DrawnOn:
    """A raster's pixels, ``scale`` times finer: what a network will make of it."""

    grid: LayerGrid
    crs: QgsCoordinateReferenceSystem
    """Of the layer, which the analyst may have set differently from the file's."""
    scale: int

    def snap(self, corners: Iterable[Point]) -> Optional[Window]:
        """Of SR pixels, around a figure in the layer's CRS; None outside the raster, and for fewer
        than 2 × 2.
        """
        window = self.grid.snap(corners, self.scale)
        if window is None or min(window.width, window.height) < SMALLEST:
            return None
        return window

    def around(self, place: Point, side: int) -> Optional[Window]:
        """``side`` × ``side`` SR pixels with ``place`` in the middle, moved inward at the raster's
        edge; None where the place lies outside the raster.
        """
        column, row = self.grid.to_pixel(*place)
        width, height = self.grid.width * self.scale, self.grid.height * self.scale
        if not (0 <= column < self.grid.width and 0 <= row < self.grid.height):
            return None
        left = _inside(round(column * self.scale - side / 2), side, width)
        top = _inside(round(row * self.scale - side / 2), side, height)
        return Window(left, top, min(side, width), min(side, height))


@dataclass(frozen=True)
class Drawn:
    """A region on the map."""

    window: Window
    """SR pixels of the raster; of a polygon, those around it."""
    rings: tuple[Ring, ...] = ()
    """Of a polygon, in the layer's CRS; empty for a rectangle."""

    def figure(self, aim: DrawnOn) -> Figure:
        """The same on the map, whatever the pixels will be."""
        if self.rings:
            return Figure(self.rings, is_polygon=True)
        return Figure((aim.grid.outline(self.window, aim.scale),), is_polygon=False)

    def region(self, is_sr: bool) -> Region:
        """As a request names it.

        Args:
            is_sr: whether the window counts SR pixels; else the raster's own.
        """
        if self.rings:
            return Region(polygon=Polygon(self.rings))
        return Region(sr_window=self.window) if is_sr else Region(window=self.window)


@dataclass(frozen=True)
class Figure:
    """Where a region lies, in the layer's CRS. It stays as it is while a map's pixels change with
    each zoom, and an SR pixel with each network: a region that was snapped to one after another
    would grow."""

    rings: tuple[Ring, ...]
    is_polygon: bool

    def on(self, aim: DrawnOn) -> Optional[Drawn]:
        """In pixels; None outside the raster, and where it has fewer than 2 × 2 of them."""
        window = aim.snap([place for ring in self.rings for place in ring])
        return None if window is None else Drawn(window, self.rings if self.is_polygon else ())


def _inside(start: int, length: int, limit: int) -> int:
    return min(max(start, 0), max(limit - length, 0))
