"""The runs of the project: listed, shown again, renamed, deleted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Optional

from qgis.core import QgsMapLayer, QgsProject, QgsRasterLayer
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QObject, QUrl, pyqtSignal
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QInputDialog, QMessageBox

from srxai_plugin.contract.commands import COMPARISON_FILE
from srxai_plugin.contract.errors import BadInput, SrxaiError
from srxai_plugin.contract.moved import read_result
from srxai_plugin.contract.results import Comparison, Explanation
from srxai_plugin.desk.map.own import file_of, is_own, result_file_of
from srxai_plugin.desk.map.result_layers import result_path
from srxai_plugin.desk.map.runs_group import (
    drop_empty,
    next_number,
    result_of,
    run_groups,
)
from srxai_plugin.desk.map.source import LayerSource, source_of
from srxai_plugin.desk.panel.dock import ExplainDock
from srxai_plugin.desk.panel.outcomes import Outcomes
from srxai_plugin.desk.panel.runs.folder import moved_path
from srxai_plugin.desk.panel.runs.records import Run, read_run, remove_files, runs_of, write_run
from srxai_plugin.desk.widgets.background import Background


class Runs(QObject):
    """One of them is shown; which ones there are is told by their files."""

    warned = pyqtSignal(str)

    def __init__(self, iface: QgisInterface, dock: ExplainDock, outcomes: Outcomes) -> None:
        super().__init__(dock)
        self._iface = iface
        self._dock = dock
        self._outcomes = outcomes
        self._project = QgsProject.instance()
        self._known: set[Path] = set()
        """Results of runs that were made since the project was opened."""
        self._shown: Optional[Path] = None
        row = dock.runs
        row.chosen.connect(self.choose)
        row.rename_wanted.connect(self._ask_name)
        row.open_wanted.connect(self._open_folder)
        row.again_wanted.connect(outcomes.run_again)
        row.delete_wanted.connect(self._ask_delete)
        iface.currentLayerChanged.connect(self._on_layer)
        self._project.readProject.connect(self._on_opened)
        self._project.cleared.connect(self._forget)
        self._on_opened()

    @property
    def shown(self) -> Optional[Run]:
        """The one whose results the panel shows."""
        return None if self._shown is None else read_run(self._shown)

    @property
    def listed(self) -> list[Run]:
        """All, the newest first."""
        return runs_of(self._project, self._known)

    def next_number(self) -> int:
        """For the next one."""
        newest = max((run.number for run in self.listed), default=0)
        return max(newest + 1, next_number(self._project))

    def add(self, explanation: Explanation, source: LayerSource, number: int, name: str) -> None:
        """A run whose layers are in the project and whose results are shown."""
        run = Run(result_path(explanation), number, name, source.layer)
        self._known.add(run.result)
        try:
            write_run(run)
        except OSError as error:
            self.warned.emit(str(error))
        self._show(run.result)

    def close(self) -> None:
        """Listen to QGIS and the project no longer."""
        self._iface.currentLayerChanged.disconnect(self._on_layer)
        self._project.readProject.disconnect(self._on_opened)
        self._project.cleared.disconnect(self._forget)

    def choose(self, result: Path) -> None:
        """Show a run's table, verdicts, plots and comparison, as its files have them."""
        run = read_run(result)
        try:
            explanation = read_result(Explanation, result)
            source = _source_of(run, explanation, self._project)
        except SrxaiError as error:
            self.warned.emit(str(error))
            return
        if source.is_file and not Path(explanation.request.raster).exists():
            request = replace(explanation.request, raster=source.raster)
            explanation = replace(explanation, request=request)
        self._dock.results.show_explanation(explanation)
        self._outcomes.show(explanation, source)
        self._show_comparison(run, explanation)
        self._show(result)

    def take_moved(self, moved: dict[Path, Path]) -> None:
        """Folders of results lie elsewhere now."""
        self._known = {moved_path(file, moved) for file in self._known}
        if self._shown is not None:
            there = moved_path(self._shown, moved)
            if there != self._shown:
                former = self._dock.results.former
                self.choose(there)
                self._dock.results.mark_former(former)
        self.refresh()

    def refresh(self) -> None:
        """The list as the files have it now."""
        self._dock.runs.show_runs(self.listed, self._shown)

    def rename(self, name: str) -> None:
        """The run that is shown, in the list and in the layer tree."""
        run = self.shown
        if run is None or not name.strip():
            return
        run = replace(run, name=name.strip())
        try:
            write_run(run)
        except OSError as error:
            self.warned.emit(str(error))
            return
        for group in run_groups(self._project):
            if result_of(group) == run.result:
                group.setName(run.title)
        self.refresh()

    def delete(self) -> None:
        """The run that is shown: its layers now, its files beside the main thread; the newest of
        the others is shown."""
        run = self.shown
        if run is None:
            return
        layers = self._project.mapLayers().values()
        own = [layer.id() for layer in layers if run.folder in file_of(layer).parents]
        groups = [g for g in run_groups(self._project) if result_of(g) == run.result]
        self._outcomes.forget()
        self._project.removeMapLayers(own)
        for group in groups:
            group.parent().removeChildNode(group)
        drop_empty(self._project)
        self._known.discard(run.result)
        task = Removal(self.tr("Removing {0}").format(run.title), run)
        task.over.connect(self._on_removed)
        task.start()
        self._shown = None
        self._show_newest(run.result)

    def _show_newest(self, gone: Optional[Path] = None) -> None:
        rest = [run for run in self.listed if run.result != gone]
        if rest:
            self.choose(rest[0].result)
        self._dock.runs.show_runs(rest, self._shown)

    def _on_removed(self, task: Removal, is_gone: bool) -> None:
        if not is_gone:
            self.warned.emit(task.problem)
        self.refresh()

    def _show(self, result: Path) -> None:
        self._shown = result
        self.refresh()

    def _show_comparison(self, run: Run, explanation: Explanation) -> None:
        files = sorted(run.folder.glob(f"*/{COMPARISON_FILE}"), key=lambda f: f.stat().st_mtime)
        if not files:
            return
        try:
            comparison = read_result(Comparison, files[-1])
        except BadInput as error:
            self.warned.emit(str(error))
            return
        self._outcomes.show_comparison(comparison, explanation)

    def _on_layer(self, layer: Optional[QgsMapLayer]) -> None:
        """The analyst has clicked a layer: if it is a run's, that run is shown."""
        result = result_file_of(layer) if isinstance(layer, QgsMapLayer) else None
        if result is not None and result != self._shown and is_own(layer):
            self.choose(result)

    def _on_opened(self, *_: object) -> None:
        self._known = set()
        self._shown = None
        self._show_newest()

    def _forget(self) -> None:
        self._known, self._shown = set(), None
        self._dock.runs.show_runs([], None)

    def _ask_name(self) -> None:
        run = self.shown
        if run is None:
            return
        dialog = QInputDialog(self._iface.mainWindow())
        dialog.setObjectName("srxaiRenameRun")
        dialog.setWindowTitle(self.tr("Rename run"))
        dialog.setLabelText(self.tr("Name"))
        dialog.setTextValue(run.name or run.folder.name)
        dialog.textValueSelected.connect(self.rename)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask_delete(self) -> None:
        run = self.shown
        if run is None:
            return
        yes, no = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No
        words = self.tr("Delete {0}? Its layers and all files in {1} are removed for good.")
        answer = QMessageBox.question(
            self._iface.mainWindow(),
            self.tr("Delete run"),
            words.format(run.title, run.folder),
            yes | no,
            no,
        )
        if answer == yes:
            self.delete()

    def _open_folder(self) -> None:
        if self._shown is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._shown.parent)))


class Removal(Background):
    """Removes a run's files."""

    def __init__(self, words: str, run: Run) -> None:
        super().__init__(words)
        self._run = run
        self.problem = ""
        """A sentence, where it failed."""

    def run(self) -> bool:
        try:
            remove_files(self._run)
        except OSError as error:
            self.problem = str(error)
            return False
        return True


def _source_of(run: Run, explanation: Explanation, project: QgsProject) -> LayerSource:
    """The layer that was explained; where it has left the project, its file; where that is gone
    too, what is known of it, which is enough to look at the result.

    Raises BadInput where not even the super-resolved raster can be read.
    """
    raster = explanation.request.raster
    layers = [layer for layer in project.mapLayers().values() if isinstance(layer, QgsRasterLayer)]
    wanted = [project.mapLayer(run.layer), *(la for la in layers if str(file_of(la)) == raster)]
    for layer in wanted:
        if isinstance(layer, QgsRasterLayer) and layer.isValid():
            return source_of(layer)
    layer = QgsRasterLayer(raster, Path(raster).stem)
    if layer.isValid():
        return source_of(layer)
    known = source_of(QgsRasterLayer(explanation.super_resolved, Path(raster).stem))
    return replace(known, layer="", raster=raster)
