"""How maps of scenes look."""

from __future__ import annotations

from qgis.core import QgsGradientColorRamp, QgsGradientStop, QgsRasterLayer
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QColor

from srxai_plugin.desk.map.styles import style_pseudocolour

translate = QCoreApplication.translate

CALM, WARY, ALARMED = "#2c7bb6", "#ffffbf", "#d7191c"
"""Colour-blind safe: blue where a figure is low, red where it is high."""
OPACITY = 0.7
FIRST = 3
"""Band that is shown first: how much does this network add?"""


def style_reliance(layer: QgsRasterLayer) -> None:
    """A style for each band in the layer's style manager; texture added is shown."""
    names = (
        translate("RelianceStyle", "How widely it looks (diffusion index)"),
        translate("RelianceStyle", "How much its map explains (ATV)"),
        translate("RelianceStyle", "How much it adds (texture added)"),
        translate("RelianceStyle", "How far it looks (radius)"),
        translate("RelianceStyle", "How much of what it adds may be true"),
        translate("RelianceStyle", "How wide the 90 % interval is"),
    )[: layer.bandCount()]
    styles = layer.styleManager()
    for band, name in enumerate(names, start=1):
        if name not in styles.styles():
            styles.addStyleFromLayer(name)
        styles.setCurrentStyle(name)
        _show(layer, band, *_range(layer, band))
    styles.removeStyle("default")
    styles.setCurrentStyle(names[FIRST - 1])


def _range(layer: QgsRasterLayer, band: int) -> tuple[float, float]:
    # All statistics: to name some takes a number in 3.22, and another type in later versions.
    found = layer.dataProvider().bandStatistics(band)
    low, high = found.minimumValue, found.maximumValue
    return (low, high) if low < high else (low, low + 1)  # constant, or nothing at all


def _show(layer: QgsRasterLayer, band: int, low: float, high: float) -> None:
    ramp = QgsGradientColorRamp(
        QColor(CALM), QColor(ALARMED), False, [QgsGradientStop(0.5, QColor(WARY))]
    )
    style_pseudocolour(layer, band, ramp, low, high)
    layer.renderer().setOpacity(OPACITY)
