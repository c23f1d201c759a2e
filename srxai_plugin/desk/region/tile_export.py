"""Pixels of a layer that is no file, written for the engine by QGIS itself, in the background."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Optional

from qgis.core import (
    QgsCoordinateTransformContext,
    QgsRasterFileWriter,
    QgsRasterPipe,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QCoreApplication, pyqtSignal

from srxai_plugin.contract.fields import SMALLEST_CONTEXT, SMALLEST_TILE
from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.moved import PIXELS
from srxai_plugin.contract.requests import ExplainRequest
from srxai_plugin.desk.map.grid import LayerGrid
from srxai_plugin.desk.map.source import LayerSource
from srxai_plugin.desk.region.drawn import Drawn, DrawnOn
from srxai_plugin.desk.widgets.background import Background


class TileExport(Background):
    """A region and its context, beside the folder of the result that will name it as its raster."""

    done = pyqtSignal(object)
    """ExplainRequest: the same question, of the file."""
    failed = pyqtSignal(str)
    """One sentence."""

    def __init__(
        self, source: LayerSource, aim: DrawnOn, drawn: Drawn, request: ExplainRequest
    ) -> None:
        super().__init__(f"SRXAI: {source.name}")
        self._refusal = ""
        """The system's, in its words."""
        self._source = source
        self._tile = tile = tile_around(drawn.window, aim.scale, aim.grid, request.context)
        self._corners = (
            aim.grid.to_map(tile.column, tile.bottom),
            aim.grid.to_map(tile.right, tile.row),
        )
        output = Path(request.output)
        self._path = output.with_name(f"{output.name}{PIXELS}")
        self._partial = self._path.with_name(f".{self._path.name}")
        self._request = replace(
            request, raster=str(self._path), region=_moved(request.region, tile, aim.scale)
        )

    def run(self) -> bool:
        """In QGIS's own thread; the provider is a copy that belongs to this task."""
        pipe = QgsRasterPipe()
        if not pipe.set(self._source.provider.clone()):
            return False
        try:
            return self._write(pipe)
        except OSError as error:
            self._refusal = error.strerror or str(error)
            return False

    def _write(self, pipe: QgsRasterPipe) -> bool:
        """Whether QGIS could. Raises OSError where the system does not let it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        (left, bottom), (right, top) = self._corners
        error = QgsRasterFileWriter(str(self._partial)).writeRaster(
            pipe,
            self._tile.width,
            self._tile.height,
            QgsRectangle(left, bottom, right, top),
            self._source.crs,
            QgsCoordinateTransformContext(),
        )
        if error != QgsRasterFileWriter.WriterError.NoError or not self._partial.is_file():
            return False
        self._partial.replace(self._path)
        return True

    def finished(self, result: bool) -> None:
        """On the main thread."""
        super().finished(result)
        if result and not self.isCanceled():
            self.done.emit(self._request)
            return
        for path in (self._partial, self._path):
            with suppress(OSError):
                path.unlink()
        if not self.isCanceled():
            self.failed.emit(self._sentence())

    def _sentence(self) -> str:
        if self._refusal:
            return QCoreApplication.translate(
                "TileExport",
                "The pixels of {0} cannot be written to {1}: {2}. Choose another folder of results "
                "(Settings ▸ Options ▸ SRXAI).",
            ).format(self._source.name, self._path.parent, self._refusal)
        return QCoreApplication.translate(
            "TileExport",
            "QGIS cannot write the pixels of {0}. Save it as a GeoTIFF first (Export ▸ Save As…).",
        ).format(self._source.name)


def _moved(region: Region, tile: Window, scale: int) -> Region:
    """The same place, counted from the tile's first pixel; a polygon is where it is."""
    if region.sr_window is not None:
        corner = tile.scaled(scale)
        return Region(sr_window=region.sr_window.moved(-corner.column, -corner.row))
    if region.window is not None:
        return Region(window=region.window.moved(-tile.column, -tile.row))
    return region


def tile_around(region: Window, scale: int, grid: LayerGrid, context: Optional[int]) -> Window:
    """LR pixels that the engine will want for a region of SR pixels.

    Args:
        context: LR pixels around the region; None as the engine chooses.
    """
    coarse = region.coarser(scale)
    across = _margin(coarse.width) if context is None else context
    down = _margin(coarse.height) if context is None else context
    return coarse.grown(across, down).cut(Window(0, 0, grid.width, grid.height))


def _margin(length: int) -> int:
    return max(SMALLEST_CONTEXT, -(-(SMALLEST_TILE - length) // 2))
