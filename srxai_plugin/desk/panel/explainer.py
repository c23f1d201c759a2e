"""From what the analyst does to what she sees: dock and map tool → request → engine → layers."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import Optional

from qgis.core import QgsMapLayer, QgsProject, QgsRasterLayer
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QObject, pyqtSignal

from srxai_plugin.contract import wire
from srxai_plugin.contract.errors import BadInput, SrxaiError
from srxai_plugin.contract.progress import Known, Preview, Progress
from srxai_plugin.contract.requests import ExplainRequest, Method
from srxai_plugin.contract.results import Explanation
from srxai_plugin.desk.evidence.under_cursor import UnderCursor
from srxai_plugin.desk.map.layers import adding, run_name
from srxai_plugin.desk.map.overlay import AttributionOverlay
from srxai_plugin.desk.map.own import is_own
from srxai_plugin.desk.map.source import LayerSource
from srxai_plugin.desk.networks.actions import NetworkActions
from srxai_plugin.desk.panel.band_reading import BandReading
from srxai_plugin.desk.panel.dock import ExplainDock
from srxai_plugin.desk.panel.expected import Asked, Expected
from srxai_plugin.desk.panel.live import LiveLook
from srxai_plugin.desk.panel.message_bar import MessageBar
from srxai_plugin.desk.panel.outcomes import Outcomes
from srxai_plugin.desk.panel.project_state import ProjectState
from srxai_plugin.desk.panel.runs.folder import run_folder
from srxai_plugin.desk.panel.runs.keeping import Keeping
from srxai_plugin.desk.panel.runs.listing import Runs
from srxai_plugin.desk.panel.warm_engine import WarmEngine
from srxai_plugin.desk.region.choice import RegionChoice
from srxai_plugin.desk.region.drawn import Drawn
from srxai_plugin.desk.region.tile_export import TileExport
from srxai_plugin.desk.runtime import settings
from srxai_plugin.desk.widgets.in_steps import InSteps

ANYTIME = "anytime"
"""Mode of a method whose map gets better with time."""
LIVE_METHOD = "gated-gradient"
"""The one that is fast enough to follow a hand."""


@dataclass(frozen=True)
class _Run:
    source: LayerSource
    request: ExplainRequest
    id: Optional[int] = None
    """Of the request, as soon as the engine has it."""
    export: Optional[TileExport] = None
    """What writes the pixels of a layer that is no file."""


class Explainer(QObject):
    """Lives as long as the dock. One run at a time: a new region replaces an old run."""

    previewed = pyqtSignal(object)
    """Preview, when the map is on the canvas."""
    explained = pyqtSignal(object)
    """Explanation, when its layers are in the project."""
    failed = pyqtSignal(str)
    """The sentence that the message bar shows."""

    def __init__(self, iface: QgisInterface, dock: ExplainDock) -> None:
        super().__init__(dock)
        self._dock = dock
        self._news = MessageBar(iface)
        self._project = QgsProject.instance()
        self._run: Optional[_Run] = None
        self._expected = Expected()
        self.engine = WarmEngine(self)
        self.regions = RegionChoice(iface, dock.region)
        self.networks = NetworkActions(dock.networks, self.engine.ask)
        self.live = LiveLook(self.engine.ask, self)
        self.overlay = AttributionOverlay(iface.mapCanvas())
        self.under_cursor = UnderCursor(iface.mapCanvas(), self)
        self.outcomes = Outcomes(iface, dock, self.engine)
        self.reading = BandReading(dock, self.engine.ask_warm)
        self.runs = Runs(iface, dock, self.outcomes)
        self.keeping = Keeping(
            self._project,
            lambda: [run.result for run in self.runs.listed],
            lambda: self.outcomes.comparing.is_running,
            self,
        )
        self._connect()
        self._state = ProjectState(dock)
        self._take_layer(dock.layer)

    def _connect(self) -> None:
        dock, engine = self._dock, self.engine
        dock.layers.layerChanged.connect(self._take_layer)
        dock.networks.changed.connect(self._take_network)
        dock.explain_wanted.connect(self.explain)
        dock.cancel_wanted.connect(self.cancel)
        dock.enough_wanted.connect(self._keep)
        dock.interpreter_chosen.connect(self._take_interpreter)
        dock.region.live_toggled.connect(self._toggle_live)
        self.outcomes.again_wanted.connect(self.explain_again)
        self.outcomes.comparing.compared.connect(self.keeping.look)
        self.runs.warned.connect(self._news.warn)
        self.keeping.warned.connect(self._news.warn)
        self.keeping.kept.connect(self.runs.take_moved)
        self.networks.status.connect(dock.show_status)
        self.networks.warned.connect(self._fail)
        self.networks.told.connect(self._news.tell)
        self.regions.changed.connect(dock.allow_explain)
        self.regions.chosen.connect(self._on_chosen)
        self.regions.warned.connect(self._news.warn)
        self.regions.hovered.connect(self._look)
        self.live.seen.connect(self._on_seen)
        self.live.failed.connect(dock.show_status)
        engine.woken.connect(self._ask_what_there_is)
        engine.missing.connect(dock.show_engine_missing)
        engine.status.connect(dock.show_status)
        engine.progress.connect(self._on_progress)
        engine.previewed.connect(self._on_previewed)
        engine.known.connect(self._on_known)
        engine.explained.connect(self._on_explained)
        engine.failed.connect(self._on_failed)
        engine.ended.connect(self._on_ended)
        self._project.cleared.connect(self._forget)

    def start(self, layer: Optional[QgsMapLayer]) -> None:
        """The crosshair is ready, on ``layer`` if it is a raster, and the engine warms up."""
        if isinstance(layer, QgsRasterLayer) and not is_own(layer):
            self._dock.layers.setLayer(layer)
        self.engine.wake()
        self.regions.use("rectangle")

    def close(self) -> None:
        """Take everything off the canvas and end the engine."""
        self._project.cleared.disconnect(self._forget)
        self._forget()
        self._state.close()
        self.keeping.close()
        self.runs.close()
        self.under_cursor.close()
        self.outcomes.close()
        self._end_engine()
        self.regions.close()
        self.overlay.dispose()

    def request(self) -> ExplainRequest:
        """What a click on Explain asks of the engine, as the dock and the options stand now.

        Raises BadInput while there is no region, no method is ticked, or the layer that is chosen
        as truth is no file.
        """
        return self._request(self.regions.source, self._methods())

    def explain(self) -> None:
        """Explain the region that is drawn; the outcome comes as layers or as a message."""
        self.cancel()
        self._dock.show_expected("")
        source = self.regions.source
        if source is None or not self.engine.wake():
            return
        try:
            request = self.request()
        except SrxaiError as error:
            self._fail(str(error))
            return
        if source.is_file:
            self._send(request, source)
        else:
            self._export(source, request)

    def explain_again(self, request: ExplainRequest, source: LayerSource) -> None:
        """The same for a request that has been made already."""
        self.cancel()
        if self.engine.wake():
            self._send(request, source)

    def _send(self, request: ExplainRequest, source: LayerSource) -> None:
        self._begin()
        self._run = _Run(source, request, self.engine.explain(request))

    def _begin(self) -> None:
        self._dock.set_running(True)
        self.outcomes.mark_former(self.tr("a new run has begun since."))

    def renew_engine(self) -> None:
        """End the engine and look for one anew: another was chosen, made or removed."""
        self._end_engine()
        self.engine.wake()

    def cancel(self) -> None:
        """Drop the run, if there is one."""
        run, self._run = self._run, None
        self.live.stop()
        self.overlay.clear()
        if run is None:
            return
        self._dock.set_running(False)
        if run.export is not None and run.id is None:
            run.export.cancel()
        elif run.id is not None:
            self.engine.cancel(run.id)

    def _keep(self) -> None:
        """What a method that still gets better has found so far."""
        if self._run is not None and self._run.id is not None and self.engine.session is not None:
            self.engine.session.keep(self._run.id)

    def _forget(self) -> None:
        """The project is another one: what was on its way into the old one stays on disk."""
        self.cancel()
        for turns in self.findChildren(InSteps):
            turns.stop()

    def _methods(self) -> tuple[Method, ...]:
        if not self._dock.methods:
            raise BadInput(self.tr("No method is ticked. Tick at least one."))
        return tuple(self._dock.advanced.settings.method(id) for id in self._dock.methods)

    def _request(
        self,
        source: Optional[LayerSource],
        methods: tuple[Method, ...],
        drawn: Optional[Drawn] = None,
    ) -> ExplainRequest:
        """Of what the dock says.

        Args:
            drawn: instead of the region that was drawn last, for a look that follows the hand.
        """
        detail = drawn is None and self._dock.advanced.detail
        drawn = drawn or self.regions.drawn
        if source is None or drawn is None:
            raise BadInput(self.tr("There is no region yet. Drag a rectangle on the map."))
        network = self._dock.networks.network
        return ExplainRequest(
            raster=source.raster,
            region=drawn.region(is_sr=self.regions.scale is not None),
            output=str(run_folder(source.name, network, self._project)),
            network=network,
            methods=methods,
            context=self._dock.advanced.context,
            bands=self._dock.bands.asked,
            scaling=self._dock.advanced.scaling,
            objective=self._dock.advanced.question.objective,
            views=self._dock.advanced.views,
            measures=self._dock.advanced.measures,
            reference=self._dock.advanced.reference,
            detail=detail,
            device=settings.device(),
            threads=settings.threads(),
        )

    def _export(self, source: LayerSource, request: ExplainRequest) -> None:
        """Have QGIS write the pixels that the engine cannot read, then explain those."""
        self._begin()
        task = TileExport(source, self.regions.aim, self.regions.drawn, request)
        task.done.connect(self._on_exported)
        task.failed.connect(self._on_not_exported)
        self._run = _Run(source, request, export=task)
        self._dock.show_status(self.tr("QGIS writes the pixels of {0}…").format(source.name))
        task.start()

    def _on_exported(self, request: ExplainRequest) -> None:
        run = self._run
        if run is not None and run.export is not None:
            self._dock.show_status("")
            self._run = replace(run, request=request, id=self.engine.explain(request))

    def _on_not_exported(self, sentence: str) -> None:
        if self._run is not None and self._run.export is not None:
            self._run = None
            self._dock.set_running(False)
            self._dock.show_status("")
            self._fail(sentence)

    # What the analyst does

    def _take_layer(self, layer: Optional[QgsMapLayer]) -> None:
        self.live.stop()
        self.regions.take_layer(layer)

    def _take_network(self) -> None:
        self.regions.take_network(self._dock.networks.scale)

    def _on_chosen(self) -> None:
        if not self._dock.region.explains_on_release:
            return
        warning = self._too_long()
        if warning is None:
            self.explain()
        else:
            self.cancel()
            self._dock.show_expected(warning)

    def _too_long(self) -> Optional[str]:
        """What is said of a large region before it is explained."""
        drawn, scale = self.regions.drawn, self.regions.scale
        if drawn is None or scale is None:
            return None
        dock = self._dock
        asked = Asked(
            dock.networks.network,
            dock.methods,
            dock.advanced.detail,
            settings.device(),
            settings.threads(),
        )
        return self._expected.warning(drawn.window, scale, asked)

    def _toggle_live(self, is_on: bool) -> None:
        if is_on:
            self.engine.wake()
            self.regions.use("click")
        else:
            self.live.stop()
            self.overlay.clear()

    def _look(self, drawn: Optional[Drawn]) -> None:
        """At the window under the cursor."""
        source = self.regions.source
        if not self._dock.region.live.isChecked() or self._run is not None or source is None:
            return
        if drawn is None:
            self.live.stop()
            self.overlay.clear()
        elif not source.is_file:
            self._dock.show_status(
                self.tr("{0} is no file: click to explain, live needs a file.").format(source.name)
            )
        else:
            try:
                self.live.look(self._request(source, (Method(LIVE_METHOD),), drawn))
            except SrxaiError as error:
                self._dock.show_status(str(error))

    def _take_interpreter(self, path: str) -> None:
        settings.INTERPRETER.set(path)
        self.renew_engine()

    # What the engine says

    def _end_engine(self) -> None:
        self.cancel()
        self.engine.end()

    def _ask_what_there_is(self) -> None:
        self.engine.ask_warm(wire.NETWORKS, self._dock.networks.fill)
        self.engine.ask_warm(wire.METHODS, self._dock.fill_methods)
        self.engine.ask_warm(wire.OBJECTIVES, self._dock.advanced.question.fill)

    def _on_progress(self, id: int, progress: Progress) -> None:
        if self._run is not None and self._run.id == id:
            self._dock.show_progress(progress)

    def _on_seen(self, preview: Preview) -> None:
        if self._dock.region.live.isChecked() and self.regions.source is not None:
            self._dock.show_status("")
            self._show(preview, self.regions.source)

    def _on_previewed(self, id: int, preview: Preview) -> None:
        """Of the run's maps the first: two heatmaps upon each other are none."""
        run = self._run
        if run is None or run.id != id:
            return
        if preview.method == run.request.methods[0].id:
            self._show(preview, run.source)
        asked = next((m for m in run.request.methods if m.id == preview.method), None)
        if asked is not None and asked.parameters.get("mode") == ANYTIME:
            self._dock.offer_enough()

    def _on_known(self, id: int, known: Known) -> None:
        if self._run is not None and self._run.id == id:
            self._dock.show_known(self._run.request, known)

    def _show(self, preview: Preview, source: LayerSource) -> None:
        try:
            self.overlay.show_preview(preview, source.crs)
        except BadInput:  # the result itself will follow, or say what is wrong
            return
        self.previewed.emit(preview)

    def _on_ended(self) -> None:
        self.outcomes.mark_former(self.tr("the engine has ended since."))

    def _on_failed(self, id: int, sentence: str) -> None:
        if self._end_run(id) is not None:
            self.overlay.clear()
            self._fail(sentence)

    def _on_explained(self, id: int, explanation: Explanation) -> None:
        run = self._end_run(id)
        if run is None:
            return
        self._expected.learn(explanation)
        InSteps(
            self._showing(explanation, run.source),
            lambda _: self._tell_of(explanation, run.source),
            self._on_no_layers,
            self,
        )

    def _on_no_layers(self, sentence: str) -> None:
        self.overlay.clear()
        self._fail(sentence)

    def _showing(
        self, explanation: Explanation, source: LayerSource
    ) -> Generator[None, None, None]:
        """Figures, layers and pictures, with pauses in which the window answers."""
        yield from self._dock.results.showing(explanation)
        number, name = self.runs.next_number(), run_name(explanation, source)
        yield
        as_outlines = settings.AS_OUTLINES.get()
        yield from adding(explanation, source, self._project, number, name, as_outlines)
        self.outcomes.look.dress(explanation)
        self.regions.outline.clear()  # the layer of the region takes over
        self.overlay.clear_when_drawn()
        yield
        yield from self.outcomes.showing(explanation, source)
        yield
        self.runs.add(explanation, source, number, name)
        yield
        self._dock.show_results()
        self._dock.networks.learn(explanation.request.network, explanation.network)
        yield

    def _tell_of(self, explanation: Explanation, source: LayerSource) -> None:
        """All of it is there."""
        if explanation.warnings:
            self._news.warn(" ".join(explanation.warnings))
        self._news.tell(
            self.tr("{0} explained in {1:.1f} s.").format(source.name, explanation.seconds)
        )
        self.explained.emit(explanation)
        self.keeping.look()  # it may have been asked for before the project was saved

    def _end_run(self, id: int) -> Optional[_Run]:
        """The run of that id, if it is still wanted."""
        run = self._run
        if run is None or run.id != id:
            return None
        self._run = None
        self._dock.set_running(False)
        return run

    def _fail(self, sentence: str) -> None:
        self._news.warn(sentence)
        self.failed.emit(sentence)
