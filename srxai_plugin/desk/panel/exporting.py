"""The Export menu: asks where to, and has the file written beside the main thread."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Optional

from qgis.core import QgsProject, QgsSettings
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QFileDialog

from srxai_plugin.contract import wire
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.results import Attribution, Explanation
from srxai_plugin.desk.map.print_layout import add_layout
from srxai_plugin.desk.map.result_layers import region_path, result_path
from srxai_plugin.desk.map.source import LayerSource
from srxai_plugin.desk.panel.dock import ExplainDock
from srxai_plugin.desk.results.exports import FileTask, write_csv, write_geopackage, write_heatmap

FOLDER_SETTING = "srxai/gui/export_folder"
Ask = Callable[..., Optional[int]]
"""``WarmEngine.ask``."""


class Exporting(QObject):
    """Of the explanation that it is aimed at."""

    saved = pyqtSignal(str)
    """Path of a file that is there now."""
    told = pyqtSignal(str)
    warned = pyqtSignal(str)

    def __init__(self, iface: QgisInterface, dock: ExplainDock, ask: Ask) -> None:
        super().__init__(dock)
        self._iface = iface
        self._results = dock.results
        self._ask = ask
        self._project = QgsProject.instance()
        self._explanation: Optional[Explanation] = None
        self._source: Optional[LayerSource] = None
        self._results.export_wanted.connect(self._export)

    def aim(self, explanation: Explanation, source: LayerSource) -> None:
        """What is exported next."""
        self._explanation, self._source = explanation, source

    def save_heatmap(self, path: Path) -> None:
        """The map of the method whose row is selected."""
        raster = self._attribution().raster
        self._write(path, lambda partial: write_heatmap(raster, partial))

    def save_csv(self, path: Path) -> None:
        """All figures."""
        explanation = self._explanation
        self._write(path, lambda partial: write_csv(explanation, partial))

    def save_geopackage(self, path: Path) -> None:
        """The region and all figures."""
        explanation, region = self._explanation, region_path(self._explanation)
        self._write(path, lambda partial: write_geopackage(explanation, region, partial))

    def save_report(self, path: Path) -> None:
        """The engine writes it."""
        result = str(result_path(self._explanation))
        self._ask(wire.REPORT, self.saved.emit, self.warned.emit, result=result, file=str(path))

    def make_layout(self) -> None:
        """A print layout in the project, opened in QGIS's designer."""
        try:
            layout = add_layout(self._explanation, self._attribution(), self._project, self._source)
        except BadInput as error:
            self.warned.emit(str(error))
            return
        self._iface.openLayoutDesigner(layout)
        self.told.emit(self.tr("The print layout {0} was added.").format(layout.name()))

    def _export(self, what: str) -> None:
        if self._explanation is None:
            return
        if what == "layout":
            self.make_layout()
            return
        title, save, kind, ending = {
            "heatmap": (self.tr("Save heatmap"), self.save_heatmap, "GeoTIFF (*.tif)", ".tif"),
            "csv": (self.tr("Save statistics"), self.save_csv, "CSV (*.csv)", ".csv"),
            "geopackage": (
                self.tr("Save region and statistics"),
                self.save_geopackage,
                "GeoPackage (*.gpkg)",
                ".gpkg",
            ),
            "report": (self.tr("Save report"), self.save_report, "HTML (*.html)", ".html"),
        }[what]
        path = self._ask_path(title, kind, self._name(what == "heatmap"), ending)
        if path is not None:
            save(path)

    def _ask_path(self, title: str, kind: str, name: str, ending: str) -> Optional[Path]:
        settings = QgsSettings()
        folder = Path(settings.value(FOLDER_SETTING, self._project.absolutePath(), type=str))
        chosen, _ = QFileDialog.getSaveFileName(
            self._results, title, str(folder / f"{name}{ending}"), kind
        )
        if not chosen:
            return None
        path = Path(chosen)
        settings.setValue(FOLDER_SETTING, str(path.parent))
        return path if path.suffix else path.with_suffix(ending)

    def _name(self, of_method: bool) -> str:
        parts = [self._source.name, self._explanation.network.id]
        parts += [self._attribution().method] if of_method else []
        return "-".join(re.sub(r"[^\w.+-]+", "_", part).strip("._") for part in parts)

    def _attribution(self) -> Attribution:
        method, found = self._results.method, self._explanation.attributions
        return next((a for a in found if a.method == method), found[0])

    def _write(self, path: Path, write: Callable[[Path], None]) -> None:
        task = FileTask(self.tr("Saving {0}").format(path.name), path, write)
        task.over.connect(self._on_over)
        task.start()

    def _on_over(self, task: FileTask, is_written: bool) -> None:
        if is_written:
            self.saved.emit(str(task.path))
        else:
            self.warned.emit(task.problem)
