"""A map on the canvas before there is a layer of it."""

from __future__ import annotations

from typing import Optional

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
)
from qgis.gui import QgsMapCanvas, QgsMapCanvasItem
from qgis.PyQt.QtCore import QPointF, QRectF
from qgis.PyQt.QtGui import QColor, QImage, QPainter, QPolygonF, QTransform
from qgis.PyQt.QtWidgets import QStyleOptionGraphicsItem, QWidget

from srxai_plugin.contract.progress import Preview
from srxai_plugin.desk.map.grid import LayerGrid
from srxai_plugin.desk.map.styles import attribution_ramp


class AttributionOverlay(QgsMapCanvasItem):
    """In the colours of the layer that will follow, on the tile's own, maybe rotated, grid."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._image: Optional[QImage] = None
        self._corners: list[QgsPointXY] = []
        self._crs = QgsCoordinateReferenceSystem()
        self._colours = [_argb(root) for root in range(256)]
        self.hide()

    @property
    def image(self) -> Optional[QImage]:
        """What is shown, a pixel for each LR pixel; None while nothing is."""
        return self._image

    def show_preview(self, preview: Preview, crs: QgsCoordinateReferenceSystem) -> None:
        """Replace what is shown.

        Args:
            crs: of the layer that the preview is of.

        Raises:
            BadInput: the preview does not hold its map.
        """
        window = preview.tile.window
        image = QImage(window.width, window.height, QImage.Format.Format_Indexed8)
        image.setColorTable(self._colours)
        roots = preview.unpacked()
        memory = image.bits()
        memory.setsize(image.sizeInBytes())
        stride = image.bytesPerLine()  # a multiple of four
        for row in range(window.height):
            line = roots[row * window.width : (row + 1) * window.width]
            memory[row * stride : row * stride + window.width] = line
        self._image = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
        grid = LayerGrid(window.width, window.height, preview.tile.transform, ())
        whole = (
            (0, 0),
            (window.width, 0),
            (window.width, window.height),
            (0, window.height),
        )
        self._corners = [QgsPointXY(*grid.to_map(*corner)) for corner in whole]
        self._crs = crs
        self.updatePosition()
        self.show()
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._image = None
        self.hide()

    def clear_when_drawn(self) -> None:
        """Stay until the map has been drawn anew, with the layers that take over."""
        self._canvas.mapCanvasRefreshed.connect(self._on_drawn)

    def dispose(self) -> None:
        """Take it off the canvas for good."""
        self._canvas.scene().removeItem(self)

    def updatePosition(self) -> None:  # noqa: N802
        """As the canvas asks for when its extent has changed."""
        places = self._places()
        if places:
            extent = QgsRectangle(places[0], places[0])
            for place in places[1:]:
                extent.combineExtentWith(place)
            self.setRect(extent)

    def paint(
        self,
        painter: QPainter,
        _option: Optional[QStyleOptionGraphicsItem] = None,
        _widget: Optional[QWidget] = None,
    ) -> None:
        """In the item's own coordinates: pixels of the screen from its upper left corner."""
        places = self._places()
        if self._image is None or not places:
            return
        origin = self.pos()
        onto = QPolygonF([self.toCanvasCoordinates(place) - origin for place in places])
        width, height = self._image.width(), self._image.height()
        own = QPolygonF(
            [QPointF(0, 0), QPointF(width, 0), QPointF(width, height), QPointF(0, height)]
        )
        transform = QTransform()
        if QTransform.quadToQuad(own, onto, transform):
            painter.save()
            painter.setTransform(transform, True)
            painter.drawImage(QRectF(0, 0, width, height), self._image)
            painter.restore()

    def _on_drawn(self) -> None:
        self._canvas.mapCanvasRefreshed.disconnect(self._on_drawn)
        self.clear()

    def _places(self) -> list[QgsPointXY]:
        """The tile's corners on the map; none where the project's CRS cannot express them."""
        destination = self._canvas.mapSettings().destinationCrs()
        transform = QgsCoordinateTransform(self._crs, destination, QgsProject.instance())
        try:
            return [transform.transform(corner) for corner in self._corners]
        except QgsCsException:
            return []


def _argb(root: int) -> int:
    """The ramp's colour of a preview's byte."""
    colour: QColor = attribution_ramp().color((root / 255) ** 2)
    return colour.rgba()
