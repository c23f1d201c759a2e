"""What a truth says of a super-resolved region, in the analyst's language."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import QCoreApplication

from srxai_plugin.contract.results import Quality, Resolution, Score, TrueDetail
from srxai_plugin.desk.language.figures import FIRM, correlation, ground

translate = QCoreApplication.translate


def truth_words(quality: Optional[Quality]) -> list[str]:
    """A line each for closeness, added detail and resolution; as many as there are figures for."""
    if quality is None:
        return []
    lines = [_closeness(quality.region["super_resolved"], quality.region["bicubic"])]
    if quality.region_detail is not None:
        lines += [line for line in _detail(quality.region_detail) if line]
    if quality.resolution is not None:
        lines.append(_resolution(quality.resolution))
    return lines


def what_truths_tell() -> list[str]:
    """A sentence for each figure."""
    return [
        translate(
            "Words",
            "True share: how much of the detail that the network added to interpolation is true. "
            "1 = all, 0 = none; below 0.5 interpolation is nearer to the truth.",
        ),
        translate(
            "Words",
            "Improvement, omission, hallucination: how much the pixels are like the truth, like "
            "the interpolated input, or like neither (opensr-test). The truth itself has 96 % "
            "improvement.",
        ),
        translate(
            "Words",
            "Resolution: the finest structure in the tile that agrees with the truth (Fourier ring "
            "correlation, cut at 1/7). Smaller is better.",
        ),
    ]


def _closeness(ours: Score, plain: Score) -> str:
    return translate(
        "Words", "Region against the truth: PSNR {0} (interpolation {1}), SSIM {2} ({3})"
    ).format(_psnr(ours), _psnr(plain), correlation(ours.ssim), correlation(plain.ssim))


def _psnr(score: Score) -> str:
    if score.psnr is None:
        return translate("Words", "equal")
    return f"{score.psnr:.1f}{FIRM}dB"


def _detail(detail: TrueDetail) -> tuple[str, str]:
    """Of the share and of the three parts; empty where there is none."""
    share = (
        translate("Words", "No detail was added")
        if detail.share is None
        else translate("Words", "True share of the added detail: {0}").format(
            correlation(detail.share)
        )
    )
    shares = (detail.improvement, detail.omission, detail.hallucination)
    if None in shares:
        return share, ""
    percents = (f"{100 * part:.0f}{FIRM}%" for part in shares if part is not None)
    parts = translate("Words", "Improvement {0}, omission {1}, hallucination {2}")
    return share, parts.format(*percents)


def _resolution(found: Resolution) -> str:
    def length(value: Optional[float]) -> str:
        """At the grid's limit the true figure may be smaller still."""
        if value is None:
            return f"≤{FIRM}{length(found.finest)}"
        return ground(value) if found.unit == "m" else f"{value:.1f}{FIRM}px"

    return translate("Words", "Resolution of the tile: {0} (interpolation {1})").format(
        length(found.super_resolved), length(found.bicubic)
    )
