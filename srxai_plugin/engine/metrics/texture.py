"""ATV, the average texture variation: is what a map points at enough to carry the texture?

    ATV = 100 · |T_R(S(x)) − T_R(S(x̃))| / T_R(S(x)),   x̃ = m ⊙ x + (1 − m) ⊙ blur(x)

Yao et al. (2026) carry the average-drop idea over to texture; the masks m are our choice, made so
that methods compare: ``area`` keeps exactly the top k % of the pixels, ``soft`` is the map itself.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from srxai_plugin.contract.results import ATV
from srxai_plugin.engine.attribution.base import Tick
from srxai_plugin.engine.attribution.blur import SIGMA, blur
from srxai_plugin.engine.metrics.subject import Subject

AREAS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
"""Shares of LR pixels kept, in %."""
PASSES = len(AREAS) + 2
"""Forward passes that the ATV of one map takes: the image, its areas and the soft mask."""


@torch.no_grad()
def atv(subject: Subject, tick: Tick = lambda: None) -> ATV:
    """ATV of one map: its order alone counts for ``area``; for ``soft`` it is scaled to [0, 1].

    Args:
        tick: called after each forward pass; there are ``PASSES``.

    Returns:
        All zero where the region has no texture that could vary.
    """
    lr, map, valid = subject.lr, subject.map, subject.valid
    blurred = blur(lr, SIGMA)

    def texture(image: Tensor) -> float:
        # One image at a time: batches are no faster on a CPU, and a cancel waits for one pass.
        found = subject.value(image)
        tick()
        return found

    whole = texture(lr)

    def variation(mask: np.ndarray) -> float:
        m = torch.from_numpy(mask).to(lr)
        return 100 * abs(texture(m * lr + (1 - m) * blurred) - whole) / whole if whole else 0.0

    area = {f"{share:g}": variation(top(map, valid, share)) for share in AREAS}
    return ATV(area, mean=float(np.mean(list(area.values()))), soft=variation(soft(map, valid)))


def top(map: np.ndarray, valid: np.ndarray, share: float) -> np.ndarray:
    """(h, w) bool: the ``share`` % of the valid pixels where the map is highest, at least one."""
    keep = max(1, round(share / 100 * np.count_nonzero(valid)))
    order = np.argsort(np.where(valid, -map.astype(np.float64), np.inf), axis=None, kind="stable")
    mask = np.zeros(map.size, dtype=bool)
    mask[order[:keep]] = True
    return mask.reshape(map.shape)


def soft(map: np.ndarray, valid: np.ndarray) -> np.ndarray:
    """(h, w): the map scaled to [0, 1], 0 where there is no data."""
    low, high = map[valid].min(), map[valid].max()
    scaled = (map - low) / (high - low) if high > low else np.zeros_like(map, dtype=np.float64)
    return np.where(valid, scaled, 0.0)


def random_map(shape: tuple[int, int], seed: int) -> np.ndarray:
    """Baseline that knows nothing: uniform noise (h, w)."""
    return np.random.default_rng(seed).random(shape)


def distance_map(steps: np.ndarray) -> np.ndarray:
    """Baseline that knows only the region: nearness to it, 1 inside and falling to 0.

    Args:
        steps: (2, h, w) from ``concentration.outside``.

    Within the region all are equally near; pixels nearer its centre come first.
    """
    distance = np.hypot(*steps)
    # A region below one LR pixel may hold no pixel's centre: then the nearest ones are its inside.
    rows, columns = np.nonzero(distance == distance.min())
    grid = np.indices(distance.shape)
    to_centre = np.hypot(grid[0] - rows.mean(), grid[1] - columns.mean())
    # A tie-break, too small to reorder any two distances from the region.
    distance = distance + 1e-6 * to_centre
    return 1 - distance / max(distance.max(), 1e-6)
