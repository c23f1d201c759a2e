"""How explained features look: by verdict; one that failed says why."""

from __future__ import annotations

from html import escape

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsEditorWidgetSetup,
    QgsFillSymbol,
    QgsPalLayerSettings,
    QgsRendererCategory,
    QgsRuleBasedLabeling,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtGui import QColor

from srxai_plugin.contract.appearance import DETAIL_COLOURS
from srxai_plugin.contract.choices import METHOD_NAMES
from srxai_plugin.desk.language.detail import level_name

translate = QCoreApplication.translate

NOTE = "srxai_note"
FAILED = "failed"
VERDICT_COLOURS = {"faithful": "#2f9e44", "careful": "#d9820f", "unfit": "#e03131"}
FILLED = 0.55
"""Alpha of a polygon's inside: what it is about stays visible."""
WRAPPED = 28
"""Letters of a line that says why a feature failed."""


def style_features(layer: QgsVectorLayer) -> None:
    """By the verdict on the detail where that was asked for, else by the first method's verdict on
    its map."""
    names = [field.name() for field in layer.fields()]
    by_map = next((name for name in names if name.endswith("_verdict")), "")
    field = "detail" if "detail" in names and "detail_share" in names else by_map
    if not field:
        return
    levels = _detail_levels() if field == "detail" else _map_levels()
    categories = [
        QgsRendererCategory(level, _filled(colour), words) for level, colour, words in levels
    ]
    failed = translate("Features", "Not explained: the label says why")
    categories.append(QgsRendererCategory(FAILED, _failed(), failed))
    rule = f'CASE WHEN "{NOTE}" IS NOT NULL THEN \'{FAILED}\' ELSE "{field}" END'
    layer.setRenderer(QgsCategorizedSymbolRenderer(rule, categories))
    layer.setLabeling(_why())
    layer.setLabelsEnabled(True)
    _name_fields(layer)
    tip = f'CASE WHEN "{NOTE}" IS NOT NULL THEN \'{_quoted(_why_words())}: \' || "{NOTE}" '
    layer.setMapTipTemplate(f'[% {tip}ELSE represent_value("{field}") END %]')


def field_key(method: str) -> str:
    """How the fields of a method's figures begin."""
    return method.replace("-", "_").replace("+", "_plus")


def _why_words() -> str:
    return translate("Features", "Why it could not be explained")


def _name_fields(layer: QgsVectorLayer) -> None:
    """What Identify shows: words and units, no codes. Other fields stay as they are."""
    fields = layer.fields()
    aliases = {
        NOTE: _why_words(),
        "srxai_result": translate("ExplainRegion", "Result as JSON"),
    }
    codes: dict[str, list[tuple[str, str, str]]] = {}
    """What is shown in place of them, by field."""
    if fields.indexOf("detail_share") >= 0:
        aliases["detail"] = translate("ExplainRegion", "Detail: verdict")
        aliases["detail_share"] = translate("ExplainRegion", "Detail: estimated true share, 0 to 1")
        aliases["detail_half_width"] = translate(
            "ExplainRegion", "Detail: half-width of the 90 % interval, in raster units"
        )
        codes["detail"] = _detail_levels()
    for id, method in METHOD_NAMES.items():
        if fields.indexOf(f"{field_key(id)}_verdict") >= 0:
            found = _aliases_of(method).items()
            aliases.update({f"{field_key(id)}_{figure}": alias for figure, alias in found})
            codes[f"{field_key(id)}_verdict"] = _map_levels()
    for name, alias in aliases.items():
        layer.setFieldAlias(fields.indexOf(name), alias)
    for name, levels in codes.items():  # after the aliases, the first of which would undo it
        words = {"map": [{words: level} for level, _, words in levels]}
        layer.setEditorWidgetSetup(fields.indexOf(name), QgsEditorWidgetSetup("ValueMap", words))


def _aliases_of(method: str) -> dict[str, str]:
    """By the figures of a method."""
    words = {
        "diffusion_index": translate("ExplainRegion", "{0}: diffusion index"),
        "atv": translate("ExplainRegion", "{0}: mean ATV, %"),
        "loc": translate("ExplainRegion", "{0}: mean loc, %"),
        "beyond_detail": translate("ExplainRegion", "{0}: beyond detail"),
        "radius": translate(
            "Features", "{0}: radius that holds 95 %, m (raster pixels without a CRS)"
        ),
        "verdict": translate("Features", "{0}: verdict on the map"),
    }
    return {figure: alias.format(method) for figure, alias in words.items()}


def _detail_levels() -> list[tuple[str, str, str]]:
    levels = {**DETAIL_COLOURS, "not-judged": DETAIL_COLOURS["not-calibrated"]}
    words = translate("Features", "Detail: {0}")
    return [(level, colour, words.format(level_name(level))) for level, colour in levels.items()]


def _map_levels() -> list[tuple[str, str, str]]:
    words = {
        "faithful": translate("Features", "Faithful map"),
        "careful": translate("Features", "Careful"),
        "unfit": translate("Features", "Unfit map"),
    }
    return [(level, colour, words[level]) for level, colour in VERDICT_COLOURS.items()]


def _filled(colour: str) -> QgsFillSymbol:
    inside = QColor(colour)
    inside.setAlphaF(FILLED)
    symbol = QgsFillSymbol.createSimple({"outline_width": "0.4"})
    symbol.symbolLayer(0).setFillColor(inside)
    symbol.symbolLayer(0).setStrokeColor(QColor(colour).darker(130))
    return symbol


def _failed() -> QgsFillSymbol:
    """Hatched, which no verdict is."""
    symbol = QgsFillSymbol.createSimple({"outline_width": "0.4", "outline_style": "dash"})
    symbol.symbolLayer(0).setBrushStyle(Qt.BrushStyle.BDiagPattern)
    symbol.symbolLayer(0).setFillColor(QColor("#5c5f66"))
    symbol.symbolLayer(0).setStrokeColor(QColor("#2b2d31"))
    return symbol


def _why() -> QgsRuleBasedLabeling:
    settings = QgsPalLayerSettings()
    settings.fieldName = NOTE
    settings.autoWrapLength = WRAPPED
    settings.placement = QgsPalLayerSettings.Placement.OverPoint
    text, around = QgsTextFormat(), QgsTextBufferSettings()
    text.setSize(8.0)
    around.setEnabled(True)
    around.setSize(0.8)
    text.setBuffer(around)
    settings.setFormat(text)
    root = QgsRuleBasedLabeling.Rule(QgsPalLayerSettings())
    root.appendChild(QgsRuleBasedLabeling.Rule(settings, 0, 0, f'"{NOTE}" IS NOT NULL', FAILED))
    return QgsRuleBasedLabeling(root)


def _quoted(words: str) -> str:
    """Within a string of an expression, in HTML."""
    return escape(words, quote=False).replace("'", "''")
