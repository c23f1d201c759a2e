"""Progress in the analyst's words, for the panel's bar and for Processing's log."""

from __future__ import annotations

import pytest

from srxai_plugin.contract.progress import STAGES, Progress
from srxai_plugin.desk.language.offered import progress_words
from srxai_plugin.desk.widgets.stage_bar import WORD_JOINER, StageBar

SAID = [
    (Progress("reading", 0.0), "reading"),
    (Progress("attributing", 0.1, 2.5, "lam", 3, 25), "LAM 3/25 · 2 s left"),
    (Progress("attributing", 0.1, 0.2, "grad-cam++"), "Grad-CAM++ · 1 s left"),
    (Progress("measuring", 0.5, method="amve-sr"), "measuring AMVE-SR"),
    (Progress("infidelity", 0.5, method="lam"), "infidelity of LAM"),
    (Progress("region", 0.5, n=3, of=12, failed=2), "region 3/12 (2 failed)"),
    (Progress("explaining", 0.5, subject="edsr-x4"), "explaining edsr-x4"),
    (Progress("of-tomorrow", 0.5), "of-tomorrow"),
]


@pytest.mark.parametrize(("progress", "words"), SAID, ids=[words for _, words in SAID])
def test_a_stage_is_put_into_words(progress: Progress, words: str) -> None:
    assert progress_words(progress) == words


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_says_something(stage: str) -> None:
    assert progress_words(Progress(stage, 0.5, method="lam"))


def test_a_name_with_a_percent_sign_is_shown_as_it_is() -> None:
    bar = StageBar("bar")
    for name in ("50%.png", "50%p.png", "%%v%m.png"):
        bar.show_progress(Progress("explaining", 0.25, subject=name))
        assert bar.text().replace(WORD_JOINER, "") == f"explaining {name}"
    assert bar.value() == bar.maximum() / 4
