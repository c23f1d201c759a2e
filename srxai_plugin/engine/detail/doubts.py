"""Why nothing that a network makes of a raster can be relied on: by a ramp, by a known piece of
imagery, and by the raster itself, made small and asked for again.

One answer for everything that is asked of a network and a raster; made once, and kept.
"""

from __future__ import annotations

from typing import Optional
from weakref import WeakKeyDictionary

import torch

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.results import Radiometry
from srxai_plugin.engine.detail.samples import raster_key, samples
from srxai_plugin.engine.imagery.geotiff import open_raster
from srxai_plugin.engine.imagery.whole_raster import whole_raster_of
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.behaviour.proof import (
    LARGEST,
    PIECES,
    SMALLEST,
    UNTRIED,
    Proof,
    doubts_of,
    proof_on,
)

MOST = 64
"""Proofs that are kept for a network; each is a number and a sentence."""

_kept: WeakKeyDictionary[SRNetwork, dict[tuple, Proof]] = WeakKeyDictionary()


def doubts_on(network: SRNetwork, raster: str, read: Radiometry) -> dict[str, str]:
    """Warnings for a result by code, as ``proof.doubts_of`` gives them; none where nothing speaks
    against the network. A few passes over windows of 32 × 32 pixels and less, and none for a second
    question about the same raster.

    Args:
        read: which bands of the raster are taken, and by which scaling; percentiles are those of
            the whole raster.
    """
    alone = doubts_of(network)
    return alone or doubts_of(network, _proof(network, raster, read.bands, read.scaling))


def is_failing(doubts: dict[str, str]) -> bool:
    """Whether a test was failed, rather than none made."""
    return bool(doubts.keys() - {"unproven"})


def _proof(
    network: SRNetwork, raster: str, bands: tuple[int, ...], scaling: Optional[str]
) -> Proof:
    key = raster_key(raster, bands, scaling)
    kept = _kept.setdefault(network, {})
    if key is not None and key in kept:
        return kept[key]
    found = _tried(network, raster, bands, scaling)
    if key is not None:
        if len(kept) >= MOST:
            kept.pop(next(iter(kept)))
        kept[key] = found
    return found


def _tried(
    network: SRNetwork, raster: str, bands: tuple[int, ...], scaling: Optional[str]
) -> Proof:
    side, least = (pixels * network.scale for pixels in (LARGEST, SMALLEST))
    with open_raster(raster) as dataset:
        try:
            source = whole_raster_of(dataset, network, bands, scaling)
        except BadInput:  # nothing to take percentiles from: the request's own reading says so
            return UNTRIED
        parts = samples(dataset, source, side, least, PIECES)
        return proof_on(network, (torch.from_numpy(part.values).float() for part in parts))
