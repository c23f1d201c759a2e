"""One region through several networks: asked, waited for, and put beside the run's layers."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from qgis.core import QgsProject
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QObject, pyqtSignal

from srxai_plugin.contract import wire
from srxai_plugin.contract.codec import from_data, to_data
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Region
from srxai_plugin.contract.requests import CompareRequest, Method
from srxai_plugin.contract.results import Comparison, Explanation
from srxai_plugin.desk.map.comparison_layers import adding_comparison
from srxai_plugin.desk.map.source import LayerSource
from srxai_plugin.desk.panel.compare_dialog import CompareDialog
from srxai_plugin.desk.panel.dock import ExplainDock
from srxai_plugin.desk.panel.runs.folder import comparison_folder
from srxai_plugin.desk.panel.warm_engine import WarmEngine
from srxai_plugin.desk.widgets.in_steps import InSteps


class Comparing(QObject):
    """One comparison at a time; the explanation that it belongs to may be replaced meanwhile."""

    told = pyqtSignal(str)
    warned = pyqtSignal(str)
    compared = pyqtSignal(object, object)
    """Comparison, when its layers are in the project, and the Explanation that it belongs to."""

    def __init__(self, iface: QgisInterface, dock: ExplainDock, engine: WarmEngine) -> None:
        super().__init__(dock)
        self._iface = iface
        self._results = dock.results
        self._networks = dock.networks
        self._engine = engine
        self._project = QgsProject.instance()
        self._explanation: Optional[Explanation] = None
        self._source: Optional[LayerSource] = None
        self._id: Optional[int] = None
        self._results.compare_wanted.connect(self.choose)
        self._results.cancel_wanted.connect(self.cancel)

    @property
    def is_running(self) -> bool:
        return self._id is not None or bool(self.findChildren(InSteps))

    def aim(self, explanation: Explanation, source: LayerSource) -> None:
        """What is compared next."""
        self._explanation, self._source = explanation, source

    def choose(self) -> None:
        """Open the dialog that asks which networks and by which method."""
        if self._explanation is None:
            return
        dialog = CompareDialog(self._networks.listed, self._explanation, self._iface.mainWindow())
        dialog.compare_wanted.connect(self.compare)
        dialog.open()

    def compare(self, networks: list[str], method: Method) -> None:
        """Ask the engine; the outcome comes as layers or as a message."""
        if self._explanation is None or self._source is None or self._id is not None:
            return
        explanation, source = self._explanation, self._source
        output = comparison_folder(Path(explanation.request.output))
        request = comparison_of(explanation, networks, method, str(output))
        self._results.set_comparing(True)
        self._id = self._engine.ask(
            wire.COMPARE,
            lambda answer: self._take(answer, explanation, source),
            self._fail,
            self._results.show_progress,
            request=to_data(request),
        )
        if self._id is None:
            self.forget()

    def cancel(self) -> None:
        """Drop the comparison, if there is one."""
        if self._id is not None:
            self._engine.drop(self._id)
        self.forget()

    def stop(self) -> None:
        """The project is another one: what was on its way into the old one stays on disk."""
        self.cancel()
        for steps in self.findChildren(InSteps):
            steps.stop()

    def forget(self) -> None:
        """Wait no more."""
        self._id = None
        self._results.set_comparing(False)

    def _take(self, answer: Any, explanation: Explanation, source: LayerSource) -> None:
        self.forget()
        try:
            comparison = from_data(Comparison, answer)
        except BadInput as error:
            self.warned.emit(str(error))
            return
        InSteps(
            adding_comparison(comparison, explanation, source, self._project),
            lambda _group: self._tell_of(comparison, explanation),
            self.warned.emit,
            self,
        )

    def _tell_of(self, comparison: Comparison, explanation: Explanation) -> None:
        """Its layers are in the project."""
        if explanation is self._explanation:
            self._results.show_comparison(comparison)
        if comparison.warnings:
            self.warned.emit(" ".join(comparison.warnings))
        self.told.emit(
            self.tr("{0} networks compared in {1:.1f} s; {2} looks most widely.").format(
                len(comparison.networks), comparison.seconds, comparison.ranking[0]
            )
        )
        self.compared.emit(comparison, explanation)

    def _fail(self, sentence: str) -> None:
        self.forget()
        self.warned.emit(sentence)


def comparison_of(
    explanation: Explanation, networks: list[str], method: Method, output: str
) -> CompareRequest:
    """The same region and the same reading of the raster, through other networks too."""
    request, region = explanation.request, _region(explanation)
    return CompareRequest(
        raster=request.raster,
        region=region,
        output=output,
        networks=tuple(networks),
        method=method,
        context=request.context,
        bands=request.bands,
        scaling=request.scaling,
        device=request.device,
        threads=request.threads,
        seed=request.seed,
        detail=request.detail,
        sr_scale=None if region.sr_window is None else explanation.network.scale,
    )


def _region(explanation: Explanation) -> Region:
    """As it was explained: the engine snaps it once, to the grid that all scales share."""
    if explanation.request.region.polygon is not None:
        return explanation.request.region
    return Region(sr_window=explanation.region_sr_window)
