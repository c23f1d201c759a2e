"""A verdict in words: each reason, and that it is the map that is judged."""

from __future__ import annotations

import pytest

from srxai_plugin.contract.results import (
    ATV,
    Attribution,
    Baseline,
    Reach,
    Statistics,
    Verdict,
)
from srxai_plugin.desk.language.verdicts import verdict_words, what_verdicts_judge

CAREFUL = {
    "no-better-than-detail": "carries the region's texture less well than the detail near it does",
    "nothing-beyond-detail": "tells of single pixels hardly more than their detail and place do",
    "not-tried": "could not be tried pixel by pixel, for too few lie near the region",
    "gap": "has a gap of 7.2 %, more steps would help",
    "one-pixel": "holds more than half of itself in one pixel",
    "ramp": "is of a network that gives no smooth ramp back",
    "proof": "is of a network that does not bring real imagery nearer the truth than it should",
    "unproven": "is of a network that nothing shows to bring imagery nearer the truth",
    "judged-before": "was judged by an earlier version, which asked for less: explain the region "
    "again",
}


def atv(at_one: float) -> ATV:
    return ATV(area={"1": at_one}, mean=10.0, soft=10.0)


BASELINES = {"distance": Baseline(atv(40.0))}


def judged(level: str, *reasons: str, gap: float | None = None, at_one: float = 10.0) -> str:
    """The words for a map of such a verdict; those of the engine are its id."""
    statistics = Statistics(5.0, 0.9, atv(at_one), Reach(3.0, None), 25, 0, completeness_gap=gap)
    verdict = Verdict(level, reasons, "as the engine said it")
    map = Attribution("lam", "LAM", "lam.tif", {}, statistics, verdict, 1.0)
    return verdict_words(map, BASELINES)


def test_a_faithful_map_tells_what_single_pixels_do() -> None:
    words = "Faithful map: it tells what single pixels do, beyond random, nearness and detail"
    assert judged("faithful", "beats-baselines") == words
    assert judged("faithful", "beats-baselines", gap=0.002) == f"{words}; gap 0.2 %"


@pytest.mark.parametrize("reason", CAREFUL)
def test_a_reason_for_care_is_told_of_the_map(reason: str) -> None:
    assert judged("careful", reason, gap=0.072) == f"Careful: the map {CAREFUL[reason]}"


@pytest.mark.parametrize(
    ("at_one", "where"), [(40.0, "at 1 % of pixels"), (39.9, "over all shares of pixels")]
)
def test_nearness_is_told_with_where_it_was_not_beaten(at_one: float, where: str) -> None:
    told = judged("careful", "no-better-than-distance", at_one=at_one)
    assert told == f"Careful: the map is no better than 'near the region' {where}"


def test_several_reasons_are_told_in_their_order() -> None:
    told = judged("careful", "no-better-than-detail", "nothing-beyond-detail", "gap", gap=0.072)
    first, second, third = (
        CAREFUL[code] for code in ("no-better-than-detail", "nothing-beyond-detail", "gap")
    )
    assert told == f"Careful: the map {first}; it {second}; it {third}"


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("flat", "Unfit map: nothing in the region to explain"),
        ("no-better-than-random", "Unfit map: no better than random pixels"),
    ],
)
def test_an_unfit_map_says_why(reason: str, words: str) -> None:
    assert judged("unfit", reason) == words


@pytest.mark.parametrize(
    ("level", "reason"),
    [
        ("trustworthy", "beats-baselines"),  # of an earlier version
        ("careful", "of-tomorrow"),
        ("faithful", "of-tomorrow"),
        ("unfit", "of-tomorrow"),
    ],
)
def test_what_another_version_judged_stays_in_its_own_words(level: str, reason: str) -> None:
    assert judged(level, reason) == "as the engine said it"


def test_a_gap_without_a_figure_is_told_as_the_engine_did() -> None:
    assert judged("careful", "gap", gap=None) == "as the engine said it"


def test_it_is_said_what_a_verdict_does_not_judge() -> None:
    about, not_about = what_verdicts_judge().split(". ")
    assert "judges the map" in about
    assert "detail can be used" in not_about and "does not tell" in not_about
