"""What the results panel shows, and what its rows and buttons do."""

from __future__ import annotations

import csv
import html
import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import Waiter, until
from osgeo import gdal
from qgis.core import Qgis, QgsApplication, QgsProject
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtGui import QColor, QImage, QPainter, QPalette
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QAction,
    QApplication,
    QFileDialog,
    QLabel,
    QPushButton,
    QScrollArea,
    QTableWidget,
    QToolButton,
    QWidget,
)

from srxai_plugin.contract.requests import Method
from srxai_plugin.contract.results import Detail, Explanation, Quality, Score, TrueDetail, Verdict
from srxai_plugin.desk.language.verdicts import verdict_words
from srxai_plugin.desk.map.runs_group import run_groups
from srxai_plugin.desk.map.source import source_of
from srxai_plugin.desk.map.styles import OUTLINE
from srxai_plugin.desk.panel.dock import ExplainDock
from srxai_plugin.desk.panel.outcomes import Outcomes
from srxai_plugin.desk.results import plots as plots_module
from srxai_plugin.desk.results.statistics_rows import statistics_csv, statistics_rows
from srxai_plugin.desk.results.svg_view import SvgPicture
from srxai_plugin.desk.results.verdict_lines import MARKS
from srxai_plugin.desk.widgets.small import grey
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
    below = ["1 · Super-resolved ×4", "city <b>ortho</b>"]
    click_row(panel, 0)
    assert shown(project) == ["Region", *below]
    click_row(panel, 1)
    assert shown(project) == ["Region", "LAM · outlines", *below]
    click_row(panel, 0)
    assert shown(project) == ["Region", "AMVE-SR · outlines", *below]
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
    assert "LAM · outlines" in shown(project) and "AMVE-SR · outlines" not in shown(project)
    thumbnails = panel.results.thumbnails
    thumbnails.setCurrentRow(2)
    QTest.keyClick(thumbnails, Qt.Key.Key_Return)
    assert "AMVE-SR · outlines" in shown(project) and "LAM · outlines" not in shown(project)


def test_a_map_whose_layer_is_gone_is_told_and_nothing_else_changes(
    plugin: SrxaiPlugin, panel: ExplainDock, project: QgsProject
) -> None:
    for name in ("LAM", "LAM · outlines"):
        project.removeMapLayer(project.mapLayersByName(name)[0].id())
    before = shown(project)
    click_row(panel, 1)
    (message,) = messages(plugin, Qgis.MessageLevel.Warning)
    assert "LAM is no longer in the project" in message
    assert shown(project) == before


def test_the_copied_table_holds_every_figure(panel: ExplainDock, explanation: Explanation) -> None:
    panel.results.findChild(QToolButton, "srxaiCopyTable").click()
    rows = list(csv.DictReader(io.StringIO(QgsApplication.clipboard().text())))
    assert [row["method"] for row in rows] == ["amve-sr", "lam", "random", "distance", "detail"]
    lam = explanation.attributions[1].statistics
    assert float(rows[1]["diffusion_index"]) == lam.diffusion_index
    assert float(rows[1]["atv_0.5"]) == lam.atv.area["0.5"]
    assert float(rows[1]["completeness_gap"]) == lam.completeness_gap
    assert float(rows[3]["atv_mean"]) == explanation.baselines["distance"].atv.mean
    assert rows[3]["diffusion_index"] == ""
    near = explanation.baselines["detail"].atv
    assert float(rows[4]["loc_mean"]) == near.loc_mean
    assert float(rows[4]["loc_0.5"]) == near.loc["0.5"]
    assert float(rows[1]["beyond_detail"]) == lam.beyond_detail
    assert rows[4]["beyond_detail"] == ""
    assert float(rows[0]["kept"]) == explanation.attributions[0].statistics.kept
    assert rows[1]["kept"] == ""
    assert len({tuple(row) for row in statistics_rows(explanation)}) == 1
    assert statistics_csv(explanation).count("\n") == 6


def test_what_a_truth_tells_stands_below_the_table_and_only_then(
    panel: ExplainDock, explanation: Explanation
) -> None:
    label = panel.results.findChild(QLabel, "srxaiAgainstTruth")
    assert not label.isVisibleTo(panel.results)
    scores = {"super_resolved": Score(27.34, 0.81), "bicubic": Score(25.91, 0.76)}
    detail = TrueDetail(share=0.84, hallucination=0.19, omission=0.2, improvement=0.61)
    known = Quality(scores, scores, 100.0, False, detail, detail)
    panel.results.show_explanation(replace(explanation, quality=known))
    assert label.isVisibleTo(panel.results)
    assert label.text().splitlines()[1] == "True share of the added detail: 0.84"
    assert html.escape(words.TRUE_SHARE) in label.toolTip()
    panel.results.show_explanation(explanation)
    assert not label.isVisibleTo(panel.results)


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
    assert [group.name()[:4] for group in run_groups(project)] == ["2 · ", "1 · "]


