"""Labels, lists and a scroll area for a narrow dock, safe with text from files."""

from __future__ import annotations

import html

from qgis.PyQt.QtCore import QEvent, QSize, Qt
from qgis.PyQt.QtGui import QColor, QPalette
from qgis.PyQt.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QScrollArea, QWidget

GREY = 0.62
"""Share of the text's own colour in grey text: quiet, yet at least 4.5 : 1 on usual themes."""


class TallScroll(QScrollArea):
    """Scrolls up and down only, and is never so narrow that its content is cut off."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def event(self, event: QEvent) -> bool:
        """Content that has become wider widens what it is in."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """As wide as the content and its scroll bar need."""
        content = self.widget().minimumSizeHint().width()
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(content + bar, super().minimumSizeHint().height())


def plain_label(text: str = "") -> QLabel:
    """A wrapping label that never takes text from a file for markup."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def plain_tip(*lines: str) -> str:
    """A tooltip of such text: Qt would take a line that looks like markup for it."""
    return f"<p>{'<br>'.join(html.escape(line) for line in lines)}</p>"


def one_line_tip(line: str) -> str:
    """The same of one line that is not broken: Qt would make a narrow column of it."""
    return f'<p style="white-space: nowrap">{html.escape(line)}</p>'


def grey_label(text: str = "") -> QLabel:
    """A plain label for what is good to know."""
    label = plain_label(text)
    palette = label.palette()
    palette.setColor(QPalette.ColorRole.WindowText, grey(palette))
    label.setPalette(palette)
    return label


def grey(palette: QPalette) -> QColor:
    """Between a theme's text and its background."""
    ink = palette.color(QPalette.ColorRole.WindowText)
    paper = palette.color(QPalette.ColorRole.Window)
    mixed = (
        round(GREY * own + (1 - GREY) * other)
        for own, other in zip(ink.getRgb()[:3], paper.getRgb()[:3])
    )
    return QColor(*mixed)


def fit_narrow(combo: QComboBox) -> None:
    """Let a long entry not widen the dock; the list itself opens as wide as it needs."""
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(8)


class SignedLine(QWidget):
    """A sign and what it stands before, as wide as the verdicts' signs are."""

    def __init__(self, symbol: str, name: str, style: str) -> None:
        super().__init__()
        sign, self._words = plain_label(symbol), plain_label()
        self._words.setObjectName(name)
        sign.setStyleSheet(f"QLabel {{ font-size: 13pt }} {style}")
        sign.setFixedWidth(sign.sizeHint().width())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)

    def say(self, words: str) -> None:
        """Empty words hide it."""
        self._words.setText(words)
        self.setVisible(bool(words))
