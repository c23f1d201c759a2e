from __future__ import annotations

from dataclasses import replace

import pytest

from srxai_plugin.contract.results import ATV, Baseline
from srxai_plugin.engine.metrics.verdict import LEAST, verdict

BASELINES = {
    "random": Baseline(ATV({"1": 70.0}, mean=60.0, soft=30.0, loc_mean=80.0)),
    "distance": Baseline(ATV({"1": 20.0}, mean=10.0, soft=5.0, loc_mean=18.0)),
    "detail": Baseline(ATV({"1": 9.0}, mean=4.0, soft=5.0, loc_mean=12.0)),
}
GOOD = ATV({"1": 8.0}, mean=3.0, soft=20.0, loc_mean=11.0)


@pytest.mark.parametrize(
    ("changes", "gap", "beyond", "level", "reasons"),
    [
        ({}, None, 0.4, "faithful", ("beats-baselines",)),
        ({}, 0.014, LEAST, "faithful", ("beats-baselines",)),
        ({}, 0.051, 0.4, "careful", ("gap",)),
        ({"area": {"1": 20.0}}, None, 0.4, "careful", ("no-better-than-distance",)),
        ({"mean": 5.0, "loc_mean": 13.1}, None, 0.4, "faithful", ("beats-baselines",)),
        ({"loc_mean": 13.3}, None, 0.4, "careful", ("no-better-than-detail",)),
        ({"loc_mean": None, "mean": 4.1}, None, 0.4, "careful", ("no-better-than-detail",)),
        (
            {"loc_mean": 18.0},
            None,
            0.4,
            "careful",
            ("no-better-than-distance", "no-better-than-detail"),
        ),
        ({}, None, LEAST - 0.01, "careful", ("nothing-beyond-detail",)),
        ({}, None, None, "careful", ("not-tried",)),
        (
            {"mean": 10.0, "loc_mean": 17.0},
            0.2,
            -0.1,
            "careful",
            ("no-better-than-distance", "no-better-than-detail", "nothing-beyond-detail", "gap"),
        ),
        ({"mean": 60.0}, None, 0.4, "unfit", ("no-better-than-random",)),
    ],
)
def test_verdict_says_which_bar_was_missed(changes, gap, beyond, level, reasons):
    found = verdict(replace(GOOD, **changes), BASELINES, gap, empty=False, beyond=beyond)
    assert (found.level, found.reasons) == (level, reasons)
    assert found.words.lower().startswith(level)


def test_gap_is_told_even_when_it_is_fine():
    found = verdict(GOOD, BASELINES, 0.014, empty=False, beyond=0.5)
    assert found.words == (
        "Faithful map: it tells what single pixels do, beyond random, nearness and detail; "
        "gap 1.4 %"
    )


def test_no_map_is_faithful_that_is_one_pixel_or_of_a_network_that_fails_the_ramp():
    good = {"gap": 0.0, "empty": False, "beyond": 0.5}
    assert verdict(GOOD, BASELINES, **good, peak=0.5).level == "faithful"
    one = verdict(GOOD, BASELINES, **good, peak=0.61)
    assert (one.level, one.reasons) == ("careful", ("one-pixel",))
    assert one.words == "Careful: one pixel holds 61 % of the map"
    wrong = verdict(GOOD, BASELINES, **good, doubts=("ramp",))
    assert (wrong.level, wrong.reasons) == ("careful", ("ramp",))
    assert wrong.words == "Careful: the network does not give a smooth ramp back"
    for doubt in ("proof", "unproven"):
        unproved = verdict(GOOD, BASELINES, **good, doubts=(doubt,))
        assert (unproved.level, unproved.reasons) == ("careful", (doubt,))


def test_map_that_detail_matches_is_told_so():
    found = verdict(replace(GOOD, loc_mean=15.0), BASELINES, None, empty=False, beyond=0.5)
    assert found.words == "Careful: carries less than the detail near the region"


def test_empty_map_is_unfit():
    found = verdict(replace(GOOD, area={"1": 0.0}, mean=0.0), BASELINES, None, empty=True)
    assert (found.level, found.words[:9]) == ("unfit", "Unfit map")
