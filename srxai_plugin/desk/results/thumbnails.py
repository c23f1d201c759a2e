"""Small pictures of a result's maps over the imagery, drawn by QGIS beside the main thread."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsMapLayer, QgsMapRendererParallelJob, QgsMapSettings, QgsRectangle
from qgis.PyQt.QtCore import QSize, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QColor, QIcon, QPixmap, QResizeEvent
from qgis.PyQt.QtWidgets import QListView, QListWidget, QListWidgetItem, QWidget

from srxai_plugin.desk.widgets.small import plain_tip

SIDE = 72
"""Pixels along a thumbnail."""
AROUND = 1.8
"""Side of a thumbnail against that of what it is about."""
NAME_ROLE = Qt.ItemDataRole.UserRole


class Thumbnails(QListWidget):
    """A row of pictures that scrolls; clicking one, or Enter, chooses it."""

    chosen = pyqtSignal(str)
    """Key of a picture."""
    drawn = pyqtSignal()
    """All pictures are there."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setObjectName("srxaiThumbnails")
        self.setAccessibleName(self.tr("Thumbnails of the maps"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setMovement(QListView.Movement.Static)
        self.setWrapping(False)
        self.setIconSize(QSize(SIDE, SIDE))
        self.setSpacing(2)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.setMinimumWidth(2 * SIDE)
        self._fit()
        self.itemClicked.connect(self._choose)
        self.itemActivated.connect(self._choose)
        self._waiting: list[tuple[int, list[QgsMapLayer]]] = []
        self._row = 0
        """Of the picture that is being drawn."""
        self._job: Optional[QgsMapRendererParallelJob] = None
        self._soon = QTimer(self)
        """What shows the result has work enough."""
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._draw_next)

    def show_maps(self, maps: list[tuple[str, str, str, list[QgsMapLayer]]]) -> None:
        """Replace what is shown.

        Args:
            maps: key, name, what a tooltip says of it and layers of each, the topmost layer first;
                they are drawn in that one's CRS, and around it.
        """
        self.stop()
        self.clear()
        blank = QPixmap(SIDE, SIDE)
        blank.fill(QColor(0, 0, 0, 0))
        for key, name, words, layers in maps:
            item = QListWidgetItem(QIcon(blank), name, self)
            item.setData(NAME_ROLE, key)
            item.setToolTip(
                plain_tip(words, self.tr("Click to zoom to it, and to show or hide it."))
            )
            item.setSizeHint(self._cell())
            self._waiting.append((self.row(item), layers))
        self._fit()
        self._soon.start(0)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def stop(self) -> None:
        """Draw no more."""
        self._soon.stop()
        self._waiting.clear()
        job, self._job = self._job, None
        if job is not None:
            job.finished.disconnect()
            job.cancelWithoutBlocking()

    def _cell(self) -> QSize:
        return QSize(SIDE + 10, SIDE + self.fontMetrics().height() + 8)

    def _fit(self) -> None:
        """Room for the scroll bar only where there is one."""
        wide = self.count() * (self._cell().width() + 2 * self.spacing()) > self.width()
        bar = self.horizontalScrollBar().sizeHint().height() if wide else 0
        self.setFixedHeight(self._cell().height() + 2 * self.spacing() + bar)

    def _draw_next(self) -> None:
        if not self._waiting:
            self.drawn.emit()
            return
        row, layers = self._waiting.pop(0)
        ratio = self.devicePixelRatioF()
        settings = QgsMapSettings()
        settings.setLayers(layers)
        settings.setDestinationCrs(layers[0].crs())
        settings.setExtent(_around(layers[0]))
        settings.setOutputSize(QSize(round(SIDE * ratio), round(SIDE * ratio)))
        settings.setBackgroundColor(QColor(0, 0, 0, 0))
        self._job = QgsMapRendererParallelJob(settings)
        self._row = row
        self._job.finished.connect(self._take)
        self._job.start()

    def _take(self) -> None:
        job, self._job = self._job, None
        item = self.item(self._row)
        if job is not None and item is not None:
            picture = QPixmap.fromImage(job.renderedImage())
            picture.setDevicePixelRatio(picture.width() / SIDE)
            item.setIcon(QIcon(picture))
        self._draw_next()

    def _choose(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(NAME_ROLE))


def _around(layer: QgsMapLayer) -> QgsRectangle:
    """A square about the layer, which leaves room for what the network looked at around it."""
    extent = layer.extent()
    side = AROUND * max(extent.width(), extent.height())
    return QgsRectangle.fromCenterAndSize(extent.center(), side, side)
