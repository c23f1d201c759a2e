"""Crops of what went into a network, what came out and what it used, beside each other, drawn by
QGIS beside the main thread."""

from __future__ import annotations

import math
from typing import Optional

from qgis.core import QgsMapLayer, QgsMapRendererParallelJob, QgsMapSettings, QgsRectangle
from qgis.PyQt.QtCore import QSize, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QColor, QIcon, QPixmap, QResizeEvent
from qgis.PyQt.QtWidgets import QListView, QListWidget, QListWidgetItem, QWidget

from srxai_plugin.desk.widgets.small import plain_tip

COLUMNS, LEAST, LARGEST = 3, 64, 240
"""Pictures in a row, unless they would be larger than the largest; pixels along one."""
EDGE = 6
"""Pixels beside a picture."""
AROUND = 1.4
"""Side of a picture against that of what it is about, which fills it."""
DPI = 60
"""Of a picture: lines for a map would cover what is so small; its names stand below it."""
SMALLER = 0.85
"""Font of the names against the dock's: three of them in 300 pixels."""
AGAIN_MS = 250
"""After which pictures are drawn anew in another size."""
Picture = tuple[str, str, str, list[QgsMapLayer]]
"""Key, name, what a tooltip says of it, and layers, the topmost layer first."""
NAME_ROLE = Qt.ItemDataRole.UserRole


class Thumbnails(QListWidget):
    """Rows of pictures as wide as the panel; clicking one, or Enter, chooses it."""

    chosen = pyqtSignal(str)
    """Key of a picture."""
    drawn = pyqtSignal()
    """All pictures are there."""

    def __init__(self, name: str = "srxaiThumbnails", parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        font = self.font()
        font.setPointSizeF(SMALLER * font.pointSizeF())
        self.setFont(font)
        self.setAccessibleName(self.tr("Thumbnails of the maps"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setMovement(QListView.Movement.Static)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSpacing(0)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.setStyleSheet("QListWidget { border: none; background: transparent; padding: 0 }")
        self.setMinimumWidth(COLUMNS * (LEAST + EDGE))
        self.itemClicked.connect(self._choose)
        self.itemActivated.connect(self._choose)
        self._side = LEAST
        """Pixels along a picture now."""
        self._layers: list[list[QgsMapLayer]] = []
        """Of each picture."""
        self._waiting: list[tuple[int, list[QgsMapLayer]]] = []
        self._row = 0
        """Of the picture that is being drawn."""
        self._job: Optional[QgsMapRendererParallelJob] = None
        self._soon = QTimer(self)
        """What shows the result has work enough."""
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._draw_next)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._draw_all)
        self._fit()

    def show_maps(self, maps: list[Picture]) -> None:
        """Replace what is shown.

        Args:
            maps: drawn in the CRS of their topmost layer, and around it.
        """
        self.stop()
        self.clear()
        self._layers = [layers for *_, layers in maps]
        self._fit()
        blank = QPixmap(self._side, self._side)
        blank.fill(QColor(0, 0, 0, 0))
        for key, name, words, _ in maps:
            item = QListWidgetItem(QIcon(blank), name, self)
            item.setData(NAME_ROLE, key)
            item.setToolTip(
                plain_tip(words, self.tr("Click to zoom to it, and to show or hide it."))
            )
        self._fit()
        self._draw_all()

    @property
    def is_drawing(self) -> bool:
        """Whether some of the pictures are not there yet."""
        timers = (self._soon, self._again)
        return bool(self._waiting or self._job) or any(timer.isActive() for timer in timers)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        before = self._side
        self._fit()
        if self._layers and self._side != before:
            self._again.start(AGAIN_MS)

    def stop(self) -> None:
        """Draw no more."""
        self._soon.stop()
        self._again.stop()
        self._waiting.clear()
        job, self._job = self._job, None
        if job is not None:
            job.finished.disconnect()
            job.cancelWithoutBlocking()

    def _fit(self) -> None:
        """As large as there is room for, and as high as the rows are."""
        width = self.viewport().width() - 2  # a row breaks where it just fits
        columns = max(COLUMNS, width // LARGEST)
        across = max(width // columns, LEAST)
        self._side = across - EDGE
        tall = across + self.fontMetrics().height()
        self.setIconSize(QSize(self._side, self._side))
        self.setGridSize(QSize(across, tall))
        rows = math.ceil(self.count() / columns)
        self.setFixedHeight(max(rows, 1) * tall + EDGE)

    def _draw_all(self) -> None:
        """Anew, in the size that they have now."""
        self.stop()
        self._waiting = list(enumerate(self._layers))
        self._soon.start(0)

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
        side = round(self._side * ratio)
        settings.setOutputSize(QSize(side, side))
        settings.setOutputDpi(ratio * DPI)
        settings.setFlag(QgsMapSettings.Flag.DrawLabeling, False)
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
            picture.setDevicePixelRatio(picture.width() / self._side)
            item.setIcon(QIcon(picture))
        self._draw_next()

    def _choose(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(NAME_ROLE))


def _around(layer: QgsMapLayer) -> QgsRectangle:
    """A square about the layer, which leaves room for what the network looked at around it."""
    extent = layer.extent()
    side = AROUND * max(extent.width(), extent.height())
    return QgsRectangle.fromCenterAndSize(extent.center(), side, side)
