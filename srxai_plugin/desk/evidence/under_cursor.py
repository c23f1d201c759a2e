"""What lies under the cursor, told when the mouse rests on a map of a run."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Optional

from qgis.core import (
    QgsCoordinateTransform,
    QgsCsException,
    QgsMapLayer,
    QgsPointXY,
    QgsProject,
    QgsRasterLayer,
)
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QEvent, QObject, Qt, QTimer
from qgis.PyQt.QtWidgets import QApplication, QToolTip

from srxai_plugin.contract.errors import SrxaiError
from srxai_plugin.contract.moved import read_result
from srxai_plugin.contract.results import Attribution, Explanation
from srxai_plugin.contract.scenes import DETAIL_BANDS
from srxai_plugin.desk.evidence.words import detail_here_words, place_words, share_words
from srxai_plugin.desk.map.own import file_of, is_own, result_file_of
from srxai_plugin.desk.widgets.small import one_line_tip

REST_MS = 350
"""After which a mouse that does not move rests."""
SHARE = 2
"""Band of a map that holds each pixel's share."""
CLASS, HALF_WIDTH = (list(DETAIL_BANDS).index(name) + 1 for name in ("class", "half_width"))


class UnderCursor(QObject):
    """A tooltip on the canvas. It reads one pixel of two small rasters, and that only once the
    mouse rests."""

    def __init__(self, canvas: QgsMapCanvas, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._project = QgsProject.instance()
        self._place = QgsPointXY()
        self._read: dict[tuple[Path, float], Explanation] = {}
        """Results by file and time of change: the newest one that was asked of."""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._tell)
        canvas.xyCoordinates.connect(self._on_moved)
        canvas.viewport().installEventFilter(self)

    def close(self) -> None:
        """Listen to the canvas no longer."""
        self._rest.stop()
        self._canvas.xyCoordinates.disconnect(self._on_moved)
        self._canvas.viewport().removeEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Nothing is told of a map that the mouse has left."""
        if event.type() == QEvent.Type.Leave:
            self._rest.stop()
        return False

    def words(self, place: QgsPointXY) -> str:
        """Of the topmost map of a run there; empty where there is none.

        Args:
            place: in the CRS of the canvas.
        """
        for layer in self._canvas.layers():
            result = result_file_of(layer) if is_own(layer) else None
            run = None if result is None else self._explanation(result)
            if run is None:
                continue
            told = self._of_map(layer, run, place)
            if told:
                return told
        return ""

    def _of_map(self, layer: QgsMapLayer, run: Explanation, place: QgsPointXY) -> str:
        file = file_of(layer)
        shown = next((a for a in run.attributions if file in _files(a)), None)
        detail = None if run.detail is None else run.detail.raster
        if shown is None and (detail is None or file != Path(detail)):
            return ""
        share = None if shown is None else self._value(shown.raster, SHARE, place)
        if shown is not None and share is None:
            return ""
        return place_words(
            "" if shown is None else shown.name,
            "" if share is None else share_words(share),
            "" if detail is None else self._of_detail(detail, run, place),
        )

    def _of_detail(self, raster: str, run: Explanation, place: QgsPointXY) -> str:
        number = self._value(raster, CLASS, place)
        if number is None:
            return ""
        half_width = self._value(raster, HALF_WIDTH, place)
        return detail_here_words(round(number), half_width, run.radiometry)

    def _value(self, file: str, band: int, place: QgsPointXY) -> Optional[float]:
        """Of a raster of the project, be it shown or not; None outside it and without data."""
        layer = next((la for la in self._rasters() if file_of(la) == Path(file)), None)
        if layer is None:
            return None
        crs = self._canvas.mapSettings().destinationCrs()
        try:
            there = QgsCoordinateTransform(crs, layer.crs(), self._project).transform(place)
        except QgsCsException:
            return None
        value, is_known = layer.dataProvider().sample(there, band)
        return value if is_known and math.isfinite(value) else None

    def _rasters(self) -> list[QgsRasterLayer]:
        layers = self._project.mapLayers().values()
        return [layer for layer in layers if isinstance(layer, QgsRasterLayer) and layer.isValid()]

    def _explanation(self, result: Path) -> Optional[Explanation]:
        try:
            key = (result, result.stat().st_mtime)
            if key not in self._read:
                self._read = {key: read_result(Explanation, result)}
        except (OSError, SrxaiError):
            return None
        return self._read[key]

    def _on_moved(self, place: QgsPointXY) -> None:
        self._place = QgsPointXY(place)
        self._rest.start()

    def _tell(self) -> None:
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            return
        words = self.words(self._place)
        if words:
            at = self._canvas.viewport().mapToGlobal(self._canvas.mouseLastXY())
            QToolTip.showText(at, one_line_tip(words), self._canvas.viewport())


def _files(attribution: Attribution) -> set[Path]:
    """Of all layers that show a map."""
    named = (attribution.raster, attribution.outlines, *attribution.views.values())
    return {Path(file) for file in named if file}
