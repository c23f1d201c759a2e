"""One region through several networks, from the panel to the layers."""

from __future__ import annotations

import os
import shutil
import signal
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Waiter
from qgis.core import Qgis, QgsProject
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QDialog,
    QLabel,
    QListWidget,
    QProgressBar,
    QPushButton,
    QToolButton,
)

from srxai_plugin.contract.geometry import Polygon, Region, Window
from srxai_plugin.contract.requests import Method
from srxai_plugin.contract.results import Detail, Explanation
from srxai_plugin.desk.map.runs_group import run_groups
from srxai_plugin.desk.map.styles_compared import consensus_ramp, difference_ramp
from srxai_plugin.desk.panel.compare_dialog import CompareDialog
from srxai_plugin.desk.panel.comparing import Comparing, comparison_of
from srxai_plugin.desk.panel.dock import ExplainDock
from srxai_plugin.desk.panel.outcomes import Outcomes
from srxai_plugin.desk.runtime import engine_log
from srxai_plugin.plugin import SrxaiPlugin

QUICK = Method("lam", {"steps": 2})
NETWORKS = ["fsrcnn-x4", "edsr-x2"]


@pytest.fixture
def comparing(outcomes: Outcomes, interpreter: Path) -> Comparing:
    return outcomes.comparing


def listed(*networks: tuple[str, bool]) -> list[dict]:
    return [
        {"id": id, "scale": 4, "bands": 3, "parameters": 13_000, "added": added, "card": {}}
        for id, added in networks
    ]


def test_networks_are_compared_into_the_group_of_the_run(
    comparing: Comparing, panel: ExplainDock, project: QgsProject, plugin: SrxaiPlugin
) -> None:
    over = Waiter(comparing.compared, comparing.warned)
    comparing.compare(NETWORKS, QUICK)
    assert not panel.results.findChild(QProgressBar, "srxaiCompareProgress").isHidden()
    assert not panel.results.findChild(QToolButton, "srxaiCompare").isEnabled()
    name, (comparison, *_) = over.wait()
    assert name == "compared", comparison
    run = run_groups(project)[0]
    group = run.findGroup("Networks by LAM")
    names = [node.name() for node in group.findLayers()]
    assert names[:3] == ["Disagreement", "Consensus", "Difference"]
    ranking = list(comparison.ranking)
    assert sorted(ranking) == sorted(NETWORKS)
    assert names[3:7] == [one for name in ranking for one in (f"{name} · outlines", name)]
    assert names[7:] == [f"{name} · SR" for name in ranking]
    seen = [node.name() for node in run.findLayers() if node.isVisible()]
    assert seen == ["Region", "Disagreement"]
    assert all(node.layer().isValid() for node in group.findLayers())
    disagreement, consensus, difference = (
        node.layer().renderer() for node in group.findLayers()[:3]
    )
    items = disagreement.shader().rasterShaderFunction().colorRampItemList()
    assert [round(item.value, 3) for item in items[:3]] == [5.1, 15.3, 30.6], "of 255"
    assert items[0].color.alpha() == 0 and all(item.color.alpha() > 128 for item in items[1:])
    told = panel.findChild(QLabel, "srxaiComparedWords").text()
    assert "snapped outward once" in told and "Their pictures differ by" in told
    assert (consensus.classificationMin(), consensus.classificationMax()) == (0, 1)
    assert (difference.classificationMin(), difference.classificationMax()) == (-1, 1)
    table = panel.results.plots.networks
    assert [table.item(row, 0).text() for row in range(2)] == list(comparison.ranking)
    judged = replace(
        comparison,
        networks=tuple(
            replace(n, detail=Detail("supported", ("share",), "Detail supported", share=0.9))
            for n in comparison.networks
        ),
    )
    assert [table.item(row, 5).text() for row in range(2)] == ["–", "–"]
    table.show_comparison(judged)
    assert [table.item(row, 5).text() for row in range(2)] == ["●", "●"]
    assert "Supported, estimated true share 0.90" in table.item(0, 0).toolTip()
    assert table.item(0, 3).text() == f"{comparison.agreement.spearman[0][1]:.2f}"
    assert panel.results.plots.shown == "networks"
    assert panel.results.findChild(QToolButton, "srxaiCompare").isEnabled()
    (message,) = plugin.iface.messageBar().get_messages(Qgis.MessageLevel.Success)
    assert "2 networks compared" in message
    thumbnails = panel.results.thumbnails
    texts = [thumbnails.item(row).text() for row in range(thumbnails.count())]
    pictures = [f"{network} · SR" for network in comparison.ranking]
    shared = ["Disagreement", "Consensus", "Difference"]
    assert texts == ["LR", "SR ×4", "AMVE-SR", "LAM"]
    beside = panel.results.plots.pictures
    texts = [beside.item(row).text() for row in range(beside.count())]
    assert texts == [*pictures, *shared, *comparison.ranking]
    assert not beside.isHidden()
    table.setCurrentCell(1, 0)
    QTest.keyClick(table, Qt.Key.Key_Space)
    seen = [node.name() for node in run.findLayers() if node.isVisible()]
    assert seen == ["Region", f"{comparison.ranking[1]} · outlines"]
    panel.results.evidence.kind_chosen.emit(False)
    QTest.keyClick(table, Qt.Key.Key_Space)
    seen = [node.name() for node in run.findLayers() if node.isVisible()]
    assert seen == ["Region", comparison.ranking[1]]
    panel.results.evidence.kind_chosen.emit(True)
    thumbnails.setCurrentRow(3)
    QTest.keyClick(thumbnails, Qt.Key.Key_Return)
    seen = [node.name() for node in run.findLayers() if node.isVisible()]
    assert seen == ["Region", "LAM · outlines"]


