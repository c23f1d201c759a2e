"""What a pixel holds, in words: of the evidence, and of the detail that was added there."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import QCoreApplication

from srxai_plugin.contract.results import DETAIL_LEVELS, Radiometry
from srxai_plugin.desk.language.detail import within

translate = QCoreApplication.translate

FAINT = 0.01
"""Percent below which a share is no figure that anybody reads."""
JUDGED = ("supported", "plausible", "invented")
"""Levels whose interval is told beside them."""


def share_words(percent: float) -> str:
    """Of a pixel's share of a map's sum, in %."""
    if percent <= 0:
        return translate("Evidence", "this pixel: none of the evidence")
    if percent < FAINT:
        figure = f"< {FAINT} %"
    else:
        figure = f"{percent:.0f} %" if percent >= 9.95 else f"{percent:.2g} %"
    return translate("Evidence", "this pixel: {0} of the evidence").format(figure)


def detail_here_words(number: int, half_width: Optional[float], radiometry: Radiometry) -> str:
    """Of a place of the layer that judges the detail; empty where it says nothing.

    Args:
        number: of the class, from 1, as ``DETAIL_LEVELS`` has them.
        half_width: of the interval around the values there, in raster units; None without one.
    """
    level = DETAIL_LEVELS[number - 1] if 0 < number < len(DETAIL_LEVELS) else ""
    names = {
        "supported": translate("Evidence", "supported"),
        "plausible": translate("Evidence", "plausible"),
        "invented": translate("Evidence", "invented"),
        "nothing-added": translate("Evidence", "nothing added"),
        "not-calibrated": translate("Evidence", "not calibrated here"),
    }
    if level not in names:
        return ""
    if level in JUDGED and half_width is not None:
        words = translate("Evidence", "detail here: {0}, {1}")
        return words.format(names[level], within(half_width, radiometry))
    return translate("Evidence", "detail here: {0}").format(names[level])


def place_words(method: str, *told: str) -> str:
    """All that is told of a place, in one line; empty where nothing is."""
    known = [words for words in told if words]
    if not known:
        return ""
    line = " · ".join(known)
    return translate("Evidence", "{0} – {1}").format(method, line) if method else line
