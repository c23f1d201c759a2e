"""How widely an attribution map spreads, in share of pixels and in distance."""

from __future__ import annotations

from typing import Optional

import numpy as np

from srxai_plugin.contract.geometry import Window
from srxai_plugin.contract.results import Reach

SHARE = 0.95
"""Of the attribution, that the reach and the area of interest hold."""


def gini(values: np.ndarray) -> float:
    """Gini coefficient of non-negative values: 0 all equal, towards 1 all in one.

    As in the LAM authors' demo, 1e-7 added to each: Σ (2i − n − 1) a_i / (n Σ a), a sorted.
    """
    ordered = np.sort(values.astype(np.float64), axis=None) + 1e-7
    n = ordered.size
    rank = np.arange(1, n + 1)
    return float(((2 * rank - n - 1) * ordered).sum() / (n * ordered.sum()))


def diffusion_index(gini: float) -> float:
    """(1 − Gini)·100 (Gu & Dong, 2021); it depends on how many pixels the tile has."""
    return (1 - gini) * 100


def outside(region: Window, scale: int, shape: tuple[int, int]) -> np.ndarray:
    """(2, h, w): columns and rows from each LR pixel's centre to the region's edge, 0 inside.

    Args:
        region: in SR pixels of the tile.
        shape: (h, w) of the tile in LR pixels.
    """
    height, width = shape
    across = _gap(np.arange(width) + 0.5, region.column / scale, region.right / scale)
    down = _gap(np.arange(height) + 0.5, region.row / scale, region.bottom / scale)
    return np.stack(np.meshgrid(across, down))


def _gap(centres: np.ndarray, low: float, high: float) -> np.ndarray:
    return centres - np.clip(centres, low, high)


def reach(map: np.ndarray, steps: np.ndarray, metres_per_pixel: Optional[np.ndarray]) -> Reach:
    """Distance from the region that holds 95 % of a map.

    Args:
        map: (h, w), non-negative.
        steps: (2, h, w) from ``outside``.
        metres_per_pixel: (2, 2) of the tile's grid, None where it has no CRS.
    """
    metres = None
    if metres_per_pixel is not None:
        metres = _holds(map, distances(steps, metres_per_pixel))
    return Reach(pixels=_holds(map, distances(steps, None)), metres=metres)


def distances(steps: np.ndarray, metres_per_pixel: Optional[np.ndarray]) -> np.ndarray:
    """(h, w): distance to the region, in metres where the grid has a CRS, in LR pixels otherwise.

    Args:
        steps: (2, h, w) from ``outside``.
        metres_per_pixel: (2, 2) of the tile's grid, None where it has no CRS.
    """
    ground = steps if metres_per_pixel is None else np.tensordot(metres_per_pixel, steps, axes=1)
    return np.hypot(*ground)


def area_of_interest(values: np.ndarray) -> float:
    """Share of pixels, in %, that hold 95 % of their sum, counted from the strongest.

    Args:
        values: a map's valid pixels, non-negative, any shape. All zero gives 0.
    """
    held = np.cumsum(np.sort(values.astype(np.float64), axis=None)[::-1])
    if held[-1] <= 0:
        return 0.0
    # A rounding error of the sum must not ask for one pixel more.
    needed = SHARE * held[-1] * (1 - 1e-12)
    return float(100 * (np.searchsorted(held, needed) + 1) / held.size)


def _holds(map: np.ndarray, distance: np.ndarray) -> float:
    order = np.argsort(distance, axis=None, kind="stable")
    held = np.cumsum(map.astype(np.float64).ravel()[order])
    if held[-1] <= 0:
        return 0.0
    return float(distance.ravel()[order][np.searchsorted(held, SHARE * held[-1])])
