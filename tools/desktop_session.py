"""What an analyst does in a minute, done in a real QGIS window: open, click, drag, look.

Run by QGIS itself (``qgis --code``, see tools/desktop.sh). Parameters are environment variables:
  SRXAI_SCENE   raster to open
  SRXAI_OUTPUT  folder for project.qgz, screenshot.png, desktop.json and the results
  SRXAI_REGION  optional: xmin,ymin,xmax,ymax to drag over, in the layer's CRS; else its middle
"""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from qgis.core import QgsCoordinateTransform, QgsMapLayer, QgsProject, QgsRasterLayer, QgsRectangle
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QCoreApplication, QEventLoop, QObject, QPoint, Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QAction, QDockWidget, QLabel, QTableWidget
from qgis.utils import iface, plugins

WINDOW = (1400, 900)
BEAT_MS = 10
ENGINE_MS, RUN_MS, RENDER_MS = 60_000, 300_000, 60_000
MIDDLE = 16
"""LR pixels along the region when none is given."""
ZOOM = 2.2
"""Map's extent against the region's, for the picture: the heatmap large, with what lies around."""


class Heartbeat(QObject):
    """Longest time for which the main thread did not come round to a 10 ms timer.

    On a machine that other work keeps busy it may just not have had its turn: how long it was held
    by what it did itself, computing or waiting, is noted too, and for how long it computed.
    """

    def __init__(self) -> None:
        super().__init__()
        self._reset()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        self._reset()
        self._timer.start(BEAT_MS)

    def stop(self) -> None:
        self._timer.stop()
        self._beat()  # what ended it may have held the thread too

    def _beat(self) -> None:
        last, last_cpu, last_turn = self._last
        self._last = now, cpu, turn = _clocks()
        gap = 1000 * (now - last) - BEAT_MS
        self.longest_ms = max(self.longest_ms, gap)
        self.longest_held_ms = max(self.longest_held_ms, gap - 1000 * (turn - last_turn))
        self.longest_cpu_ms = max(self.longest_cpu_ms, 1000 * (cpu - last_cpu))

    def _reset(self) -> None:
        self.longest_ms = self.longest_held_ms = self.longest_cpu_ms = 0.0
        self._last = _clocks()


def _clocks() -> tuple[float, float, float]:
    """Seconds on the wall, computed by this thread, and for which it waited for a core."""
    turn = 0.0
    with suppress(OSError, IndexError, ValueError):  # Linux tells, most others do not
        turn = int(Path("/proc/thread-self/schedstat").read_text().split()[1]) / 1e9
    return time.perf_counter(), time.thread_time(), turn


def session(scene: Path, output: Path, region: str | None) -> dict:
    """The whole minute; returns what a test wants to know of it."""
    window = iface.mainWindow()
    window.setGeometry(0, 0, *WINDOW)
    window.findChild(QDockWidget, "Browser").close()  # room for the layers
    layer = open_scene(scene)
    save_project(output)
    dock, explainer = open_dock()
    zoom_to(layer, wanted_region(layer, region).scaled(6))
    heartbeat = Heartbeat()
    heartbeat.start()
    outcome = drag(layer, wanted_region(layer, region), explainer)
    heartbeat.stop()
    facts = {
        "outcome": outcome,
        "longest_gap_ms": round(heartbeat.longest_ms, 1),
        "longest_held_ms": round(heartbeat.longest_held_ms, 1),
        "longest_cpu_ms": round(heartbeat.longest_cpu_ms, 1),
        "messages": messages(),
        "region": dock.findChild(QLabel, "srxaiRegion").text(),
        "statistics": table(dock.findChild(QTableWidget, "srxaiStatistics")),
        "layers": layer_facts(),
        "groups": [
            group.name() for group in QgsProject.instance().layerTreeRoot().findGroups(True)
        ],
    }
    if outcome == "explained":
        show_region()
    save_project(output)
    picture = window.grab()
    picture.save(str(output / "screenshot.png"))
    return facts


def open_scene(scene: Path) -> QgsRasterLayer:
    layer = iface.addRasterLayer(str(scene), scene.stem)
    if layer is None or not layer.isValid():
        raise RuntimeError(f"QGIS cannot open {scene}")
    iface.setActiveLayer(layer)
    return layer


def save_project(output: Path) -> None:
    if not QgsProject.instance().write(str(output / "project.qgz")):
        raise RuntimeError(QgsProject.instance().error())


def open_dock() -> tuple[QDockWidget, QObject]:
    """As the analyst does, by the toolbar's icon; returns when the networks are listed."""
    iface.mainWindow().findChild(QAction, "srxaiExplainAction").trigger()
    dock = iface.mainWindow().findChild(QDockWidget, "srxaiDock")
    explainer = plugins["srxai_plugin"].explainer
    if dock.networks.scale is None:
        wait_for([dock.networks.changed], ENGINE_MS, "the engine to answer")
    return dock, explainer


