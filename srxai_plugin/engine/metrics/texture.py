"""ATV, the average texture variation: is what a map points at enough to carry the texture?

    ATV = 100 · |T_R(S(x)) − T_R(S(x̃))| / T_R(S(x)),   x̃ = m ⊙ x + (1 − m) ⊙ blur(x)
    loc = 100 · Σ |t(S(x)) − t(S(x̃))| / Σ t(S(x)),      T_R = Σ t over the region's pixels and bands

Yao et al. (2026) carry the average-drop idea over to texture; the masks m are our choice, made so
that methods compare: ``area`` keeps exactly the top k % of the pixels, ``soft`` is the map itself.

T is one sum: a mask can reach ATV 0 while most of the image is wrong, what it adds here making up
for what it lost there. ``loc`` is of the same passes, and nothing cancels in it.
"""

from __future__ import annotations

from typing import cast

import numpy as np
import torch
from torch import Tensor

from srxai_plugin.contract.results import ATV
from srxai_plugin.engine.attribution.base import Tick
from srxai_plugin.engine.attribution.blur import SIGMA, blur
from srxai_plugin.engine.attribution.objectives import PixelTexture, Texture
from srxai_plugin.engine.cone.ask import ask
from srxai_plugin.engine.metrics.subject import Subject

AREAS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
"""Shares of LR pixels kept, in %."""
PASSES = len(AREAS) + 2
"""Forward passes that the ATV of one map takes: the image, its areas and the soft mask."""
NEARNESS = 2.0
"""Of the baseline ``detail``: it falls off as exp(−2 d²), d in LR pixels from the region."""


@torch.no_grad()
def atv(subject: Subject, tick: Tick = lambda: None) -> ATV:
    """ATV of one map: its order alone counts for ``area``; for ``soft`` it is scaled to [0, 1].

    Args:
        subject: its objective is the region's ``Texture``.
        tick: called after each forward pass; there are ``PASSES``.

    Returns:
        All zero where the region has no texture that could vary.
    """
    lr, map, valid = subject.lr, subject.map, subject.valid
    blurred = blur(lr, SIGMA)
    of_texture = cast(Texture, subject.objective)
    question = PixelTexture(of_texture.region, of_texture.mask)
    asked = ask(subject.network, question, lr[None])

    def texture(image: Tensor) -> Tensor:
        # One image at a time: batches are no faster on a CPU, and a cancel waits for one pass.
        found = asked.value(asked.cut(image[None]))[0].double()
        tick()
        return found

    whole = texture(lr)
    total = whole.sum().item()

    def variation(mask: np.ndarray) -> tuple[float, float]:
        m = torch.from_numpy(mask).to(lr)
        change = texture(m * lr + (1 - m) * blurred) - whole
        if not total:
            return 0.0, 0.0
        return 100 * abs(change.sum().item()) / total, 100 * change.abs().sum().item() / total

    kept = {f"{share:g}": variation(top(map, valid, share)) for share in AREAS}
    area, loc = ({share: found[i] for share, found in kept.items()} for i in (0, 1))
    return ATV(
        area,
        mean=float(np.mean(list(area.values()))),
        soft=variation(soft(map, valid))[0],
        loc=loc,
        loc_mean=float(np.mean(list(loc.values()))),
    )


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


def detail_map(lr: Tensor, steps: np.ndarray, nearness: float = NEARNESS) -> np.ndarray:
    """Baseline that sees the image but no network: Σ_bands |x − blur x| · exp(−2 d²), 1 at most.

    It is where the detail near the region is, which any map of any network must know. By ATV it
    matches LAM on many networks: what does not beat it tells nothing of the network.

    Args:
        lr: (C, h, w) in [0, 1].
        steps: (2, h, w) from ``concentration.outside``; d is their length, in LR pixels.
        nearness: in the place of the 2.
    """
    detail = (lr - blur(lr, SIGMA)).abs().sum(0).double().cpu().numpy()
    distance = np.hypot(*steps)
    map = detail * np.exp(-nearness * (distance - distance.min()) ** 2)
    # Where the exponential is 0 in double precision, the nearer pixel still comes first.
    map = np.maximum(map / max(map.max(), 1e-300), 1e-290 * distance_map(steps))
    return map / max(map.max(), 1e-300)
