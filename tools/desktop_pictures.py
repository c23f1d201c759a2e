"""Pictures of the panel's parts for the guide: SRXAI_SESSION=tools/desktop_pictures.py
tools/desktop.sh SCENE OUTPUT leaves them in OUTPUT."""

from __future__ import annotations

from pathlib import Path

import desktop_session as desktop
from qgis.gui import QgsCollapsibleGroupBox
from qgis.PyQt.QtCore import QPoint, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QPushButton, QToolButton, QWidget
from qgis.utils import iface, plugins


def pictures(scene: Path, output: Path, region: str | None) -> dict:
    """A run, its plot, what is folded away, the live look and the options."""
    iface.mainWindow().setGeometry(0, 0, *desktop.WINDOW)
    layer = desktop.open_scene(scene)
    dock, explainer = desktop.open_dock()
    place = desktop.wanted_region(layer, region)
    desktop.zoom_to(layer, place.scaled(3))

    dock.region.live.click()
    seen: list[object] = []
    explainer.live.seen.connect(seen.append)
    middle = iface.mapCanvas().viewport().rect().center()
    QTest.mouseMove(iface.mapCanvas().viewport(), middle + QPoint(-20, 10))
    if not seen:
        desktop.wait_for([explainer.live.seen], desktop.RUN_MS, "the live look")
    iface.mainWindow().grab().save(str(output / "live.png"))
    dock.region.ways["rectangle"].click()

    outcome = desktop.drag(layer, place, explainer)
    for fold in dock.findChildren(QgsCollapsibleGroupBox):
        fold.setCollapsed(False)
    dock.bands._fold.setChecked(True)
    _settle()
    grab(dock.widget().widget(), output / "unfolded.png")
    for fold in dock.findChildren(QgsCollapsibleGroupBox):
        fold.setCollapsed(True)
    dock.bands._fold.setChecked(False)
    for button in (*dock.findChildren(QToolButton), *dock.findChildren(QPushButton)):
        if button.objectName().endswith(("-atv", "Atv")) or button.text() == "ATV curve":
            button.click()
            break
    QTest.qWait(3000)
    _settle()
    grab(dock.widget().widget(), output / "plot.png")

    page = plugins["srxai_plugin"]._options.createWidget(None)
    page.resize(720, page.sizeHint().height())
    page.show()
    QTest.qWait(1500)
    grab(page, output / "options.png")
    page.close()
    return {"outcome": outcome}


def grab(widget: QWidget, path: Path) -> None:
    widget.grab().save(str(path))


def _settle() -> None:
    QApplication.processEvents()
    QTest.qWait(300)


if __name__ == "__main__":
    QTimer.singleShot(0, lambda: desktop.main(pictures))
