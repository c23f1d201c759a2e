"""The region's outline on the canvas, the same whichever tool draws it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from qgis.core import (
    QgsCoordinateTransform,
    QgsCsException,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsWkbTypes,
)
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt.QtCore import QObject
from qgis.PyQt.QtGui import QColor

from srxai_plugin.desk.map.grid import Point
from srxai_plugin.desk.map.styles import HALO, HALO_PX, OUTLINE, OUTLINE_PX
from srxai_plugin.desk.region.drawn import Drawn, DrawnOn

FILL_ALPHA = 30
POLYGON = QgsWkbTypes.GeometryType.PolygonGeometry


class RegionOutline(QObject):
    """What one sees is what will be explained: rectangles are shown snapped to SR pixels."""

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._shown: Optional[tuple[DrawnOn, Sequence[Sequence[Point]]]] = None
        self.bands = [
            _band(canvas, HALO, HALO_PX, 0),
            _band(canvas, OUTLINE, OUTLINE_PX, FILL_ALPHA),
        ]
        canvas.destinationCrsChanged.connect(self._draw)

    def show(self, drawn: Optional[Drawn], aim: DrawnOn) -> None:
        """Of a region; None clears it."""
        if drawn is None:
            self.clear()
        elif drawn.rings:
            self.show_rings(drawn.rings, aim)
        else:
            self.show_rings([aim.grid.outline(drawn.window, aim.scale)], aim)

    def show_rings(self, rings: Sequence[Sequence[Point]], aim: DrawnOn) -> None:
        """A figure in the layer's CRS, whether it is finished or not."""
        self._shown = aim, rings
        self._draw()

    def clear(self) -> None:
        self._shown = None
        self._draw()

    def dispose(self) -> None:
        """Take the items off the canvas for good."""
        self._canvas.destinationCrsChanged.disconnect(self._draw)
        for band in self.bands:
            self._canvas.scene().removeItem(band)
        self.bands = []
        self.deleteLater()

    def _draw(self) -> None:
        for band in self.bands:
            band.reset(POLYGON)
        if self._shown is None:
            return
        aim, rings = self._shown
        transform = to_map(aim, self._canvas)
        try:
            figure = QgsGeometry.fromPolygonXY(
                [[transform.transform(QgsPointXY(x, y)) for x, y in ring] for ring in rings]
            )
        except QgsCsException:  # the project's CRS cannot express it
            return
        for band in self.bands:
            band.setToGeometry(figure, None)


def to_map(aim: DrawnOn, canvas: QgsMapCanvas) -> QgsCoordinateTransform:
    """From the layer's CRS to the canvas's."""
    destination = canvas.mapSettings().destinationCrs()
    return QgsCoordinateTransform(aim.crs, destination, QgsProject.instance())


def _band(canvas: QgsMapCanvas, colour: str, width: float, fill_alpha: int) -> QgsRubberBand:
    band = QgsRubberBand(canvas, POLYGON)
    fill = QColor(colour)
    fill.setAlpha(fill_alpha)
    band.setStrokeColor(QColor(colour))
    band.setFillColor(fill)
    band.setWidth(round(width))
    return band
