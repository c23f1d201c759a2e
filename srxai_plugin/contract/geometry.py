"""Where things lie: windows of pixels, areas on the map, the region of a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from srxai_plugin.contract.errors import BadInput

Affine = tuple[float, float, float, float, float, float]
"""(a, b, c, d, e, f) as in rasterio: x = a·column + b·row + c, y = d·column + e·row + f."""

Point = tuple[float, float]

TIMES = 2.0
"""Pixel sizes that differ by no more are taken for the same."""


def is_of_size(size: float, learned: float) -> bool:
    """Whether pixels are about as large as those that a network learned from, both in metres."""
    return learned / TIMES <= size <= learned * TIMES


@dataclass(frozen=True)
class Window:
    """A rectangle of whole pixels; on the LR or the SR grid, as the field that holds it says."""

    column: int
    row: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """First column past the window."""
        return self.column + self.width

    @property
    def bottom(self) -> int:
        """First row past the window."""
        return self.row + self.height

    @property
    def is_empty(self) -> bool:
        """Whether it holds no pixel."""
        return self.width <= 0 or self.height <= 0

    @property
    def slices(self) -> tuple[slice, slice]:
        """Rows and columns of the window in an array (h, w) whose first pixel is (0, 0)."""
        return slice(self.row, self.bottom), slice(self.column, self.right)

    @classmethod
    def between(cls, left: int, top: int, right: int, bottom: int) -> Window:
        """The window from its first column and row to the first ones past it."""
        return cls(left, top, right - left, bottom - top)

    def moved(self, columns: int, rows: int) -> Window:
        """A window of the same size, so many pixels to the right and down; negative ones are to the
        left and up.
        """
        return Window(self.column + columns, self.row + rows, self.width, self.height)

    def grown(self, across: int, down: Optional[int] = None) -> Window:
        """The window with so many more pixels on its left and right, and ``down`` above and below;
        as many there where nothing else is said."""
        down = across if down is None else down
        return Window.between(
            self.column - across, self.row - down, self.right + across, self.bottom + down
        )

    def cut(self, to: Window) -> Window:
        """What both windows hold; empty, with no negative side, where they do not meet."""
        left, top = max(self.column, to.column), max(self.row, to.row)
        right, bottom = min(self.right, to.right), min(self.bottom, to.bottom)
        return Window.between(left, top, max(left, right), max(top, bottom))

    def scaled(self, factor: int) -> Window:
        """This place on a grid whose pixels are ``factor`` times smaller, 1 or more."""
        return Window(
            self.column * factor, self.row * factor, self.width * factor, self.height * factor
        )

    def coarser(self, factor: int) -> Window:
        """The smallest window that holds the place on a grid whose pixels are ``factor`` times
        larger, 1 or more."""
        return Window.between(
            self.column // factor,
            self.row // factor,
            -(-self.right // factor),
            -(-self.bottom // factor),
        )


@dataclass(frozen=True)
class Bounds:
    """A rectangle in map coordinates."""

    xmin: float
    ymin: float
    xmax: float
    ymax: float
    crs: Optional[str] = None
    """Anything that PROJ understands (EPSG:n, WKT); None is the raster's own CRS."""


@dataclass(frozen=True)
class Polygon:
    """An area in map coordinates, with holes and in parts if need be."""

    rings: tuple[tuple[Point, ...], ...]
    """Of x and y; a point is inside where an odd number of rings surrounds it."""
    crs: Optional[str] = None
    """As in ``Bounds``."""


@dataclass(frozen=True)
class Region:
    """What is explained, said in exactly one of four ways."""

    bounds: Optional[Bounds] = None
    """In map units; snapped outward to whole SR pixels."""
    window: Optional[Window] = None
    """In pixels of the raster."""
    sr_window: Optional[Window] = None
    """In SR pixels of the whole raster, ``scale`` times finer than the raster's own."""
    polygon: Optional[Polygon] = None
    """In map units; an SR pixel belongs to it where its centre does."""

    def __post_init__(self) -> None:
        ways = (self.bounds, self.window, self.sr_window, self.polygon)
        if sum(way is not None for way in ways) != 1:
            raise BadInput("Give the region in one way: bounds, window, sr_window or polygon.")
