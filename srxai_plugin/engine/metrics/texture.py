"""ATV, the average texture variation: is what a map points at enough to carry the texture?

    ATV = 100 · |T_R(S(x)) − T_R(S(x̃))| / T_R(S(x)),   x̃ = m ⊙ x + (1 − m) ⊙ blur(x)
    loc = 100 · Σ |t(S(x)) − t(S(x̃))| / Σ t(S(x)),      T_R = Σ t over the region's pixels and bands

Yao et al. (2026) carry the average-drop idea over to texture; the masks m are our choice, made so
that methods compare: ``area`` keeps exactly the top k % of the pixels, ``soft`` is the map itself.

T is one sum: a mask can reach ATV 0 while most of the image is wrong, what it adds here making up
for what it lost there. ``loc`` is of the same passes, and nothing cancels in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Optional, cast

import numpy as np
import torch
from torch import Tensor

from srxai_plugin.contract.results import ATV
from srxai_plugin.engine.attribution.base import Tick
from srxai_plugin.engine.attribution.blur import SIGMA, blur
from srxai_plugin.engine.attribution.objectives import PixelTexture, Texture
from srxai_plugin.engine.cone.ask import Asked, ask
from srxai_plugin.engine.metrics.subject import Subject
from srxai_plugin.engine.networks.base import SRNetwork

AREAS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
"""Shares of LR pixels kept, in %."""
PASSES = len(AREAS) + 2
"""Forward passes that the ATV of one map takes: the image, its areas and the soft mask."""
NEARNESS = 2.0
"""Of the baseline ``detail``: it falls off as exp(−2 d²), d in LR pixels from the region."""


@dataclass(frozen=True, eq=False)
class Intact:
    """An image as it is, which the masks of all of its maps are held against."""

    network: SRNetwork
    lr: Tensor
    """(C, h, w) in [0, 1]."""
    question: PixelTexture
    blurred: Tensor
    """(C, height, width): what a mask leaves where it is 0, of the window that ``asked`` sees."""
    asked: Asked
    texture: Tensor
    """(C, height, width), double: t(S(x)) of the region."""

    @property
    def total(self) -> float:
        """T_R(S(x))"""
        return self.texture.sum().item()

    @torch.no_grad()
    def textures(self, masks: Sequence[np.ndarray], at_once: int) -> Iterator[Tensor]:
        """t(S(x̃)) for each mask (h, w), so many in a pass: (C, height, width), double."""
        sizes = [at_once] * (len(masks) // at_once) + [1] * (len(masks) % at_once)
        waiting = iter(masks)
        sharp = self.asked.cut(self.lr)
        for size in sizes:
            m = torch.from_numpy(np.stack([*islice(waiting, size)])[:, None])
            m = self.asked.cut(m).to(sharp)
            asked = self.asked
            if size > 1:
                asked = ask(self.network, self.question, self.lr.expand(size, *self.lr.shape))
            yield from asked.value(m * sharp + (1 - m) * self.blurred).double()


@torch.no_grad()
def intact(
    network: SRNetwork,
    lr: Tensor,
    objective: Texture,
    tick: Tick = lambda: None,
    texture: Optional[Tensor] = None,
) -> Intact:
    """One pass of the image itself; ticks after it.

    Args:
        texture: what that pass would give, (C, height, width), where it is known.
    """
    question = PixelTexture(objective.region, objective.mask)
    asked = ask(network, question, lr[None])
    found = asked.value(asked.cut(lr[None]))[0] if texture is None else texture
    tick()
    blurred = blur(lr, SIGMA, window=asked.window)
    return Intact(network, lr, question, blurred, asked, found.double())


def atv(
    subject: Subject,
    tick: Tick = lambda: None,
    whole: Optional[Intact] = None,
    at_once: int = 1,
) -> ATV:
    """ATV of one map: its order alone counts for ``area``; for ``soft`` it is scaled to [0, 1].

    Args:
        subject: its objective is the region's ``Texture``.
        tick: called after each forward pass; there are ``PASSES``.
        whole: of the subject's image, where it is known already.
        at_once: masks that go through the network together: quicker for a small network, but a
            cancel waits for all of them.

    Returns:
        All zero where the region has no texture that could vary.
    """
    map, valid = subject.map, subject.valid
    if whole is None:
        whole = intact(subject.network, subject.lr, cast(Texture, subject.objective), tick)
    else:
        tick()
    masks = [*top_shares(map, valid, AREAS), soft(map, valid)]
    found: list[tuple[float, float]] = []
    for each in variations(whole, masks, at_once):
        found.append(each)
        tick()
    names = [f"{share:g}" for share in AREAS]
    area, loc = ({name: each[i] for name, each in zip(names, found)} for i in (0, 1))
    return ATV(
        area,
        mean=float(np.mean(list(area.values()))),
        soft=found[-1][0],
        loc=loc,
        loc_mean=float(np.mean(list(loc.values()))),
    )


def area_mean(whole: Intact, map: np.ndarray, valid: np.ndarray, at_once: int) -> float:
    """``ATV.mean`` alone, without a pass for the soft mask.

    Args:
        map: (h, w), of which only the order counts.
        valid: (h, w) bool.
        at_once: as of ``atv``.
    """
    found = variations(whole, top_shares(map, valid, AREAS), at_once)
    return float(np.mean([area for area, _ in found]))


def variations(
    whole: Intact, masks: Sequence[np.ndarray], at_once: int
) -> Iterator[tuple[float, float]]:
    """ATV and loc in % of what each mask (h, w) leaves; zero where there is no texture."""
    total = whole.total
    for texture in whole.textures(masks, at_once):
        change = texture - whole.texture
        if total:
            sums = abs(change.sum().item()), change.abs().sum().item()
            yield 100 * sums[0] / total, 100 * sums[1] / total
        else:
            yield 0.0, 0.0


def top(map: np.ndarray, valid: np.ndarray, share: float) -> np.ndarray:
    """(h, w) bool: the ``share`` % of the valid pixels where the map is highest, at least one."""
    (mask,) = top_shares(map, valid, (share,))
    return mask


def top_shares(map: np.ndarray, valid: np.ndarray, shares: Sequence[float]) -> list[np.ndarray]:
    """``top`` of each share."""
    order = np.argsort(np.where(valid, -map.astype(np.float64), np.inf), axis=None, kind="stable")
    masks = np.zeros((len(shares), map.size), dtype=bool)
    for mask, share in zip(masks, shares):
        mask[order[: max(1, round(share / 100 * np.count_nonzero(valid)))]] = True
    return [*masks.reshape(len(shares), *map.shape)]


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
