"""Pictures of the window, the panel and its dialogs for the guide.

SRXAI_SESSION=tools/desktop_pictures.py tools/desktop.sh SCENE OUTPUT [REGION] leaves them in
OUTPUT; ``make gallery`` puts them into docs/images. Everything shown is the real thing, except that
paths of this machine are cut to what they are called on any (see ``_anonymise``).
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import desktop_session as desktop
import processing
from qgis.core import (
    QgsExpressionContextUtils,
    QgsLayoutExporter,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
)
from qgis.gui import QgsCollapsibleGroupBox
from qgis.PyQt.QtCore import QPoint, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QApplication,
    QDialog,
    QDockWidget,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from qgis.utils import iface, plugins

from srxai_plugin.contract.resource import resource
from srxai_plugin.desk.results.thumbnails import Thumbnails
from srxai_plugin.desk.runtime.interpreter import how_to_get_one

PLUGIN = "srxai_plugin"
PROVENANCE = "srxai_provenance"
STILL_MS, MOVES = 1000, 40
"""How long a panel must look the same to be still, and how often that is looked for."""
DPI = 90
"""Of the printed page."""
HERE = re.compile(r"/\S*/(?=(?:profiles/default|\.venv|resources|scene)/)")
"""What a path of this machine begins with."""
ANYWHERE = {
    "~/profiles": "~/.local/share/QGIS/QGIS3/profiles",
    "~/.venv": "~/srxai/.venv",
    "~/resources": "…/srxai_plugin/resources",
}


def pictures(scene: Path, output: Path, region: str | None) -> dict:
    """All of them, in the order in which an analyst meets them."""
    window = iface.mainWindow()
    window.setGeometry(0, 0, *desktop.WINDOW)
    window.findChild(QDockWidget, "Browser").close()
    layer = desktop.open_scene(scene)
    desktop.save_project(output)
    dock, explainer = desktop.open_dock()
    place = desktop.wanted_region(layer, region)
    desktop.zoom_to(layer, place.scaled(3))

    take_missing(dock, output)
    take_live(explainer, dock, output)
    outcome = desktop.drag(layer, place, explainer)
    desktop.show_region()
    _wait_for_pictures(dock)
    grab_when_still(window, output / "demo.png")
    take_panel(dock, output)
    take_menu(dock, output)
    take_added_network(explainer, dock, output)
    take_card(explainer, output)
    take_comparison(explainer, dock, output)
    take_layout(explainer, output)
    take_processing(layer, place, output)
    take_options(output)
    return {"outcome": outcome}


def take_missing(dock: QWidget, output: Path) -> None:
    """What the panel says while there is no engine."""
    dock.show_engine_missing(how_to_get_one())
    _settle()
    grab_panel(dock, output / "no-engine.png", None, dock.advanced)
    dock.show_engine_missing("")
    _settle()


def take_live(explainer: object, dock: QWidget, output: Path) -> None:
    """The window that follows the cursor."""
    dock.region.live.click()
    seen: list[object] = []
    explainer.live.seen.connect(seen.append)
    viewport = iface.mapCanvas().viewport()
    QTest.mouseMove(viewport, viewport.rect().center() + QPoint(-10, 60))
    if not seen:
        desktop.wait_for([explainer.live.seen], desktop.RUN_MS, "the live look")
    _settle()
    whole = iface.mainWindow().grab()
    canvas = iface.mapCanvas()
    left = canvas.mapTo(iface.mainWindow(), QPoint(0, 0))
    height = canvas.height() * 2 // 3
    top = left.y() + canvas.height() // 6
    part = whole.copy(left.x(), top, canvas.width(), height)
    part.save(str(output / "live.png"))
    dock.region.ways["rectangle"].click()


def take_panel(dock: QWidget, output: Path) -> None:
    """Its upper half folded and unfolded, and the results with a plot."""
    content = dock.findChild(QScrollArea).widget()
    grab(content, output / "panel.png")
    _set_folds(dock, is_open=True)
    _settle()
    grab_panel(dock, output / "unfolded.png", None, dock.advanced)
    _set_folds(dock, is_open=False)
    dock.findChild(QToolButton, "srxaiPlots-atv").click()
    QTest.qWait(2500)
    grab_panel(dock, output / "plot.png", dock.results, dock.results)
    dock.results.plots.open("")
    _settle()


def take_menu(dock: QWidget, output: Path) -> None:
    """What can be exported."""
    menu = dock.findChild(QMenu, "srxaiExportMenu")
    menu.popup(dock.mapToGlobal(QPoint(0, 0)))
    _settle()
    grab(menu, output / "export-menu.png")
    menu.close()


def take_added_network(explainer: object, dock: QWidget, output: Path) -> None:
    """The dialog for a checkpoint that is not known yet."""
    checkpoint = output / "my_network.safetensors"
    shutil.copy(resource("models", "pan-x4.safetensors"), checkpoint)
    explainer.networks.read(checkpoint)
    dialog = _when_open("srxaiAddNetworkDialog")
    QTest.qWait(3000)  # the check of the ramp may add a sentence
    grab_when_still(dialog, output / "add-network.png")
    dialog.reject()
    _settle()


def take_card(explainer: object, output: Path) -> None:
    """The model card of the default network."""
    explainer.networks.show_card()
    _settle()
    dialog = _open_dialog()
    _anonymise(dialog)
    grab_when_still(dialog, output / "network-card.png")
    dialog.reject()
    _settle()


def take_comparison(explainer: object, dock: QWidget, output: Path) -> None:
    """Which networks are asked, and what comes of it."""
    comparing = explainer.outcomes.comparing
    comparing.choose()
    dialog = _when_open("srxaiCompareDialog")
    grab_when_still(dialog, output / "compare-networks.png")
    dialog.accept()
    desktop.wait_for([comparing.compared], desktop.RUN_MS, "the comparison")
    QTest.qWait(2500)
    grab_panel(dock, output / "compared.png", dock.results, dock.results)
    dock.results.plots.open("")
    _settle()


def take_layout(explainer: object, output: Path) -> None:
    """The printed page, as the designer shows it."""
    explainer.outcomes.exporting.make_layout()
    (layout,) = QgsProject.instance().layoutManager().printLayouts()
    QTest.qWait(1500)
    scope = QgsExpressionContextUtils.layoutScope(layout)
    words = _anywhere(scope.variable(PROVENANCE))
    QgsExpressionContextUtils.setLayoutVariable(layout, PROVENANCE, words)
    image = QgsLayoutExporter(layout).renderPageToImage(0, dpi=DPI)
    image.save(str(output / "print-layout.png"))
    for designer in iface.openLayoutDesigners():
        designer.close()
    _settle()


def take_processing(layer: QgsRasterLayer, place: QgsRectangle, output: Path) -> None:
    """The dialog of the algorithm that explains a region."""
    edges = (place.xMinimum(), place.xMaximum(), place.yMinimum(), place.yMaximum())
    region = ",".join(f"{edge:.5f}" for edge in edges)
    given = {"LAYER": layer, "REGION": f"{region} [{layer.crs().authid()}]"}
    dialog = processing.createAlgorithmDialog("srxai:explainregion", given)
    dialog.resize(930, 560)
    dialog.show()
    QTest.qWait(1000)
    for line in dialog.findChildren(QLineEdit):
        line.setCursorPosition(0)
    dialog.setFocus()
    grab_when_still(dialog, output / "processing.png")
    dialog.close()
    _settle()


def take_options(output: Path) -> None:
    """The page in QGIS's options: engine, its environment, what every run takes."""
    frame = QWidget()  # the margins that the page has in QGIS's dialog
    page = plugins[PLUGIN]._options.createWidget(frame)
    QVBoxLayout(frame).addWidget(page)
    frame.show()
    test = page.findChild(QPushButton, "srxaiTestEngine")
    test.click()
    while not test.isEnabled():
        QTest.qWait(200)
    _anonymise(page)
    frame.resize(660, frame.sizeHint().height())
    grab_when_still(frame, output / "options.png")
    frame.close()


