"""The plugin as a guest in QGIS: what it registers, what it shows, what it leaves behind."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import DEGREES, ROTATED, Iface, Waiter, dock_of, until
from qgis.core import Qgis, QgsApplication, QgsCoordinateReferenceSystem, QgsProject, QgsRasterLayer
from qgis.gui import QgsCollapsibleGroupBox
from qgis.PyQt.QtCore import QObject, QPoint, Qt
from qgis.PyQt.QtGui import QColor, QImage, QPainter
from qgis.PyQt.QtSvg import QSvgRenderer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QAction,
    QApplication,
    QCheckBox,
    QComboBox,
    QDockWidget,
    QFrame,
    QLabel,
    QTableWidget,
)

from srxai_plugin import classFactory
from srxai_plugin.contract.choices import METHOD_NAMES, USUAL_METHODS
from srxai_plugin.contract.geometry import Window
from srxai_plugin.contract.resource import resource
from srxai_plugin.desk.panel import warm_engine
from srxai_plugin.desk.panel.dock import ExplainDock
from srxai_plugin.desk.panel.explainer import Explainer
from srxai_plugin.desk.region.drawn import Drawn
from srxai_plugin.desk.region.tools import RegionTool
from srxai_plugin.desk.runtime.interpreter import find_interpreter
from srxai_plugin.plugin import SrxaiPlugin

MakeLayer = Callable[..., QgsRasterLayer]


def open_on(plugin: SrxaiPlugin, layer: QgsRasterLayer) -> tuple[ExplainDock, Explainer]:
    """By the toolbar's icon, with the map showing the layer."""
    canvas = plugin.iface.mapCanvas()
    canvas.setDestinationCrs(layer.crs())
    canvas.setLayers([layer])
    canvas.setExtent(layer.extent())
    (action,) = plugin.iface.toolbar.actions()
    action.trigger()
    dock = dock_of(plugin)
    dock.layers.setLayer(layer)
    return dock, plugin.explainer


def drag(plugin: SrxaiPlugin, start: tuple[int, int], end: tuple[int, int]) -> None:
    viewport = plugin.iface.mapCanvas().viewport()
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(viewport, left, none, QPoint(*start))
    QTest.mouseMove(viewport, QPoint(*end))
    QTest.mouseRelease(viewport, left, none, QPoint(*end))


def method_box(dock: ExplainDock, id: str) -> QCheckBox:
    return dock.findChild(QCheckBox, f"srxaiMethod-{id}")


def explain_on_release(dock: ExplainDock, is_on: bool) -> None:
    dock.findChild(QCheckBox, "srxaiOnRelease").setChecked(is_on)


def region_words(dock: ExplainDock) -> str:
    """The grey line that describes the region."""
    return dock.findChild(QLabel, "srxaiRegion").text()


def warnings(plugin: SrxaiPlugin) -> list[str]:
    return plugin.iface.messageBar().get_messages(Qgis.MessageLevel.Warning)


def tool_of(plugin: SrxaiPlugin) -> RegionTool:
    return plugin.explainer.regions.tools["rectangle"]