def test_a_cancelled_comparison_leaves_nothing_and_another_can_begin(
    comparing: Comparing,
    panel: ExplainDock,
    project: QgsProject,
    plugin: SrxaiPlugin,
    explanation: Explanation,
) -> None:
    run = Path(explanation.request.output)
    files = set(run.iterdir())
    before = sorted(layer.name() for layer in project.mapLayers().values())
    session = plugin.explainer.engine.session
    busy, cancelled = Waiter(session.progress), Waiter(session.cancelled)
    comparing.compare(NETWORKS, Method("lam", {"steps": 5000}))
    busy.wait()
    panel.results.findChild(QToolButton, "srxaiCompareCancel").click()
    cancelled.wait()
    assert set(run.iterdir()) == files
    assert panel.results.findChild(QToolButton, "srxaiCompare").isEnabled()
    assert sorted(layer.name() for layer in project.mapLayers().values()) == before
    assert not plugin.iface.messageBar().get_messages(Qgis.MessageLevel.Warning)
    over = Waiter(comparing.compared, comparing.warned)
    comparing.compare(NETWORKS, QUICK)
    assert over.wait()[0] == "compared"
    (made,) = set(run.iterdir()) - files
    assert Path(over.came[0][1][0].consensus).parent == made, "it goes where its run goes"
    panel.results.plots.networks.setRowCount(0)
    plugin.explainer.runs.choose(run / "result.json")
    assert panel.results.plots.networks.rowCount() == len(NETWORKS), "and comes back with it"
    shutil.rmtree(made)


def test_bad_input_and_an_engine_that_dies_are_told_in_one_sentence(
    comparing: Comparing, panel: ExplainDock, plugin: SrxaiPlugin
) -> None:
    over = Waiter(comparing.compared, comparing.warned)
    comparing.compare(["edsr-x4", "nope"], QUICK)
    assert "Unknown network 'nope'" in over.wait()[1][0]
    over, busy = Waiter(comparing.warned), Waiter(plugin.explainer.engine.session.progress)
    comparing.compare(NETWORKS, Method("lam", {"steps": 5000}))
    busy.wait()
    os.kill(engine_log.engine["pid"], signal.SIGTERM)
    assert "Try again" in over.wait()[1][0]
    assert panel.results.findChild(QToolButton, "srxaiCompare").isEnabled()


