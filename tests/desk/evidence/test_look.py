"""Switch and slider of the panel: live on the run that is shown, remembered for the next one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from qgis.core import QgsProject
from qgis.PyQt.QtWidgets import QSlider, QToolButton

from srxai_plugin.contract.appearance import GAMMA
from srxai_plugin.contract.results import Explanation
from srxai_plugin.desk.evidence.legend import EvidenceLegend
from srxai_plugin.desk.map.layers import add_explanation, adding
from srxai_plugin.desk.map.runs_group import run_groups
from srxai_plugin.desk.map.source import LayerSource, source_of
from srxai_plugin.desk.map.styles import attribution_ramp
from srxai_plugin.desk.panel.dock import ExplainDock
from srxai_plugin.desk.panel.outcomes import Outcomes
from srxai_plugin.desk.runtime import settings


def shown(project: QgsProject) -> list[str]:
    """Maps of the newest run."""
    nodes = run_groups(project)[0].findLayers()
    return [node.name() for node in nodes if node.isVisible() and node.name() != "Region"]


def source(project: QgsProject) -> LayerSource:
    return source_of(project.mapLayersByName("city <b>ortho</b>")[0])


def button(panel: ExplainDock, name: str) -> QToolButton:
    return panel.findChild(QToolButton, name)


def test_the_switch_shows_the_same_map_as_specks_or_outlines(
    panel: ExplainDock, project: QgsProject
) -> None:
    assert shown(project) == ["AMVE-SR · outlines"]
    assert button(panel, "srxaiAsOutlines").isChecked()
    button(panel, "srxaiAsSpecks").click()
    assert shown(project) == ["AMVE-SR"]
    assert settings.AS_OUTLINES.get() is False
    button(panel, "srxaiAsOutlines").click()
    assert shown(project) == ["AMVE-SR · outlines"]


def test_the_slider_is_the_opacity_of_all_maps_of_the_run(
    panel: ExplainDock, project: QgsProject
) -> None:
    panel.findChild(QSlider, "srxaiOpacity").setValue(40)
    for name in ("AMVE-SR", "AMVE-SR · outlines", "LAM"):
        assert project.mapLayersByName(name)[0].opacity() == pytest.approx(0.4)
    assert project.mapLayersByName("Region")[0].opacity() == 1
    assert project.mapLayersByName("1 · Super-resolved ×4")[0].opacity() == 1


def test_a_later_run_looks_as_the_analyst_chose(
    panel: ExplainDock, outcomes: Outcomes, explanation: Explanation, project: QgsProject
) -> None:
    button(panel, "srxaiAsSpecks").click()
    panel.findChild(QSlider, "srxaiOpacity").setValue(60)
    kind = settings.AS_OUTLINES.get()
    project.removeMapLayers([node.layerId() for node in run_groups(project)[0].findLayers()])
    run_groups(project)[0].parent().removeAllChildren()
    for _ in adding(explanation, source(project), project, as_outlines=kind):
        pass
    outcomes.look.dress(explanation)
    outcomes.show(explanation, source(project))
    assert shown(project) == ["AMVE-SR"]
    assert project.mapLayersByName("AMVE-SR")[0].opacity() == pytest.approx(0.6)
    assert button(panel, "srxaiAsSpecks").isChecked()
    assert panel.findChild(QSlider, "srxaiOpacity").value() == 60


def test_to_show_a_run_again_changes_no_layer_but_tells_how_they_look(
    panel: ExplainDock, outcomes: Outcomes, explanation: Explanation, project: QgsProject
) -> None:
    button(panel, "srxaiAsSpecks").click()
    settings.AS_OUTLINES.set(True)
    project.mapLayersByName("LAM")[0].setOpacity(0.3)
    project.mapLayersByName("AMVE-SR · outlines")[0].setOpacity(0.8)
    outcomes.show(explanation, source(project))
    assert button(panel, "srxaiAsSpecks").isChecked() and shown(project) == ["AMVE-SR"]
    assert project.mapLayersByName("LAM")[0].opacity() == pytest.approx(0.3)
    assert panel.findChild(QSlider, "srxaiOpacity").value() == 80


def test_a_run_of_an_earlier_version_has_specks_only(
    panel: ExplainDock, outcomes: Outcomes, explanation: Explanation, project: QgsProject
) -> None:
    former = tuple(replace(one, outlines=None) for one in explanation.attributions)
    earlier = replace(explanation, attributions=former)
    project.removeMapLayers([node.layerId() for node in run_groups(project)[0].findLayers()])
    run_groups(project)[0].parent().removeAllChildren()
    add_explanation(earlier, source(project), project)
    outcomes.show(earlier, source(project))
    assert shown(project) == ["AMVE-SR"]
    assert not button(panel, "srxaiAsOutlines").isEnabled()
    assert button(panel, "srxaiAsSpecks").isChecked()


def test_the_ticks_of_the_legend_are_true_to_the_ramp(panel: ExplainDock) -> None:
    """The colour of the bar at a tick is the one in which the map shows that strength."""
    legend = panel.findChild(EvidenceLegend)
    legend.show_kind(as_outlines=False)
    legend.resize(legend.sizeHint())
    for place, words in legend.ticks:
        strength = float(words.removesuffix(" %")) / 100
        assert place ** (1 / GAMMA) == pytest.approx(strength)
    image = legend.grab().toImage()
    bar = legend.bar()
    for place, words in legend.ticks[1:-1]:
        at = image.pixelColor(round(bar.left() + place * bar.width()), round(bar.center().y()))
        wanted = attribution_ramp().color(float(words.removesuffix(" %")) / 100)
        ground = legend.ground
        for ours, top, below in zip(at.getRgb()[:3], wanted.getRgb()[:3], ground.getRgb()[:3]):
            alpha = wanted.alphaF()
            assert ours == pytest.approx(alpha * top + (1 - alpha) * below, abs=8)