def test_loading_registers_and_unloading_twenty_times_leaves_nothing(iface: Iface) -> None:
    registry = QgsApplication.processingRegistry()

    def census() -> dict[str, int]:
        for _ in range(3):  # what is deleted later may delete something later itself
            QApplication.sendPostedEvents(None, 52)  # QEvent.DeferredDelete
            QApplication.processEvents()
        return {
            "providers": len(registry.providers()),
            "icons": len(iface.toolbar.actions()),
            "menu": len(iface.menu),
            "options": len(iface.options),
            "actions": len(iface.window.findChildren(QAction)),
            "docks": len(iface.window.findChildren(QDockWidget)),
            "objects in the window": len(iface.window.findChildren(QObject)),
            "canvas items": len(iface.mapCanvas().scene().items()),
            "windows": len(QApplication.topLevelWidgets()),
            "messages": len(iface.messageBar().items()),
            "processes": len(processes()),
        }

    def load_and_unload() -> None:
        plugin = SrxaiPlugin(iface)
        plugin.initGui()
        assert registry.providerById("srxai") is not None
        assert len(iface.options) == 1
        plugin.open()
        page = iface.options[0].createWidget(None)
        page.deleteLater()
        QApplication.processEvents()
        assert find_interpreter() is None or processes(), "the engine has been started"
        plugin.unload()
        assert registry.providerById("srxai") is None

    load_and_unload()  # what QGIS itself makes at the first use stays
    until(lambda: not processes())
    before = census()
    for _ in range(20):
        load_and_unload()
    until(lambda: not processes())
    assert census() == before
    assert before["processes"] == before["options"] == before["icons"] == before["menu"] == 0
    assert not isinstance(iface.mapCanvas().mapTool(), RegionTool)


def test_every_action_has_a_name_an_icon_a_tooltip_and_a_status_tip(plugin: SrxaiPlugin) -> None:
    actions = plugin.iface.menu
    assert {action.objectName() for action in actions} == {
        "srxaiExplainAction",
        "srxaiOptionsAction",
        "srxaiGuideAction",
    }
    for action in actions:
        assert not action.icon().isNull()
        assert action.toolTip() and action.statusTip()


@pytest.mark.parametrize("icon", sorted(resource("icons").glob("*.svg")), ids=lambda p: p.stem)
@pytest.mark.parametrize("theme", ["#ffffff", "#efefef", "#31363b", "#1e1e1e"])
def test_every_icon_is_readable_on_light_and_dark_themes(icon: Path, theme: str) -> None:
    """A good part of its pixels differs from the background by 2 : 1 or more in luminance."""
    image = QImage(24, 24, QImage.Format.Format_ARGB32)
    image.fill(QColor(theme))
    painter = QPainter(image)
    QSvgRenderer(str(icon)).render(painter)
    painter.end()
    paper = luminance(QColor(theme))
    inks = [luminance(image.pixelColor(x, y)) for x in range(24) for y in range(24)]
    contrasts = [(max(ink, paper) + 0.05) / (min(ink, paper) + 0.05) for ink in inks]
    assert sum(contrast >= 2 for contrast in contrasts) >= 40


def luminance(colour: QColor) -> float:
    """Relative, as WCAG defines it: 0 to 1."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def processes() -> list[int]:
    """Ids of this process's children."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            if int(path.read_text().rsplit(")", 1)[1].split()[1]) == os.getpid():
                found.append(int(path.parent.name))
    return found


def test_without_a_window_only_processing_is_registered() -> None:
    plugin = classFactory(None)
    plugin.initProcessing()
    assert QgsApplication.processingRegistry().providerById("srxai") is not None
    plugin.unload()
    assert QgsApplication.processingRegistry().providerById("srxai") is None


def test_the_dock_is_closed_until_the_icon_is_clicked(
    plugin: SrxaiPlugin, make_layer: MakeLayer
) -> None:
    assert plugin.iface.window.findChild(QDockWidget) is None
    dock, _ = open_on(plugin, make_layer())
    assert dock.isUserVisible() or not dock.isHidden()
    assert isinstance(plugin.iface.mapCanvas().mapTool(), RegionTool)
    assert dock.region.ways["rectangle"].isChecked()


def test_without_an_engine_the_dock_says_how_to_get_one(
    plugin: SrxaiPlugin, make_layer: MakeLayer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warm_engine, "find_interpreter", lambda: None)
    dock, _ = open_on(plugin, make_layer())
    assert not dock.findChild(QFrame, "srxaiEngineMissing").isHidden()
    assert "engine" in dock.findChild(QLabel, "srxaiEngineSentence").text()


