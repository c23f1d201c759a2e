"""What the colours of a map mean, from used little to used most, on light and dark themes alike."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent, QPen, QResizeEvent
from qgis.PyQt.QtWidgets import QLabel, QWidget

from srxai_plugin.contract.appearance import DIMMED, GAMMA, OUTLINE_COLOURS
from srxai_plugin.contract.results import OUTLINED
from srxai_plugin.desk.map.styles import attribution_ramp, used_little, used_most

GROUND = "#8d948b"
"""As imagery is, more or less: what a map's colours lie on."""
BAR, GAP, TICK, NARROWEST = 10, 6, 3, 100
"""Pixels: height of the bar, between it and words, length of a tick, width of the bar at least."""
STRENGTHS = (0.01, 0.1, 0.4, 1.0)
"""Of a pixel against the strongest one: where the bar of specks has ticks."""
STEPS = 64
"""Of the bar of specks."""


class EvidenceLegend(QWidget):
    """A bar between two words, with ticks below it that say how much. The words are labels, which
    take the colours of every theme; those of a style sheet reach nothing that paints itself."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setObjectName("srxaiEvidenceLegend")
        self._as_outlines = True
        self._little, self._most = QLabel(used_little(), self), QLabel(used_most(), self)
        self._figures: list[QLabel] = []
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
        for figure in self._figures:
            figure.hide()
            figure.deleteLater()
        self._figures = [QLabel(words, self) for _, words in self.ticks]
        for figure in self._figures:
            figure.show()
        self._place()
        self.update()

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """Places along the bar, 0 to 1, and what is written there."""
        if self._as_outlines:
            shares = sorted(OUTLINED, reverse=True)
            return [((i + 1) / (len(shares) + 1), f"{share} %") for i, share in enumerate(shares)]
        return [(strength**GAMMA, f"{100 * strength:.0f} %") for strength in STRENGTHS]

    @property
    def ground(self) -> QColor:
        """What the bar's colours lie on, as a map's lie on imagery."""
        return QColor(GROUND)

    def bar(self) -> QRectF:
        """Where the bar is, between the words."""
        left = self._little.sizeHint().width() + GAP
        right = self.width() - self._most.sizeHint().width() - GAP
        top = (self._little.sizeHint().height() - BAR) / 2
        return QRectF(left, top, max(right - left, 1.0), BAR)

    def sizeHint(self) -> QSize:  # noqa: N802
        words = (self._little.sizeHint(), self._most.sizeHint())
        width = sum(size.width() for size in words) + 2 * GAP + NARROWEST
        return QSize(width, round(self.bar().bottom()) + 1 + TICK + words[0].height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()
            self._place()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter, bar = QPainter(self), self.bar()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(bar, self.ground)
        (self._paint_outlines if self._as_outlines else self._paint_specks)(painter, bar)
        painter.setPen(QPen(self.ground, 1.0))
        for place, _ in self.ticks:
            x = bar.left() + place * bar.width()
            painter.drawLine(QPointF(x, bar.bottom() + 1), QPointF(x, bar.bottom() + 1 + TICK))
        painter.end()

    def _place(self) -> None:
        """The words beside the bar, the figures centred below their ticks."""
        for word in (self._little, self._most):
            word.resize(word.sizeHint())
        self._most.move(self.width() - self._most.width(), 0)
        bar = self.bar()
        for figure, (place, _) in zip(self._figures, self.ticks):
            figure.resize(figure.sizeHint())
            middle = bar.left() + place * bar.width() - figure.width() / 2
            last = max(self.width() - figure.width(), 0)
            figure.move(round(min(max(middle, 0), last)), round(bar.bottom()) + 1 + TICK)

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
