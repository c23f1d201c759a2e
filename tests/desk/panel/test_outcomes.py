"""What the results panel shows, and what its rows and buttons do."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import Waiter
from osgeo import gdal
from qgis.core import Qgis, QgsApplication, QgsProject
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QAction,
    QApplication,
    QFileDialog,
    QLabel,
    QTableWidget,
    QToolButton,
    QWidget,
)

from srxai_plugin.contract.requests import Method
from srxai_plugin.contract.results import Explanation
from srxai_plugin.desk.map.source import source_of
from srxai_plugin.desk.panel.dock import ExplainDock
from srxai_plugin.desk.panel.outcomes import Outcomes
from srxai_plugin.desk.results import plots as plots_module
from srxai_plugin.desk.results.statistics_rows import statistics_csv, statistics_rows
from srxai_plugin.desk.results.svg_view import SvgPicture
from srxai_plugin.engine.report import words
from srxai_plugin.plugin import SrxaiPlugin


def shown(project: QgsProject) -> list[str]:
    return [node.name() for node in project.layerTreeRoot().findLayers() if node.isVisible()]


def table_of(panel: ExplainDock) -> QTableWidget:
    return panel.findChild(QTableWidget, "srxaiStatistics")


def plot_of(panel: ExplainDock) -> QWidget:
    """The picture of the plot that was made last; matplotlib's canvas where there is one."""
    return panel.results.plots.findChild(QWidget, "srxaiPlot")