def wanted_region(layer: QgsRasterLayer, region: str | None) -> QgsRectangle:
    if region:
        return QgsRectangle(*(float(number) for number in region.split(",")))
    middle = layer.extent().center()
    width = MIDDLE * layer.rasterUnitsPerPixelX()
    height = MIDDLE * layer.rasterUnitsPerPixelY()
    return QgsRectangle(
        middle.x() - width / 2,
        middle.y() - height / 2,
        middle.x() + width / 2,
        middle.y() + height / 2,
    )


def zoom_to(layer: QgsRasterLayer, extent: QgsRectangle) -> None:
    canvas = iface.mapCanvas()
    canvas.setExtent(to_map(layer).transformBoundingBox(extent))
    render(canvas)


def render(canvas: QgsMapCanvas) -> None:
    """Draw the map and wait until it is drawn."""
    QTimer.singleShot(0, canvas.refresh)
    wait_for([canvas.mapCanvasRefreshed], RENDER_MS, "the map to be drawn")


def drag(layer: QgsRasterLayer, region: QgsRectangle, explainer: QObject) -> str:
    """Real mouse events on the canvas; returns how the run ended."""
    canvas = iface.mapCanvas()
    transform = to_map(layer)
    places = [
        transform.transform(region.xMinimum(), region.yMaximum()),
        transform.transform(region.xMaximum(), region.yMinimum()),
    ]
    start, end = (to_screen(canvas, place.x(), place.y()) for place in places)
    viewport = canvas.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for step in range(1, 5):
        QTest.mouseMove(viewport, start + (end - start) * step / 4, 20)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
    return wait_for([explainer.explained, explainer.failed], RUN_MS, "the explanation")


def to_screen(canvas: QgsMapCanvas, x: float, y: float) -> QPoint:
    place = canvas.getCoordinateTransform().transform(x, y)
    return QPoint(round(place.x()), round(place.y()))


def to_map(layer: QgsMapLayer) -> QgsCoordinateTransform:
    destination = iface.mapCanvas().mapSettings().destinationCrs()
    return QgsCoordinateTransform(layer.crs(), destination, QgsProject.instance())


def show_region() -> None:
    """Fill the map with the region and its surroundings, so that the heatmap can be judged."""
    name = QCoreApplication.translate("Layers", "Region")
    outline = QgsProject.instance().mapLayersByName(name)[0]
    extent = to_map(outline).transformBoundingBox(outline.extent())
    extent.scale(ZOOM)
    iface.mapCanvas().setExtent(extent)
    render(iface.mapCanvas())


def messages() -> list[str]:
    return [item.text() for item in iface.messageBar().items()]


def table(widget: QTableWidget) -> list[list[str]]:
    rows, columns = range(widget.rowCount()), range(widget.columnCount())
    return [[widget.item(row, column).text() for column in columns] for row in rows]


def group_names() -> list[str]:
    return [group.name() for group in QgsProject.instance().layerTreeRoot().findGroups(True)]


def layer_facts() -> list[dict]:
    layers = QgsProject.instance().layerTreeRoot().findLayers()
    return [
        {
            "name": node.layer().name(),
            "source": node.layer().source(),
            "crs": node.layer().crs().authid(),
            "valid": node.layer().isValid(),
            "visible": node.isVisible(),
        }
        for node in layers
    ]


def wait_for(signals: list, timeout_ms: int, what: str) -> str:
    """Name of the signal that came first; RuntimeError when none comes in time."""
    loop = QEventLoop()
    came: list[str] = []

    def take(name: str) -> None:
        came.append(name)
        loop.quit()

    for signal in signals:
        name = signal.signal[1:].split("(")[0]
        signal.connect(lambda *_, name=name: take(name))
    QTimer.singleShot(timeout_ms, loop.quit)
    loop.exec()
    if not came:
        raise RuntimeError(f"Waited {timeout_ms / 1000:.0f} s in vain for {what}")
    return came[0]


def main(session: Callable[[Path, Path, str | None], dict] = session) -> None:
    """Run a session, write what it tells into desktop.json, and close QGIS."""
    output = Path(os.environ["SRXAI_OUTPUT"]).absolute()
    output.mkdir(parents=True, exist_ok=True)
    errors: list[str] = []

    def note(*error: object) -> None:
        errors.append("".join(traceback.format_exception(*error)))
        print(errors[-1], file=sys.stderr)

    sys.excepthook = note  # QGIS's own opens a dialog that would wait for somebody to close it
    try:
        facts = session(Path(os.environ["SRXAI_SCENE"]), output, os.environ.get("SRXAI_REGION"))
    except Exception:
        facts = {"outcome": "error", "error": traceback.format_exc()}
    facts["errors"] = errors
    (output / "desktop.json").write_text(json.dumps(facts, indent=2), "utf-8")
    QgsProject.instance().clear()  # else QGIS asks whether layers under /tmp may be lost
    iface.actionExit().trigger()


if __name__ == "__main__":
    QTimer.singleShot(0, main)  # when QGIS has come up and its event loop turns
