"""How the maps of a comparison look: what networks share, and where they differ."""

from __future__ import annotations

from qgis.core import (
    QgsColorRampShader,
    QgsGradientColorRamp,
    QgsGradientStop,
    QgsRasterLayer,
    QgsRasterShader,
    QgsSingleBandPseudoColorRenderer,
)
from qgis.PyQt.QtGui import QColor

from srxai_plugin.appearance import GAMMA, OPAQUE

VIRIDIS = (
    "#440154",
    "#472d7b",
    "#3b528b",
    "#2c728e",
    "#21918c",
    "#28ae80",
    "#5ec962",
    "#addc30",
    "#fde725",
)
"""Matplotlib's, at 9 even steps of 0-1."""
NARROW, MIDDLE, WIDE = "#b2182b", "#f7f7f7", "#2166ac"
"""Of the diverging ramp: red where only the narrow-looking networks look, blue where only the wide
ones do; told apart by colour-blind eyes too."""
STEPS = 8
"""Of each half of the diverging ramp."""


def style_consensus(layer: QgsRasterLayer) -> None:
    """Viridis over the fixed range 0-1; invisible at 0."""
    _style(layer, consensus_ramp(), 0.0)


def style_difference(layer: QgsRasterLayer) -> None:
    """Red to blue over the fixed range −1 to 1; invisible at 0."""
    _style(layer, difference_ramp(), -1.0)


def consensus_ramp() -> QgsGradientColorRamp:
    """Alpha rises from 0 at 0 to ``OPAQUE`` at 1, as that of attribution maps does."""
    last = len(VIRIDIS) - 1
    return _ramp(
        [_stop((i / last) ** (1 / GAMMA), name, i / last) for i, name in enumerate(VIRIDIS)]
    )


def difference_ramp() -> QgsGradientColorRamp:
    """Alpha rises from 0 in the middle to ``OPAQUE`` at both ends."""
    strengths = [i / STEPS for i in range(STEPS + 1)]
    left = [
        _stop(0.5 - s ** (1 / GAMMA) / 2, _between(MIDDLE, NARROW, s), s)
        for s in reversed(strengths)
    ]
    right = [_stop(0.5 + s ** (1 / GAMMA) / 2, _between(MIDDLE, WIDE, s), s) for s in strengths[1:]]
    return _ramp(left + right)


def _stop(place: float, name: str, strength: float) -> QgsGradientStop:
    colour = QColor(name)
    colour.setAlphaF(OPAQUE * strength)
    return QgsGradientStop(place, colour)


def _ramp(stops: list[QgsGradientStop]) -> QgsGradientColorRamp:
    first, *between, top = stops
    return QgsGradientColorRamp(first.color, top.color, False, between)


def _between(start: str, end: str, share: float) -> str:
    pairs = zip(QColor(start).getRgb()[:3], QColor(end).getRgb()[:3])
    return QColor(*(round((1 - share) * a + share * b) for a, b in pairs)).name()


def _style(layer: QgsRasterLayer, ramp: QgsGradientColorRamp, lowest: float) -> None:
    shader = QgsColorRampShader(lowest, 1.0, ramp)
    shader.setColorRampType(QgsColorRampShader.Type.Interpolated)
    shader.setClassificationMode(QgsColorRampShader.ClassificationMode.Continuous)
    shader.classifyColorRamp()
    function = QgsRasterShader(lowest, 1.0)
    function.setRasterShaderFunction(shader)
    renderer = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, function)
    renderer.setClassificationMin(lowest)
    renderer.setClassificationMax(1.0)
    layer.setRenderer(renderer)
