"""Whether detail can be true, in one line that says why.

Measured on held-back aerial tiles (``make trust``; docs/detail.md has the table). The limits lie
on both sides of ½: with a smaller true share, an image is farther from the truth than bicubic
interpolation is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.results import Detail
from srxai_plugin.engine.detail.gate import Far
from srxai_plugin.engine.detail.passes import STEP
from srxai_plugin.engine.networks.base import SRNetwork

SUPPORTED, PLAUSIBLE = 0.7, 0.4
"""Estimated true shares from which detail is called so."""
FAINT = 3 * STEP
"""Root mean square of added detail below which there is nothing to judge: no eye sees it."""
SMALLEST = 32 * 32
"""SR pixels of a region below which chance decides."""
SAID = {
    "supported": "supported: networks that do not invent draw it too",
    "plausible": "plausible: in part of it the evidence is for, in part against",
    "invented": "invented: most of it is not in the input",
}
"""What each level by share means; never that the detail is real."""
SIDE = 64
"""LR pixels a side of the smallest raster that can be checked against itself."""


@dataclass(frozen=True)
class Evidence:
    """What was measured of one region."""

    pixels: int
    """SR pixels with data."""
    added: float
    """Root mean square in the network's values."""
    support: Optional[float]
    """None without referees."""
    share: Optional[float]
    """Calibrated; None where the raster cannot be checked against itself."""
    is_assumed: bool
    """Whether the network's card is silent about its degradation."""
    far: Far
    """From the reference domain."""
    shown: float = 1.0
    """As ``Storage.shown``: what ``FAINT`` is a part of."""


def judged(found: Evidence, is_doubted: bool = False) -> Detail:
    """The level, its reasons and words; no share where there is no verdict.

    Args:
        is_doubted: whether the network fails the ramp or the proof: nothing that it draws is then
            called better than invented.
    """
    if found.pixels < SMALLEST:
        return _silent(
            "not-judged",
            "small-region",
            f"not judged: the region has {found.pixels} super-resolved pixels, and a verdict takes "
            f"{SMALLEST}, as 32 × 32. Draw a larger one",
        )
    if found.added < FAINT * found.shown:
        return _silent(
            "nothing-added",
            "faint",
            "nothing added: it is what interpolation shows too",
        )
    if found.far.is_far:
        return _silent(
            "not-calibrated",
            "far",
            "not calibrated here: this imagery is not like what the network learned from (blur, "
            "noise, compression or resampling), so no figure would hold",
        )
    if found.share is None:
        return _silent(
            "not-judged",
            "unchecked",
            f"not judged: for a check of the raster against itself it needs {SIDE} × {SIDE} pixels "
            "with data, and detail in them, and a network that takes images as small",
        )
    told = _by_share(found, found.share)
    if is_doubted and told.level != "invented":
        return _silent(
            "not-judged",
            "doubted",
            "not judged: the network fails the check by a smooth ramp or by imagery, so "
            "nothing speaks for what it draws; see the warning",
        )
    return told


def of_other_bands() -> Detail:
    """Of a network that gives other bands than it takes, or takes a guide: what it makes of its own
    image, made small, cannot be asked."""
    return _silent(
        "not-judged",
        "other-bands",
        "not judged: the network's image, made small, lacks something that it takes: bands that it "
        "does not give, or a guide",
    )


def refuse_other_bands(network: SRNetwork) -> None:
    """Raises BadInput for such a network, where the detail is all that is asked for."""
    if not network.gives_what_it_takes:
        raise BadInput(
            f"The detail of {network.id} cannot be judged: it takes {network.bands} bands and "
            f"gives {network.bands_out} others, so its image cannot be made small and given to it "
            "again. Leave the detail out."
        )


def _by_share(found: Evidence, share: float) -> Detail:
    reasons, notes = ["share"], []
    level = "supported" if share >= SUPPORTED else "plausible" if share >= PLAUSIBLE else "invented"
    if found.support is None:
        reasons.append("no-referees")
        notes.append("no other network at hand to hold it against, so it is the raster's average")
        level = "plausible" if level == "supported" else level
    if found.is_assumed:
        reasons.append("assumed")
        notes.append("bicubic degradation assumed, for the network's card does not say")
    if found.far.distance is None:
        reasons.append("no-domain")
        notes.append("whether the imagery fits was not checked")
    words = f"Detail {SAID[level]} (true share about {min(max(share, 0), 1):.2f})"
    return Detail(
        level,
        tuple(reasons),
        "; ".join([words, *notes]),
        share=share,
        support=found.support,
    )


def _silent(level: str, reason: str, words: str) -> Detail:
    return Detail(level, (reason,), f"Detail {words}")
