"""Several attribution maps of one tile: what they share, where they differ, how alike they are.

After the comparison in Gu & Dong (CVPR 2021), which shows on one image the area that nearly every
network uses ("similarity") and the area that only networks with a wide look use ("difference").
They give no formula; ours stand at the functions.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Optional

import numpy as np
import scipy  # imports its parts when they are used, stats for half a second

from srxai_plugin.engine.metrics.texture import top

NEARLY_ALL = 0.9
"""Share of the networks that must use a pixel; below ten networks this means all of them."""
TOP = 5.0
"""% of the pixels whose overlap is measured."""


def consensus(maps: np.ndarray) -> np.ndarray:
    """(h, w): the value that at least 90 % of the maps (n, h, w) reach at each pixel.

    C(p) = the ⌈0.9 n⌉-th largest of M_1(p) … M_n(p), each map divided by its maximum; below ten
    networks the minimum. Unlike a mean, one network alone can never make a pixel common.
    """
    reached = math.ceil(NEARLY_ALL * len(maps))
    return np.sort(maps, axis=0)[len(maps) - reached]


def shares(diffusion: Sequence[float]) -> list[str]:
    """``wide``, ``narrow`` or ``middle`` for each network: its side of the median."""
    median = float(np.median(diffusion))
    return ["wide" if d > median else "narrow" if d < median else "middle" for d in diffusion]


def difference(maps: np.ndarray, shares: Sequence[str]) -> np.ndarray:
    """(h, w): mean of the wide networks' maps less the mean of the narrow ones', −1 to 1.

    Positive where only those look that look widely. Zero where there are no two sides.
    """
    sides = [maps[[s == side for s in shares]] for side in ("wide", "narrow")]
    if not all(map(len, sides)):
        return np.zeros(maps.shape[1:])
    wide, narrow = sides
    return wide.mean(0) - narrow.mean(0)


def spearman(one: np.ndarray, other: np.ndarray) -> Optional[float]:
    """Rank correlation of two sets of values, ties shared; None where one of them is constant."""
    if one.size < 2 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    # Rounded, so that a map agrees with itself by 1, not by 0.9999999999999999.
    return round(float(scipy.stats.spearmanr(one, other, axis=None).statistic), 12)


def overlap(one: np.ndarray, other: np.ndarray, valid: np.ndarray) -> Optional[float]:
    """Share of the top 5 % of pixels that two maps (h, w) have in common; None if one is empty."""
    if not (one.any() and other.any()):
        return None
    a, b = top(one, valid, TOP), top(other, valid, TOP)
    return float((a & b).sum() / a.sum())
