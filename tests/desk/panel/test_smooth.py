"""What comes to panel and project without holding up the window."""

from __future__ import annotations

import time
from collections.abc import Iterator

from conftest import Iface, Waiter, dock_of, until
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QObject, Qt, QTimer, pyqtSignal

from srxai_plugin.contract.geometry import Window
from srxai_plugin.contract.results import Explanation
from srxai_plugin.desk.map.layers import add_explanation, adding
from srxai_plugin.desk.map.own import opened_raster
from srxai_plugin.desk.map.source import source_of
from srxai_plugin.desk.processing.provider import ALGORITHMS
from srxai_plugin.desk.region.drawn import Drawn
from srxai_plugin.desk.widgets.in_steps import InSteps
from srxai_plugin.plugin import SrxaiPlugin

STEP_MS, BEAT_MS = 12, 5


class Ended(QObject):
    ended = pyqtSignal(object)


def busy() -> None:
    until = time.perf_counter() + STEP_MS / 1000
    while time.perf_counter() < until:
        pass


def test_whatever_is_due_gets_its_turn_between_any_two_steps(qgis_app: object) -> None:
    order: list[str] = []
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(lambda: order.append("due"))

    def steps() -> Iterator[None]:
        for _ in range(8):
            order.append("step")
            busy()
            yield

    told = Ended()
    end = Waiter(told.ended)
    timer.start(BEAT_MS)
    InSteps(steps(), told.ended.emit, told.ended.emit, told)
    end.wait()
    timer.stop()
    assert order.count("step") == 8
    assert ("step", "step") not in zip(order, order[1:])


def test_a_result_is_opened_without_a_stretch_that_nobody_sees(
    judged: Explanation, qgis_app: object
) -> None:
    usual = QgsRasterLayer(judged.detail.raster, "detail")
    layer = opened_raster(judged.detail.raster, 'detail <of> "this"', usual.crs())
    assert usual.renderer().redContrastEnhancement() is not None  # for which pixels were read
    assert layer.renderer().redContrastEnhancement() is None
    assert (layer.name(), layer.source()) == ('detail <of> "this"', judged.detail.raster)
    assert (layer.crs(), layer.extent()) == (usual.crs(), usual.extent())
    assert not opened_raster(judged.detail.raster + ".gone", "", usual.crs()).isValid()


def test_two_layers_opened_from_a_file_are_two_of_a_project(
    judged: Explanation, project: QgsProject
) -> None:
    crs = QgsRasterLayer(judged.detail.raster, "").crs()
    layers = [opened_raster(judged.detail.raster, "detail", crs) for _ in range(2)]
    assert len(project.addMapLayers(layers)) == 2


def test_no_two_pieces_of_a_run_are_made_without_a_pause(
    judged: Explanation, project: QgsProject
) -> None:
    layer = QgsRasterLayer(judged.request.raster, "city")
    project.addMapLayer(layer)
    opened: list[int] = []
    for _ in adding(judged, source_of(layer), project):
        opened.append(len(project.mapLayers()))
    made = len(project.mapLayers()) - 1
    # A pause after each layer and the region's file, before any is in the project.
    assert opened.count(1) == made + 1
    assert len(opened) >= made + 3


def test_layers_of_a_run_leave_the_region_that_is_drawn(
    plugin: SrxaiPlugin, explanation: Explanation, project: QgsProject
) -> None:
    layer = QgsRasterLayer(explanation.request.raster, "city")
    project.addMapLayer(layer)
    plugin.open()
    dock, regions = dock_of(plugin), plugin.explainer.regions
    regions.take(Drawn(Window(8, 8, 16, 16)))
    heard: list[object] = []
    dock.layers.layerChanged.connect(heard.append)
    for _ in range(2):
        add_explanation(explanation, source_of(layer), project)
    assert heard == []
    assert dock.layer is layer and regions.drawn is not None


def test_algorithms_come_after_the_window_and_to_qgis_process_at_once(iface: Iface) -> None:
    registry = QgsApplication.processingRegistry()
    plugin = SrxaiPlugin(iface)
    plugin.initGui()
    try:
        assert registry.providerById("srxai").algorithms() == []
        until(lambda: registry.providerById("srxai").algorithms())
        assert len(registry.providerById("srxai").algorithms()) == len(ALGORITHMS)
    finally:
        plugin.unload()
    alone = SrxaiPlugin(None)
    alone.initProcessing()
    try:
        assert len(registry.providerById("srxai").algorithms()) == len(ALGORITHMS)
    finally:
        alone.unload()