def test_input_output_and_evidence_stand_beside_each_other_and_the_region_fills_them(
    panel: ExplainDock,
) -> None:
    thumbnails = panel.results.thumbnails
    Waiter(thumbnails.drawn).wait()
    names = [thumbnails.item(row).text() for row in range(4)]
    assert names == ["LR", "SR ×4", "AMVE-SR", "LAM"]
    pictures = [thumbnails.item(row).icon().pixmap(72, 72).toImage() for row in range(4)]
    assert all(one != other for i, one in enumerate(pictures) for other in pictures[:i])
    colours = {pictures[2].pixel(x, y) for x in range(0, 72, 4) for y in range(0, 72, 4)}
    assert len(colours) > 20
    first_row = [thumbnails.visualItemRect(thumbnails.item(i)) for i in range(3)]
    assert len({place.top() for place in first_row}) == 1, "three fit into a row"
    assert sum(place.width() for place in first_row) > 0.9 * thumbnails.width()
    outline = QColor(OUTLINE)
    large = thumbnails.item(0).icon().pixmap(thumbnails.iconSize()).toImage()
    side = large.width()
    across = [x for x in range(side) if _distance(large.pixelColor(x, side // 2), outline) < 90]
    assert max(across) - min(across) > 0.6 * side, "the region fills its crop"


def test_pictures_of_the_evidence_follow_the_switch_between_outlines_and_specks(
    panel: ExplainDock,
) -> None:
    thumbnails = panel.results.thumbnails

    def evidence() -> QImage:
        return thumbnails.item(2).icon().pixmap(thumbnails.iconSize()).toImage()

    Waiter(thumbnails.drawn).wait()
    seen = [evidence()]
    for kind in ("srxaiAsSpecks", "srxaiAsOutlines"):
        anew = Waiter(thumbnails.drawn)
        panel.findChild(QToolButton, kind).click()
        anew.wait()
        seen.append(evidence())
    as_outlines, as_specks, again = seen
    assert as_outlines == again != as_specks


def _distance(one: QColor, other: QColor) -> int:
    return sum(abs(a - b) for a, b in zip(one.getRgb()[:3], other.getRgb()[:3]))


def test_the_pictures_of_input_and_output_show_them_on_the_map_without_heatmaps(
    panel: ExplainDock, project: QgsProject
) -> None:
    thumbnails = panel.results.thumbnails
    thumbnails.itemClicked.emit(thumbnails.item(0))
    assert shown(project) == ["Region", "city <b>ortho</b>"]
    thumbnails.itemClicked.emit(thumbnails.item(1))
    assert shown(project) == ["Region", "1 · Super-resolved ×4", "city <b>ortho</b>"]


def test_a_finished_run_comes_into_view_on_a_small_screen(panel: ExplainDock) -> None:
    """At 1366 × 768 QGIS leaves a panel some 630 pixels."""
    panel.setFixedSize(310, 630)
    scroll, pictures = panel.findChild(QScrollArea), panel.results.thumbnails
    panel.show_results()
    until(lambda: scroll.verticalScrollBar().value() > 0)
    bottom = scroll.viewport().height()
    first_row = pictures.gridSize().height()
    for name, height in (("srxaiUsed", 0), ("srxaiNext", 0), ("srxaiThumbnails", first_row)):
        part = panel.findChild(QWidget, name)
        top = part.mapTo(scroll.viewport(), QPoint(0, 0)).y()
        assert top >= 0 and top + (height or part.height()) <= bottom, name
    explain = panel.findChild(QPushButton, "srxaiExplain")
    assert explain.mapTo(panel, QPoint(0, explain.height())).y() <= panel.height()


def test_a_line_parts_input_and_output_on_the_map_and_follows_the_mouse(
    panel: ExplainDock, outcomes: Outcomes, plugin: SrxaiPlugin
) -> None:
    canvas = plugin.iface.mapCanvas()
    outcomes.toggle_map("sr")  # zooms there
    button = panel.findChild(QToolButton, "srxaiSwipe")
    drawn = Waiter(outcomes.swipe.drawn)
    button.click()
    drawn.wait()
    item, middle = outcomes.swipe.item, canvas.height() // 2
    place = QPoint(round(0.25 * canvas.width()), middle)
    QTest.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert item.place == pytest.approx(0.25, abs=0.01)
    assert item.images[0] != item.images[1]
    for image, colour in zip(item.images, ("#00ff00", "#ff0000")):
        image.fill(QColor(colour))
    painted = QImage(canvas.size(), QImage.Format.Format_ARGB32)
    painter = QPainter(painted)
    item.paint(painter)
    painter.end()
    at = [painted.pixelColor(round(x * canvas.width()), middle).name() for x in (0.2, 0.3)]
    assert at == ["#00ff00", "#ff0000"]
    button.click()
    assert outcomes.swipe.item is None and not button.isChecked()


def test_a_finished_run_says_in_three_sentences_what_was_used_and_what_to_do(
    panel: ExplainDock, explanation: Explanation
) -> None:
    told = {name: panel.findChild(QLabel, name) for name in ("srxaiUsed", "srxaiNext")}
    profile = explanation.attributions[0].statistics.radial_profile
    assert f"{100 * profile.share[0]:.0f}\u00a0%" in told["srxaiUsed"].text()
    assert told["srxaiNext"].text().startswith("Next – tick “Judge the detail, too”")
    asked = {
        ("supported", "share"): "compare networks",
        ("invented", "share"): "do not use this detail",
        ("nothing-added", "faint"): "interpolation serves as well",
        ("not-judged", "small-region"): "at least 32 × 32",
        ("not-judged", "doubted"): "another network",
        ("not-judged", "unchecked"): "larger raster",
    }
    for (level, reason), part in asked.items():
        detail = Detail(level, (reason,), level)
        panel.results.show_explanation(replace(explanation, detail=detail))
        assert part in told["srxaiNext"].text(), level


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
    for name, baseline in explanation.baselines.items():
        assert lines[name] == list(baseline.atv.area.values())
    assert {"random", "distance", "detail"} <= set(lines)
    plots.open("distance")
    (axes,) = plot_of(panel).figure.axes
    assert "m" in axes.get_xlabel()
    assert axes.lines[1].get_ydata()[-1] == pytest.approx(100)
    names = {action.objectName() for action in plots.findChildren(QAction)}
    assert {"srxaiPlot-home", "srxaiPlot-pan", "srxaiPlot-zoom", "srxaiPlot-save_figure"} <= names
    assert plot_of(panel).isVisibleTo(panel.results)
    panel.results.findChild(QToolButton, "srxaiPlots-distance").click()
    assert plots.shown == "" and not plot_of(panel).isVisibleTo(panel.results)


@pytest.mark.parametrize(
    ("ink", "paper", "drawn"),
    [("#eeeeee", "#222222", "#eeeeee"), ("#404040", "#000000", "#ffffff")],
)
def test_a_plot_and_its_icons_are_seen_on_dark_themes(
    qgis_app: object, ink: str, paper: str, drawn: str
) -> None:
    """The second is what a theme's style sheet leaves of the palette in QGIS."""
    pytest.importorskip("matplotlib")
    from matplotlib.colors import to_hex

    from srxai_plugin.desk.results.canvas import Canvas

    canvas = Canvas()
    palette = canvas.palette()
    palette.setColor(QPalette.ColorRole.WindowText, QColor(ink))
    palette.setColor(QPalette.ColorRole.Window, QColor(paper))
    canvas.setPalette(palette)
    canvas.draw(lambda axes: axes.plot([1, 2]), "a line")
    (axes,) = canvas.figure.axes
    assert to_hex(axes.xaxis.label.get_color()) == drawn
    assert to_hex(canvas.figure.get_facecolor()) == paper
    icon = canvas.findChild(QAction, "srxaiPlot-home").icon().pixmap(24, 24).toImage()
    seen = [icon.pixelColor(x, y) for x in range(24) for y in range(24)]
    assert {colour.name() for colour in seen if colour.alpha() > 250} == {drawn}


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
    tips = [table.horizontalHeaderItem(i).toolTip() for i in (1, 2, 5)]
    assert tips == [words.DIFFUSION_INDEX, words.ATV, words.LOOKS_AT]
    lam = table.item(1, 0).toolTip()
    assert words.GAP.split(": ")[1] in lam
    at_one, better = words.ATV_AT_ONE.removeprefix("ATV ").split(". ")
    assert at_one in lam and f"{better}." not in lam


def test_the_third_grey_row_is_the_detail_near_the_region(
    panel: ExplainDock, explanation: Explanation
) -> None:
    table, near = table_of(panel), explanation.baselines["detail"].atv
    row = [table.item(4, column).text() for column in range(table.columnCount())]
    assert row == ["detail", "–", f"{near.mean:.1f}", f"{near.loc_mean:.1f}", "–", "–"]
    tip = table.item(4, 0).toolTip()
    assert "the detail near the region" in tip and "knows no network" in tip
    inks = [table.item(row, 0).foreground().color().name() for row in range(2, 5)]
    assert set(inks) == {grey(table.palette()).name()}
    assert table.item(0, 0).foreground().color() != table.item(4, 0).foreground().color()


def test_loc_stands_beside_atv_and_what_the_map_tells_beyond_detail_beside_it(
    panel: ExplainDock, explanation: Explanation
) -> None:
    table = table_of(panel)
    titles = [table.horizontalHeaderItem(i).text().split() for i in range(table.columnCount())]
    assert titles[2:5] == [["ATV", "%", "mean"], ["loc", "%", "mean"], ["Beyond", "detail"]]
    loc, beyond = (table.horizontalHeaderItem(i).toolTip() for i in (3, 4))
    assert "nothing cancels" in loc and "Lower is better" in loc
    assert "knows no network has about 0" in beyond
    for row, attribution in enumerate(explanation.attributions):
        statistics = attribution.statistics
        assert table.item(row, 3).text() == f"{statistics.atv.loc_mean:.1f}"
        told = table.item(row, 4).text().replace("−", "-")
        assert told == f"{statistics.beyond_detail:.2f}"
    assert "relevance that reached the image" in table.item(0, 0).toolTip()
    assert "relevance that reached the image" not in table.item(1, 0).toolTip()


def test_figures_that_an_older_result_has_not_are_dashes(
    panel: ExplainDock, explanation: Explanation
) -> None:
    attribution = explanation.attributions[0]
    atv = replace(attribution.statistics.atv, loc=None, loc_mean=None)
    statistics = replace(attribution.statistics, atv=atv, beyond_detail=None, kept=None)
    old = (replace(attribution, statistics=statistics),)
    panel.results.show_explanation(replace(explanation, attributions=old))
    table = table_of(panel)
    assert [table.item(0, column).text() for column in (3, 4)] == ["–", "–"]


def test_a_long_name_of_a_method_wraps_and_no_figure_is_cut_off(
    panel: ExplainDock, explanation: Explanation
) -> None:
    table = table_of(panel)
    before = table.minimumWidth(), table.height()
    long = replace(explanation.attributions[0], name="A map B map C map D map")
    panel.results.show_explanation(replace(explanation, attributions=(long,) * 2))
    QApplication.processEvents()
    assert table.minimumWidth() <= before[0]
    assert table.rowHeight(0) > 1.5 * table.rowHeight(2)
    assert table.height() > before[1]
    for column in range(1, table.columnCount()):
        title = table.horizontalHeader().sectionSizeHint(column)
        assert table.columnWidth(column) >= max(title, table.sizeHintForColumn(column))


def test_a_verdict_is_a_sign_and_words_and_says_that_it_judges_the_map(
    panel: ExplainDock, explanation: Explanation
) -> None:
    first, second = explanation.attributions
    levels = {
        "faithful": ("●", "Faithful map: "),
        "careful": ("◐", "Careful: the map "),
        "unfit": ("○", "Unfit map: "),
        "trustworthy": ("◐", "Trustworthy: beats both baselines"),
    }
    reasons = {"faithful": "beats-baselines", "careful": "not-tried", "unfit": "flat"}
    for level, (sign, words_of) in levels.items():
        code = reasons.get(level, "beats-baselines")
        verdict = Verdict(level, (code,), "Trustworthy: beats both baselines")
        one = (replace(first, verdict=verdict), second)
        panel.results.show_explanation(replace(explanation, attributions=one))
        labels = [label for label in panel.results.findChildren(QLabel) if label.text()]
        told = next(label for label in labels if label.text().startswith(f"AMVE-SR – {words_of}"))
        mark = labels[labels.index(told) - 1]
        assert mark.text() == sign
        colour = MARKS.get(level, MARKS["careful"])[1]
        assert colour in mark.styleSheet()
        assert "judges the map" in told.toolTip() and "judges the map" in mark.toolTip()
        assert "judges the map" in table_of(panel).item(0, 0).toolTip()
    assert len({colour for _, colour in MARKS.values()}) == len(MARKS) == 3


def test_a_thumbnail_says_the_verdict_on_its_map(
    panel: ExplainDock, explanation: Explanation
) -> None:
    lam = explanation.attributions[1]
    tip = panel.results.thumbnails.item(3).toolTip()
    assert html.escape(f"LAM – {verdict_words(lam, explanation.baselines)}") in tip


def test_a_table_that_becomes_wider_widens_the_panel(
    panel: ExplainDock, explanation: Explanation
) -> None:
    scroll, narrow = panel.findChild(QScrollArea), panel.width()
    wide = replace(explanation.attributions[0], name="N" * 20)
    panel.results.show_explanation(replace(explanation, attributions=(wide,)))
    until(lambda: panel.width() > narrow)
    assert scroll.widget().width() <= scroll.viewport().width(), "nothing is cut off"


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


def test_the_live_look_says_which_method_draws_it(panel: ExplainDock) -> None:
    assert "gated gradient" in panel.findChild(QToolButton, "srxaiLive").toolTip()


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
