"""The report's part on what a blind map can and cannot do: maps that know no network are rows like
all others, and every method is held against each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Optional

from srxai_plugin.engine.metrics.verdict import LEAST
from srxai_plugin.engine.report.page import table
from srxai_plugin.engine.study.statistics import (
    FEWEST,
    Estimate,
    Figure,
    bootstrap,
    by_image,
    paired,
)
from srxai_plugin.engine.study.table import BASELINES, Row

FIGURES: Mapping[str, Figure] = {
    "loc": lambda row: row.loc_mean,
    "ρ with truth": lambda row: row.truth_rank,
    "first 1 % shared": lambda row: row.truth_shared_1,
    "first 5 % shared": lambda row: row.truth_shared_5,
    "beyond detail": lambda row: row.beyond_detail,
    "specificity": lambda row: row.specificity,
    "specificity, loc": lambda row: row.specificity_loc,
    "published ATV": lambda row: row.published_drop,
    "kept for it, %": lambda row: row.published_area,
}
"""By its name in the table."""
BOTH: Mapping[str, Figure] = {"ATV": lambda row: row.atv_mean, "loc": lambda row: row.loc_mean}
"""What a map must beat every blind one in."""


def against_truth(
    rows: Sequence[Row],
    by_method: Mapping[str, Sequence[Row]],
    names: Mapping[str, str],
    seed: int,
) -> str:
    """HTML: every figure but ATV with its interval, and who beats the blind."""
    lines = [
        [names[id], *(interval(_estimate(found, figure, seed)) for figure in FIGURES.values())]
        for id, found in by_method.items()
    ]
    return (
        "<h2>A test that a blind map cannot pass</h2>"
        "<p>loc: ATV pixel by pixel, where nothing cancels; lower is better. The truth: blocks of "
        "pixels are blurred one by one, and what changes in the window is measured; ρ is the rank "
        "correlation of a map with it over the pixels that hold 95 % of it, beside the share of "
        "the map's first pixels that are the truth's. Beyond detail: the same of single pixels, "
        "when what their own detail and place tell of them is taken off; "
        f"{LEAST:g} is asked of a faithful map, and a map drawn by hand has about 0. Specificity: "
        "the map's figure less that of the map that another network gives by the same method; "
        "below 0 is better. Published ATV: as AMVE-SR's authors measure it; it rewards maps that "
        "keep much.</p>"
        + table(["method, mean [95 %]", *FIGURES], lines)
        + "<h3>Who beats the blind</h3>"
        + table(
            [
                "method",
                *(f"against {blind}: {f}" for blind in BASELINES for f in BOTH),
                "beats all",
            ],
            [_beats(rows, id, names[id], seed) for id in by_method],
        )
    )


def _beats(rows: Sequence[Row], id: str, name: str, seed: int) -> list[str]:
    found = [
        paired(rows, id, blind, seed, figure) if blind != id else None
        for blind in BASELINES
        for figure in BOTH.values()
    ]
    told = [e for e in found if e is not None]
    if id in BASELINES or not told:
        words = "is blind" if id in BASELINES else "–"
    elif any(e.count < FEWEST for e in told):
        words = "not judged, too few images"
    else:
        words = "yes" if all(e.high < 0 for e in told) else "no"
    return [name, *(interval(e, "+") for e in found), words]


def _estimate(rows: Sequence[Row], figure: Figure, seed: int) -> Optional[Estimate]:
    found = by_image(rows, figure)
    return bootstrap([found[image] for image in sorted(found)], seed)


def interval(e: Optional[Estimate], sign: str = "") -> str:
    """Mean and interval as text; a dash for none."""
    if e is None:
        return "–"
    return f"{e.mean:{sign}.2f} [{e.low:{sign}.2f}, {e.high:{sign}.2f}]"
