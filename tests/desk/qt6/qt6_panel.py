"""The plugin under PyQt6 with the real engine: opened, a result shown, every dialog made.

Usage: qt6_panel.py RASTER OUTPUT          prints what is seen, as JSON
"""

from __future__ import annotations

import json
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from qt6_stand_in import Nothing, install

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_S = 120
problems: list[str] = []


def main(raster: str, output: str) -> None:
    from qgis.gui import QgsMapCanvas
    from qgis.PyQt.QtWidgets import QApplication, QMainWindow

    from srxai_plugin import classFactory

    sys.excepthook = note
    _app = QApplication(sys.argv[:1])
    window, canvas = QMainWindow(), QgsMapCanvas()

    class Iface(Nothing):
        def mainWindow(self) -> QMainWindow:  # noqa: N802
            return window

        def mapCanvas(self) -> QgsMapCanvas:  # noqa: N802
            return canvas

        def addDockWidget(self, area: Any, dock: Any) -> None:  # noqa: N802
            window.addDockWidget(area, dock)

        def registerOptionsWidgetFactory(self, factory: Any) -> None:  # noqa: N802
            factories.append(factory)

    factories: list[Any] = []
    plugin = classFactory(Iface())
    plugin.initGui()
    plugin.open()
    window.resize(500, 900)
    window.show()
    seen = {**result(plugin, raster, output), **drag(plugin), **dialogs(plugin, window, *factories)}
    ended: list[bool] = []
    plugin.explainer.engine.session.stopped.connect(lambda: ended.append(True))
    plugin.unload()
    until(lambda: ended)
    print(json.dumps(seen))


def result(plugin: Any, raster: str, output: str) -> dict[str, Any]:
    """Explain a region, and show previews, figures and plots of it."""
    from qgis.PyQt.QtWidgets import QTableWidget, QWidget

    from srxai_plugin.contract import wire
    from srxai_plugin.contract.codec import from_data, to_data
    from srxai_plugin.contract.geometry import Region, Window
    from srxai_plugin.contract.requests import CompareRequest, ExplainRequest, Method
    from srxai_plugin.contract.results import Comparison
    from srxai_plugin.desk.panel.dock import ExplainDock

    dock = plugin.iface.mainWindow().findChild(ExplainDock)
    engine, overlay = plugin.explainer.engine, plugin.explainer.overlay
    until(lambda: dock.networks.facts is not None)
    ended: list[Any] = []
    engine.previewed.connect(lambda _, preview: overlay.show_preview(preview, Nothing()))
    engine.explained.connect(lambda _, explanation: ended.append(explanation))
    engine.failed.connect(lambda _, sentence: problems.append(sentence))
    region = Region(window=Window(16, 12, 6, 6))
    methods = (Method("amve-sr"), Method("lam", {"steps": 2}))
    engine.explain(ExplainRequest(raster, region, f"{output}/one", methods=methods))
    until(lambda: ended)
    results = dock.results
    results.show_explanation(ended[0])
    plugin.explainer.outcomes.comparing.aim(ended[0], Nothing())
    two = ("fsrcnn-x4", "pan-x4")
    compare = CompareRequest(raster, region, f"{output}/two", two, methods[1])
    engine.ask(
        wire.COMPARE,
        lambda answer: ended.append(from_data(Comparison, answer)),
        problems.append,
        request=to_data(compare),
    )
    until(lambda: len(ended) == 2)
    results.show_comparison(ended[1])
    colours = {}
    for plot in ("atv", "distance", "networks"):
        results.plots.open(plot)
        until(lambda: results.plots.findChild(QWidget, "srxaiPlot"))
        colours[plot] = colours_of(results.plots.findChild(QWidget, "srxaiPlot"))
    table = results.findChild(QTableWidget, "srxaiStatistics")
    return {
        "networks": [facts["id"] for facts in dock.networks.listed],
        "rows": [table.item(row, 0).text() for row in range(table.rowCount())],
        "compared": results.plots.networks.rowCount(),
        "colours of plots": colours,
        "colours of the preview": painted(overlay),
    }


