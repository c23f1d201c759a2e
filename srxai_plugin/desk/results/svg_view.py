"""An SVG figure in a widget, for a QGIS without matplotlib."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qgis.PyQt.QtCore import QByteArray, QRectF, QSize
from qgis.PyQt.QtGui import QColor, QPainter, QPaintEvent
from qgis.PyQt.QtSvg import QSvgRenderer
from qgis.PyQt.QtWidgets import QFileDialog, QToolButton, QVBoxLayout, QWidget

from srxai_plugin.desk.widgets.small import plain_label

HEIGHT = 210


class SvgPicture(QWidget):
    """As large as fits, in its own proportions, on white paper."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setObjectName("srxaiPlot")
        self.setFixedHeight(HEIGHT)
        self._renderer = QSvgRenderer(self)

    def load(self, svg: str) -> None:
        self._renderer.load(QByteArray(svg.encode()))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        size = self._renderer.defaultSize()
        if size.isEmpty():
            return
        factor = min(self.width() / size.width(), self.height() / size.height())
        painter = QPainter(self)
        place = QRectF(0, 0, size.width() * factor, size.height() * factor)
        painter.fillRect(place, QColor("white"))
        self._renderer.render(painter, place)
        painter.end()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(280, HEIGHT)


class SvgView(QWidget):
    """The picture and *save as*."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._svg = ""
        self._picture = SvgPicture()
        self._problem = plain_label()
        self._problem.setObjectName("srxaiPlotProblem")
        self._problem.hide()
        save = QToolButton()
        save.setObjectName("srxaiPlot-save_figure")
        save.setText(self.tr("Save as SVG…"))
        save.setToolTip(self.tr("Save the plot as a picture…"))
        save.clicked.connect(self._ask)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._picture)
        layout.addWidget(save)
        layout.addWidget(self._problem)

    def show_svg(self, svg: str, words: str) -> None:
        """Replace the picture; ``words`` are for screen readers."""
        self._svg = svg
        self._picture.load(svg)
        self._picture.setAccessibleName(words)

    def save(self, path: Path) -> None:
        """A line below the picture says why, where it cannot be written."""
        try:
            path.write_text(self._svg, "utf-8")
            self._problem.hide()
        except OSError as error:
            self._problem.setText(
                self.tr("{0} cannot be written: {1}. Choose another file.").format(
                    path.name, error.strerror
                )
            )
            self._problem.show()

    def _ask(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Save plot"), "", "SVG (*.svg)")
        if path:
            self.save(Path(path))
