"""How the layers of an explanation look; the same from the dock and from Processing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional, Union

from qgis.core import (
    QgsColorRampLegendNodeSettings,
    QgsColorRampShader,
    QgsContrastEnhancement,
    QgsFillSymbol,
    QgsGradientColorRamp,
    QgsGradientStop,
    QgsMultiBandColorRenderer,
    QgsRasterLayer,
    QgsRasterRenderer,
    QgsRasterShader,
    QgsSimpleLineSymbolLayer,
    QgsSingleBandGrayRenderer,
    QgsSingleBandPseudoColorRenderer,
    QgsSingleSymbolRenderer,
    QgsUnitTypes,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtGui import QColor

from srxai_plugin.contract.appearance import GAMMA, OPAQUE

translate = QCoreApplication.translate

# fmt: off
INFERNO = (
    "#000004", "#0b0724", "#210c4a", "#3d0965", "#57106e", "#71196e", "#8a226a", "#a32c61",
    "#bc3754", "#d24644", "#e45a31", "#f1731d", "#f98e09", "#fcac11", "#f9cb35", "#f2ea69",
    "#fcffa4",
)
# fmt: on
"""Matplotlib's, at 17 even steps of 0-1."""

OUTLINE = "#0b3d91"
HALO = "#ffffff"
OUTLINE_PX = 2.0
HALO_PX = 5.0


def style_attribution(layer: QgsRasterLayer, band: int = 1) -> None:
    """Inferno over the fixed range 0-1, so that two maps compare; invisible at 0."""
    style_pseudocolour(layer, band, attribution_ramp(), 0.0, 1.0, (used_little(), used_most()))


def used_little() -> str:
    """What legends call the lower end of a map, translated."""
    return translate("Outlines", "used little")


def used_most() -> str:
    """What legends call its upper end, translated."""
    return translate("Outlines", "used most")


def style_pseudocolour(
    layer: QgsRasterLayer,
    band: int,
    ramp: QgsGradientColorRamp,
    low: float,
    high: float,
    words: tuple[str, str] = ("", ""),
) -> None:
    """One band in the colours of ``ramp``, from ``low`` to ``high``.

    Args:
        words: of the legend, at its lower and its upper end; empty for the figures.
    """
    shader = QgsColorRampShader(low, high, ramp)
    shader.setColorRampType(QgsColorRampShader.Type.Interpolated)
    shader.setClassificationMode(QgsColorRampShader.ClassificationMode.Continuous)
    shader.classifyColorRamp()
    legend = QgsColorRampLegendNodeSettings(shader.legendSettings())
    legend.setMinimumLabel(words[0])
    legend.setMaximumLabel(words[1])
    shader.setLegendSettings(legend)
    function = QgsRasterShader(low, high)
    function.setRasterShaderFunction(shader)
    renderer = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), band, function)
    renderer.setClassificationMin(low)
    renderer.setClassificationMax(high)
    layer.setRenderer(renderer)


def attribution_ramp() -> QgsGradientColorRamp:
    """Inferno with an alpha that rises from 0 at 0 to ``OPAQUE`` at 1, both by ``GAMMA``."""
    return rising_ramp(INFERNO)


def rising_ramp(colours: Sequence[str]) -> QgsGradientColorRamp:
    """Even steps of 0-1, with an alpha that rises from 0 to ``OPAQUE``, both by ``GAMMA``."""
    last = len(colours) - 1
    return ramp_of(
        [stop((i / last) ** (1 / GAMMA), name, i / last) for i, name in enumerate(colours)]
    )


def stop(place: float, name: str, strength: float) -> QgsGradientStop:
    """A colour at a place of a ramp, its alpha that share of ``OPAQUE``."""
    colour = QColor(name)
    colour.setAlphaF(OPAQUE * strength)
    return QgsGradientStop(place, colour)


def ramp_of(stops: Sequence[QgsGradientStop]) -> QgsGradientColorRamp:
    """Through all of them, from the first to the last."""
    first, *between, top = stops
    return QgsGradientColorRamp(first.color, top.color, False, between)


def style_super_resolved(
    layer: QgsRasterLayer, bands: tuple[int, ...], source: Optional[QgsRasterRenderer]
) -> None:
    """Show the raster as its source is shown, stretch included, so that the two compare by eye.

    Args:
        layer: whose band i was made from band ``bands[i]`` of the source.
        source: how the source layer is drawn; one that is neither in three colours nor of one
            band, or shows bands that the network did not see, leaves QGIS's own choice.
    """
    if isinstance(source, (QgsSingleBandGrayRenderer, QgsSingleBandPseudoColorRenderer)):
        _style_single_band(layer, bands, source)
    if layer.bandCount() < 3 or not isinstance(source, QgsMultiBandColorRenderer):
        return
    shown = (source.redBand(), source.greenBand(), source.blueBand())
    if not set(shown) <= set(bands):
        return
    renderer = QgsMultiBandColorRenderer(
        layer.dataProvider(), *(bands.index(band) + 1 for band in shown)
    )
    renderer.setRedContrastEnhancement(_copy(source.redContrastEnhancement()))
    renderer.setGreenContrastEnhancement(_copy(source.greenContrastEnhancement()))
    renderer.setBlueContrastEnhancement(_copy(source.blueContrastEnhancement()))
    layer.setRenderer(renderer)


def _style_single_band(
    layer: QgsRasterLayer,
    bands: tuple[int, ...],
    source: Union[QgsSingleBandGrayRenderer, QgsSingleBandPseudoColorRenderer],
) -> None:
    """The same greys or colours, over the same range."""
    shown = source.usesBands()
    if len(shown) != 1 or shown[0] not in bands:
        return
    renderer, band = source.clone(), bands.index(shown[0]) + 1
    renderer.setInput(layer.dataProvider())
    if hasattr(renderer, "setInputBand"):
        renderer.setInputBand(band)
    elif isinstance(renderer, QgsSingleBandGrayRenderer):  # before QGIS 3.38
        renderer.setGrayBand(band)
    else:
        renderer.setBand(band)
    layer.setRenderer(renderer)


def style_region(layer: QgsVectorLayer) -> None:
    """A dark outline with a light halo: seen on dark water and on white roofs alike."""
    symbol = QgsFillSymbol()
    symbol.deleteSymbolLayer(0)
    for colour, width in ((HALO, HALO_PX), (OUTLINE, OUTLINE_PX)):
        line = QgsSimpleLineSymbolLayer(QColor(colour), width)
        line.setWidthUnit(QgsUnitTypes.RenderUnit.RenderPixels)
        line.setPenJoinStyle(Qt.PenJoinStyle.MiterJoin)
        symbol.appendSymbolLayer(line)
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))


def _copy(enhancement: Optional[QgsContrastEnhancement]) -> Optional[QgsContrastEnhancement]:
    return None if enhancement is None else QgsContrastEnhancement(enhancement)
