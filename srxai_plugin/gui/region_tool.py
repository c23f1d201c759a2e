"""The map tool that draws a region, snapped to the pixels that the network will make."""

from __future__ import annotations

from typing import Optional

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsPointXY,
    QgsProject,
    QgsWkbTypes,
)
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsMapTool, QgsRubberBand
from qgis.PyQt.QtCore import QPoint, QRect, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QKeyEvent

from srxai_plugin.contract import Window
from srxai_plugin.grid import Grid
from srxai_plugin.styles import HALO, HALO_PX, OUTLINE, OUTLINE_PX

SMALLEST = 2
"""SR pixels along a region's side: texture is a difference of neighbours."""
FILL_ALPHA = 30


class RegionTool(QgsMapTool):
    """Drag a rectangle; what one sees is what will be explained: its snapped outline, on the map.

    Works on the screen's rectangle, so the layer may be in any CRS and its grid rotated.
    """

    drawn = pyqtSignal(object)
    """Window of SR pixels of the raster, on release."""
    moved = pyqtSignal(object)
    """The same while dragging; None outside the raster or while too small."""
    missed = pyqtSignal()
    """Released outside the raster, or on less than 2 × 2 SR pixels."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._bands = [
            _band(canvas, HALO, HALO_PX, 0),
            _band(canvas, OUTLINE, OUTLINE_PX, FILL_ALPHA),
        ]
        self._crs = QgsCoordinateReferenceSystem()
        self._grid: Optional[Grid] = None
        self._scale = 1
        self._start: Optional[QPoint] = None

    def aim(self, grid: Optional[Grid], crs: QgsCoordinateReferenceSystem, scale: int) -> None:
        """Draw on this raster's grid from now on; None while there is none to draw on.

        Args:
            crs: of the layer.
            scale: of the network.
        """
        self._grid, self._crs, self._scale = grid, crs, scale
        self.clear()

    def clear(self) -> None:
        """Take the outline off the map and forget a drag that has begun."""
        self._start = None
        for band in self._bands:
            band.reset(QgsWkbTypes.GeometryType.PolygonGeometry)

    def dispose(self) -> None:
        """Take the outline's items off the canvas for good."""
        for band in self._bands:
            self.canvas().scene().removeItem(band)
        self._bands = []

    def canvasPressEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton and self._grid is not None:
            self.clear()
            self._start = event.pos()

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802
        if self._start is not None:
            window = self._window(event.pos())
            self._show(window)
            self.moved.emit(window)

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802
        if self._start is None or event.button() != Qt.MouseButton.LeftButton:
            return
        window = self._window(event.pos())
        self._show(window)
        self._start = None
        if window is None:
            self.missed.emit()
        else:
            self.drawn.emit(window)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Escape and self._start is not None:
            self.clear()
            self.moved.emit(None)
            event.ignore()  # as QGIS wants it: the key then does not reach its shortcuts

    def activate(self) -> None:
        super().activate()
        # While a button is down the canvas keeps keys from its tool, and only emits them.
        self.canvas().keyPressed.connect(self.keyPressEvent)

    def deactivate(self) -> None:
        self.canvas().keyPressed.disconnect(self.keyPressEvent)
        self.clear()
        super().deactivate()

    def _window(self, end: QPoint) -> Optional[Window]:
        """None outside the raster, or for fewer than 2 × 2 SR pixels."""
        if self._grid is None or self._start is None:
            return None
        screen = QRect(self._start, end).normalized()
        transform = self._to_map()
        corners = (screen.topLeft(), screen.topRight(), screen.bottomRight(), screen.bottomLeft())
        direction = Qgis.TransformDirection.Reverse
        try:
            places = [transform.transform(self.toMapCoordinates(c), direction) for c in corners]
        except QgsCsException:  # a place that the layer's CRS cannot express
            return None
        window = self._grid.snap([(place.x(), place.y()) for place in places], self._scale)
        if window is None or min(window.width, window.height) < SMALLEST:
            return None
        return window

    def _show(self, window: Optional[Window]) -> None:
        for band in self._bands:
            band.reset(QgsWkbTypes.GeometryType.PolygonGeometry)
        if window is None or self._grid is None:
            return
        transform = self._to_map()
        corners = [
            transform.transform(QgsPointXY(x, y))
            for x, y in self._grid.outline(window, self._scale)
        ]
        for band in self._bands:
            for corner in corners:
                band.addPoint(corner, corner is corners[-1])

    def _to_map(self) -> QgsCoordinateTransform:
        destination = self.canvas().mapSettings().destinationCrs()
        return QgsCoordinateTransform(self._crs, destination, QgsProject.instance())


def _band(canvas: QgsMapCanvas, colour: str, width: float, fill_alpha: int) -> QgsRubberBand:
    band = QgsRubberBand(canvas, QgsWkbTypes.GeometryType.PolygonGeometry)
    fill = QColor(colour)
    fill.setAlpha(fill_alpha)
    band.setStrokeColor(QColor(colour))
    band.setFillColor(fill)
    band.setWidth(round(width))
    return band
