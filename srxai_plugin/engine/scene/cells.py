"""The windows of a reliance map: where they lie, and what is kept of each."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from srxai_plugin.contract.geometry import Window
from srxai_plugin.contract.scenes import RELIANCE_DETAIL_BANDS
from srxai_plugin.engine.imagery.geotiff import Grid

EMPTY, FLAT, EXPLAINED = "empty", "flat", "explained"


@dataclass(frozen=True)
class Cell:
    """Place of a window: a pixel of the map."""

    column: int
    row: int


@dataclass(frozen=True)
class Figures:
    """Of one window; NaN what it does not have."""

    state: str
    """``explained``; ``flat`` without texture to explain; ``empty`` without data."""
    diffusion_index: float = math.nan
    atv: float = math.nan
    """Mean of the area curve, in %."""
    texture_added: float = math.nan
    """Mean gradient magnitude of the super-resolved window less that of its bicubic
    interpolation, in % of the value range for each SR pixel and band; negative where the network
    smooths. Over the bands that the network takes and gives; NaN where there are none."""
    radius: float = math.nan
    """Distance from the window that holds 95 % of the attribution: in metres, or in LR pixels
    where the raster has no CRS."""
    pixels: str = ""
    """SHA-256 of what was read."""
    share: float = math.nan
    """Estimated true share of what was added to the window; NaN where there is no verdict."""
    half_width: float = math.nan
    """Mean half-width of the 90 % interval, in raster units; NaN likewise."""


DETAIL = tuple(RELIANCE_DETAIL_BANDS)
BANDS = tuple(f.name for f in fields(Figures) if f.type == "float" and f.name not in DETAIL)


@dataclass(frozen=True)
class Cells:
    """The grid of windows over a raster."""

    grid: Grid
    stride: int
    window: int

    @property
    def columns(self) -> int:
        """Of windows; the last may reach past the raster's right edge."""
        return -(-self.grid.width // self.stride)

    @property
    def rows(self) -> int:
        """Of windows; the last may reach past the raster's lower edge."""
        return -(-self.grid.height // self.stride)

    @property
    def map_grid(self) -> Grid:
        """Of the map: one pixel for each window, corner on corner with the raster."""
        coarse = self.grid.transform @ self.grid.transform.scale(self.stride)
        return Grid(coarse, self.grid.crs, self.columns, self.rows)

    def explained(self, cell: Cell) -> Window:
        """The window in the middle of a cell, moved inward at the raster's edge; in LR pixels."""
        left, width = _middle(cell.column, self.stride, self.window, self.grid.width)
        top, height = _middle(cell.row, self.stride, self.window, self.grid.height)
        return Window(left, top, width, height)


def _middle(index: int, stride: int, window: int, limit: int) -> tuple[int, int]:
    size = min(window, limit)
    start = index * stride + (stride - size) // 2
    return min(max(start, 0), limit - size), size
