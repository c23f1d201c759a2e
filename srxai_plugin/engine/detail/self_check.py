"""The same questions one scale down, where the answers are known.

The analyst's own raster is taken for the truth, degraded as the network's training images were, and
super-resolved. What is true there, on this very imagery, calibrates what cannot be checked above:
how much of the detail is true, what the referees' support is worth, how wide an interval must be.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Optional

import numpy as np
import scipy  # imports its parts when they are used

from srxai_plugin.contract.results import Calibration
from srxai_plugin.engine.detail.bootstrap import bootstrap_error
from srxai_plugin.engine.detail.degradation import Degradation, degradation_of
from srxai_plugin.engine.detail.gate import ANYWHERE, Far
from srxai_plugin.engine.detail.passes import STEP, Passes
from srxai_plugin.engine.detail.referees import added_by, determined, referees_of
from srxai_plugin.engine.detail.samples import Sample
from srxai_plugin.engine.detail.share import FLOOR
from srxai_plugin.engine.networks.base import SRNetwork

LITTLE = 1024 * 3 * (3 * STEP) ** 2
"""Σ a² of a region of the smallest size with the faintest detail that is judged, in three bands."""
MOST = 2.0
"""Worth beyond which chance speaks: 1.0 to 1.5 for five networks trained to be near the truth."""
COVERED = 0.9
"""Share of pixels whose truth an interval holds."""
SMOOTH = 2.0
"""Standard deviation in SR pixels of the Gaussian that smooths the bootstrap's error."""


@dataclass(frozen=True)
class SelfCheck:
    """What the raster itself tells of a network."""

    true_share: float
    """Of all detail that the network added one scale down."""
    worth: float
    """True share that a supported share of 1 stands for, 1 to 2: above 1 for a network that is
    better than its referees, which draw less of what is true than it does."""
    q: float
    """Half-width of the 90 % interval, as a multiple of the smoothed bootstrap error and a step."""

    def calibrated(self, support: Any) -> Any:
        """The true share that a supported share, a number or an array, stands for; without
        referees (None), the raster's own."""
        return self.true_share if support is None else self.worth * support

    def half_width(self, error: np.ndarray) -> np.ndarray:
        """90 % half-width (H, W) for the bootstrap's error (H, W), in the network's values."""
        return self.q * spread(error)


def spread(error: np.ndarray) -> np.ndarray:
    """The bootstrap's error, smoothed, and one step for what rounding alone does."""
    return scipy.ndimage.gaussian_filter(error, SMOOTH, mode="nearest") + STEP


def rests_on(
    network: SRNetwork, check: Optional[SelfCheck], far: Far = ANYWHERE
) -> Optional[Calibration]:
    """All of it for a result: what was assumed, who judged, what was found; None without a
    self-check."""
    if check is None:
        return None
    degradation = degradation_of(network.card)
    return Calibration(
        degradation=degradation.words,
        is_assumed=degradation.is_assumed,
        referees=tuple(each.id for each in referees_of(network)),
        true_share=check.true_share,
        worth=check.worth,
        q=check.q,
        distance=far.distance,
        limit=far.limit,
    )


def worth(support: float, true: float) -> float:
    """Σ a·t / Σ a·m: a ratio, for then detail that no referee draws is worth nothing, however true
    the rest of the raster. A line of least squares on a good network has next to no slope: all its
    detail is true, so nothing false would ever be found.

    Never below 1: referees that knew all that the input tells would draw the mean of what is
    possible, and then Σ a·m is Σ a·t; those that know less draw less. Where it comes out lower,
    chance speaks. A little detail of worth 1 is added to both, for rasters with next to none.
    """
    return min(max((true + LITTLE) / (max(support, 0.0) + LITTLE), 1.0), MOST)


def self_check(
    network: SRNetwork,
    referees: Sequence[SRNetwork],
    samples: Iterable[Sample],
    degradation: Degradation,
    run: Passes,
) -> Optional[SelfCheck]:
    """Calibrate on parts of a raster; None where the network adds nothing to any of them."""
    found = [_checked(network, referees, each, degradation, run) for each in samples]
    own, support, true = (sum(getattr(each, n) for each in found) for n in _Checked.SUMS)
    if not own > FLOOR:
        return None
    return SelfCheck(
        true_share=true / own,
        worth=worth(support, true),
        q=float(np.quantile(np.concatenate([f.misses for f in found]), COVERED)),
    )


@dataclass(frozen=True)
class _Checked:
    """Of one sample: Σ a², Σ a·m and Σ a·t, and misses by pixel and band."""

    SUMS = ("own", "support", "true")
    own: float
    support: float
    true: float
    misses: np.ndarray
    """|SR − truth| / (smoothed bootstrap error + step)."""


def _checked(
    network: SRNetwork,
    referees: Sequence[SRNetwork],
    sample: Sample,
    degradation: Degradation,
    run: Passes,
) -> _Checked:
    s = network.scale
    height, width = (side // s * s for side in sample.valid.shape)
    truth, valid = sample.values[:, :height, :width], sample.valid[:height, :width]
    lr = run.storage.rounded(degradation(truth, s))
    sr = run(network, lr)
    added = added_by(sr, lr)
    m = determined(referees, lr, run) if referees else np.zeros_like(added)
    error = spread(bootstrap_error(network, sr, degradation, run))
    misses = np.abs(sr - truth) / error
    inside = (added * valid, m, truth - sr + added)
    own, support, true = (float((inside[0] * other).sum()) for other in (added, *inside[1:]))
    return _Checked(own, support, true, misses[:, valid].ravel())
