"""What there is to know of the detail of one tile, pixel by pixel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

import numpy as np
import scipy  # imports its parts when they are used

from srxai_plugin.contract.results import DETAIL_LEVELS
from srxai_plugin.engine.detail.bootstrap import bootstrap_error
from srxai_plugin.engine.detail.degradation import degradation_of
from srxai_plugin.engine.detail.gate import Far, far_from_domain
from srxai_plugin.engine.detail.passes import Passes
from srxai_plugin.engine.detail.referees import added_by, determined, referees_of
from srxai_plugin.engine.detail.self_check import SelfCheck
from srxai_plugin.engine.detail.share import FLOOR, Products, products
from srxai_plugin.engine.detail.verdict import FAINT, PLAUSIBLE, SUPPORTED, Evidence
from srxai_plugin.engine.networks.base import SRNetwork

AROUND = 32
"""SR pixels a side of the square that a pixel's share is taken over: less tells nothing."""
CLASSES = {level: number for number, level in enumerate(DETAIL_LEVELS, start=1)}
"""Values of the class band."""


@dataclass(frozen=True)
class TileEvidence:
    """Of one tile, on its SR grid and in the network's values."""

    products: Products
    """Of the added detail with what referees add."""
    error: np.ndarray
    """(H, W): the bootstrap's."""
    inconsistency: np.ndarray
    """(H, W): root mean square over bands of D(SR) − LR, each LR pixel's s × s times."""
    bands: int
    is_assumed: bool
    """Whether the network's card is silent about its degradation."""
    far: Far
    """From the reference domain."""
    shown: float = 1.0
    """As ``Storage.shown``."""


def tile_evidence(
    network: SRNetwork, lr: np.ndarray, sr: np.ndarray, valid: np.ndarray, run: Passes
) -> TileEvidence:
    """Two passes of the network, one of each referee, and three of the gate's small network.

    Args:
        lr: (C, h, w) in the network's values.
        sr: (C, s·h, s·w), rounded as the raster holds it.
        valid: (s·h, s·w) bool.
    """
    degradation, referees = degradation_of(network.card), referees_of(network)
    added = added_by(sr, lr)
    support = determined(referees, lr, run) if referees else None
    off = np.sqrt(((degradation(sr, network.scale) - lr) ** 2).mean(0))
    return TileEvidence(
        products(added, support, valid),
        bootstrap_error(network, sr, degradation, run),
        off.repeat(network.scale, 0).repeat(network.scale, 1),
        bands=len(sr),
        is_assumed=degradation.is_assumed,
        far=far_from_domain(lr, degradation, run),
        shown=run.storage.shown,
    )


def of_region(found: TileEvidence, check: Optional[SelfCheck], region: np.ndarray) -> Evidence:
    """What the verdict on a region asks of its tile.

    Args:
        region: (H, W) bool, at least one pixel.
    """
    support = found.products.share(region)
    pixels = int(region.sum())
    return Evidence(
        pixels=pixels,
        added=float(np.sqrt(found.products.own[region].sum() / (pixels * found.bands))),
        support=support,
        share=None if check is None else float(check.calibrated(support)),
        is_assumed=found.is_assumed,
        far=found.far,
        shown=found.shown,
    )


def layer(
    found: TileEvidence, check: Optional[SelfCheck], valid: np.ndarray, unit: float
) -> np.ndarray:
    """(5, H, W) float32, bands as in ``DETAIL_BANDS``, NaN where there is no data or no figure:
    neither share nor interval where the tile is of imagery that the calibration does not hold for.

    Args:
        check: None where the raster cannot be checked against itself.
        valid: (H, W) bool.
        unit: raster units of one network value, mean of the bands.
    """
    covered = _around(valid.astype(float))
    own = _around(found.products.own)
    added = np.sqrt(own / np.maximum(covered, 1e-9) / found.bands)
    unknown = np.full(valid.shape, np.nan)
    share, half_width = unknown, unknown
    if check is not None and not found.far.is_far:
        support = None
        if found.products.other is not None:
            support = _around(found.products.other) / (own + FLOOR / AROUND**2)
        share = np.broadcast_to(check.calibrated(support), valid.shape)
        half_width = unit * check.half_width(found.error)
    faint = added < FAINT * found.shown
    bands = np.stack(
        [
            half_width,
            np.where(faint, np.nan, share),
            unit * added,
            _classes(share, faint, found.far.is_far, found.products.other is not None),
            unit * found.inconsistency,
        ]
    )
    return np.where(valid, bands, np.nan).astype(np.float32)


def _around(values: np.ndarray) -> np.ndarray:
    return scipy.ndimage.uniform_filter(values, AROUND, mode="constant")


def _classes(share: np.ndarray, faint: np.ndarray, is_far: bool, has_referees: bool) -> np.ndarray:
    best = CLASSES["supported" if has_referees else "plausible"]
    by_share = np.select(
        [share >= SUPPORTED, share >= PLAUSIBLE, share < PLAUSIBLE],
        [best, CLASSES["plausible"], CLASSES["invented"]],
        np.nan,
    )
    told = np.full(share.shape, float(CLASSES["not-calibrated"])) if is_far else by_share
    return np.where(faint, CLASSES["nothing-added"], told)