def test_an_engine_that_is_replaced_ends_the_comparison(
    comparing: Comparing, panel: ExplainDock, plugin: SrxaiPlugin
) -> None:
    session = plugin.explainer.engine.session
    busy, stopped = Waiter(session.progress), Waiter(session.stopped)
    comparing.compare(NETWORKS, Method("lam", {"steps": 5000}))
    busy.wait()
    plugin.explainer.renew_engine()
    stopped.wait()
    assert panel.results.findChild(QToolButton, "srxaiCompare").isEnabled()


def test_a_project_closed_meanwhile_gets_no_layers(
    comparing: Comparing, plugin: SrxaiPlugin, project: QgsProject
) -> None:
    session = plugin.explainer.engine.session
    busy, cancelled = Waiter(session.progress), Waiter(session.cancelled)
    comparing.compare(NETWORKS, Method("lam", {"steps": 5000}))
    busy.wait()
    project.clear()
    cancelled.wait()
    assert not project.mapLayers()


def test_the_region_is_asked_for_as_it_was_explained(explanation: Explanation) -> None:
    """It is snapped once, by the engine, or the same network would get two answers."""
    odd = replace(explanation, region_sr_window=Window(61, 40, 22, 17))
    request = comparison_of(odd, NETWORKS, QUICK, "/out")
    assert request.region == Region(sr_window=Window(61, 40, 22, 17))
    assert request.sr_scale == explanation.network.scale
    assert (request.raster, request.seed) == (explanation.request.raster, 0)
    area = Region(polygon=Polygon((((0, 0), (1, 0), (1, 1)),)))
    drawn = replace(explanation, request=replace(explanation.request, region=area))
    assert comparison_of(drawn, NETWORKS, QUICK, "/out").region == area


def test_the_dialog_ticks_the_bundled_networks_and_wants_two(
    qgis_app: object, explanation: Explanation
) -> None:
    networks = [*listed(("edsr-x4", False), ("rcan-x4", False), ("<b>own", True))]
    networks += [{**networks[0], "id": "s2-x4", "bands": 4}, {"id": "bad", "error": "gone"}]
    dialog = CompareDialog(networks, explanation)
    asked = []
    dialog.compare_wanted.connect(lambda *values: asked.append(values))
    assert dialog.networks == ["edsr-x4", "rcan-x4"]
    choices = dialog.findChild(QListWidget, "srxaiCompareNetworks")
    choices.item(1).setCheckState(Qt.CheckState.Unchecked)
    go = dialog.findChild(QPushButton, "srxaiCompareGo")
    assert not go.isEnabled()
    choices.item(2).setCheckState(Qt.CheckState.Checked)
    assert go.isEnabled()
    go.click()
    assert asked == [(["edsr-x4", "<b>own"], Method("lam", {"steps": 2}))]


def test_the_button_opens_the_dialog_with_the_engines_networks(
    panel: ExplainDock, plugin: SrxaiPlugin
) -> None:
    panel.networks.fill(
        [{**facts, "architecture": "edsr", "bands": 3} for facts in listed(("edsr-x4", False))]
    )
    panel.results.findChild(QToolButton, "srxaiCompare").click()
    dialog = plugin.iface.window.findChild(QDialog, "srxaiCompareDialog")
    assert dialog.networks == ["edsr-x4"]
    dialog.reject()


def test_ramps_are_invisible_at_nought_and_symmetric() -> None:
    assert consensus_ramp().color(0).alpha() == 0
    assert consensus_ramp().color(1).alphaF() == pytest.approx(0.85, abs=0.01)
    ramp = difference_ramp()
    assert ramp.color(0.5).alpha() == 0
    for share in (0.1, 0.3, 0.5):
        below, above = ramp.color(0.5 - share), ramp.color(0.5 + share)
        assert below.alpha() == pytest.approx(above.alpha(), abs=1) and below.alpha() > 0
        assert below.red() > below.blue() and above.blue() > above.red()
