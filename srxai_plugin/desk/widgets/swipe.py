"""A line that is dragged over the map: the network's input on its left, what it made of it on its
right. Both are drawn by QGIS beside the main thread, and only cut by the line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from qgis.core import QgsMapLayer, QgsMapRendererParallelJob, QgsMapSettings
from qgis.gui import QgsMapCanvas, QgsMapCanvasItem, QgsMapMouseEvent, QgsMapTool
from qgis.PyQt.QtCore import QObject, QRectF, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QColor, QImage, QPainter, QPen
from qgis.PyQt.QtWidgets import QAbstractButton, QStyleOptionGraphicsItem, QWidget

INK, HALO = "#ffffff", "#202020"
LINE, AROUND = 2.0, 5.0
"""Pixels of the line, and of the dark one below it."""
PAD = 6
"""Pixels around the words beside the line."""
SOON_MS = 150
"""After which a map that has stopped moving is drawn."""
SIDES = 2


class SwipeItem(QgsMapCanvasItem):
    """Two pictures of what the canvas shows, parted by a line."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.place = 0.5
        """Of the line: share of the canvas's width."""
        self.images: list[QImage] = []
        """Left and right; empty while they are being drawn."""
        self.names = ("", "")
        self.setZValue(1000)

    def boundingRect(self) -> QRectF:  # noqa: N802
        return QRectF(0, 0, self._canvas.width(), self._canvas.height())

    def updatePosition(self) -> None:  # noqa: N802
        """It always covers the canvas."""
        self.setPos(0, 0)

    def paint(
        self,
        painter: QPainter,
        _option: Optional[QStyleOptionGraphicsItem] = None,
        _widget: Optional[QWidget] = None,
    ) -> None:
        """Each picture on its side, and the line with the sides' names."""
        if len(self.images) < SIDES:
            return
        whole = self.boundingRect()
        x = self.place * whole.width()
        sides = (
            QRectF(0, 0, x, whole.height()),
            QRectF(x, 0, whole.width() - x, whole.height()),
        )
        for side, image in zip(sides, self.images):
            painter.save()
            painter.setClipRect(side)
            painter.drawImage(whole, image)
            painter.restore()
        for colour, width in ((HALO, AROUND), (INK, LINE)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawLine(round(x), 0, round(x), round(whole.height()))
        self._write(painter, x)

    def _write(self, painter: QPainter, x: float) -> None:
        metrics = painter.fontMetrics()
        tall = metrics.height() + PAD
        for name, is_left in zip(self.names, (True, False)):
            wide = metrics.horizontalAdvance(name) + 2 * PAD
            left = x - PAD - wide if is_left else x + PAD
            box = QRectF(left, PAD, wide, tall)
            painter.fillRect(box, QColor(HALO))
            painter.setPen(QColor(INK))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)


class SwipeTool(QgsMapTool):
    """Moves the line to where the mouse is dragged."""

    moved = pyqtSignal(float)
    """Share of the canvas's width."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self.setCursor(Qt.CursorShape.SplitHCursor)

    def canvasPressEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802
        self._take(event)

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._take(event)

    def _take(self, event: QgsMapMouseEvent) -> None:
        width = max(self.canvas().width(), 1)
        self.moved.emit(min(max(event.pos().x() / width, 0.0), 1.0))


class Swipe(QObject):
    """On while its tool is on the canvas."""

    drawn = pyqtSignal()
    """Both pictures are there."""

    def __init__(self, canvas: QgsMapCanvas, button: QAbstractButton) -> None:
        super().__init__(button)
        self._canvas = canvas
        self._layers: tuple[Sequence[QgsMapLayer], ...] = ()
        self.item: Optional[SwipeItem] = None
        self._job: Optional[QgsMapRendererParallelJob] = None
        self.tool = SwipeTool(canvas)
        self.tool.setButton(button)
        self.tool.moved.connect(self._move)
        self.tool.deactivated.connect(self._clear)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._draw)
        canvas.extentsChanged.connect(self._draw_soon)

    def start(
        self, left: Sequence[QgsMapLayer], right: Sequence[QgsMapLayer], names: tuple[str, str]
    ) -> None:
        """Layers of each side, the topmost first, and what the sides are called."""
        self._clear()
        self._layers = (left, right)
        self.item = SwipeItem(self._canvas)
        self.item.names = names
        self._canvas.setMapTool(self.tool)
        self._draw()

    def stop(self) -> None:
        """Take line and pictures off the map."""
        self._clear()
        self._canvas.unsetMapTool(self.tool)

    def close(self) -> None:
        """Before the canvas or the plugin goes."""
        self.stop()
        self._canvas.extentsChanged.disconnect(self._draw_soon)
        self.tool.deleteLater()

    def _clear(self) -> None:
        self._soon.stop()
        self._drop_job()
        self._layers = ()
        item, self.item = self.item, None
        if item is not None:
            self._canvas.scene().removeItem(item)

    def _drop_job(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.finished.disconnect()
            job.cancelWithoutBlocking()

    def _move(self, place: float) -> None:
        if self.item is not None:
            self.item.place = place
            self.item.update()

    def _draw_soon(self) -> None:
        """The map has moved: what was drawn shows another place."""
        if self.item is not None:
            self._drop_job()
            self.item.images = []
            self.item.update()
            self._soon.start(SOON_MS)

    def _draw(self) -> None:
        """The side that is not there yet."""
        if self.item is None:
            return
        settings = QgsMapSettings(self._canvas.mapSettings())
        settings.setLayers(list(self._layers[len(self.item.images)]))
        self._job = QgsMapRendererParallelJob(settings)
        self._job.finished.connect(self._take)
        self._job.start()

    def _take(self) -> None:
        job, self._job = self._job, None
        if job is None or self.item is None:
            return
        self.item.images.append(job.renderedImage())
        if len(self.item.images) < SIDES:
            self._draw()
        else:
            self.item.update()
            self.drawn.emit()
