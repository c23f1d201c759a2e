"""What the rows say: means with bootstrap intervals, and LAM's findings put to the test.

Images are the unit of chance: the rows of one image, over its networks, are averaged first, so that
five networks on one image do not pass for five images.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Optional

import numpy as np

from srxai_plugin.engine.metrics.agreement import spearman
from srxai_plugin.engine.study.table import Row

RESAMPLES = 2000
LEVEL = 0.95
FEWEST = 8
"""Images below which a bootstrap interval is too narrow to judge by."""
ATTENTION = frozenset(
    (
        *("rcan", "pan", "san", "rnan", "csnln", "drln", "sft", "imdn", "rfdn", "rlfn"),  # ours
        *("swinir", "swin2sr", "hat", "craft", "dat", "drct", "atd", "grl", "omnisr"),  # spandrel's
    )
)
"""Architectures with channel, spatial, pixel or self-attention."""
REGULAR = frozenset(("parkinglot", "runway", "harbor"))
COMPLEX = frozenset(("forest", "chaparral"))
"""UC Merced classes: regular stripes and grids, and what has no such order."""

Figure = Callable[[Row], Optional[float]]


@dataclass(frozen=True)
class Estimate:
    """A mean over images and its percentile bootstrap interval."""

    mean: float
    low: float
    high: float
    count: int

    @property
    def is_certain(self) -> bool:
        """Whether the interval keeps clear of zero."""
        return self.low > 0 or self.high < 0


def bootstrap(values: Sequence[float], seed: int = 0) -> Optional[Estimate]:
    """Mean with its 95 % interval (Efron's percentile method); None without values."""
    if not len(values):
        return None
    found = np.asarray(values, dtype=np.float64)
    low, high = np.quantile(_resampled(found, seed), _tails())
    return Estimate(float(found.mean()), float(low), float(high), len(found))


def difference_of(one: Sequence[float], other: Sequence[float], seed: int) -> Optional[Estimate]:
    """Mean of one group less that of another, each resampled on its own; None without a group."""
    if not (len(one) and len(other)):
        return None
    a, b = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    low, high = np.quantile(_resampled(a, seed) - _resampled(b, seed + 1), _tails())
    return Estimate(float(a.mean() - b.mean()), float(low), float(high), len(a) + len(b))


def _resampled(values: np.ndarray, seed: int) -> np.ndarray:
    """(RESAMPLES,) means of the values drawn with replacement."""
    drawn = np.random.default_rng(seed).integers(len(values), size=(RESAMPLES, len(values)))
    return values[drawn].mean(1)


def _tails() -> tuple[float, float]:
    return (1 - LEVEL) / 2, (1 + LEVEL) / 2


def by_image(rows: Iterable[Row], figure: Figure) -> dict[str, float]:
    """The figure's mean for each image that has it."""
    values: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        value = figure(row) if row.is_measured else None
        if value is not None:
            values[row.image].append(value)
    return {image: float(np.mean(found)) for image, found in values.items()}


def _atv_mean(row: Row) -> Optional[float]:
    return row.atv_mean


def paired(
    rows: Sequence[Row], method: str, other: str, seed: int, figure: Figure = _atv_mean
) -> Optional[Estimate]:
    """Mean of a figure of one method less another's, on the image × network that both have."""
    cells: dict[str, dict[tuple[str, str], float]] = {method: {}, other: {}}
    for row in rows:
        value = figure(row) if row.method in cells and row.is_measured else None
        if value is not None:
            cells[row.method][row.image, row.network_sha256] = value
    differences: dict[str, list[float]] = defaultdict(list)
    for cell in cells[method].keys() & cells[other].keys():
        differences[cell[0]].append(cells[method][cell] - cells[other][cell])
    # Sorted: the order of a set differs from run to run, and with it the resamples.
    return bootstrap([float(np.mean(differences[image])) for image in sorted(differences)], seed)


@dataclass(frozen=True)
class Wider:
    """Whether a wider look goes with a better image."""

    over_networks: Optional[float]
    """Spearman's ρ of mean diffusion index and mean PSNR; None below three networks."""
    networks: int
    per_image: Optional[Estimate]
    """Mean of ρ over the networks, image by image; of images with three networks or more."""


def wider_is_better(rows: Sequence[Row], seed: int) -> Wider:
    """For the rows of one method; of one scale, as both figures depend on it."""
    images: dict[str, list[tuple[float, float]]] = defaultdict(list)
    networks: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in rows:
        if row.psnr is not None and row.diffusion_index is not None:
            images[row.image].append((row.diffusion_index, row.psnr))
            networks[row.network_sha256].append((row.diffusion_index, row.psnr))
    means = np.array([np.mean(pairs, axis=0) for pairs in networks.values()])
    correlated = [_correlation(np.array(images[image])) for image in sorted(images)]
    return Wider(
        _correlation(means),
        len(means),
        bootstrap([value for value in correlated if value is not None], seed),
    )


def _correlation(pairs: np.ndarray) -> Optional[float]:
    return spearman(pairs[:, 0], pairs[:, 1]) if len(pairs) >= 3 else None


def attention_against_plain(rows: Sequence[Row], seed: int) -> Optional[Estimate]:
    """Diffusion index of attention networks less that of plain ones, paired by image."""
    sides = [
        by_image((r for r in rows if (r.architecture in ATTENTION) == side), _diffusion)
        for side in (True, False)
    ]
    common = sorted(sides[0].keys() & sides[1].keys())
    return bootstrap([sides[0][image] - sides[1][image] for image in common], seed)


def regular_against_complex(rows: Sequence[Row], seed: int) -> Optional[Estimate]:
    """Diffusion index on parking lots, runways and harbours less that on forest and chaparral."""
    sides = [
        by_image((r for r in rows if r.image_class in classes), _diffusion)
        for classes in (REGULAR, COMPLEX)
    ]
    return difference_of(list(sides[0].values()), list(sides[1].values()), seed)


def _diffusion(row: Row) -> Optional[float]:
    return row.diffusion_index


def share(values: Iterable[Optional[bool]]) -> Optional[float]:
    """% of those that are true; None without any."""
    known = [value for value in values if value is not None]
    return 100 * sum(known) / len(known) if known else None
