"""Verdicts below each other: a sign in its level's colour, and the words."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QGridLayout, QWidget

from srxai_plugin.contract.appearance import DETAIL_SIGNS, SILENT_SIGN
from srxai_plugin.contract.results import Attribution, Baseline
from srxai_plugin.desk.language.verdicts import verdict_words
from srxai_plugin.desk.widgets.small import plain_label, plain_tip

MARKS = {
    "faithful": ("●", "#2f9e44"),
    "careful": ("◐", "#d9820f"),
    "unfit": ("○", "#e03131"),
}
"""Symbol and colour of a verdict; readable on light and dark themes, and never alone: the words
say the same. A level that an earlier version gave is shown as ``careful``."""
DETAIL_MARKS = {
    "supported": (DETAIL_SIGNS["supported"], "#1c86d1"),
    "plausible": (DETAIL_SIGNS["plausible"], "#c77700"),
    "invented": (DETAIL_SIGNS["invented"], "#e0408f"),
}
"""The same of the detail, in hues of its layer."""
SILENT = (SILENT_SIGN, "#7d858c")
"""Of a level that says nothing of the detail."""

FORMER = f"QLabel:disabled {{ color: {SILENT[1]} }}"
"""Style of a sign that is no longer of what is asked about."""


class VerdictLines(QWidget):
    """As many as are added."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._lines = QGridLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setColumnStretch(1, 1)
        self._lines.setHorizontalSpacing(6)
        self._lines.setVerticalSpacing(2)

    def clear(self) -> None:
        """None any more."""
        while self._lines.count():
            label = self._lines.takeAt(0).widget()
            label.setParent(None)  # at once: others may come before it is deleted
            label.deleteLater()

    def add_map(
        self, attribution: Attribution, baselines: dict[str, Baseline], tip: list[str]
    ) -> None:
        """The verdict on a method's map."""
        mark = MARKS.get(attribution.verdict.level, MARKS["careful"])
        self.add(mark, f"{attribution.name} – {verdict_words(attribution, baselines)}", tip)

    def add(self, mark: tuple[str, str], words: str, tip: list[str]) -> None:
        """One more, below the others."""
        row, (symbol, colour) = self._lines.count() // 2, mark
        sign, line = plain_label(symbol), plain_label(words)
        sign.setStyleSheet(f"QLabel {{ color: {colour}; font-size: 13pt }} {FORMER}")
        for label in (sign, line):
            label.setToolTip(plain_tip(*tip))
        self._lines.addWidget(sign, row, 0, Qt.AlignmentFlag.AlignTop)
        self._lines.addWidget(line, row, 1)