def test_a_drag_and_a_release_end_in_layers_and_figures(
    plugin: SrxaiPlugin, make_layer: MakeLayer, interpreter: Path, project: QgsProject
) -> None:
    layer = make_layer()
    dock, explainer = open_on(plugin, layer)
    method_box(dock, "lam").setChecked(False)
    end = Waiter(explainer.explained, explainer.failed)
    drag(plugin, (150, 150), (250, 250))
    name, (explanation,) = end.wait()
    assert name == "explained", explanation
    group = project.layerTreeRoot().children()[0]
    assert [node.name() for node in group.findLayers()] == [
        "Region",
        "AMVE-SR · outlines",
        "AMVE-SR",
        "Detail",
        "1 · Super-resolved ×4",
    ]
    table = dock.findChild(QTableWidget, "srxaiStatistics")
    rows = [table.item(row, 0).text() for row in range(table.rowCount())]
    assert rows == ["AMVE-SR", "random", "distance", "detail"]
    assert not dock.results.isHidden()
    assert not warnings(plugin)


def test_a_layer_removed_during_the_run_does_not_stop_the_result(
    plugin: SrxaiPlugin, make_layer: MakeLayer, interpreter: Path, project: QgsProject
) -> None:
    layer = make_layer()
    dock, explainer = open_on(plugin, layer)
    method_box(dock, "lam").setChecked(False)
    end = Waiter(explainer.explained, explainer.failed)
    drag(plugin, (150, 150), (250, 250))
    project.removeMapLayer(layer.id())
    assert end.wait()[0] == "explained"
    assert project.mapLayersByName("AMVE-SR")


def test_a_project_closed_during_the_run_ends_it_without_a_trace(
    plugin: SrxaiPlugin, make_layer: MakeLayer, interpreter: Path, project: QgsProject
) -> None:
    _, explainer = open_on(plugin, make_layer())
    cancelled = Waiter(explainer.engine.session.cancelled)
    drag(plugin, (150, 150), (250, 250))
    project.clear()
    cancelled.wait()
    assert not project.mapLayers()


def test_a_drag_outside_the_raster_is_told_in_the_message_bar(
    plugin: SrxaiPlugin, make_layer: MakeLayer
) -> None:
    layer = make_layer()
    open_on(plugin, layer)
    extent = layer.extent()
    extent.scale(4)
    plugin.iface.mapCanvas().setExtent(extent)
    drag(plugin, (2, 2), (20, 20))
    (message,) = warnings(plugin)
    assert "lies outside scene" in message


def test_escape_gives_a_drag_up(plugin: SrxaiPlugin, make_layer: MakeLayer) -> None:
    open_on(plugin, make_layer())
    drawn = Waiter(tool_of(plugin).drawn)
    viewport = plugin.iface.mapCanvas().viewport()
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(viewport, left, none, QPoint(150, 150))
    QTest.mouseMove(viewport, QPoint(250, 250))
    QTest.keyClick(plugin.iface.mapCanvas(), Qt.Key.Key_Escape)
    QTest.mouseRelease(viewport, left, none, QPoint(250, 250))
    assert not drawn.came
    assert plugin.explainer.regions.outline.bands[0].numberOfVertices() == 0


def test_the_rubber_band_shows_the_snapped_quadrilateral_of_a_rotated_grid(
    plugin: SrxaiPlugin, make_layer: MakeLayer
) -> None:
    layer = make_layer(geotransform=ROTATED)
    dock, explainer = open_on(plugin, layer)
    explain_on_release(dock, False)
    drawn = Waiter(tool_of(plugin).drawn)
    drag(plugin, (190, 190), (215, 205))
    _, (region,) = drawn.wait()
    window = region.window
    outline = explainer.regions.aim.grid.outline(window, explainer.regions.aim.scale)
    band = plugin.explainer.regions.outline.bands[1]
    for index, corner in enumerate(outline):
        place = band.getPoint(0, index)
        assert (place.x(), place.y()) == pytest.approx(corner, abs=1e-6)