def grab(widget: QWidget, path: Path) -> None:
    """As it is painted, without what lies over it."""
    if not widget.grab().save(str(path)):
        raise RuntimeError(f"{path} cannot be written")


def grab_when_still(widget: QWidget, path: Path) -> None:
    """After what was asked of it has been done."""
    _settle()
    grab(widget, path)


def grab_panel(dock: QWidget, path: Path, first: QWidget | None, last: QWidget) -> None:
    """A strip of the panel: from one of its parts, or its upper edge, to another one, once all
    of it is drawn."""
    content = dock.findChild(QScrollArea).widget()
    _wait_for_pictures(dock)
    top = first.mapTo(content, QPoint(0, -4)).y() if first else 0
    bottom = last.mapTo(content, QPoint(0, last.height() + 8)).y()
    content.grab().copy(0, top, content.width(), bottom - top).save(str(path))


def _wait_for_pictures(dock: QWidget) -> None:
    """Until thumbnails are drawn and nothing moves any more, which takes a busy machine a while."""
    content, before = dock.findChild(QScrollArea).widget(), None
    for _ in range(MOVES):
        QTest.qWait(STILL_MS)
        seen = content.grab().toImage()
        if seen == before and not any(one.is_drawing for one in dock.findChildren(Thumbnails)):
            break
        before = seen


def _set_folds(dock: QWidget, is_open: bool) -> None:
    for fold in dock.findChildren(QgsCollapsibleGroupBox):
        fold.setCollapsed(not is_open)
    dock.bands._fold.setChecked(is_open)


def _when_open(name: str) -> QDialog:
    """The dialog of this name, as soon as it is shown."""
    for _ in range(200):
        for dialog in QApplication.topLevelWidgets():
            if dialog.objectName() == name and dialog.isVisible():
                _settle()
                return dialog
        QTest.qWait(100)
    raise RuntimeError(f"Waited 20 s in vain for {name}")


def _open_dialog() -> QDialog:
    """The one that has just been opened."""
    return next(
        w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible()
    )


def _anonymise(widget: QWidget) -> None:
    """Folders that are this machine's alone, as an analyst's own would be called."""
    for label in widget.findChildren(QLabel):
        label.setText(_anywhere(label.text()))
    for line in widget.findChildren(QLineEdit):
        line.setPlaceholderText(_anywhere(line.placeholderText()))


def _anywhere(text: str) -> str:
    text = HERE.sub("~/", text)
    for here, there in ANYWHERE.items():
        text = text.replace(here, there)
    return text


def _settle() -> None:
    QApplication.processEvents()
    QTest.qWait(300)


if __name__ == "__main__":
    QTimer.singleShot(0, lambda: desktop.main(pictures))
