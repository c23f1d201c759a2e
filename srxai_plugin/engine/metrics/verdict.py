"""Whether a map may be relied on, in one line that says why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Optional

from srxai_plugin.contract.results import ATV, Baseline, Verdict

LARGEST_GAP = 0.05
"""Completeness gap above which a path integral has not converged well enough."""
SMALL = "1"
"""Share of pixels, in %, at which a map must beat nearness: there it is hardest to fake."""


def verdict(
    atv: ATV, baselines: Mapping[str, Baseline], gap: Optional[float], empty: bool
) -> Verdict:
    """Judge one map by its ATV against the baselines, and its completeness gap.

    Args:
        empty: the map is zero everywhere.
    """
    random, distance = baselines["random"].atv, baselines["distance"].atv
    if empty:
        return Verdict("unfit", ("flat",), "Unfit: the region has no texture to explain")
    if atv.mean >= random.mean:
        return Verdict("unfit", ("no-better-than-random",), "Unfit: no better than random pixels")
    reasons, words = [], []
    if atv.area[SMALL] >= distance.area[SMALL]:
        reasons.append("no-better-than-distance")
        words.append(f"no better than 'near the region' at {SMALL} % of pixels")
    elif atv.mean >= distance.mean:
        reasons.append("no-better-than-distance")
        words.append("no better than 'near the region' over all shares of pixels")
    if gap is not None and gap > LARGEST_GAP:
        reasons.append("gap")
        words.append(f"gap {100 * gap:.1f} %, more steps would help")
    if reasons:
        return Verdict("careful", tuple(reasons), f"Careful: {'; '.join(words)}")
    beats = "Trustworthy: beats both baselines"
    return Verdict(
        "trustworthy",
        ("beats-baselines",),
        beats if gap is None else f"{beats}, gap {100 * gap:.1f} %",
    )
