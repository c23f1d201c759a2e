"""The verdict on the detail in the panel, its table, its prints and beside comparisons."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import dock_of
from osgeo import ogr
from qgis.core import (
    QgsLayoutExporter,
    QgsLayoutItem,
    QgsPrintLayout,
    QgsProject,
    QgsRasterLayer,
)
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import QLabel, QWidget

from srxai_plugin.contract.results import Explanation
from srxai_plugin.desk.map.layers import add_explanation, write_region
from srxai_plugin.desk.map.print_layout import add_layout
from srxai_plugin.desk.map.source import source_of
from srxai_plugin.desk.panel.dock import ExplainDock
from srxai_plugin.desk.results.exports import write_geopackage
from srxai_plugin.desk.results.statistics_rows import statistics_csv
from srxai_plugin.desk.results.verdict_lines import DETAIL_MARKS, SILENT
from srxai_plugin.plugin import SrxaiPlugin


@pytest.fixture
def dock(plugin: SrxaiPlugin, project: QgsProject, judged: Explanation) -> ExplainDock:
    """With a result whose detail was judged, and its layers in the project."""
    layer = QgsRasterLayer(judged.request.raster, "scene")
    project.addMapLayer(layer)
    project.setCrs(layer.crs())
    plugin.open()
    dock, source = dock_of(plugin), source_of(layer)
    dock.results.show_explanation(judged)
    add_explanation(judged, source, project)
    plugin.explainer.outcomes.show(judged, source)
    return dock


def lines(dock: ExplainDock) -> list[tuple[str, QLabel]]:
    """Sign and words of each verdict that is shown, from the top."""
    grid = dock.findChild(QWidget, "srxaiVerdicts").layout()
    found = [grid.itemAt(i).widget() for i in range(grid.count())]
    return [(mark.text(), words) for mark, words in zip(found[::2], found[1::2])]


def places(layout: QgsPrintLayout) -> tuple[dict[str, float], dict[str, float]]:
    """Upper and lower edge of each item by its name, in millimetres from the page's upper edge."""
    items = [item for item in layout.items() if isinstance(item, QgsLayoutItem) and item.id()]
    top = {item.id(): item.positionWithUnits().y() for item in items}
    return top, {item.id(): top[item.id()] + item.rect().height() for item in items}


def test_the_first_line_judges_the_detail_and_the_others_the_maps(dock: ExplainDock) -> None:
    (sign, detail), (_, first), (_, second) = lines(dock)
    assert sign == "◐" and detail.text().startswith("Detail – plausible: ")
    assert first.text().startswith("AMVE-SR – ") and second.text().startswith("LAM – ")
    assert "First line: whether the detail" in first.toolTip()
    assert "First line: whether the detail" in detail.toolTip()
    for figure in ("0.62", "0.55", "8 of 255", "pan-x4", "0.94", "2.0", "4.2"):
        assert figure in detail.toolTip().replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("level", "reason", "sign"),
    [
        ("supported", "share", "●"),
        ("plausible", "share", "◐"),
        ("invented", "share", "○"),
        ("nothing-added", "faint", "–"),
        ("not-calibrated", "far", "–"),
        ("not-judged", "unchecked", "–"),
    ],
)
def test_each_level_has_a_sign_and_words_never_colour_alone(
    dock: ExplainDock, judged: Explanation, level: str, reason: str, sign: str
) -> None:
    one = replace(judged.detail, level=level, reasons=(reason,))
    dock.results.show_explanation(replace(judged, detail=one))
    shown, words = lines(dock)[0]
    assert shown == sign
    assert words.text().startswith(f"Detail – {level.replace('-', ' ')}")


