"""From what the analyst does to what she sees: dock and map tool → request → engine → layers."""

from __future__ import annotations

import html
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Optional

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsMapLayer,
    QgsProject,
    QgsRasterLayer,
)
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QObject, pyqtSignal

from srxai_plugin import protocol
from srxai_plugin.contract import (
    ExplainRequest,
    Explanation,
    Method,
    Progress,
    Region,
    Window,
)
from srxai_plugin.errors import BadInput, EngineGone, SrxaiError
from srxai_plugin.grid import Grid, read_grid, rescale
from srxai_plugin.gui.dock import ExplainDock
from srxai_plugin.gui.network_actions import NetworkActions
from srxai_plugin.gui.output import run_folder
from srxai_plugin.gui.region_tool import RegionTool
from srxai_plugin.gui.words import region_words
from srxai_plugin.layers import add_explanation
from srxai_plugin.runtime import settings
from srxai_plugin.runtime.interpreter import find_interpreter, how_to_get_one
from srxai_plugin.runtime.session import EngineSession
from srxai_plugin.source import Source, source_of

NEWS_SECONDS = 6
WARNING_SECONDS = 0
"""A warning stays until it is closed."""


@dataclass(frozen=True)
class _Run:
    id: int
    source: Source


@dataclass(frozen=True)
class _Question:
    show: Callable[[Any], None]
    fail: Optional[Callable[[str], None]] = None


