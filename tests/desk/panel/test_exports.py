"""A result as files for others: what is in them, and what is left when they cannot be written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Waiter
from osgeo import gdal, ogr
from qgis.core import Qgis, QgsLayoutExporter, QgsProject
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QImage
from qgis.PyQt.QtWidgets import QFileDialog, QTableWidget, QToolButton

from srxai_plugin.contract.codec import from_json
from srxai_plugin.contract.results import Explanation
from srxai_plugin.desk.map.print_layout import add_layout
from srxai_plugin.desk.map.source import source_of
from srxai_plugin.desk.panel.dock import ExplainDock
from srxai_plugin.desk.panel.exporting import Exporting
from srxai_plugin.desk.panel.outcomes import Outcomes
from srxai_plugin.desk.results.exports import FileTask
from srxai_plugin.plugin import SrxaiPlugin


@pytest.fixture
def exporting(outcomes: Outcomes) -> Exporting:
    return outcomes.exporting


def outcome(exporting: Exporting) -> Waiter:
    return Waiter(exporting.saved, exporting.warned)


def test_the_heatmap_is_cloud_optimised_and_keeps_pixels_place_and_tags(
    exporting: Exporting, panel: ExplainDock, explanation: Explanation, tmp_path: Path
) -> None:
    panel.findChild(QTableWidget, "srxaiStatistics").setCurrentCell(1, 0)
    end, path = outcome(exporting), tmp_path / "heat.tif"
    exporting.save_heatmap(path)
    assert end.wait() == ("saved", (str(path),))
    original, copy = (gdal.Open(str(p)) for p in (explanation.attributions[1].raster, path))
    assert copy.GetMetadataItem("LAYOUT", "IMAGE_STRUCTURE") == "COG"
    assert copy.GetGeoTransform() == original.GetGeoTransform()
    assert copy.GetRasterBand(1).ReadRaster() == original.GetRasterBand(1).ReadRaster()
    assert copy.GetMetadataItem("SRXAI_METHOD") == "lam"
    assert copy.GetMetadataItem("SRXAI_REQUEST") == original.GetMetadataItem("SRXAI_REQUEST")


def test_the_geopackage_holds_the_region_its_making_and_every_figure(
    exporting: Exporting, explanation: Explanation, tmp_path: Path
) -> None:
    end, path = outcome(exporting), tmp_path / "all.gpkg"
    exporting.save_geopackage(path)
    assert end.wait() == ("saved", (str(path),))
    made = ogr.Open(str(path))
    (region,) = list(made.GetLayerByName("region"))
    assert region["sha256"] == explanation.network.sha256
    assert from_json(type(explanation.request), region["request"]) == explanation.request
    a, b, _, d, e, _ = explanation.tile.transform
    window, scale = explanation.region_window, explanation.network.scale
    area = abs(a * e - b * d) * window.width * window.height / scale**2
    assert region.GetGeometryRef().GetArea() == pytest.approx(area)
    rows = {row["method"]: row for row in made.GetLayerByName("statistics")}
    assert list(rows) == ["amve-sr", "lam", "random", "distance", "detail"]
    assert rows["lam"]["atv_mean"] == explanation.attributions[1].statistics.atv.mean
    assert rows["lam"]["verdict"] == explanation.attributions[1].verdict.level
    assert rows["lam"]["beyond_detail"] == explanation.attributions[1].statistics.beyond_detail
    assert rows["detail"]["loc_mean"] == explanation.baselines["detail"].atv.loc_mean
    assert rows["detail"]["loc_20"] == explanation.baselines["detail"].atv.loc["20"]
    assert rows["amve-sr"]["kept"] == explanation.attributions[0].statistics.kept
    assert rows["random"]["gini"] is None and rows["random"]["beyond_detail"] is None
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_the_csv_opens_in_a_spreadsheet(exporting: Exporting, tmp_path: Path) -> None:
    end, path = outcome(exporting), tmp_path / "all.csv"
    exporting.save_csv(path)
    end.wait()
    assert path.read_bytes().startswith(b"\xef\xbb\xbfmap,method,network,atv_mean")
    assert b"\r" not in path.read_bytes()


def test_the_report_is_written_by_the_engine_and_linked_in_the_message(
    exporting: Exporting, plugin: SrxaiPlugin, tmp_path: Path, interpreter: Path
) -> None:
    end, path = outcome(exporting), tmp_path / "a <b> & c.html"
    exporting.save_report(path)
    assert end.wait() == ("saved", (str(path),))
    assert path.read_text("utf-8").startswith("<!doctype html>")
    (message,) = plugin.iface.messageBar().get_messages(Qgis.MessageLevel.Success)
    assert "a &lt;b&gt; &amp; c.html</a> was saved" in message and "<b>" not in message


@pytest.mark.parametrize("what", ["heatmap", "csv", "geopackage", "report"])
def test_a_file_that_cannot_be_written_is_told_and_leaves_nothing(
    what: str, exporting: Exporting, plugin: SrxaiPlugin, tmp_path: Path, interpreter: Path
) -> None:
    end = outcome(exporting)
    getattr(exporting, f"save_{what}")(tmp_path / "nowhere" / "file.tif")
    name, (sentence,) = end.wait()
    assert name == "warned" and "file.tif" in sentence
    assert not (tmp_path / "nowhere").exists()
    assert plugin.iface.messageBar().get_messages(Qgis.MessageLevel.Warning)


def test_a_failing_export_keeps_the_file_that_was_there(
    exporting: Exporting, explanation: Explanation, tmp_path: Path, project: QgsProject
) -> None:
    path = tmp_path / "heat.tif"
    path.write_text("mine")
    gone = tuple(
        replace(attribution, raster=str(tmp_path / "gone.tif"))
        for attribution in explanation.attributions
    )
    (layer,) = project.mapLayersByName("city <b>ortho</b>")
    exporting.aim(replace(explanation, attributions=gone), source_of(layer))
    end = outcome(exporting)
    exporting.save_heatmap(path)
    assert end.wait()[0] == "warned"
    assert path.read_text() == "mine" and list(tmp_path.glob(".*")) == []


def test_the_menu_asks_where_to_and_begins_with_a_name_that_says_what_it_is(
    exporting: Exporting, panel: ExplainDock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = []

    def choose(_parent: object, _title: str, name: str, _kind: str) -> tuple[str, str]:
        offered.append(Path(name).name)
        return str(tmp_path / "mine"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    end = outcome(exporting)
    panel.results.findChild(QToolButton, "srxaiExport").menu().actions()[1].trigger()
    assert end.wait() == ("saved", (str(tmp_path / "mine.csv"),))
    assert offered == ["city_b_ortho_b-edsr-x4.csv"]


def test_the_print_layout_shows_map_legend_figures_and_how_it_was_made(
    panel: ExplainDock, explanation: Explanation, project: QgsProject, tmp_path: Path
) -> None:
    layout = add_layout(explanation, explanation.attributions[1], project)
    map = layout.referenceMap()
    names = ["Region", "LAM · outlines", "1 · Super-resolved ×4", "city <b>ortho</b>"]
    assert [layer.name() for layer in map.layers()] == names
    (layer,) = project.mapLayersByName("LAM · outlines")
    assert map.extent().contains(layer.extent())
    legend = layout.itemById("Legend").model()
    nodes = legend.rootGroup().findLayers()
    assert [node.name() for node in nodes] == ["Region", "LAM · outlines"]
    meanings = [
        line.data(Qt.ItemDataRole.DisplayRole) for line in legend.layerLegendNodes(nodes[1])
    ]
    assert meanings == ["50 % of the evidence", "80 %", "95 %", "Dimmed: used little"]
    cells = layout.itemById("Statistics").multiFrame().tableContents()
    written = [[cell.content() for cell in row] for row in cells]
    assert [row[0] for row in written] == [
        "AMVE-SR",
        "LAM",
        "baseline: random",
        "baseline: distance",
        "baseline: detail",
    ]
    titles = [column.heading() for column in layout.itemById("Statistics").multiFrame().headers()]
    told = dict(zip(titles, written[1]))
    lam = explanation.attributions[1].statistics
    assert told["loc mean"] == f"{lam.atv.loc_mean:.1f} %"
    assert told["Beyond detail"].replace("−", "-") == f"{lam.beyond_detail:.2f}"
    near = explanation.baselines["detail"].atv
    assert dict(zip(titles, written[4]))["ATV mean"] == f"{near.mean:.1f} %"
    assert written[1][1] == f"{explanation.attributions[1].statistics.diffusion_index:.1f}"
    assert explanation.network.sha256 in layout.itemById("Provenance").currentText()
    assert "LAM" in layout.itemById("Title").currentText()
    bar = layout.itemById("Scale bar")
    assert 20 <= bar.rect().width() <= 46
    settings = QgsLayoutExporter.ImageExportSettings()
    settings.dpi = 60
    done = QgsLayoutExporter(layout).exportToImage(str(tmp_path / "page.png"), settings)
    assert done == QgsLayoutExporter.ExportResult.Success
    picture = QImage(str(tmp_path / "page.png"))
    middle = {picture.pixel(x, y) for x in range(60, 300, 8) for y in range(120, 380, 8)}
    assert len(middle) > 100, "the map is drawn"


def test_the_printed_page_is_filled_and_shows_the_region_large_in_three_crops(
    panel: ExplainDock, explanation: Explanation, project: QgsProject
) -> None:
    layout = add_layout(explanation, explanation.attributions[0], project)
    places = {}
    for id in ("Map", "lr", "sr", "map", "Statistics", "Provenance"):
        item = layout.itemById(id)
        places[id] = (item.positionWithUnits().y(), item.positionWithUnits().x(), item)
    tops = [places[id][0] for id in ("Map", "lr", "Statistics", "Provenance")]
    assert tops == sorted(tops)
    assert len({places[id][0] for id in ("lr", "sr", "map")}) == 1
    last = places["Provenance"][2]
    end = places["Provenance"][0] + last.sizeWithUnits().height()
    assert 270 <= end <= 287, "neither a third of the page is empty nor is anything cut off"
    (region,) = project.mapLayersByName("Region")
    for id in ("lr", "sr", "map"):
        crop = places[id][2]
        assert crop.extent().contains(region.extent())
        assert region.extent().height() > 0.6 * crop.extent().height()
    names = [layer.name() for layer in places["lr"][2].layers()]
    assert names == ["Region", "city <b>ortho</b>"]


def test_names_from_files_are_never_taken_for_expressions(
    panel: ExplainDock, explanation: Explanation, project: QgsProject
) -> None:
    evil = "[% 1 + 1 %]"
    request = type(explanation.request)(**{**vars(explanation.request), "raster": evil})
    changed = type(explanation)(**{**vars(explanation), "request": request})
    layout = add_layout(changed, changed.attributions[0], project)
    assert evil in layout.itemById("Provenance").currentText()


def test_every_print_layout_has_a_name_of_its_own_and_is_opened(
    exporting: Exporting, plugin: SrxaiPlugin, project: QgsProject
) -> None:
    opened = []
    plugin.iface.openLayoutDesigner = opened.append
    exporting.make_layout()
    exporting.make_layout()
    names = [layout.name() for layout in project.layoutManager().printLayouts()]
    assert [layout.name() for layout in opened] == names
    assert names[1] == f"{names[0]} (2)"


def test_a_print_layout_of_layers_that_are_gone_is_refused_in_one_sentence(
    exporting: Exporting, plugin: SrxaiPlugin, project: QgsProject
) -> None:
    project.removeMapLayer(project.mapLayersByName("AMVE-SR · outlines")[0].id())
    exporting.make_layout()
    (layout,) = project.layoutManager().printLayouts()
    assert layout.referenceMap().layers()[1].name() == "AMVE-SR", "the specks stand in"
    project.layoutManager().removeLayout(layout)
    project.removeMapLayer(project.mapLayersByName("AMVE-SR")[0].id())
    exporting.make_layout()
    (message,) = plugin.iface.messageBar().get_messages(Qgis.MessageLevel.Warning)
    assert "AMVE-SR is no longer in the project" in message
    assert project.layoutManager().printLayouts() == []


def test_a_failing_export_under_a_name_with_brackets_leaves_nothing_of_it(tmp_path: Path) -> None:
    others = tmp_path / ".maps 1.partial.gpkg-journal"
    others.touch()

    def write(partial: Path) -> None:
        partial.write_text("half")
        partial.with_name(f"{partial.name}-journal").write_text("half")
        raise OSError(28, "No space left on device")

    task = FileTask("Saving", tmp_path / "maps [12].gpkg", write)
    assert not task.run()
    assert "No space left" in task.problem
    assert [*tmp_path.iterdir()] == [others]