@pytest.mark.parametrize("paper", ["#ffffff", "#efefef", "#323232"])
def test_its_signs_are_seen_on_light_and_dark_themes(paper: str) -> None:
    for sign, colour in (*DETAIL_MARKS.values(), SILENT):
        lighter, darker = sorted((_luminance(colour), _luminance(paper)), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 3, (sign, colour)  # WCAG 2.2, 1.4.11


def test_an_older_result_has_no_line_and_no_thumbnail_for_it(
    panel: ExplainDock, explanation: Explanation
) -> None:
    assert [words.text()[:6] for _, words in lines(panel)] == ["AMVE-S", "LAM – "]
    assert "First line" not in lines(panel)[0][1].toolTip()
    assert panel.results.thumbnails.count() == 2 + len(explanation.attributions)


def test_a_thumbnail_shows_its_layer_alone_with_one_click(
    dock: ExplainDock, plugin: SrxaiPlugin, judged: Explanation, project: QgsProject
) -> None:
    thumbnails = dock.results.thumbnails
    assert [thumbnails.item(i).text() for i in range(2, 5)] == ["AMVE-SR", "LAM", "Detail"]
    assert "plausible" in thumbnails.item(4).toolTip()
    thumbnails.itemClicked.emit(thumbnails.item(4))
    nodes = project.layerTreeRoot().findGroups()[0].findLayers()
    shown = [node.name() for node in nodes if node.isVisible()]
    assert shown == ["Region", "Detail", "1 · Super-resolved ×4"]


def test_verdicts_of_more_lines_push_the_printed_page_down(
    dock: ExplainDock, judged: Explanation, explanation: Explanation, project: QgsProject
) -> None:
    reasons = ("share", "no-referees", "assumed", "no-domain")
    wordy = replace(judged, detail=replace(judged.detail, reasons=reasons))
    near, _ = places(add_layout(explanation, explanation.attributions[0], project))
    top, bottom = places(add_layout(wordy, wordy.attributions[0], project))
    lines = 4  # at least: that of the detail takes two
    assert bottom["Verdict"] - top["Verdict"] >= lines * 9.5 * 0.3528
    assert bottom["Verdict"] <= top["Map"] and bottom["Provenance"] <= 288
    down = {name: top[name] - near[name] for name in ("Map", "Legend")}
    assert len({round(by, 3) for by in down.values()}) == 1 and down["Map"] > 0
    parts = ("Map", "lr", "Statistics", "Provenance")
    for above, below in zip(parts, parts[1:]):
        assert bottom[above] <= top[below], (above, below)
    assert top["Title"] == near["Title"] and top["Verdict"] == near["Verdict"]


def test_every_figure_of_it_is_a_row_of_the_table(judged: Explanation) -> None:
    *_, row = csv.DictReader(io.StringIO(statistics_csv(judged)))
    assert (row["map"], row["network"], row["verdict"]) == ("detail", "edsr-x4", "plausible")
    assert row["reasons"] == "share assumed" and row["referees"] == "pan-x4"
    figures = ("share", "support", "added", "half_width", "true_share_one_scale_down", "worth", "q")
    assert [float(row[name]) for name in figures] == [0.62, 0.55, 8.1, 6.2, 0.94, 1.1, 3.5]
    assert (row["distance"], row["limit"], row["atv_mean"]) == ("2.0", "4.2", "")


def test_a_result_without_it_has_the_columns_that_it_had(explanation: Explanation) -> None:
    header = statistics_csv(explanation).splitlines()[0].split(",")
    assert "share" not in header and "half_width" not in header


def test_the_geopackage_holds_it(judged: Explanation, project: QgsProject, tmp_path: Path) -> None:
    layer = QgsRasterLayer(judged.request.raster, "scene")
    path = tmp_path / "all.gpkg"
    write_geopackage(judged, Path(write_region(judged, layer.crs())), path)
    made = ogr.Open(str(path))
    *_, row = list(made.GetLayerByName("statistics"))
    assert (row["map"], row["share"], row["degradation"]) == ("detail", 0.62, "bicubic")


def test_the_printed_page_says_it_first_and_what_it_rests_on(
    dock: ExplainDock, judged: Explanation, project: QgsProject, tmp_path: Path
) -> None:
    layout = add_layout(judged, judged.attributions[0], project)
    told = layout.itemById("Verdict").currentText().splitlines()
    used, detail, *_, following = told[:3]
    assert used.startswith("Used – edsr-x4 drew ") and following.startswith("Next – ")
    assert detail.startswith("Detail – plausible: ")
    assert "Held against: pan-x4." in layout.itemById("Provenance").currentText()
    top, bottom = places(layout)
    assert bottom["Verdict"] <= top["Map"] < bottom["Map"] < top["Statistics"]
    settings = QgsLayoutExporter.ImageExportSettings()
    settings.dpi = 60
    done = QgsLayoutExporter(layout).exportToImage(str(tmp_path / "page.png"), settings)
    assert done == QgsLayoutExporter.ExportResult.Success


def _luminance(name: str) -> float:
    """Relative, of an sRGB colour, as WCAG defines it."""
    channels = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in QColor(name).getRgbF()[:3]
    )
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), channels))
