"""How the maps of a comparison look: what networks share, and where they differ."""

from __future__ import annotations

from qgis.core import QgsGradientColorRamp, QgsRasterLayer
from qgis.PyQt.QtGui import QColor

from srxai_plugin.contract.appearance import GAMMA
from srxai_plugin.desk.map.styles import ramp_of, rising_ramp, stop, style_pseudocolour

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
