"""How a run's maps are shown: outlines or specks, how strongly, and what the colours mean."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from srxai_plugin.desk.evidence.legend import EvidenceLegend
from srxai_plugin.desk.widgets.small import grey_label

LEAST = 10
"""Percent: a map that is wholly invisible looks lost."""


class EvidenceRow(QWidget):
    """A switch, a slider and a legend; what they do is ``MapLook``'s."""

    kind_chosen = pyqtSignal(bool)
    """Whether maps are to be shown as outlines."""
    opacity_chosen = pyqtSignal(int)
    """In %, while the slider moves."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._outlines = self._button(
            "srxaiAsOutlines",
            self.tr("Outlines"),
            self.tr("Lines around what holds 50, 80 and 95 % of the evidence; the rest is dimmed"),
        )
        self._specks = self._button(
            "srxaiAsSpecks",
            self.tr("Specks"),
            self.tr("Each pixel in a colour of its own, by how strongly it was used"),
        )
        self._kinds = QButtonGroup(self)
        self._kinds.setExclusive(True)
        for button in (self._outlines, self._specks):
            self._kinds.addButton(button)
        self._outlines.toggled.connect(self._on_toggled)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("srxaiOpacity")
        self._slider.setRange(LEAST, 100)
        self._slider.setPageStep(10)
        self._slider.setToolTip(self.tr("How strongly the run's maps cover the imagery"))
        self._slider.setAccessibleName(self.tr("Opacity"))
        self._slider.valueChanged.connect(self.opacity_chosen)
        self.legend = EvidenceLegend()
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._outlines)
        row.addWidget(self._specks)
        row.addSpacing(8)
        row.addWidget(grey_label(self.tr("Opacity")))
        row.addSpacing(4)
        row.addWidget(self._slider, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self.legend)
        self.show_look(as_outlines=True, opacity=100, has_outlines=True)

    def show_look(self, as_outlines: bool, opacity: int, has_outlines: bool) -> None:
        """As a run's maps are shown; nothing is asked for by that.

        Args:
            has_outlines: False for one of an earlier version, which made none.
        """
        for widget in (self._outlines, self._slider):
            widget.blockSignals(True)
        (self._outlines if as_outlines and has_outlines else self._specks).setChecked(True)
        self._slider.setValue(opacity)
        for widget in (self._outlines, self._slider):
            widget.blockSignals(False)
        self._outlines.setEnabled(has_outlines)
        self.legend.show_kind(as_outlines and has_outlines)

    def _on_toggled(self, as_outlines: bool) -> None:
        self.legend.show_kind(as_outlines)
        self.kind_chosen.emit(as_outlines)

    def _button(self, name: str, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setText(text)
        button.setCheckable(True)
        button.setToolTip(tip)
        button.setStatusTip(tip)
        return button
