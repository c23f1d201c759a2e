"""How the maps of a comparison look: what networks share, and where they differ."""

from __future__ import annotations

import math

from qgis.core import (
    QgsColorRampShader,
    QgsGradientColorRamp,
    QgsRasterLayer,
    QgsRasterShader,
    QgsSingleBandPseudoColorRenderer,
)
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QColor

from srxai_plugin.contract.appearance import DISAGREEMENT_COLOURS, GAMMA
from srxai_plugin.desk.map.styles import ramp_of, rising_ramp, stop, style_pseudocolour

translate = QCoreApplication.translate

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

DISAGREEMENT_OPAQUE = 0.75


def style_disagreement(layer: QgsRasterLayer, limits: tuple[float, ...]) -> None:
    """Four classes with fixed meanings, named in the legend; no difference shows nothing.

    Args:
        limits: of the classes, in raster units; see ``Disagreement.limits``.
    """
    names = (
        translate("Compared", "the same to the eye (up to {0})"),
        translate("Compared", "differ a little (up to {0})"),
        translate("Compared", "differ (up to {0})"),
        translate("Compared", "contradict each other"),
    )
    shader = QgsColorRampShader()
    shader.setColorRampType(QgsColorRampShader.Type.Discrete)
    items = []
    for i, (colour, name) in enumerate(zip(DISAGREEMENT_COLOURS, names)):
        shown = QColor(colour)
        shown.setAlphaF(0.0 if i == 0 else DISAGREEMENT_OPAQUE)
        top = limits[i] if i < len(limits) else math.inf
        items.append(QgsColorRampShader.ColorRampItem(top, shown, name.format(f"{top:.3g}")))
    shader.setColorRampItemList(items)
    function = QgsRasterShader()
    function.setRasterShaderFunction(shader)
    layer.setRenderer(QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, function))


def style_consensus(layer: QgsRasterLayer) -> None:
    """Viridis over the fixed range 0-1; invisible at 0."""
    style_pseudocolour(layer, 1, consensus_ramp(), 0.0, 1.0)


def style_difference(layer: QgsRasterLayer) -> None:
    """Red to blue over the fixed range −1 to 1; invisible at 0."""
    style_pseudocolour(layer, 1, difference_ramp(), -1.0, 1.0)


def consensus_ramp() -> QgsGradientColorRamp:
    """Alpha rises from 0 at 0 to ``OPAQUE`` at 1, as that of attribution maps does."""
    return rising_ramp(VIRIDIS)


def difference_ramp() -> QgsGradientColorRamp:
    """Alpha rises from 0 in the middle to ``OPAQUE`` at both ends."""
    strengths = [i / STEPS for i in range(STEPS + 1)]
    left = [
        stop(0.5 - s ** (1 / GAMMA) / 2, _between(MIDDLE, NARROW, s), s)
        for s in reversed(strengths)
    ]
    right = [stop(0.5 + s ** (1 / GAMMA) / 2, _between(MIDDLE, WIDE, s), s) for s in strengths[1:]]
    return ramp_of(left + right)


def _between(start: str, end: str, share: float) -> str:
    pairs = zip(QColor(start).getRgb()[:3], QColor(end).getRgb()[:3])
    return QColor(*(round((1 - share) * a + share * b) for a, b in pairs)).name()