class Explainer(QObject):
    """Lives as long as the dock. One run at a time: a new rectangle replaces an old run."""

    explained = pyqtSignal(object)
    """Explanation, when its layers are in the project."""
    failed = pyqtSignal(str)
    """The sentence that the message bar shows."""

    def __init__(self, iface: QgisInterface, dock: ExplainDock) -> None:
        super().__init__(dock)
        self._iface = iface
        self._dock = dock
        self._project = QgsProject.instance()
        self._session: Optional[EngineSession] = None
        self._questions: dict[int, _Question] = {}
        self._source: Optional[Source] = None
        self._grid: Optional[Grid] = None
        self._window: Optional[Window] = None
        self._scale = 1
        self._run: Optional[_Run] = None
        self._tool = RegionTool(iface.mapCanvas())
        self._tool.setButton(dock.draw)
        self.networks = NetworkActions(dock.networks, self.ask)
        self._connect()
        self._take_layer(dock.layer)

    def _connect(self) -> None:
        dock, tool = self._dock, self._tool
        dock.draw.clicked.connect(self._toggle_tool)
        dock.layers.layerChanged.connect(self._take_layer)
        dock.networks.changed.connect(self._take_network)
        dock.explain_wanted.connect(self.explain)
        dock.cancel_wanted.connect(self.cancel)
        dock.interpreter_chosen.connect(self._take_interpreter)
        self.networks.status.connect(dock.show_status)
        self.networks.warned.connect(self._fail)
        self.networks.told.connect(self._tell)
        tool.moved.connect(self._describe)
        tool.drawn.connect(self._take_region)
        tool.missed.connect(self._on_missed)
        self._project.cleared.connect(self.cancel)

    def start(self, layer: Optional[QgsMapLayer]) -> None:
        """The crosshair is ready, on ``layer`` if it is a raster, and the engine warms up."""
        if isinstance(layer, QgsRasterLayer):
            self._dock.layers.setLayer(layer)
        self._wake_engine()
        self._iface.mapCanvas().setMapTool(self._tool)

    def close(self) -> None:
        """Take the tool off the canvas and end the engine."""
        self._project.cleared.disconnect(self.cancel)
        self._iface.mapCanvas().unsetMapTool(self._tool)
        self._tool.dispose()
        self._tool.deleteLater()
        self._end_engine()

    def explain(self) -> None:
        """Explain the region that is drawn; the outcome comes as layers or as a message."""
        self.cancel()
        self._wake_engine()
        if self._session is None or self._source is None:
            return
        try:
            request = self._request(self._source)
        except BadInput as error:
            self._fail(str(error))
            return
        self._dock.set_running(True)
        self._run = _Run(self._session.explain(request), self._source)

    def ask(
        self, do: str, show: Callable[[Any], None], fail: Callable[[str], None], **facts: Any
    ) -> None:
        """Ask the engine, which is woken if need be; ``show(answer)`` or ``fail(sentence)``
        comes later. Without an engine the dock says so, and neither comes.
        """
        self._wake_engine()
        self._ask(do, show, fail, **facts)

    def renew_engine(self) -> None:
        """End the engine and look for one anew: another was chosen, made or removed."""
        self._end_engine()
        self._wake_engine()

    def cancel(self) -> None:
        """Drop the run, if there is one."""
        run, self._run = self._run, None
        if run is not None and self._session is not None:
            self._dock.set_running(False)
            self._tool.clear()
            self._session.cancel(run.id)

    def _request(self, source: Source) -> ExplainRequest:
        network = self._dock.networks.network
        if self._window is None:
            raise BadInput(self.tr("There is no region yet. Drag a rectangle on the map."))
        if not self._dock.methods:
            raise BadInput(self.tr("No method is ticked. Tick at least one."))
        is_sr = self._dock.networks.scale is not None
        region = Region(sr_window=self._window) if is_sr else Region(window=self._window)
        return ExplainRequest(
            raster=source.raster,
            region=region,
            output=str(run_folder(source.name, network, self._project)),
            network=network,
            methods=tuple(Method(id) for id in self._dock.methods),
            context=self._dock.advanced.context,
            bands=self._dock.advanced.bands,
            scaling=self._dock.advanced.scaling,
            device=settings.DEVICE.get(),
            threads=settings.THREADS.get() or None,
        )

    # What the analyst does

    def _toggle_tool(self, is_on: bool) -> None:
        canvas = self._iface.mapCanvas()
        if is_on:
            canvas.setMapTool(self._tool)
        else:
            canvas.unsetMapTool(self._tool)

    def _take_layer(self, layer: Optional[QgsMapLayer]) -> None:
        self._source = self._grid = self._window = None
        why_not = self.tr("Open a raster layer first.")
        if layer is not None:
            try:
                self._source = source_of(layer)
                self._grid = read_grid(self._source.raster)
            except SrxaiError as error:
                why_not = str(error)
        if self._grid is None:
            self._tool.aim(None, QgsCoordinateReferenceSystem(), 1)
            self._dock.show_region(why_not)
        else:
            self._aim()

    def _take_network(self) -> None:
        """Another network may have another scale: the region stays, on its pixels."""
        before = self._scale
        window = self._window
        self._aim()
        if window is not None and self._grid is not None:
            self._window = rescale(window, before, self._scale)
            self._describe(self._window)

    def _aim(self) -> None:
        """Before a network's scale is known, a region is drawn on whole pixels of the raster."""
        self._scale = self._dock.networks.scale or 1
        if self._source is not None:
            self._tool.aim(self._grid, self._source.crs, self._scale)
            self._describe(self._window)

    def _take_region(self, window: Window) -> None:
        self._window = window
        self._describe(window)
        if self._dock.explains_on_release:
            self.explain()

    def _on_missed(self) -> None:
        self._describe(None)
        if self._source is not None:
            self._warn(
                self.tr(
                    "The region lies outside {0}, or is smaller than 2 × 2 super-resolved pixels. "
                    "Drag a larger one inside its extent, or choose another layer."
                ).format(self._source.name)
            )

    def _describe(self, window: Optional[Window]) -> None:
        if self._grid is None or self._source is None:
            return
        words = self.tr("Drag a rectangle on the map.")
        if window is not None:
            words = region_words(
                window, self._grid, self._source.crs, self._dock.networks.scale, self._project
            )
        self._dock.show_region(words)
        self._dock.allow_explain(window is not None)

    def _take_interpreter(self, path: str) -> None:
        settings.INTERPRETER.set(path)
        self.renew_engine()

    # What the engine says

    def _wake_engine(self) -> None:
        """Have the engine warm by the time that the first rectangle is drawn."""
        if self._session is None:
            interpreter = find_interpreter()
            if interpreter is None:
                self._dock.show_engine_missing(how_to_get_one())
                return
            self._dock.show_engine_missing("")
            self._session = self._open_session(interpreter)
        if not self._session.is_running:
            self._dock.show_status(self.tr("The engine is starting…"))
            self._ask(protocol.NETWORKS, self._dock.networks.fill)
            self._ask(protocol.METHODS, self._dock.fill_methods)

    def _open_session(self, interpreter: Path) -> EngineSession:
        session = EngineSession(interpreter, parent=self)
        session.ready.connect(self._on_ready)
        session.progress.connect(self._on_progress)
        session.explained.connect(self._on_explained)
        session.answered.connect(self._on_answered)
        session.failed.connect(self._on_failed)
        return session

    def _end_engine(self) -> None:
        self.cancel()
        session, self._session = self._session, None
        self._questions.clear()
        if session is not None:
            session.close()

    def _ask(
        self,
        do: str,
        show: Callable[[Any], None],
        fail: Optional[Callable[[str], None]] = None,
        **facts: Any,
    ) -> None:
        if self._session is not None:
            self._questions[self._session.ask(do, **facts)] = _Question(show, fail)

    def _on_ready(self) -> None:
        self._dock.show_engine_missing("")
        self._dock.show_status("")

    def _on_answered(self, id: int, answer: Any) -> None:
        question = self._questions.pop(id, None)
        if question is not None:  # an engine that is on its way out may still answer
            question.show(answer)

    def _on_progress(self, id: int, progress: Progress) -> None:
        if self._run is not None and self._run.id == id:
            self._dock.show_progress(progress)

    def _on_failed(self, id: int, kind: str, sentence: str) -> None:
        self._dock.show_status("")
        question = self._questions.pop(id, None)
        if question is not None:
            if question.fail is not None:
                question.fail(sentence)
            elif kind == EngineGone.__name__:
                self._dock.show_engine_missing(sentence)
        elif self._end_run(id) is not None:
            self._fail(sentence)

    def _on_explained(self, id: int, explanation: Explanation) -> None:
        run = self._end_run(id)
        if run is None:
            return
        self._dock.results.show_explanation(explanation)
        try:
            add_explanation(explanation, run.source, self._project)
        except BadInput as error:
            self._fail(str(error))
            return
        self._tool.clear()  # the layer of the region takes over
        self._dock.networks.learn(explanation.request.network, explanation.network)
        if explanation.warnings:
            self._warn(" ".join(explanation.warnings))
        self._tell(
            self.tr("{0} explained in {1:.1f} s.").format(run.source.name, explanation.seconds)
        )
        self.explained.emit(explanation)

    def _end_run(self, id: int) -> Optional[_Run]:
        """The run of that id, if it is still wanted."""
        run = self._run
        if run is None or run.id != id:
            return None
        self._run = None
        self._dock.set_running(False)
        return run

    def _fail(self, sentence: str) -> None:
        self._warn(sentence)
        self.failed.emit(sentence)

    def _tell(self, sentence: str) -> None:
        self._say(sentence, Qgis.MessageLevel.Success, NEWS_SECONDS)

    def _warn(self, sentence: str) -> None:
        self._say(sentence, Qgis.MessageLevel.Warning, WARNING_SECONDS)

    def _say(self, sentence: str, level: Qgis.MessageLevel, seconds: int) -> None:
        self._iface.messageBar().pushMessage("SRXAI", html.escape(sentence), level, seconds)