def click_row(panel: ExplainDock, row: int) -> None:
    table = table_of(panel)
    place = table.visualItemRect(table.item(row, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def messages(plugin: SrxaiPlugin, level: Qgis.MessageLevel) -> list[str]:
    return plugin.iface.messageBar().get_messages(level)


def test_a_click_on_a_row_zooms_to_the_map_and_shows_it_alone_or_hides_it(
    plugin: SrxaiPlugin, panel: ExplainDock, project: QgsProject
) -> None:
    below = ["Super-resolved ×4", "city <b>ortho</b>"]
    click_row(panel, 0)
    assert shown(project) == ["Region", *below]
    click_row(panel, 1)
    assert shown(project) == ["Region", "LAM", *below]
    click_row(panel, 0)
    assert shown(project) == ["Region", "AMVE-SR", *below]
    extent = plugin.iface.mapCanvas().extent()
    (layer,) = project.mapLayersByName("AMVE-SR")
    assert extent.contains(layer.extent())
    assert extent.width() < 3 * layer.extent().width()
    before = shown(project)
    click_row(panel, 2)  # a baseline has no layer
    assert shown(project) == before


def test_rows_and_thumbnails_can_be_chosen_by_keyboard(
    panel: ExplainDock, project: QgsProject
) -> None:
    table = table_of(panel)
    table.setCurrentCell(1, 0)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert "LAM" in shown(project) and "AMVE-SR" not in shown(project)
    thumbnails = panel.results.thumbnails
    thumbnails.setCurrentRow(0)
    QTest.keyClick(thumbnails, Qt.Key.Key_Return)
    assert "AMVE-SR" in shown(project) and "LAM" not in shown(project)


def test_a_map_whose_layer_is_gone_is_told_and_nothing_else_changes(
    plugin: SrxaiPlugin, panel: ExplainDock, project: QgsProject
) -> None:
    (layer,) = project.mapLayersByName("LAM")
    project.removeMapLayer(layer.id())
    before = shown(project)
    click_row(panel, 1)
    (message,) = messages(plugin, Qgis.MessageLevel.Warning)
    assert "LAM is no longer in the project" in message
    assert shown(project) == before


def test_the_copied_table_holds_every_figure(panel: ExplainDock, explanation: Explanation) -> None:
    panel.results.findChild(QToolButton, "srxaiCopyTable").click()
    rows = list(csv.DictReader(io.StringIO(QgsApplication.clipboard().text())))
    assert [row["method"] for row in rows] == ["amve-sr", "lam", "random", "distance"]
    lam = explanation.attributions[1].statistics
    assert float(rows[1]["diffusion_index"]) == lam.diffusion_index
    assert float(rows[1]["atv_0.5"]) == lam.atv.area["0.5"]
    assert float(rows[1]["completeness_gap"]) == lam.completeness_gap
    assert float(rows[3]["atv_mean"]) == explanation.baselines["distance"].atv.mean
    assert rows[3]["diffusion_index"] == ""
    assert len({tuple(row) for row in statistics_rows(explanation)}) == 1
    assert statistics_csv(explanation).count("\n") == 5


def test_a_rerun_asks_for_the_same_into_another_folder(
    plugin: SrxaiPlugin, panel: ExplainDock, explanation: Explanation, project: QgsProject
) -> None:
    end = Waiter(plugin.explainer.explained, plugin.explainer.failed)
    panel.results.findChild(QToolButton, "srxaiRerun").click()
    name, (again,) = end.wait()
    assert name == "explained", again
    assert again.request.output != explanation.request.output
    for first, second in zip(explanation.attributions, again.attributions):
        assert first.statistics == second.statistics
    assert len(project.layerTreeRoot().findGroups()) == 2


def test_thumbnails_show_each_map_over_the_imagery(panel: ExplainDock) -> None:
    thumbnails = panel.results.thumbnails
    Waiter(thumbnails.drawn).wait()
    assert [thumbnails.item(row).text() for row in range(2)] == ["AMVE-SR", "LAM"]
    pictures = [thumbnails.item(row).icon().pixmap(72, 72).toImage() for row in range(2)]
    assert pictures[0] != pictures[1]
    colours = {pictures[0].pixel(x, y) for x in range(0, 72, 4) for y in range(0, 72, 4)}
    assert len(colours) > 20


def test_plots_hold_the_figures_of_the_explanation(
    panel: ExplainDock, explanation: Explanation
) -> None:
    pytest.importorskip("matplotlib")
    plots = panel.results.plots
    drawn = Waiter(plots.drawn)
    panel.results.findChild(QToolButton, "srxaiPlots-atv").click()
    assert drawn.wait() == ("drawn", ("atv",))
    (axes,) = plot_of(panel).figure.axes
    lines = {line.get_label(): list(line.get_ydata()) for line in axes.lines}
    for attribution in explanation.attributions:
        assert lines[attribution.name] == list(attribution.statistics.atv.area.values())
    assert lines["random"] == list(explanation.baselines["random"].atv.area.values())
    plots.open("distance")
    (axes,) = plot_of(panel).figure.axes
    assert "m" in axes.get_xlabel()
    assert axes.lines[1].get_ydata()[-1] == pytest.approx(100)
    names = {action.objectName() for action in plots.findChildren(QAction)}
    assert {"srxaiPlot-home", "srxaiPlot-pan", "srxaiPlot-zoom", "srxaiPlot-save_figure"} <= names
    assert plot_of(panel).isVisibleTo(panel.results)
    panel.results.findChild(QToolButton, "srxaiPlots-distance").click()
    assert plots.shown == "" and not plot_of(panel).isVisibleTo(panel.results)


def test_without_matplotlib_the_engine_draws_the_plots(
    panel: ExplainDock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, interpreter: Path
) -> None:
    monkeypatch.setattr(plots_module, "CANVAS", "srxai_plugin.desk.no_such_module")
    plots = panel.results.plots
    drawn = Waiter(plots.drawn)
    plots.open("distance")
    assert drawn.wait() == ("drawn", ("distance",))
    picture = plot_of(panel)
    assert isinstance(picture, SvgPicture) and picture.isVisibleTo(panel.results)
    image = picture.grab().toImage()
    colours = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
    assert len(colours) > 50, "it is drawn"
    chosen = [tmp_path / "plot.svg", tmp_path / "nowhere" / "plot.svg"]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(chosen.pop(0)), ""))
    save = plots.findChild(QToolButton, "srxaiPlot-save_figure")
    problem = plots.findChild(QLabel, "srxaiPlotProblem")
    save.click()
    assert problem.isHidden()
    text = " ".join(ElementTree.parse(tmp_path / "plot.svg").getroot().itertext())
    assert "AMVE-SR" in text and "LAM" in text
    save.click()
    assert "cannot be written" in problem.text() and not problem.isHidden()


