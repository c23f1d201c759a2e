from __future__ import annotations

import pytest

from srxai_plugin.contract.results import ATV, Baseline
from srxai_plugin.engine.metrics.verdict import verdict

BASELINES = {
    "random": Baseline(ATV({"1": 70.0}, mean=60.0, soft=30.0)),
    "distance": Baseline(ATV({"1": 20.0}, mean=10.0, soft=5.0)),
}


@pytest.mark.parametrize(
    ("at_1", "mean", "gap", "level", "reasons"),
    [
        (8.0, 3.0, None, "trustworthy", ("beats-baselines",)),
        (8.0, 3.0, 0.014, "trustworthy", ("beats-baselines",)),
        (8.0, 3.0, 0.051, "careful", ("gap",)),
        (20.0, 3.0, None, "careful", ("no-better-than-distance",)),
        (8.0, 10.0, 0.2, "careful", ("no-better-than-distance", "gap")),
        (80.0, 60.0, None, "unfit", ("no-better-than-random",)),
    ],
)
def test_verdict_says_which_bar_was_missed(at_1, mean, gap, level, reasons):
    found = verdict(ATV({"1": at_1}, mean, soft=20.0), BASELINES, gap, empty=False)
    assert (found.level, found.reasons) == (level, reasons)
    assert found.words.lower().startswith(level)


def test_gap_is_told_even_when_it_is_fine():
    found = verdict(ATV({"1": 8.0}, 3.0, 20.0), BASELINES, 0.014, empty=False)
    assert found.words == "Trustworthy: beats both baselines, gap 1.4 %"


def test_empty_map_is_unfit():
    assert verdict(ATV({"1": 0.0}, 0.0, 0.0), BASELINES, None, empty=True).level == "unfit"
