"""The part of a report that holds the super-resolved tile against its truth."""

from __future__ import annotations

from typing import Optional

from srxai_plugin.contract.results import Quality, Resolution, Score, TrueDetail
from srxai_plugin.engine.report import words
from srxai_plugin.engine.report.page import table, text

UNKNOWN = "–"


def against_the_truth(quality: Optional[Quality]) -> str:
    """HTML with its heading; nothing where no reference was given."""
    if quality is None:
        return ""
    lines = []
    for place, scores in (("tile", quality.tile), ("region", quality.region)):
        lines += [[f"{name.replace('_', '-')}, {place}", *_score(s)] for name, s in scores.items()]
    note = f"The reference covers {quality.covered:.0f} % of the tile."
    if quality.resampled:
        note += " It lay on another grid and was interpolated, which costs it sharpness."
    return (
        "<h2>Against the truth</h2>"
        + table(["image", "PSNR", "SSIM"], lines)
        + f'<p class="note">{text(note)}</p>'
        + _detail(quality)
        + _resolution(quality.resolution)
    )


def _detail(quality: Quality) -> str:
    found = {"tile": quality.tile_detail, "region": quality.region_detail}
    lines = [[place, *_figures(detail)] for place, detail in found.items() if detail is not None]
    if not lines:
        return ""
    header = ["added detail", "true share", "improvement", "omission", "hallucination"]
    notes = (words.TRUE_SHARE, words.HALLUCINATION)
    return table(header, lines) + "".join(f'<p class="note">{text(note)}</p>' for note in notes)


def _figures(detail: TrueDetail) -> list[str]:
    shares = (detail.improvement, detail.omission, detail.hallucination)
    return [
        UNKNOWN if detail.share is None else f"{detail.share:.2f}",
        *(UNKNOWN if share is None else f"{100 * share:.0f} %" for share in shares),
    ]


def _resolution(found: Optional[Resolution]) -> str:
    if found is None:
        return ""
    unit, finest = found.unit, f"{found.finest:.3g} {found.unit}"
    ours, plain = (
        f"{finest} or finer, the limit of the pixels" if value is None else f"{value:.3g} {unit}"
        for value in (found.super_resolved, found.bicubic)
    )
    return (
        f"<p>{text(f'Resolution: {ours}; by interpolation: {plain}.')}</p>"
        f'<p class="note">{text(words.RESOLUTION)}</p>'
    )


def _score(score: Score) -> list[str]:
    psnr = "equal" if score.psnr is None else f"{score.psnr:.2f} dB"
    return [psnr, UNKNOWN if score.ssim is None else f"{score.ssim:.3f}"]
