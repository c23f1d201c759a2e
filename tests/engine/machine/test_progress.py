"""Progress is data, and put into words where it is shown."""

from __future__ import annotations

import pytest

from srxai_plugin.contract.codec import from_data, to_data
from srxai_plugin.contract.progress import STAGES, Progress
from srxai_plugin.engine.machine.progress import WORDS, Meter, words_of

SAID = [
    (Progress("reading", 0.0), "reading"),
    (Progress("attributing", 0.1, 2.5, "lam", 3, 25), "LAM 3/25"),
    (Progress("attributing", 0.1, method="grad-cam++"), "Grad-CAM++"),
    (Progress("measuring", 0.5, method="amve-sr"), "measuring AMVE-SR"),
    (Progress("randomisation", 0.5, method="lam"), "Parameter randomisation of LAM"),
    (Progress("explaining", 0.5, subject="edsr-x4"), "explaining edsr-x4"),
    (Progress("region", 0.5, n=3, of=12, failed=2), "region 3/12, 2 failed"),
    (Progress("tile", 0.5, n=0, of=12), "tile 0/12"),
    (Progress("case", 0.5, None, "random", 2, 9, "a.png edsr-x4"), "random 2/9 a.png edsr-x4"),
]


@pytest.mark.parametrize(("progress", "words"), SAID, ids=[words for _, words in SAID])
def test_the_command_line_puts_each_stage_into_words(progress: Progress, words: str):
    assert words_of(progress) == words
    assert from_data(Progress, to_data(progress)) == progress


def test_there_are_words_for_every_stage_and_no_other():
    assert {*WORDS} == {*STAGES}


def test_a_meter_tells_what_its_work_is_about():
    told: list[Progress] = []
    meter = Meter(4, told.append, lambda: False)
    meter.stage("reading")
    meter.advance(1, "attributing", method="lam", n=1, of=4)
    assert told[0] == Progress("reading", 0.0)
    assert told[1].seconds_left is not None
    assert (told[1].fraction, told[1].method, told[1].n, told[1].of) == (0.25, "lam", 1, 4)