def drag(plugin: Any) -> dict[str, Any]:
    """The rectangle that a hand with a mouse draws, in SR pixels."""
    from qgis.PyQt.QtCore import QEvent, QPointF, Qt
    from qgis.PyQt.QtGui import QKeyEvent, QMouseEvent

    from srxai_plugin.desk.map.grid import LayerGrid
    from srxai_plugin.desk.region.drawn import DrawnOn

    def mouse(kind: QEvent.Type, x: float, y: float) -> QMouseEvent:
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        return QMouseEvent(kind, QPointF(x, y), QPointF(x, y), left, left, none)

    tool, drawn = plugin.explainer.regions.tools["rectangle"], []
    tool.drawn.disconnect()
    tool.drawn.connect(drawn.append)
    tool.aim(DrawnOn(LayerGrid(40, 40, (1.0, 0.0, 0.0, 0.0, 1.0, 0.0), ()), Nothing(), 2))
    tool.canvasPressEvent(mouse(QEvent.Type.MouseButtonPress, 5, 5))
    none = Qt.KeyboardModifier.NoModifier
    tool.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, none))
    given_up = not tool.has_begun()
    tool.canvasPressEvent(mouse(QEvent.Type.MouseButtonPress, 10, 12))
    tool.canvasMoveEvent(mouse(QEvent.Type.MouseMove, 15, 15))
    tool.canvasReleaseEvent(mouse(QEvent.Type.MouseButtonRelease, 20, 18))
    (one,) = drawn
    window = one.window
    return {
        "given up": given_up,
        "drawn": [window.column, window.row, window.width, window.height],
    }


def dialogs(plugin: Any, window: Any, factory: Any) -> dict[str, Any]:
    """The options, and each dialog of the panel; how many widgets each shows."""
    from qgis.PyQt.QtWidgets import QApplication, QToolButton, QWidget

    from srxai_plugin.contract.resource import resource
    from srxai_plugin.desk.networks.add_dialog import AddNetwork
    from srxai_plugin.desk.networks.box import NetworkBox
    from srxai_plugin.desk.networks.model_card import ModelCard
    from srxai_plugin.desk.panel.compare_dialog import CompareDialog

    box, networks = window.findChild(NetworkBox), plugin.explainer.networks
    networks.show_card()
    until(lambda: box.findChild(ModelCard))
    made: dict[str, QWidget] = {"card": box.findChild(ModelCard)}
    networks.read(resource("models", "fsrcnn-x4.safetensors"))
    until(lambda: box.findChild(AddNetwork))
    made["add"] = box.findChild(AddNetwork)
    window.findChild(QToolButton, "srxaiCompare").click()
    made["compare"] = window.findChild(CompareDialog)
    made["options"] = factory.createWidget(window)
    shown = {}
    for name, widget in made.items():
        widget.show()
        QApplication.processEvents()
        shown[name] = [one.objectName() for one in widget.findChildren(QWidget)]
    return {"widgets": {name: len(list(filter(None, of))) for name, of in shown.items()}}


def painted(overlay: Any) -> int:
    """How many colours the overlay paints."""
    from qgis.PyQt.QtGui import QImage, QPainter

    image = QImage(64, 64, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    overlay.paint(painter)
    painter.end()
    return colours_in(image)


def colours_of(widget: Any) -> int:
    """In a picture of it."""
    from qgis.PyQt.QtGui import QImage

    return colours_in(widget.grab().toImage().convertToFormat(QImage.Format.Format_ARGB32))


def colours_in(image: Any) -> int:
    """Of an image with four bytes to a pixel."""
    memory = image.constBits()
    memory.setsize(image.sizeInBytes())
    return len(set(memoryview(bytes(memory)).cast("I")))


def until(is_so: Callable[[], object]) -> None:
    """Turn the event loop until then, or until something goes wrong."""
    from qgis.PyQt.QtCore import QEventLoop
    from qgis.PyQt.QtWidgets import QApplication

    deadline = time.monotonic() + PATIENCE_S
    while not is_so():
        if problems or time.monotonic() > deadline:
            sys.exit("\n".join(problems) or traceback.format_stack(limit=2)[0])
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)


def note(*error: Any) -> None:
    """What a slot raises, Qt would end the process for."""
    problems.append("".join(traceback.format_exception(*error)))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    install()
    try:
        main(*sys.argv[1:])
    except Exception:
        sys.exit(traceback.format_exc())
