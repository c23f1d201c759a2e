"""How the outlines of the evidence look: imagery dimmed outside, and lines like contours."""

from __future__ import annotations

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsEditorWidgetSetup,
    QgsFillSymbol,
    QgsMapLayer,
    QgsPalLayerSettings,
    QgsRendererCategory,
    QgsRuleBasedLabeling,
    QgsSimpleFillSymbolLayer,
    QgsSimpleLineSymbolLayer,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsUnitTypes,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtGui import QColor, QFont

from srxai_plugin.contract.appearance import DIMMED, OUTLINE_COLOURS
from srxai_plugin.contract.results import OUTLINED, REST

translate = QCoreApplication.translate

PART = "part"
DARK = "#101014"
"""What the lines stand on, and what dims."""
HALO, LINE = 1.2, {50: 2.0, 80: 1.5, 95: 1.2}
"""Points, which are as wide on paper and on fine screens as elsewhere."""
LABEL_PT = 8.0


def style_outlines(layer: QgsVectorLayer) -> None:
    """The strongest evidence in the brightest line; what is dimmed was hardly used."""
    categories = [_category(str(share), _line(share)) for share in OUTLINED]
    categories.append(_category(REST, _dimming()))
    layer.setRenderer(QgsCategorizedSymbolRenderer(PART, categories))
    layer.setLabeling(_labels())
    layer.setLabelsEnabled(True)
    _name_fields(layer)


def part_name(part: str) -> str:
    """Of a part of the tile, for legends and for Identify."""
    return {
        "50": translate("Outlines", "50 % of the evidence"),
        "80": "80 %",
        "95": "95 %",
        REST: translate("Outlines", "Dimmed: used little"),
    }[part]


def is_outlines(layer: QgsMapLayer) -> bool:
    """Whether a layer shows outlines of a map of ours."""
    return (
        isinstance(layer, QgsVectorLayer)
        and layer.fields().indexOf(PART) >= 0
        and (layer.fields().indexOf("evidence") >= 0)
    )


def _category(part: str, symbol: QgsFillSymbol) -> QgsRendererCategory:
    return QgsRendererCategory(part, symbol, part_name(part))


def _dimming() -> QgsFillSymbol:
    colour = QColor(DARK)
    colour.setAlphaF(DIMMED)
    fill = QgsSimpleFillSymbolLayer(colour)
    fill.setStrokeStyle(Qt.PenStyle.NoPen)
    symbol = QgsFillSymbol()
    symbol.changeSymbolLayer(0, fill)
    return symbol


def _line(share: int) -> QgsFillSymbol:
    symbol = QgsFillSymbol()
    symbol.deleteSymbolLayer(0)
    halo = QColor(DARK)
    halo.setAlphaF(0.7)
    width = LINE[share]
    for colour, across in ((halo, width + 2 * HALO), (QColor(OUTLINE_COLOURS[share]), width)):
        line = QgsSimpleLineSymbolLayer(colour, across)
        line.setWidthUnit(QgsUnitTypes.RenderUnit.RenderPoints)
        line.setPenJoinStyle(Qt.PenJoinStyle.RoundJoin)
        symbol.appendSymbolLayer(line)
    return symbol


def _labels() -> QgsRuleBasedLabeling:
    """Each line says what it holds, as contours on a map say their height."""
    root = QgsRuleBasedLabeling.Rule(QgsPalLayerSettings())
    for share in OUTLINED:
        settings = QgsPalLayerSettings()
        settings.fieldName = f"'{share} %'"
        settings.isExpression = True
        settings.placement = QgsPalLayerSettings.Placement.PerimeterCurved
        settings.setFormat(_text(share))
        root.appendChild(
            QgsRuleBasedLabeling.Rule(settings, 0, 0, f"\"{PART}\" = '{share}'", str(share))
        )
    return QgsRuleBasedLabeling(root)


def _text(share: int) -> QgsTextFormat:
    text = QgsTextFormat()
    font = QFont(text.font())
    font.setBold(True)
    text.setFont(font)
    text.setSize(LABEL_PT)
    text.setSizeUnit(QgsUnitTypes.RenderUnit.RenderPoints)
    text.setColor(QColor(OUTLINE_COLOURS[share]))
    around = QgsTextBufferSettings()
    around.setEnabled(True)
    around.setSize(1.0)
    around.setColor(QColor(DARK))
    text.setBuffer(around)
    return text


def _name_fields(layer: QgsVectorLayer) -> None:
    """What Identify shows: words and units, no codes."""
    aliases = {
        PART: translate("Outlines", "Outline"),
        "evidence": translate("Outlines", "Evidence, %"),
        "area": translate("Outlines", "Tile area, %"),
        "method": translate("Outlines", "Method"),
        "network": translate("Outlines", "Network"),
    }
    fields = layer.fields()
    for name, alias in aliases.items():
        layer.setFieldAlias(fields.indexOf(name), alias)
    parts = [REST, *map(str, reversed(OUTLINED))]
    names = {"map": [{part_name(part): part} for part in parts]}
    layer.setEditorWidgetSetup(fields.indexOf(PART), QgsEditorWidgetSetup("ValueMap", names))
    layer.setDisplayExpression(f'represent_value("{PART}")')
    layer.setReadOnly(True)
