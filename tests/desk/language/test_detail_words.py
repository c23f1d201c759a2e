"""The verdict on the detail in words: each level and reason, and what it never says."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from srxai_plugin.contract.results import DETAIL_LEVELS, Calibration, Detail, Explanation
from srxai_plugin.desk.language.detail import (
    detail_figures,
    detail_words,
    level_name,
    what_detail_judges,
)

RESTS_ON = Calibration(
    degradation="bicubic",
    is_assumed=True,
    referees=("pan-x4", "rcan-x4"),
    true_share=0.94,
    worth=1.1,
    q=3.5,
    distance=2.06,
    limit=4.26,
)
CHANCE = (
    ("supported", "networks that do not invent draw it too"),
    ("plausible", "in part of it the evidence is for, in part against"),
    ("invented", "most of it is not in the input"),
)
SILENT = (
    ("nothing-added", "faint", "nothing added: it is what interpolation shows too"),
    ("not-calibrated", "far", "not calibrated here: this imagery is not like what"),
    ("not-judged", "small-region", "not judged: the region is too small; draw one of at least"),
    ("not-judged", "doubted", "not judged: the network fails the check by a smooth ramp"),
    ("not-judged", "unchecked", "not judged: the raster is too small, or shows too little"),
)


def judged(explanation: Explanation, level: str, *reasons: str, **figures: object) -> Explanation:
    """The explanation with such a verdict; the engine's own words are its last resort."""
    return replace(explanation, detail=Detail(level, reasons, "as the engine said it", **figures))


def spoken(text: str) -> str:
    """With spaces that a line may break at."""
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(("level", "why"), CHANCE)
def test_a_verdict_is_its_level_why_and_how_far_off(
    explanation: Explanation, level: str, why: str
) -> None:
    words = detail_words(judged(explanation, level, "share", share=0.6, half_width=6.2))
    assert spoken(words) == f"Detail – {level}: {why}; ± 6 of 255"


@pytest.mark.parametrize(("level", "reason", "words"), SILENT)
def test_no_verdict_says_why_without_a_figure(
    explanation: Explanation, level: str, reason: str, words: str
) -> None:
    told = detail_words(judged(explanation, level, reason, added=1.9))
    assert told.startswith(f"Detail – {words}") and "±" not in told


def test_what_weakens_a_verdict_is_told_behind_it(explanation: Explanation) -> None:
    reasons = ("share", "no-referees", "assumed", "no-domain")
    told = detail_words(judged(explanation, "plausible", *reasons, share=0.9, half_width=20.4))
    assert spoken(told) == (
        "Detail – plausible: the raster's average speaks for it; ± 20 of 255; there is no other "
        "network to hold it against; bicubic degradation assumed; whether the imagery fits was not "
        "checked"
    )


@pytest.mark.parametrize(
    ("scaling", "gain", "half_width", "words"),
    [
        ("dtype", 255.0, 1.43, "± 1.4 of 255"),
        ("dtype", 255.0, 14.4, "± 14 of 255"),
        ("percentile", 255.0, 14.4, "± 14"),  # of a stretch nobody knows
        ("dtype", 65535.0, 813.7, "± 814"),
        ("none", 1.0, 0.02345, "± 0.023"),
    ],
)
def test_an_interval_is_in_the_rasters_units(
    explanation: Explanation, scaling: str, gain: float, half_width: float, words: str
) -> None:
    how = replace(explanation.radiometry, scaling=scaling, gain=(gain,) * 3)
    one = judged(explanation, "supported", "share", share=0.9, half_width=half_width)
    assert spoken(detail_words(replace(one, radiometry=how))).endswith(f"too; {words}")


@pytest.mark.parametrize(
    ("level", "reasons"),
    [
        ("certain", ("share",)),
        ("supported", ("of-tomorrow",)),
        ("supported", ("share", "of-tomorrow")),
        ("supported", ("far",)),
        ("not-judged", ()),
    ],
)
def test_what_another_version_judged_stays_in_its_own_words(
    explanation: Explanation, level: str, reasons: tuple[str, ...]
) -> None:
    assert detail_words(judged(explanation, level, *reasons)) == "as the engine said it"


def test_what_was_not_asked_for_is_not_spoken_of(explanation: Explanation) -> None:
    assert explanation.detail is None
    assert detail_words(explanation) == "" and detail_figures(explanation) == []


def test_the_figures_are_told_a_sentence_each(explanation: Explanation) -> None:
    figures = {"share": 1.04, "support": 0.91, "added": 8.1, "half_width": 6.2}
    one = judged(explanation, "supported", "share", "assumed", calibration=RESTS_ON, **figures)
    assert [spoken(line) for line in detail_figures(one)] == [
        "Estimated true share of the added detail: 1.00 (1 is all of it, 0 none).",
        "Share that the other networks draw too: 0.91.",
        "Added beyond interpolation: 8 of 255 (root mean square).",
        "90 % interval around the values: ± 6 of 255, on average.",
        "Held against: pan-x4, rcan-x4.",
        "One scale down, where the truth is known, the network's true share is 0.94.",
        "Degradation: bicubic, assumed, for the network's card is silent.",
        "Distance from imagery that it is calibrated for: 2.1; it holds up to 4.3.",
    ]


def test_no_figure_is_told_that_no_verdict_rests_on(explanation: Explanation) -> None:
    far = judged(explanation, "not-calibrated", "far", added=20.0, calibration=RESTS_ON)
    told = " ".join(detail_figures(far))
    assert "One scale down" not in told and "Held against" not in told
    assert "Distance" in told and "Added" in told


def test_no_word_says_that_detail_is_real(explanation: Explanation) -> None:
    told = [what_detail_judges(), *map(level_name, DETAIL_LEVELS)]
    for level, _ in CHANCE:
        told.append(detail_words(judged(explanation, level, "share", share=1.0)))
    for level, reason, _ in SILENT:
        told.append(detail_words(judged(explanation, level, reason)))
    assert len(set(told)) == 1 + len(DETAIL_LEVELS) + len(CHANCE) + len(SILENT)
    assert not [text for text in told if re.search(r"\b(real|true|correct|genuine)", text, re.I)]
    assert "not that it was seen on the ground" in what_detail_judges()
