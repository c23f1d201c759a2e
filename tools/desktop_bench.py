"""How long an analyst waits, measured in a real QGIS window; run by benchmarks/desktop.py."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import desktop_session as desktop
from qgis.PyQt.QtCore import QEvent, QEventLoop, QPoint, Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication
from qgis.utils import iface, loadPlugin, startPlugin, unloadPlugin

PLUGIN = "srxai_plugin"
LOADS = 7
CLICKS = 12
METHODS = ("amve-sr", "lam")


def bench(scene: Path, output: Path, _region: str | None) -> dict:
    """Figures in ms, all of them one by one."""
    loads = [load() for _ in range(LOADS + 1)][1:]  # the first may compile
    iface.mainWindow().setGeometry(0, 0, *desktop.WINDOW)
    layer = desktop.open_scene(scene)
    dock, explainer = desktop.open_dock()
    desktop.zoom_to(layer, desktop.wanted_region(layer, None).scaled(12))
    dock.region.ways["click"].click()
    facts: dict = {"load_ms": loads, "click_to_map_ms": {}, "run_ms": {}, "longest_gap_ms": {}}
    for method in METHODS:
        dock.tick_methods([method])
        clicks = [click(explainer, number) for number in range(CLICKS + 1)][
            1:
        ]  # the first warms up
        facts["click_to_map_ms"][method] = [seen for seen, _, _ in clicks]
        facts["run_ms"][method] = [done for _, done, _ in clicks]
        facts["longest_gap_ms"][method] = [gap for _, _, gap in clicks]
    return {"outcome": "explained", **facts}


def load() -> float:
    """Of the plugin, as QGIS's start does it: every module anew."""
    unloadPlugin(PLUGIN)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # the old icon, for one
    for name in [name for name in sys.modules if name.split(".")[0] == PLUGIN]:
        del sys.modules[name]
    start = time.perf_counter()
    if not (loadPlugin(PLUGIN) and startPlugin(PLUGIN)):
        raise RuntimeError("the plugin does not load")
    return 1000 * (time.perf_counter() - start)


def click(explainer: object, number: int) -> tuple[float, float, float]:
    """On another place each time; ms until the map is painted, until its layers and figures are
    there, and for which the main thread was held."""
    canvas = iface.mapCanvas()
    viewport = canvas.viewport()
    middle = viewport.rect().center()
    place = middle + QPoint(17 * (number % 5) - 40, 13 * (number // 5) - 20)
    times: dict[str, float] = {}
    loop = QEventLoop()
    seen = explainer.previewed.connect(lambda _: paint())
    ended = explainer.explained.connect(lambda _: note("done"))
    failed = explainer.failed.connect(lambda _: note("failed"))

    def paint() -> None:
        viewport.repaint()  # at once, not when the event loop comes to it
        times["seen"] = time.perf_counter()

    def note(what: str) -> None:
        times[what] = time.perf_counter()
        loop.quit()

    heart = desktop.Heartbeat()
    heart.start()
    start = time.perf_counter()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    QTimer.singleShot(desktop.RUN_MS, loop.quit)
    loop.exec()
    heart.stop()
    for signal, connection in (
        (explainer.previewed, seen),
        (explainer.explained, ended),
        (explainer.failed, failed),
    ):
        signal.disconnect(connection)
    if "seen" not in times or "done" not in times:
        raise RuntimeError(f"a click came to nothing: {desktop.messages()}")
    desktop.render(canvas)  # the next click finds the map drawn
    return (
        1000 * (times["seen"] - start),
        1000 * (times["done"] - start),
        heart.longest_ms,
    )


if __name__ == "__main__":
    QTimer.singleShot(0, lambda: desktop.main(bench))