def test_a_layer_in_degrees_is_drawn_on_in_a_project_in_metres(
    plugin: SrxaiPlugin, make_layer: MakeLayer
) -> None:
    layer = make_layer(geotransform=DEGREES, epsg=4326)
    dock, explainer = open_on(plugin, layer)
    explain_on_release(dock, False)
    canvas = plugin.iface.mapCanvas()
    canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    canvas.setExtent(canvas.mapSettings().layerExtentToOutputExtent(layer, layer.extent()))
    drawn = Waiter(tool_of(plugin).drawn)
    drag(plugin, (180, 180), (220, 220))
    _, (region,) = drawn.wait()
    window = region.window
    assert isinstance(window, Window)
    assert window.column > 0 and window.right < 40 * explainer.regions.aim.scale
    assert region_words(dock).endswith("m"), "the region's size is told in metres"


def test_a_region_survives_the_choice_of_a_network_of_another_scale(
    plugin: SrxaiPlugin, make_layer: MakeLayer
) -> None:
    dock, explainer = open_on(plugin, make_layer())
    explain_on_release(dock, False)
    dock.networks.fill([network_facts("edsr-x4", 4), network_facts("other-x2", 2)])
    explainer.regions.take(Drawn(Window(10, 12, 20, 24)))
    dock.findChild(QComboBox, "srxaiNetwork").setCurrentIndex(1)
    assert explainer.regions.drawn == Drawn(Window(5, 6, 10, 12))
    assert region_words(dock).replace("\u00a0", " ").startswith("10 × 12 SR px · ")


def test_only_the_usual_methods_are_ticked_and_the_others_are_folded_away(
    plugin: SrxaiPlugin, make_layer: MakeLayer
) -> None:
    dock, _ = open_on(plugin, make_layer())
    assert dock.methods == USUAL_METHODS
    more = dock.findChild(QgsCollapsibleGroupBox, "srxaiMoreMethods")
    assert more.isCollapsed()
    for id in METHOD_NAMES:
        assert more.isAncestorOf(method_box(dock, id)) == (id not in USUAL_METHODS)
    boxes = [box.objectName() for box in dock.findChildren(QCheckBox)]
    assert len([name for name in boxes if name.startswith("srxaiMethod-")]) == len(METHOD_NAMES)
    more.setCollapsed(False)
    QApplication.processEvents()
    points = QApplication.font().pointSizeF()
    assert dock.widget().minimumSizeHint().width() <= 300 * max(points / 9, 1)
    dock.tick_methods(METHOD_NAMES)
    assert dock.methods == tuple(METHOD_NAMES), "in the order of the contract"


def test_what_a_method_shows_and_when_it_is_not_valid_is_told_on_it(
    plugin: SrxaiPlugin, make_layer: MakeLayer
) -> None:
    dock, _ = open_on(plugin, make_layer())
    facts = {"name": "Occlusion", "sentence": "Covers patches.", "valid_note": "Edges are texture."}
    dock.fill_methods([{"id": "occlusion", **facts}])
    assert method_box(dock, "occlusion").toolTip() == "Covers patches. Edges are texture."
    assert dock.methods == USUAL_METHODS


def test_the_dock_is_not_wider_than_300_pixels(
    plugin: SrxaiPlugin, make_layer: MakeLayer, explanation: object
) -> None:
    dock, _ = open_on(plugin, make_layer())
    dock.results.show_explanation(explanation)
    QApplication.processEvents()
    points = QApplication.font().pointSizeF()
    assert dock.widget().minimumSizeHint().width() <= 300 * max(points / 9, 1)


def network_facts(id: str, scale: int) -> dict:
    return {
        "id": id,
        "architecture": "edsr",
        "scale": scale,
        "bands": 3,
        "parameters": 400_000,
        "card": {},
    }
