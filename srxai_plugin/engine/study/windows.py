"""Where in an image to look: the hardest window, and the tile around it."""

from __future__ import annotations

import numpy as np

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.engine.imagery.geotiff import PIXEL_GRID, Grid
from srxai_plugin.engine.imagery.region import Placement, place
from srxai_plugin.engine.study.images import Pair

FLAT = "the image has no window that is hard: it is flat"


def hardness(pair: Pair) -> np.ndarray:
    """(s·h, s·w) float64: squared error of bicubic against the truth, summed over bands; without a
    truth, the gradient magnitude of bicubic."""
    plain = pair.plain.astype(np.float64)
    if pair.hr is not None:
        return ((plain - pair.hr) ** 2).sum(2)
    return np.hypot(*np.gradient(plain, axis=(0, 1))).sum(2)


def hardest(hard: np.ndarray, side: int) -> Window:
    """The window of ``side`` × ``side`` pixels with the largest sum; the first one of equals.

    Raises:
        BadInput: smaller than the window, or nowhere hard.
    """
    height, width = hard.shape
    if side < 2:
        raise BadInput("The window is a side in SR pixels, 2 or more.")
    if min(height, width) < side:
        raise BadInput(f"the image, {width} × {height} SR pixels, is smaller than the window")
    if not hard.any():
        raise BadInput(FLAT)
    sums = np.pad(hard.cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    inside = sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]
    row, column = np.unravel_index(int(inside.argmax()), inside.shape)
    return Window(int(column), int(row), side, side)


def placed(window: Window, pair: Pair, scale: int) -> Placement:
    """The window's tile by the rule of ``explain``: at least 64 × 64 LR pixels, where there are."""
    height, width = pair.lr.shape[:2]
    return place(Region(sr_window=window), Grid(PIXEL_GRID, None, width, height), scale, None)
