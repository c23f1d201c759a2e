"""How the layer looks that judges the detail which a network added."""

from __future__ import annotations

from qgis.core import (
    QgsLayerTreeLayer,
    QgsMapLayerLegendUtils,
    QgsPalettedRasterRenderer,
    QgsRasterLayer,
    QgsSingleBandPseudoColorRenderer,
)
from qgis.PyQt.QtGui import QColor

from srxai_plugin.contract.appearance import DETAIL_COLOURS, DETAIL_OPAQUE
from srxai_plugin.contract.results import DETAIL_LEVELS
from srxai_plugin.contract.scenes import DETAIL_BANDS
from srxai_plugin.desk.language.detail import level_name

CLASS_BAND = list(DETAIL_BANDS).index("class") + 1
UNSEEN = "nothing-added"


def style_detail(layer: QgsRasterLayer) -> None:
    """A colour and a word for each class, over imagery; no data and nothing added show nothing."""
    classes = [
        QgsPalettedRasterRenderer.Class(number, _colour(level), level_name(level))
        for number, level in enumerate(DETAIL_LEVELS, start=1)
        if level in DETAIL_COLOURS
    ]
    layer.setRenderer(QgsPalettedRasterRenderer(layer.dataProvider(), CLASS_BAND, classes))


def shorten_legend(node: QgsLayerTreeLayer) -> None:
    """Leave colours and words to the legend of a raster in classes or of one along a ramp: its
    band's long name would be cut off. Other layers stay as they are."""
    layer = node.layer()
    renderer = layer.renderer() if isinstance(layer, QgsRasterLayer) else None
    if isinstance(renderer, QgsPalettedRasterRenderer):
        count = len(renderer.classes())
        QgsMapLayerLegendUtils.setLegendNodeOrder(node, list(range(1, count + 1)))
    elif isinstance(renderer, QgsSingleBandPseudoColorRenderer):
        QgsMapLayerLegendUtils.setLegendNodeOrder(node, [1])


def _colour(level: str) -> QColor:
    colour = QColor(DETAIL_COLOURS[level])
    colour.setAlphaF(0.0 if level == UNSEEN else DETAIL_OPAQUE)
    return colour
