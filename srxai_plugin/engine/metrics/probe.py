"""A test that a blind map cannot pass: does a map know what single pixels do, beyond what anybody
sees without the network?

A pixel's effect (``intervention``) is large where it has detail and lies near the region. So a map
drawn by hand, the detail near the region, agrees with the effects of all pixels better than most
methods do, and ATV cannot tell the two apart. What only the network decides is how much of a
pixel's detail it uses. The probe therefore asks for agreement in what detail and place leave open:

    ρ(map, I | detail, depth, nearness)

Spearman's rank correlation, after what a cubic in the ranks of the pixel's own detail, its depth in
or distance from the region, and its nearness to the region's centre says of either is taken off. A
map that is any smooth function of these has nothing left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Optional

import numpy as np
from torch import Tensor

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.base import Tick
from srxai_plugin.engine.attribution.blur import SIGMA, blur
from srxai_plugin.engine.attribution.interventions import ACROSS, Interventions
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.metrics.concentration import outside
from srxai_plugin.engine.metrics.texture import distance_map
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.loading.zoo import is_local

NEAR = 3.0
"""LR pixels from the region up to which pixels are tried: farther ones hardly matter, and all maps
agree that they do not."""
MOST, FEW = 128, 64
"""Pixels tried, about: of a local network, and of one with global operators, where each takes a
whole pass."""
DEGREE = 3
"""Of the polynomial in the ranks of what is known without the network."""
FEWEST = 24
"""Pixels more than the polynomial has terms, below which chance decides."""


@dataclass(frozen=True, eq=False)
class Probe:
    """The effects of some pixels near the region, and what explains them without the network."""

    rows: np.ndarray
    """(n,) of the tile."""
    columns: np.ndarray
    effects: np.ndarray
    """(n,) from ``Interventions``."""
    blind: np.ndarray
    """(n, 3): detail, depth and nearness."""

    def knows(self, map: np.ndarray) -> Optional[float]:
        """−1 to 1: how well a map (h, w) orders the pixels by their effects, beyond the blind.

        Returns:
            0 for a map of which nothing is left; None where there are too few pixels to tell.
        """
        if len(self.effects) <= FEWEST:
            return None
        known = _polynomial(self.blind)
        if len(self.effects) < known.shape[1] + FEWEST:
            return None
        own = _left(map[self.rows, self.columns], known)
        true = _left(self.effects, known)
        if not (own.any() and true.any()):
            return 0.0
        return float(np.clip(np.corrcoef(own, true)[0, 1], -1, 1))


def probe(
    network: SRNetwork,
    lr: Tensor,
    objective: Texture,
    valid: np.ndarray,
    seed: int,
    tick: Tick = lambda: None,
) -> Probe:
    """Try pixels near the region, chosen by chance where there are many.

    Args:
        lr: (C, h, w) in [0, 1].
        objective: the region's texture.
        valid: (h, w) bool; other pixels are not tried.
        tick: called after each group of neighbours; there are ``groups()`` at most.
    """
    most = MOST if is_local(network.architecture) else FEW
    near = _distance(objective.region, network.scale, valid.shape)
    cells = _cells((near <= NEAR) & valid)
    order = np.random.default_rng(seed).permutation(len(cells))
    chosen: list[Sequence[tuple[int, int]]] = []
    for index in order[: groups()]:
        if sum(map(len, chosen)) < most:
            chosen.append(cells[index])
    effects = Interventions(network, lr, objective).of_pixels(chosen, tick)
    rows, columns = np.array([pixel for cell in chosen for pixel in cell], int).reshape(-1, 2).T
    blind = _blind(lr, objective.region, network.scale)
    return Probe(rows, columns, effects, np.stack([b[rows, columns] for b in blind], 1))


def groups() -> int:
    """How often a probe ticks at most."""
    return 2 * -(-MOST // ACROSS**2)


def _cells(pool: np.ndarray) -> list[list[tuple[int, int]]]:
    """Pixels in neighbourhoods of 4 × 4, from the pool's own corner on."""
    rows, columns = np.nonzero(pool)
    if not len(rows):
        return []
    cells: dict[tuple[int, int], list[tuple[int, int]]] = {}
    top, left = rows.min(), columns.min()
    for row, column in zip(rows.tolist(), columns.tolist()):
        cells.setdefault(((row - top) // ACROSS, (column - left) // ACROSS), []).append(
            (row, column)
        )
    return list(cells.values())


def _distance(region: Window, scale: int, shape: tuple[int, ...]) -> np.ndarray:
    distance = np.hypot(*outside(region, scale, (shape[0], shape[1])))
    return distance - distance.min()  # a region below one LR pixel may hold no pixel's centre


def _blind(lr: Tensor, region: Window, scale: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Detail, depth and nearness, (h, w) each."""
    detail = (lr - blur(lr, SIGMA)).abs().sum(0).double().cpu().numpy()
    height, width = detail.shape
    rows, columns = np.indices((height, width)) + 0.5
    depth = np.minimum.reduce(
        [
            rows - region.row / scale,
            region.bottom / scale - rows,
            columns - region.column / scale,
            region.right / scale - columns,
        ]
    )
    distance = _distance(region, scale, (height, width))
    steps = outside(region, scale, (height, width))
    return detail, np.where(distance > 0, -distance, depth), distance_map(steps)


def _ranks(values: np.ndarray) -> np.ndarray:
    """(n,) of mean 0 and deviation 1, ties shared; all 0 where all are equal."""
    # scipy.stats has the same, and takes a second of every process that explains to import.
    _, places, times = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(times)
    ranks = (last - (times - 1) / 2)[places] - (len(values) + 1) / 2
    return ranks / (ranks.std() or 1.0)


def _polynomial(blind: np.ndarray) -> np.ndarray:
    """(n, terms): all products of up to three ranks, and 1."""
    ranks = [_ranks(column) for column in blind.T]
    terms = [np.ones(len(blind))]
    for degree in range(1, DEGREE + 1):
        for factors in combinations_with_replacement(ranks, degree):
            terms.append(np.prod(factors, axis=0))
    return np.stack(terms, 1)


def _left(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """The ranks less what the polynomial says of them; 0 where that is all."""
    ranks = _ranks(values)
    left = ranks - known @ np.linalg.lstsq(known, ranks, rcond=None)[0]
    return left if left.std() > 1e-6 else np.zeros_like(left)
