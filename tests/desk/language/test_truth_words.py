"""What a truth says, in words: only what there are figures for."""

from __future__ import annotations

from srxai_plugin.contract.results import Quality, Resolution, Score, TrueDetail
from srxai_plugin.desk.language.known_truth import truth_words, what_truths_tell
from srxai_plugin.engine.report import words

SCORES = {"super_resolved": Score(27.34, 0.812), "bicubic": Score(25.91, 0.76)}
OLDER = Quality(SCORES, SCORES, 100.0, False)
CLOSE = "Region against the truth: PSNR 27.3 dB (interpolation 25.9 dB), SSIM 0.81 (0.76)"


def told(quality: Quality) -> list[str]:
    return [line.replace("\u00a0", " ") for line in truth_words(quality)]


def measured(detail: TrueDetail, resolution: Resolution) -> Quality:
    return Quality(SCORES, SCORES, 100.0, False, detail, detail, resolution, "truth.tif")


def test_every_figure_has_its_words() -> None:
    detail = TrueDetail(share=0.839, hallucination=0.19, omission=0.204, improvement=0.606)
    resolution = Resolution(super_resolved=0.31, bicubic=1.24, finest=0.15, unit="m")
    assert told(measured(detail, resolution)) == [
        CLOSE,
        "True share of the added detail: 0.84",
        "Improvement 61 %, omission 20 %, hallucination 19 %",
        "Resolution of the tile: 31 cm (interpolation 1.2 m)",
    ]


def test_detail_that_is_wrong_has_a_share_below_nothing() -> None:
    detail = TrueDetail(share=-0.25, hallucination=0.8, omission=0.1, improvement=0.1)
    lines = told(measured(detail, Resolution(None, 4.96, 2.0, "px")))
    assert lines[1] == "True share of the added detail: −0.25"
    assert lines[3] == "Resolution of the tile: ≤ 2.0 px (interpolation 5.0 px)"


def test_figures_that_there_are_not_are_left_out() -> None:
    assert truth_words(None) == []
    assert told(OLDER) == [CLOSE]
    nothing = TrueDetail(share=None, hallucination=None, omission=None, improvement=None)
    lines = told(Quality(SCORES, SCORES, 100.0, False, nothing, nothing))
    assert lines == [CLOSE, "No detail was added"]


def test_a_small_equal_image_has_no_psnr_and_no_ssim() -> None:
    scores = {"super_resolved": Score(None, None), "bicubic": Score(30.0, None)}
    (line,) = told(Quality(scores, scores, 100.0, False))
    assert line.endswith("PSNR equal (interpolation 30.0 dB), SSIM – (–)")


def test_panel_and_report_explain_the_figures_alike() -> None:
    assert what_truths_tell() == [words.TRUE_SHARE, words.HALLUCINATION, words.RESOLUTION]
