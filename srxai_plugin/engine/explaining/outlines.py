"""Areas that hold half, most and nearly all of a map: what the detail rests on, at a glance.

A map of an explanation is a handful of specks. As with home ranges in ecology, where an animal's
fixes become the area that holds 50 and 95 % of its use (Worton 1989, "Kernel methods for estimating
the utilization distribution in home-range studies"), the map is spread by a Gaussian, and an
outline is that level of the spread map which holds so much of the map *itself*: it may be round,
but never holds more or less than it says.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry
from skimage.measure import find_contours

from srxai_plugin.contract.results import OUTLINED

SPREADS = (1.0, 1.5, 2.0, 2.5)
"""Standard deviations in LR pixels, the truest first: the first that gives few parts is taken."""
MOST_LINES = 6
"""Of one share, parts and holes, that can still be seen at a glance."""
FINE = 4
"""Cells along a pixel, in which a level is looked for."""
MOST_CELLS = 1 << 19
"""Of a whole tile; the pixels of a larger one are divided into fewer."""
TOLERANCE = 1.0
"""Percentage points by which what an outline holds may differ from what it says."""
ROUNDED = 0.08
"""LR pixels by which an outline may be moved to have fewer corners."""
CLOSE, HALVINGS = 0.3, 14
"""Percentage points at which a level is good enough, and how often it is looked for."""
TILT = 1e-6
"""Of a spread map's maximum."""
CUT = 5.0
"""Standard deviations at which a Gaussian ends: an outline lies near nothing that is not there."""


@dataclass(frozen=True)
class Outlined:
    """The area that holds a share of a map."""

    percent: int
    """What it says it holds."""
    holds: float
    """What it holds, in % of the map: within ``TOLERANCE`` of that."""
    area: BaseGeometry
    """In LR pixels of the tile (column, row), (0, 0) its first corner; of several parts and with
    holes, maybe."""
    spread: float
    """LR pixels by which the map was spread for it."""


def outlined(map: np.ndarray, valid: np.ndarray) -> tuple[Outlined, ...]:
    """Areas that hold ``OUTLINED`` of a map, the smallest first: each lies within the next.

    Args:
        map: (h, w), not negative.
        valid: (h, w) bool: no outline passes where there is no data.

    Returns:
        Empty for a map without anything.
    """
    share = np.where(valid, map, 0.0).astype(np.float64)
    total = share.sum()
    if not total > 0:
        return ()
    share /= total
    fine = max(1, min(FINE, int((MOST_CELLS / share.size) ** 0.5)))
    best: tuple[Outlined, ...] = ()
    for spread in SPREADS:
        field = _spread_out(share, valid, spread, fine)
        found = tuple(_outline(field, share, fine, percent, spread) for percent in OUTLINED)
        if not best or _is_true(found):
            best = found
        if _is_true(found) and max(_lines(one.area) for one in found) <= MOST_LINES:
            break
    return best


def _spread_out(share: np.ndarray, valid: np.ndarray, spread: float, fine: int) -> np.ndarray:
    """(fine·h, fine·w): the map by a Gaussian, 0 where there is no data."""
    cells = _divided(share, fine) / fine**2
    field = _blurred(_blurred(cells, spread * fine).T, spread * fine).T
    rows, columns = np.indices(field.shape)
    middle = [float((field * place).sum() / field.sum()) for place in (rows, columns)]
    far = np.hypot(rows - middle[0], columns - middle[1])
    # Where a map is even, any part of it holds as much as another: the nearer one comes first.
    field += TILT * field.max() * (1 - far / (far.max() or 1.0)) * (field > 0)
    return np.where(_divided(valid, fine), field, 0.0)


def _blurred(values: np.ndarray, sigma: float) -> np.ndarray:
    """By a Gaussian along the rows' own dimension, with nothing beyond the border."""
    # scipy.ndimage has the same, and takes a third of a second of every process to import.
    radius = int(CUT * sigma + 0.5)
    taps = np.exp(-0.5 * (np.arange(-radius, radius + 1) / sigma) ** 2)
    padded = np.pad(values, ((radius, radius), (0, 0)))
    rows = len(values)
    return sum(tap * padded[at : at + rows] for at, tap in enumerate(taps / taps.sum()))


def _outline(
    field: np.ndarray, share: np.ndarray, fine: int, percent: int, spread: float
) -> Outlined:
    """The level of a spread map that holds so much of the map itself, found by halving."""
    low, high = 0.0, float(field.max())
    level = _first_guess(field, share, fine, percent)
    found = []
    for _ in range(HALVINGS):
        area = _area(field, level, fine).simplify(ROUNDED)
        found.append(Outlined(percent, 100 * _held(area, share), area, spread))
        if abs(found[-1].holds - percent) <= CLOSE:
            break
        low, high = (level, high) if found[-1].holds > percent else (low, level)
        level = (low + high) / 2
    return min(found, key=lambda one: abs(one.holds - percent))


def _first_guess(field: np.ndarray, share: np.ndarray, fine: int, percent: int) -> float:
    """By whole cells: mostly near enough."""
    order = np.argsort(field, axis=None)[::-1]
    held = np.cumsum((_divided(share, fine) / fine**2).ravel()[order])
    place = min(int(np.searchsorted(held, percent / 100)), held.size - 1)
    return float(field.ravel()[order[place]])


def _is_true(found: tuple[Outlined, ...]) -> bool:
    return all(abs(one.holds - one.percent) <= TOLERANCE for one in found)


def _lines(area: BaseGeometry) -> int:
    return len(shapely.get_rings(shapely.get_parts(area)))


def _area(field: np.ndarray, level: float, fine: int) -> BaseGeometry:
    """Where a field is at least so high, in pixels; by marching squares between cells' centres."""
    rings = [
        Polygon((ring[:, ::-1] - 0.5) / fine)
        for ring in find_contours(np.pad(field, 1), level)
        if len(ring) > 3
    ]
    # One within another is a hole, and what is within a hole is not.
    area: BaseGeometry = shapely.build_area(
        shapely.GeometryCollection([ring.exterior for ring in rings])
    )
    whole = shapely.box(0, 0, field.shape[1] / fine, field.shape[0] / fine)
    return area.intersection(whole)


def _held(area: BaseGeometry, share: np.ndarray) -> float:
    """Share of the map within: of a pixel that is cut, that part of it."""
    if area.is_empty:
        return 0.0
    left, top, right, bottom = area.bounds
    rows, columns = np.mgrid[
        int(top) : int(np.ceil(bottom)), int(left) : int(np.ceil(right))
    ].reshape(2, -1)
    pixels = shapely.box(columns, rows, columns + 1, rows + 1)
    shapely.prepare(area)
    covered = shapely.covers(area, pixels).astype(np.float64)
    cut = (covered == 0) & shapely.intersects(area, pixels)
    # Of each row first: every cut looks at all corners of what it cuts.
    strips = shapely.intersection(
        area, shapely.box(left, np.unique(rows), right, np.unique(rows) + 1)
    )
    covered[cut] = shapely.area(shapely.intersection(strips[rows[cut] - rows[0]], pixels[cut]))
    return float((share[rows, columns] * covered).sum())


def _divided(pixels: np.ndarray, fine: int) -> np.ndarray:
    """Each pixel as fine × fine cells of its value."""
    return pixels.repeat(fine, 0).repeat(fine, 1)
