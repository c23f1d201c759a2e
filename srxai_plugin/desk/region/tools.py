"""The map tools that draw a region: a rectangle, a polygon, or a window around a click."""

from __future__ import annotations

from typing import Optional

from qgis.core import Qgis, QgsCsException
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsMapTool
from qgis.PyQt.QtCore import QPoint, QRect, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent

from srxai_plugin.desk.map.grid import Point
from srxai_plugin.desk.region.drawn import Drawn, DrawnOn
from srxai_plugin.desk.region.outline import RegionOutline, to_map
from srxai_plugin.desk.runtime import settings

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
CORNERS = 3
"""Fewest of a polygon."""


class RegionTool(QgsMapTool):
    """What the three have in common. The layer may be in any CRS, and its grid rotated."""

    drawn = pyqtSignal(object)
    """Drawn: the region is finished."""
    moved = pyqtSignal(object)
    """The same on the way to it; None outside the raster or while it is too small."""
    given_up = pyqtSignal()
    """Neither: what was drawn before holds."""
    missed = pyqtSignal()
    """Finished outside the raster, or on less than 2 × 2 SR pixels."""

    def __init__(self, canvas: QgsMapCanvas, outline: RegionOutline) -> None:
        super().__init__(canvas)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.outline = outline
        self._aim: Optional[DrawnOn] = None

    def aim(self, aim: Optional[DrawnOn]) -> None:
        """Draw on this raster from now on; None while there is none to draw on. What was begun on
        it goes on, though another network is taken meanwhile."""
        before, self._aim = self._aim, aim
        if before is None or aim is None or (before.grid, before.crs) != (aim.grid, aim.crs):
            self.give_up()

    def give_up(self) -> None:
        """Forget what was begun."""

    def activate(self) -> None:
        super().activate()
        # While a button is down the canvas keeps keys from its tool, and only emits them.
        self.canvas().keyPressed.connect(self.keyPressEvent)

    def deactivate(self) -> None:
        self.canvas().keyPressed.disconnect(self.keyPressEvent)
        self.give_up()
        self.given_up.emit()
        super().deactivate()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Escape and self.has_begun():
            self.give_up()
            self.given_up.emit()
            event.ignore()  # as QGIS wants it: the key then does not reach its shortcuts

    def has_begun(self) -> bool:
        """Whether there is something to give up."""
        return False

    def _place(self, point: QPoint) -> Optional[Point]:
        """In the layer's CRS; None where that cannot express it."""
        place = self.toMapCoordinates(point)
        try:
            place = to_map(self._aim, self.canvas()).transform(
                place, Qgis.TransformDirection.Reverse
            )
        except QgsCsException:
            return None
        return place.x(), place.y()

    def _follow(self, drawn: Optional[Drawn]) -> None:
        self.outline.show(drawn, self._aim)
        self.moved.emit(drawn)

    def _finish(self, drawn: Optional[Drawn]) -> None:
        self.outline.show(drawn, self._aim)
        if drawn is None:
            self.missed.emit()
        else:
            self.drawn.emit(drawn)


class RectangleTool(RegionTool):
    """Drag; works on the screen's rectangle."""

    def __init__(self, canvas: QgsMapCanvas, outline: RegionOutline) -> None:
        super().__init__(canvas, outline)
        self._start: Optional[QPoint] = None

    def give_up(self) -> None:
        self._start = None

    def has_begun(self) -> bool:
        return self._start is not None

    def canvasPressEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802
        if event.button() == LEFT and self._aim is not None:
            self.outline.clear()
            self._start = event.pos()

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802
        if self._start is not None:
            self._follow(self._drawn(event.pos()))

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802
        if self._start is not None and event.button() == LEFT:
            drawn, self._start = self._drawn(event.pos()), None
            self._finish(drawn)

    def _drawn(self, end: QPoint) -> Optional[Drawn]:
        screen = QRect(self._start, end).normalized()
        corners = (screen.topLeft(), screen.topRight(), screen.bottomRight(), screen.bottomLeft())
        places = [self._place(corner) for corner in corners]
        window = None if None in places else self._aim.snap(places)
        return None if window is None else Drawn(window)


class PolygonTool(RegionTool):
    """Click each corner; a right or double click ends, Backspace takes the last corner back."""

    def __init__(self, canvas: QgsMapCanvas, outline: RegionOutline) -> None:
        super().__init__(canvas, outline)
        self._corners: list[Point] = []

    def give_up(self) -> None:
        self._corners = []

    def has_begun(self) -> bool:
        return bool(self._corners)

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802
        if self._aim is None:
            return
        if event.button() == RIGHT and self._corners:
            self._end()
        elif event.button() == LEFT:
            self._add(event.pos())

    def canvasDoubleClickEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802
        if self._corners:
            self._end()

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802
        if self._corners:
            self._show(self._place(event.pos()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and self._corners:
            self._corners.pop()
            self._show(None)
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _add(self, point: QPoint) -> None:
        place = self._place(point)
        if place is not None and place not in self._corners[-1:]:
            self._corners.append(place)
        self._show(None)

    def _show(self, cursor: Optional[Point]) -> None:
        corners = [*self._corners, *([] if cursor is None else [cursor])]
        self.outline.show_rings([corners], self._aim)
        self.moved.emit(self._drawn(corners))

    def _end(self) -> None:
        drawn = self._drawn(self._corners)
        self._corners = []
        self._finish(drawn)

    def _drawn(self, corners: list[Point]) -> Optional[Drawn]:
        window = self._aim.snap(corners) if len(corners) >= CORNERS else None
        return None if window is None else Drawn(window, (tuple(corners),))


class ClickTool(RegionTool):
    """A window of so many SR pixels follows the cursor; a click takes it."""

    def __init__(self, canvas: QgsMapCanvas, outline: RegionOutline) -> None:
        super().__init__(canvas, outline)
        self.side = settings.CLICK_SIDE.get()

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802
        if self._aim is not None:
            self._follow(self._drawn(event.pos()))

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:  # noqa: N802
        if self._aim is not None and event.button() == LEFT:
            self._finish(self._drawn(event.pos()))

    def _drawn(self, point: QPoint) -> Optional[Drawn]:
        place = self._place(point)
        window = None if place is None else self._aim.around(place, self.side)
        return None if window is None else Drawn(window)
