"""What can be done with the explanation that the panel shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Optional

from qgis.core import (
    QgsApplication,
    QgsCoordinateTransform,
    QgsCsException,
    QgsLayerTreeLayer,
    QgsProject,
    QgsRasterLayer,
)
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QObject, pyqtSignal

from srxai_plugin.contract import wire
from srxai_plugin.contract.results import Compared, Comparison, Explanation
from srxai_plugin.desk.evidence.look import MapLook
from srxai_plugin.desk.language.compared import compared_words
from srxai_plugin.desk.language.detail import detail_words
from srxai_plugin.desk.language.verdicts import verdict_words
from srxai_plugin.desk.map.comparison_layers import disagreement_name, picture_name
from srxai_plugin.desk.map.layers import detail_name
from srxai_plugin.desk.map.outlines import is_outlines
from srxai_plugin.desk.map.result_layers import (
    extent_near,
    find_group,
    find_layer,
    find_map,
    find_super_resolved,
    region_path,
    result_path,
    show_alone,
)
from srxai_plugin.desk.map.source import LayerSource
from srxai_plugin.desk.panel.comparing import Comparing
from srxai_plugin.desk.panel.dock import ExplainDock
from srxai_plugin.desk.panel.exporting import Exporting
from srxai_plugin.desk.panel.message_bar import MessageBar
from srxai_plugin.desk.panel.runs.folder import run_folder
from srxai_plugin.desk.panel.warm_engine import WarmEngine
from srxai_plugin.desk.results.statistics_rows import statistics_csv
from srxai_plugin.desk.results.thumbnails import Picture
from srxai_plugin.desk.runtime import settings
from srxai_plugin.desk.widgets.swipe import Swipe

INPUT, OUTPUT = "lr", "sr"
IMAGERY = (INPUT, OUTPUT)
"""Keys of the pictures that are no maps."""


class Outcomes(QObject):
    """Behind the results' rows and buttons, for the explanation that came last."""

    again_wanted = pyqtSignal(object, object)
    """ExplainRequest and Source of what is to be run again."""

    def __init__(self, iface: QgisInterface, dock: ExplainDock, engine: WarmEngine) -> None:
        super().__init__(dock)
        self._iface = iface
        self._news = MessageBar(iface)
        self._results = dock.results
        self._engine = engine
        self._project = QgsProject.instance()
        self._explanation: Optional[Explanation] = None
        self._source: Optional[LayerSource] = None
        self._maps: dict[str, str] = {}
        """Names of the maps that have thumbnails, by file."""
        self._compared: dict[str, str] = {}
        """The same of a comparison's maps and pictures."""
        self._networks: tuple[Compared, ...] = ()
        """That were compared."""
        self._verdicts: dict[str, str] = {}
        """What is said of those maps that have a verdict, by file."""
        self.look = MapLook(dock.results.evidence, self)
        self.comparing = Comparing(iface, dock, engine)
        self.exporting = Exporting(iface, dock, engine.ask)
        self.swipe = Swipe(iface.mapCanvas(), dock.results.swipe)
        self._connect()

    def _connect(self) -> None:
        results = self._results
        results.map_chosen.connect(self.toggle_map)
        for pictures in (results.thumbnails, results.plots.pictures):
            pictures.chosen.connect(self.toggle_map)
        results.swipe.clicked.connect(self._toggle_swipe)
        results.copy_wanted.connect(self.copy_table)
        results.rerun_wanted.connect(self.run_again)
        results.plots.figures_wanted.connect(self._ask_figures)
        self.comparing.told.connect(self._news.tell)
        self.comparing.warned.connect(self._news.warn)
        self.comparing.compared.connect(self._take_comparison)
        self.exporting.saved.connect(self._news.tell_saved)
        self.exporting.told.connect(self._news.tell)
        self.exporting.warned.connect(self._news.warn)
        results.evidence.kind_chosen.connect(self._show_thumbnails)  # the look is changed by then
        self._engine.ended.connect(self.comparing.forget)
        self._project.cleared.connect(self.forget)

    def show(self, explanation: Explanation, source: LayerSource) -> None:
        """Take an explanation whose layers are in the project and whose figures are shown."""
        for _ in self.showing(explanation, source):
            pass

    def showing(self, explanation: Explanation, source: LayerSource) -> Iterator[None]:
        """``show`` with a pause, in which a window can answer, before the pictures."""
        self.swipe.stop()
        self._explanation, self._source = explanation, source
        self.look.aim(explanation)
        self.comparing.aim(explanation, source)
        self.exporting.aim(explanation, source)
        self._compared, self._networks = {}, ()
        self._maps = {a.raster: a.name for a in explanation.attributions}
        self._verdicts = {
            a.raster: f"{a.name} – {verdict_words(a, explanation.baselines)}"
            for a in explanation.attributions
        }
        if explanation.detail is not None and explanation.detail.raster is not None:
            self._maps[explanation.detail.raster] = detail_name()
            self._verdicts[explanation.detail.raster] = detail_words(explanation)
        yield
        if self._explanation is explanation:  # the project may have been closed meanwhile
            self._show_thumbnails()

    def mark_former(self, why: str) -> None:
        """Another region is asked about, or nobody answers any more: what is shown is greyed, and
        named by its own region."""
        if self._explanation is None:
            return
        window = self._explanation.region_sr_window
        words = self.tr("Region of {0} × {1} SR px at column {2}, row {3}: {4}")
        self._results.mark_former(
            words.format(window.width, window.height, window.column, window.row, why)
        )

    @property
    def explanation(self) -> Optional[Explanation]:
        """The one that is shown."""
        return self._explanation

    def close(self) -> None:
        """Before QGIS or the plugin goes."""
        self._project.cleared.disconnect(self.forget)
        self._results.stop_drawing()
        self.swipe.close()
        self.comparing.stop()
        self.look.aim(None)
        for holder in (self, self.comparing, self.exporting):
            holder._explanation = holder._source = None

    def toggle_map(self, raster: str) -> None:
        """Zoom to a map of the result by its file, and show it alone, or hide it if it is shown."""
        if self._explanation is None:
            return
        group = find_group(self._project, self._explanation)
        if raster in IMAGERY:
            self._show_imagery(raster)
            return
        node = self._node(group, raster)
        if group is None or node is None:
            words = self.tr("{0} is no longer in the project. Run it again to get it back.")
            name = {**self._maps, **self._compared}.get(raster, raster)
            self._news.warn(words.format(name))
            return
        if node.isVisible():
            node.setItemVisibilityChecked(False)
        else:
            show_alone(group, node, self._explanation.super_resolved)
        self._zoom_to(node.layer())

    def _show_imagery(self, which: str) -> None:
        """Without the maps: what the network was given, or what it made of it."""
        group = find_group(self._project, self._explanation)
        tile = find_super_resolved(self._project, self._explanation)
        for node in [] if group is None else group.findLayers():
            if isinstance(node.layer(), QgsRasterLayer) or is_outlines(node.layer()):
                node.setItemVisibilityChecked(False)
        if tile is not None:
            if which == OUTPUT:
                tile.setItemVisibilityCheckedParentRecursive(True)
            else:
                tile.setItemVisibilityChecked(False)
            self._zoom_to(tile.layer())

    def _node(self, group: Any, raster: str) -> Any:
        """Of a map by its file: its outlines, while maps are shown so."""
        maps = (*self._explanation.attributions, *self._networks)
        attribution = next((one for one in maps if one.raster == raster), None)
        if attribution is None:
            return find_layer(group, raster)
        return find_map(group, attribution, settings.AS_OUTLINES.get())

    def copy_table(self) -> None:
        """All figures to the clipboard, as CSV."""
        if self._explanation is not None:
            QgsApplication.clipboard().setText(statistics_csv(self._explanation))
            self._news.tell(self.tr("The statistics were copied as CSV."))

    def run_again(self) -> None:
        """The same request, into a folder of its own."""
        if self._explanation is None or self._source is None:
            return
        request = self._explanation.request
        output = run_folder(self._source.name, request.network, self._project)
        self.again_wanted.emit(replace(request, output=str(output)), self._source)

    def show_comparison(self, comparison: Comparison, explanation: Explanation) -> None:
        """One that was made earlier, of the explanation that is shown."""
        self._results.show_comparison(comparison)
        self._take_comparison(comparison, explanation)

    def _take_comparison(self, comparison: Comparison, explanation: Explanation) -> None:
        """Its maps side by side with those of the run, if that is still shown."""
        if explanation is not self._explanation:
            return
        self._compared, self._networks = {}, comparison.networks
        ranked = sorted(comparison.networks, key=lambda compared: compared.rank)
        for compared in ranked:
            if compared.super_resolved is not None:
                self._compared[compared.super_resolved] = picture_name(compared)
                self._verdicts[compared.super_resolved] = compared_words(compared, comparison)
        if comparison.disagreement is not None:
            self._compared[comparison.disagreement.raster] = disagreement_name()
        self._compared[comparison.consensus] = self.tr("Consensus")
        self._compared[comparison.difference] = self.tr("Difference")
        self._compared.update({compared.raster: compared.network.id for compared in ranked})
        self._show_thumbnails()

    def _show_thumbnails(self) -> None:
        if self._explanation is None:
            return
        group = find_group(self._project, self._explanation)
        region = find_layer(group, self._region())
        below = find_super_resolved(self._project, self._explanation)
        outline = [] if region is None else [region.layer()]

        def pictures(maps: dict[str, str]) -> list[Picture]:
            found = []
            for raster, name in maps.items():
                node = self._node(group, raster)
                if node is not None:
                    layers = [*outline, node.layer(), *([] if below is None else [below.layer()])]
                    found.append((raster, name, self._verdicts.get(raster, name), layers))
            return found

        self._results.thumbnails.show_maps([*self._imagery(region), *pictures(self._maps)])
        self._results.plots.show_pictures(pictures(self._compared))

    def _imagery(self, region: Optional[QgsLayerTreeLayer]) -> list[Picture]:
        """The crops of input and output, as far as their layers are there."""
        tile = find_super_resolved(self._project, self._explanation)
        given = None if self._source is None else self._project.mapLayer(self._source.layer)
        network, scale = self._explanation.network.id, self._explanation.network.scale
        words = {
            INPUT: ("LR", self.tr("What {0} was given, without the maps.").format(network), given),
            OUTPUT: (
                f"SR ×{scale}",
                self.tr("What {0} made of it, without the maps.").format(network),
                None if tile is None else tile.layer(),
            ),
        }
        outline = [] if region is None else [region.layer()]
        return [
            (key, name, tip, [*outline, layer])
            for key, (name, tip, layer) in words.items()
            if layer is not None
        ]

    def _toggle_swipe(self, is_on: bool) -> None:
        if not is_on:
            self.swipe.stop()
            return
        group = find_group(self._project, self._explanation)
        sides = [layers for *_, layers in self._imagery(find_layer(group, self._region()))]
        if len(sides) < len(IMAGERY):
            self._results.swipe.setChecked(False)
            self._news.warn(
                self.tr("Raster and super-resolved tile are needed in the project for this.")
            )
            return
        left, right = sides
        scale = self._explanation.network.scale
        self.swipe.start(left, [*right, *left[1:]], ("LR", f"SR ×{scale}"))

    def _region(self) -> str:
        return str(region_path(self._explanation))

    def _zoom_to(self, layer: Any) -> None:
        canvas = self._iface.mapCanvas()
        crs = canvas.mapSettings().destinationCrs()
        try:
            to_map = QgsCoordinateTransform(layer.crs(), crs, self._project)
            canvas.setExtent(to_map.transformBoundingBox(extent_near(layer)))
        except QgsCsException:  # a map in a CRS that ends before the layer
            self._news.warn(self.tr("The map's CRS does not reach {0}.").format(layer.name()))
        canvas.refresh()

    def _ask_figures(self) -> None:
        if self._explanation is not None:
            plots = self._results.plots
            explanation = self._explanation

            def show(figures: dict[str, Any]) -> None:
                if self._explanation is explanation:  # another one may have come meanwhile
                    plots.show_figures(figures)

            result = str(result_path(explanation))
            asked = self._engine.ask(wire.FIGURES, show, plots.show_problem, result=result)
            if asked is None:
                plots.show_problem(self.tr("This plot needs the engine, and there is none."))

    def forget(self) -> None:
        """The run is gone, as when the project was closed, and its layers go with it."""
        self._explanation = self._source = None
        self.look.aim(None)
        self._results.stop_drawing()
        self.swipe.stop()
        self._results.hide()
        self.comparing.stop()
