"""Markup in names of layers, networks and results is shown as text, wherever it is shown."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import replace

import pytest
from conftest import dock_of
from qgis.core import QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QTextDocument
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QTableWidget,
    QTextEdit,
    QWidget,
)

from srxai_plugin.contract.results import Detail, Explanation
from srxai_plugin.desk.map.layers import add_explanation
from srxai_plugin.desk.map.source import source_of
from srxai_plugin.desk.networks.add_dialog import AddNetwork
from srxai_plugin.desk.networks.model_card import ModelCard
from srxai_plugin.desk.panel.dock import ExplainDock
from srxai_plugin.plugin import SrxaiPlugin

EVIL = '<img src="x"><b>evil</b>'
FACTS = {
    "id": EVIL,
    "title": EVIL,
    "architecture": EVIL,
    "scale": 4,
    "bands": 3,
    "parameters": 1,
    "value_range": 1.0,
    "colour": "rgb",
    "path": f"/tmp/{EVIL}.pt",
    "free_id": "evil",
    "added": True,
    "local": True,
    "card": {k: EVIL for k in ("title", "sensor", "data", "licence", "command", "remarks")},
}


@pytest.fixture
def spoiled(
    plugin: SrxaiPlugin, project: QgsProject, explanation: Explanation
) -> Iterator[ExplainDock]:
    """The dock with a result whose every name is markup."""
    attributions = tuple(
        replace(a, name=EVIL, verdict=replace(a.verdict, words=EVIL, reasons=(EVIL,)))
        for a in explanation.attributions
    )
    evil = replace(
        explanation,
        network=replace(explanation.network, id=EVIL, architecture=EVIL),
        attributions=attributions,
        warnings=(EVIL,),
        detail=Detail("supported", ("share", EVIL), EVIL),
        software={EVIL: EVIL},
    )
    layer = QgsRasterLayer(explanation.request.raster, EVIL)
    project.addMapLayer(layer)
    plugin.open()
    dock = dock_of(plugin)
    source = source_of(layer)
    dock.results.show_explanation(evil)
    add_explanation(evil, source, project)
    plugin.explainer.outcomes.show(evil, source)
    dock.networks.fill(
        [FACTS, {"id": EVIL, "title": EVIL, "path": EVIL, "added": True, "error": EVIL}]
    )
    dock.show_status(EVIL)
    return dock


def read(text: str) -> str:
    """As Qt shows a text that may be rich."""
    if not Qt.mightBeRichText(text):
        return text
    document = QTextDocument()
    document.setHtml(text)
    return document.toPlainText()


def shown(widget: QWidget) -> Iterator[str]:
    """All that a widget and those in it show, and their tooltips."""
    for one in (widget, *widget.findChildren(QWidget)):
        yield read(one.toolTip())
        yield read(one.whatsThis())
        if isinstance(one, QLabel):
            plain = one.textFormat() == Qt.TextFormat.PlainText
            yield one.text() if plain else read(one.text())
        if isinstance(one, QTextEdit):
            yield one.toPlainText()
        if isinstance(one, (QComboBox, QAbstractItemView)) and one.model() is not None:
            model = one.model()
            for row in range(model.rowCount()):
                columns = one.columnCount() if isinstance(one, QTableWidget) else 1
                for column in range(columns):
                    tip = model.index(row, column).data(Qt.ItemDataRole.ToolTipRole)
                    yield read(str(tip or ""))
        for action in one.actions():
            yield read(action.toolTip())


def assert_text(widget: QWidget) -> int:
    """Fails where "evil" is shown without the markup around it; how often it is shown with it."""
    found = [text for text in shown(widget) if "evil</b>" in text or "evil" in text.split()]
    for text in found:
        assert EVIL in text, html.escape(text)
    return len(found)


def test_the_dock_shows_markup_as_text(spoiled: ExplainDock) -> None:
    QApplication.processEvents()
    assert assert_text(spoiled) >= 5


@pytest.mark.parametrize("kind", [ModelCard, AddNetwork])
def test_dialogs_of_a_network_show_markup_as_text(kind: type, project: QgsProject) -> None:
    dialog = kind(FACTS)
    if kind is AddNetwork:
        dialog.show_warnings([EVIL])
    assert assert_text(dialog) >= 3
    dialog.deleteLater()


def test_layers_tell_markup_as_text(spoiled: ExplainDock, project: QgsProject) -> None:
    ours = [layer for layer in project.mapLayers().values() if layer.metadata().abstract()]
    assert len(ours) >= 3
    for layer in ours:
        metadata = layer.metadata()
        for told in (metadata.abstract(), metadata.title(), *metadata.history()):
            document = QTextDocument()
            document.setHtml(told)
            assert "evil" not in told or EVIL in document.toPlainText()
        assert EVIL in html.unescape(metadata.abstract())