def test_the_layers_of_a_run_that_kept_them_are_read_by_the_engine(
    plugin: SrxaiPlugin,
    panel: ExplainDock,
    explanation: Explanation,
    interpreter: Path,
    tmp_path: Path,
    project: QgsProject,
) -> None:
    pytest.importorskip("matplotlib")
    request = replace(
        explanation.request,
        output=str(tmp_path / "out"),
        network="fsrcnn-x4",
        methods=(Method("amve-sr"),),
        views=("layers",),
    )
    explained = Waiter(plugin.explainer.explained, plugin.explainer.failed)
    plugin.explainer.outcomes.run_again()  # whatever ran before is replaced
    (layer,) = project.mapLayersByName("city <b>ortho</b>")
    plugin.explainer.explain_again(request, source_of(layer))
    assert explained.wait()[0] == "explained"
    drawn = Waiter(panel.results.plots.drawn)
    panel.results.findChild(QToolButton, "srxaiPlots-layers").click()
    assert drawn.wait() == ("drawn", ("layers",))
    (axes,) = plot_of(panel).figure.axes
    with_layers = gdal.Open(str(tmp_path / "out" / "amve-sr-layers.tif"))
    assert len(axes.lines[0].get_ydata()) == with_layers.RasterCount > 3


def test_plots_that_a_result_has_not_cannot_be_opened(panel: ExplainDock) -> None:
    for id, is_there in {"atv": True, "distance": True, "layers": False, "networks": False}.items():
        button = panel.results.findChild(QToolButton, f"srxaiPlots-{id}")
        assert button.isEnabled() == is_there
        assert button.toolTip()


def test_the_tooltips_say_what_the_report_says(panel: ExplainDock) -> None:
    table = table_of(panel)
    tips = [table.horizontalHeaderItem(i).toolTip() for i in range(1, 5)]
    assert tips == [words.DIFFUSION_INDEX, words.ATV_AT_ONE, words.ATV, words.LOOKS_AT]
    assert words.GAP.split(": ")[1] in table.item(1, 0).toolTip()


def test_every_button_has_a_name_a_tooltip_and_the_keyboard(panel: ExplainDock) -> None:
    for button in panel.results.findChildren(QToolButton):
        assert button.objectName().startswith("srxai"), button.text()
        assert button.toolTip(), button.text()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    menu = panel.results.findChild(QToolButton, "srxaiExport").menu()
    assert [action.objectName() for action in menu.actions()] == [
        "srxaiExport-heatmap",
        "srxaiExport-csv",
        "srxaiExport-geopackage",
        "srxaiExport-report",
        "srxaiExport-layout",
    ]
    assert all(action.toolTip() and action.statusTip() for action in menu.actions())
    assert table_of(panel).focusPolicy() & Qt.FocusPolicy.TabFocus


def test_the_panel_is_not_wider_than_300_pixels_with_a_plot_and_networks(
    panel: ExplainDock,
) -> None:
    pytest.importorskip("matplotlib")
    drawn = Waiter(panel.results.plots.drawn)
    panel.results.plots.open("atv")
    drawn.wait()
    QApplication.processEvents()
    points = QApplication.font().pointSizeF()
    assert panel.widget().minimumSizeHint().width() <= 300 * max(points / 9, 1)


def test_a_closed_project_takes_the_results_with_it(
    panel: ExplainDock, outcomes: Outcomes, project: QgsProject
) -> None:
    project.clear()
    assert panel.results.isHidden()
    outcomes.copy_table()
    again = Waiter(outcomes.again_wanted)
    outcomes.run_again()
    assert not again.came


def test_the_plugin_loads_without_matplotlib() -> None:
    code = "import sys, srxai_plugin.plugin; sys.exit('matplotlib' in sys.modules)"
    root = str(Path(__file__).parents[3])
    ended = subprocess.run([sys.executable, "-c", code], cwd=root, check=False)
    assert ended.returncode == 0
