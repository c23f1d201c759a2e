"""Whether a map may be relied on, in one line that says why.

A map is *faithful* where what it points at carries the region's texture, better than random pixels
(in ATV) and the nearest ones (in ATV and loc) and about as well as the detail near the region (in
loc, within ``MARGIN``), and where it orders single pixels by what they do, beyond what their own
detail and place tell of that (``probe``). No map is where one pixel holds more than half of it, or
of a network whose answer to a smooth ramp, or to real imagery made small, is wrong.

Carrying alone is no proof: detail drawn by hand with any fall-off carries as well. Nor may a map be
asked to carry more than it: the measured truth of which pixel matters (``intervention``) beats
``detail`` in ATV and loc on 2 of 8 tiles only (edsr-x4, means 2.91 against 3.05 and 16.2 against
16.3 %; fsrcnn-x4 on 4 of 8), and is never more than 7 % worse in loc. Of blind maps (detail, its
root, Sobel's, Laplace's and the local deviation's, with up to nine fall-offs) 1 % pass both bars on
8 tiles of fsrcnn-x4 and 0.6 % on 12 of edsr-x4, the luckiest one 15 % and 6 %; the bars of before,
random and distance, were passed by nearly all that hold detail. ``LEAST`` and ``MARGIN`` were set
with tiles of edsr-x4 in view too, all else on fsrcnn-x4 alone: for other networks they are untried.

The bars hold of the added detail too, where all figures ask of SR − bicubic(LR): 1.1 % of the blind
maps pass on those tiles of fsrcnn-x4 and none on those of edsr-x4, LAM on 12 % and none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Optional

from srxai_plugin.contract.results import ATV, Baseline, Verdict

LARGEST_GAP = 0.05
"""Completeness gap above which a path integral has not converged well enough."""
SMALL = "1"
"""Share of pixels, in %, at which a map must beat nearness: there it is hardest to fake."""
LEAST = 0.3
"""Rank correlation with single pixels' effects that a map must have beyond the blind: p < 0.001 for
the 128 that are tried. On fsrcnn-x4 and edsr-x4 blind maps reach it on 2 and 1 % of the tiles, LAM
on 71 and 57 %, the gradient on 56 and 47 %."""
MARGIN = 0.1
"""Share by which a map's mean loc may exceed that of ``detail``."""
LARGEST_PEAK = 0.5
"""Share of a map that one pixel may hold: above it, the others are hardly told apart."""
DOUBTS = {
    "ramp": "the network does not give a smooth ramp back",
    "proof": "the network does not bring real imagery nearer the truth than it should",
    "unproven": "nothing shows that the network brings imagery nearer the truth",
}
FAITHFUL = "Faithful map: it tells what single pixels do, beyond random, nearness and detail"


def verdict(
    atv: ATV,
    baselines: Mapping[str, Baseline],
    gap: Optional[float],
    empty: bool,
    beyond: Optional[float] = None,
    peak: float = 0.0,
    doubts: Collection[str] = (),
) -> Verdict:
    """Judge one map by its ATV and loc against the baselines, by the probe, and by its gap.

    Args:
        empty: the map is zero everywhere.
        beyond: what ``probe.Probe.knows`` of it; None where there were too few pixels to tell.
        peak: share of the map that its largest pixel holds, 0 to 1.
        doubts: codes of what the network fails, ``ramp`` or ``proof``, or that it was tried by
            neither, ``unproven``, so that no map of it can be relied on.
    """
    random = baselines["random"].atv
    if empty:
        return Verdict("unfit", ("flat",), "Unfit map: nothing in the region to explain")
    if atv.mean >= random.mean:
        return Verdict(
            "unfit", ("no-better-than-random",), "Unfit map: no better than random pixels"
        )
    found: dict[str, str] = {}
    near = _against_distance(atv, baselines["distance"].atv)
    if near:
        found["no-better-than-distance"] = near
    if not _carries(atv, baselines["detail"].atv):
        found["no-better-than-detail"] = "carries less than the detail near the region"
    if beyond is None:
        found["not-tried"] = "too few pixels near the region to try them one by one"
    elif beyond < LEAST:
        found["nothing-beyond-detail"] = (
            "tells of single pixels hardly more than their detail and place do"
        )
    if gap is not None and gap > LARGEST_GAP:
        found["gap"] = f"gap {100 * gap:.1f} %, more steps would help"
    if peak > LARGEST_PEAK:
        found["one-pixel"] = f"one pixel holds {100 * peak:.0f} % of the map"
    found.update({code: words for code, words in DOUBTS.items() if code in doubts})
    if found:
        return Verdict("careful", tuple(found), f"Careful: {'; '.join(found.values())}")
    told = FAITHFUL if gap is None else f"{FAITHFUL}; gap {100 * gap:.1f} %"
    return Verdict("faithful", ("beats-baselines",), told)


def _against_distance(atv: ATV, distance: ATV) -> str:
    """How a map fails to beat nearness; empty where it does not fail."""
    if atv.area[SMALL] >= distance.area[SMALL]:
        return f"no better than 'near the region' at {SMALL} % of pixels"
    if not _beats(atv, distance):
        return "no better than 'near the region' over all shares of pixels"
    return ""


def _carries(atv: ATV, detail: ATV) -> bool:
    """Whether it is no worse than detail; pixel by pixel, for in one region's sum luck decides."""
    if atv.loc_mean is None or detail.loc_mean is None:
        return atv.mean <= detail.mean
    return atv.loc_mean <= (1 + MARGIN) * detail.loc_mean


def _beats(atv: ATV, other: ATV) -> bool:
    """In the mean ATV and, where both have it, in the mean loc."""
    if atv.loc_mean is not None and other.loc_mean is not None and atv.loc_mean >= other.loc_mean:
        return False
    return atv.mean < other.mean
