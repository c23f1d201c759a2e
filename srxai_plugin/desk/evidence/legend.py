"""What the colours of a map mean, from used little to used most, on light and dark themes alike."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import QPointF, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QPen
from qgis.PyQt.QtWidgets import QWidget

from srxai_plugin.contract.appearance import DIMMED, GAMMA, OUTLINE_COLOURS
from srxai_plugin.contract.results import OUTLINED
from srxai_plugin.desk.map.styles import attribution_ramp, used_little, used_most
from srxai_plugin.desk.widgets.small import grey

GROUND = "#8d948b"
"""As imagery is, more or less: what a map's colours lie on."""
BAR, GAP, TICK = 10, 6, 3
"""Pixels: height of the bar, between it and words, length of a tick."""
STRENGTHS = (0.01, 0.1, 0.3, 1.0)
"""Of a pixel against the strongest one: where the bar of specks has ticks."""
STEPS = 64
"""Of the bar of specks."""


class EvidenceLegend(QWidget):
    """A bar between two words, with ticks below it that say how much."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setObjectName("srxaiEvidenceLegend")
        self._as_outlines = True
        self.show_kind(as_outlines=True)

    def show_kind(self, as_outlines: bool) -> None:
        """Of outlines, or of specks."""
        self._as_outlines = as_outlines
        about = (
            self.tr(
                "Each line surrounds the area that holds so much of the evidence. What is dimmed "
                "was hardly used."
            )
            if as_outlines
            else self.tr(
                "Each speck is a pixel; the ticks say how strong it is, against the strongest one."
            )
        )
        self.setToolTip(about)
        self.setAccessibleName(about)
        self.update()

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """Places along the bar, 0 to 1, and what is written there."""
        if self._as_outlines:
            shares = sorted(OUTLINED, reverse=True)
            return [((i + 1) / (len(shares) + 1), f"{share} %") for i, share in enumerate(shares)]
        return [(strength**GAMMA, f"{100 * strength:.0f} %") for strength in STRENGTHS]

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(220, 2 * self.fontMetrics().height() + TICK + 2)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self.sizeHint()

    @property
    def ground(self) -> QColor:
        """What the bar's colours lie on, as a map's lie on imagery."""
        return QColor(GROUND)

    def bar(self) -> QRectF:
        """Where the bar is, between the words."""
        metrics = self.fontMetrics()
        left = metrics.horizontalAdvance(used_little()) + GAP
        right = self.width() - metrics.horizontalAdvance(used_most()) - GAP
        return QRectF(left, (metrics.height() - BAR) / 2, max(right - left, 1.0), BAR)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics, bar = self.fontMetrics(), self.bar()
        words = QRectF(0, 0, self.width(), metrics.height())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft, used_little())
        painter.drawText(words, Qt.AlignmentFlag.AlignRight, used_most())
        painter.fillRect(bar, self.ground)
        (self._paint_outlines if self._as_outlines else self._paint_specks)(painter, bar)
        quiet = grey(self.palette())
        painter.setPen(quiet)
        for place, words in self.ticks:
            x = bar.left() + place * bar.width()
            painter.drawLine(QPointF(x, bar.bottom() + 1), QPointF(x, bar.bottom() + 1 + TICK))
            across = metrics.horizontalAdvance(words)
            at = min(max(x - across / 2, 0.0), self.width() - across)
            painter.drawText(QPointF(at, bar.bottom() + 2 + TICK + metrics.ascent()), words)
        painter.end()

    def _paint_outlines(self, painter: QPainter, bar: QRectF) -> None:
        dark = QColor(0, 0, 0)
        dark.setAlphaF(DIMMED)
        places = self.ticks
        first = QRectF(bar.left(), bar.top(), places[0][0] * bar.width(), bar.height())
        painter.fillRect(first, dark)
        for (place, _), share in zip(places, sorted(OUTLINED, reverse=True)):
            x = bar.left() + place * bar.width()
            for colour, width in (
                (QColor(0, 0, 0, 170), 5.0),
                (QColor(OUTLINE_COLOURS[share]), 3.0),
            ):
                pen = QPen(colour, width)
                pen.setCapStyle(Qt.PenCapStyle.FlatCap)
                painter.setPen(pen)
                painter.drawLine(QPointF(x, bar.top()), QPointF(x, bar.bottom()))

    def _paint_specks(self, painter: QPainter, bar: QRectF) -> None:
        """As the map is coloured, its colours even along the bar: a place p is value p ** (1/γ)."""
        ramp, gradient = attribution_ramp(), QLinearGradient(bar.topLeft(), bar.topRight())
        for step in range(STEPS + 1):
            place = step / STEPS
            gradient.setColorAt(place, ramp.color(place ** (1 / GAMMA)))
        painter.fillRect(bar, gradient)
