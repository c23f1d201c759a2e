"""The verdict on the detail that a network added, in the analyst's language. It never says that
the detail is there on the ground: no measure of the input alone could."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import QCoreApplication

from srxai_plugin.contract.results import Calibration, Detail, Explanation, Radiometry
from srxai_plugin.desk.language.figures import FIRM

translate = QCoreApplication.translate

EIGHT_BIT = 255.0
"""Gain of a raster whose values are known to end somewhere."""


def detail_words(explanation: Explanation) -> str:
    """Whether the detail can be used, and why, in one line; empty where it was not judged at all.

    What another version of the engine said in a way of its own is repeated as it stands.
    """
    detail = explanation.detail
    if detail is None:
        return ""
    known = _known(detail)
    if not detail.reasons or any(code not in known for code in detail.reasons):
        return detail.words
    told = [known[code] for code in detail.reasons if known[code]]
    if not told:
        return detail.words
    if detail.half_width is not None:
        told.insert(1, within(detail.half_width, explanation.radiometry))
    words = translate("Words", "Detail – {0}").format(told[0])
    for more in told[1:]:
        words = translate("Words", "{0}; {1}").format(words, more)
    return words


def level_name(level: str) -> str:
    """Of a class or a verdict, for legends; an unknown one as it stands."""
    return {
        "supported": translate("Words", "Supported"),
        "plausible": translate("Words", "Plausible"),
        "invented": translate("Words", "Invented"),
        "nothing-added": translate("Words", "Nothing added"),
        "not-calibrated": translate("Words", "Not calibrated here"),
        "not-judged": translate("Words", "Not judged"),
    }.get(level, level)


def within(half_width: float, radiometry: Radiometry) -> str:
    """Of an interval: ``± 6 of 255``, or the bare value where nobody knows what it is of."""
    return f"±{FIRM}{of_range(half_width, radiometry)}"


def of_range(value: float, radiometry: Radiometry) -> str:
    """An amount in raster units, rounded to what can be told apart."""
    written = f"{value:.0f}" if value >= 3 else f"{value:.2g}"
    is_8_bit = radiometry.scaling == "dtype" and set(radiometry.gain) == {EIGHT_BIT}
    return translate("Words", "{0} of 255").format(written) if is_8_bit else written


def detail_figures(explanation: Explanation) -> list[str]:
    """All that was measured, a sentence each; what there is no figure of has none."""
    detail, how = explanation.detail, explanation.radiometry
    if detail is None:
        return []
    lines = []
    if detail.share is not None:
        lines.append(
            translate(
                "Words", "Estimated true share of the added detail: {0} (1 is all of it, 0 none)."
            ).format(f"{min(max(detail.share, 0.0), 1.0):.2f}")
        )
    if detail.support is not None:
        lines.append(
            translate("Words", "Share that the other networks draw too: {0}.").format(
                f"{detail.support:.2f}"
            )
        )
    if detail.added is not None:
        lines.append(
            translate("Words", "Added beyond interpolation: {0} (root mean square).").format(
                of_range(detail.added, how)
            )
        )
    if detail.half_width is not None:
        lines.append(
            translate("Words", "90 % interval around the values: {0}, on average.").format(
                within(detail.half_width, how)
            )
        )
    return lines + _rests_on(detail.calibration, holds=detail.share is not None)


def what_detail_judges() -> str:
    """What this verdict is about, and what it is not about."""
    return translate(
        "Words",
        "Supported means that networks that do not invent would have drawn this too, not that it "
        "was seen on the ground.",
    )


def _known(detail: Detail) -> dict[str, str]:
    """By code of a reason, what it adds to the line; the first one begins it."""
    alone = "no-referees" in detail.reasons
    by_share = {
        "supported": translate("Words", "supported: networks that do not invent draw it too"),
        "plausible": translate(
            "Words", "plausible: in part of it the evidence is for, in part against"
        ),
        "invented": translate("Words", "invented: most of it is not in the input"),
    }
    if alone:  # then no part of it was held against anything
        by_share["plausible"] = translate("Words", "plausible: the raster's average speaks for it")
    silent = {
        "small-region": (
            "not-judged",
            translate(
                "Words",
                "not judged: the region is too small; draw one of at least 32 × 32 super-resolved "
                "pixels",
            ),
        ),
        "unchecked": (
            "not-judged",
            translate(
                "Words",
                "not judged: the raster is too small, or shows too little, to be checked against "
                "itself",
            ),
        ),
        "doubted": (
            "not-judged",
            translate(
                "Words",
                "not judged: the network fails the check by a smooth ramp or by imagery; see "
                "the warning",
            ),
        ),
        "other-bands": (
            "not-judged",
            translate(
                "Words",
                "not judged: the network's image, made small, lacks something that it takes",
            ),
        ),
        "faint": (
            "nothing-added",
            translate("Words", "nothing added: it is what interpolation shows too"),
        ),
        "far": (
            "not-calibrated",
            translate(
                "Words",
                "not calibrated here: this imagery is not like what the network learned from, so "
                "no figure would hold",
            ),
        ),
    }
    known = {code: words for code, (level, words) in silent.items() if level == detail.level}
    if detail.level in by_share:
        known["share"] = by_share[detail.level]
        known["no-referees"] = translate("Words", "there is no other network to hold it against")
        known["assumed"] = translate("Words", "bicubic degradation assumed")
        known["no-domain"] = translate("Words", "whether the imagery fits was not checked")
    return known


def _rests_on(calibration: Optional[Calibration], holds: bool) -> list[str]:
    """Its figures only where a verdict rests on them."""
    if calibration is None:
        return []
    lines = []
    if holds and calibration.referees:
        judges = ", ".join(calibration.referees)
        lines.append(translate("Words", "Held against: {0}.").format(judges))
    if holds:
        lines.append(
            translate(
                "Words",
                "One scale down, where the truth is known, the network's true share is {0}.",
            ).format(f"{calibration.true_share:.2f}")
        )
    made_small = translate("Words", "Degradation: {0}, assumed, for the network's card is silent.")
    if not calibration.is_assumed:
        made_small = translate("Words", "Degradation: {0}, as the network's card says.")
    lines.append(made_small.format(_degradation_name(calibration.degradation)))
    if calibration.distance is not None and calibration.limit is not None:
        lines.append(
            translate(
                "Words", "Distance from imagery that it is calibrated for: {0}; it holds up to {1}."
            ).format(f"{calibration.distance:.1f}", f"{calibration.limit:.1f}")
        )
    return lines


def _degradation_name(degradation: str) -> str:
    """Of ``Calibration.degradation``; one with a figure as it stands."""
    return {
        "bicubic": translate("Words", "bicubic"),
        "area": translate("Words", "mean of the area"),
    }.get(degradation, degradation)
