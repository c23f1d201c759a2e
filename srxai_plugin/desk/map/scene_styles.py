"""How maps of scenes look: the same limits on every map, so that maps compare, and what each class
means."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Optional

from osgeo import gdal
from qgis.core import (
    QgsColorRampShader,
    QgsRasterLayer,
    QgsRasterShader,
    QgsSingleBandPseudoColorRenderer,
    QgsUnitTypes,
)
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QColor

translate = QCoreApplication.translate

COLOURS = ("#2c7bb6", "#abd9e9", "#ffffbf", "#fdae61", "#d7191c")
"""ColorBrewer's RdYlBu, colour-blind safe: from blue, no cause for care, to red."""
OPACITY = 0.7
FIRST = 3
"""Band that is shown first: how much does this network add?"""
REQUEST_TAG = "SRXAI_RELIANCE_REQUEST"
IN_PIXELS = (2.0, 5.0, 10.0, 20.0)
"""Limits of the distance that a network looks, in pixels of the raster that it read."""
SERIES = (1.0, 2.0, 5.0)
"""Of limits for amounts in units that are not known: a decade has these."""
REQUESTED = {"stride": 64, "window": 8}
"""What a map's request has where it is silent: the contract's defaults."""


@dataclass(frozen=True)
class _Classes:
    """Of one band: a colour up to each limit, the last one above all."""

    limits: tuple[float, ...]
    meanings: tuple[str, ...]
    """One more than there are limits."""
    unit: str = ""
    is_good_high: bool = False


def style_reliance(layer: QgsRasterLayer) -> None:
    """A style for each band in the layer's style manager; texture added is shown. The layer's name
    says how much of the area was sampled."""
    names = (
        translate("RelianceStyle", "How widely it looks (diffusion index)"),
        translate("RelianceStyle", "How much its map explains (ATV)"),
        translate("RelianceStyle", "How much it adds (texture added)"),
        translate("RelianceStyle", "How far it looks (radius)"),
        translate("RelianceStyle", "How much of what it adds may be true"),
        translate("RelianceStyle", "How wide the 90 % interval is"),
    )[: layer.bandCount()]
    stride, window = _sampled(layer)
    classes = (
        _widely(),
        _explained(),
        _added(),
        _far(layer, stride),
        _true(),
        _wide(layer),
    )
    styles = layer.styleManager()
    for band, (name, its) in enumerate(zip(names, classes), start=1):
        if name not in styles.styles():
            styles.addStyleFromLayer(name)
        styles.setCurrentStyle(name)
        _show(layer, band, its)
    styles.removeStyle("default")
    styles.setCurrentStyle(names[FIRST - 1])
    _say_share(layer, stride, window)


def _sampled(layer: QgsRasterLayer) -> tuple[int, int]:
    """Stride and side of the windows, in pixels of the raster, as the map's own tags say."""
    dataset = gdal.Open(layer.source())
    text = dataset.GetMetadataItem(REQUEST_TAG) if dataset is not None else None
    try:
        asked = json.loads(text or "{}")
        stride, window = (int(asked.get(key, usual)) for key, usual in REQUESTED.items())
    except (ValueError, TypeError, AttributeError):  # tags that were edited
        return REQUESTED["stride"], REQUESTED["window"]
    return max(stride, 1), max(window, 1)


def _say_share(layer: QgsRasterLayer, stride: int, window: int) -> None:
    """In the name, where each cell is seen to be more than what was looked at in it."""
    share = 100 * min(window / stride, 1.0) ** 2
    if share >= 100:
        return
    figure = f"{share:.0f}" if share >= 9.95 else f"{share:.2g}"
    words = translate("RelianceStyle", "{0} ({1} % of each cell sampled)")
    layer.setName(words.format(layer.name(), figure))
    told = translate(
        "RelianceStyle",
        "Each cell of {0} × {0} pixels was sampled in its middle, by a window of {1} × {1}: {2} % "
        "of the area. Between windows nothing was looked at.",
    ).format(stride, window, figure)
    metadata = layer.metadata()
    metadata.setAbstract("\n".join(filter(None, (metadata.abstract(), told))))
    layer.setMetadata(metadata)


def _widely() -> _Classes:
    return _Classes(
        (2.0, 5.0, 10.0, 20.0),
        (
            translate("RelianceStyle", "at single pixels"),
            translate("RelianceStyle", "near by"),
            translate("RelianceStyle", "around"),
            translate("RelianceStyle", "widely"),
            translate("RelianceStyle", "nearly everywhere"),
        ),
    )


def _explained() -> _Classes:
    return _Classes(
        (5.0, 10.0, 20.0, 40.0),
        (
            translate("RelianceStyle", "nearly all of it"),
            translate("RelianceStyle", "most of it"),
            translate("RelianceStyle", "much of it"),
            translate("RelianceStyle", "part of it"),
            translate("RelianceStyle", "little of it"),
        ),
        " %",
    )


def _added() -> _Classes:
    return _Classes(
        (0.0, 0.5, 1.0, 2.0),  # half a percent is one step of 8 bits
        (
            translate("RelianceStyle", "it smooths"),
            translate("RelianceStyle", "nothing that can be seen"),
            translate("RelianceStyle", "a little"),
            translate("RelianceStyle", "much"),
            translate("RelianceStyle", "very much"),
        ),
        " %",
    )


def _far(layer: QgsRasterLayer, stride: int) -> _Classes:
    """In metres where the map says so: those of so many pixels."""
    metres = layer.bandName(4).rstrip().endswith(", m") if layer.bandCount() >= 4 else False
    pixel = 1.0
    if metres:
        to_metres = QgsUnitTypes.fromUnitToUnitFactor(
            layer.crs().mapUnits(), QgsUnitTypes.DistanceUnit.DistanceMeters
        )
        pixel = layer.rasterUnitsPerPixelX() / stride * to_metres
    limits = tuple(limit * pixel for limit in IN_PIXELS)
    words = translate("RelianceStyle", "up to {0} pixels")
    meanings = tuple(words.format(f"{limit:.0f}") for limit in IN_PIXELS)
    farther = translate("RelianceStyle", "farther")
    return _Classes(limits, (*meanings, farther), "\u00a0m" if metres else "\u00a0px")


def _true() -> _Classes:
    return _Classes(
        (0.0, 0.4, 0.7, 0.9),  # those of the verdict on a region's detail, and one within
        (
            translate("RelianceStyle", "none of it"),
            translate("RelianceStyle", "invented, most of it"),
            translate("RelianceStyle", "plausible"),
            translate("RelianceStyle", "supported"),
            translate("RelianceStyle", "supported, nearly all of it"),
        ),
        is_good_high=True,
    )


def _wide(layer: QgsRasterLayer) -> _Classes:
    """In units that only the raster's owner knows: round figures of the decade it is in, which is
    the same for all maps of such a raster but the strangest."""
    limits = (2.0, 5.0, 10.0, 20.0)
    if layer.bandCount() >= 6:
        highest = layer.dataProvider().bandStatistics(6).maximumValue
        if math.isfinite(highest) and (highest > 100 or 0 < highest < 1):
            decade = 10.0 ** (math.floor(math.log10(highest)) - 1)
            limits = tuple(limit * decade for limit in limits)
    return _Classes(limits, ("",) * 5)


def _show(layer: QgsRasterLayer, band: int, its: _Classes) -> None:
    colours = COLOURS[::-1] if its.is_good_high else COLOURS
    tops = (*its.limits, math.inf)
    shader = QgsColorRampShader(0.0, its.limits[-1])
    shader.setColorRampType(QgsColorRampShader.Type.Discrete)
    shader.setColorRampItemList(
        [
            QgsColorRampShader.ColorRampItem(top, QColor(colour), _label(its, i))
            for i, (top, colour) in enumerate(zip(tops, colours))
        ]
    )
    function = QgsRasterShader(0.0, its.limits[-1])
    function.setRasterShaderFunction(shader)
    renderer = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), band, function)
    renderer.setOpacity(OPACITY)
    layer.setRenderer(renderer)


def _label(its: _Classes, i: int) -> str:
    """``0.5–1 %: a little``."""
    low = f"{its.limits[i - 1]:.3g}" if i else None
    high: Optional[str] = f"{its.limits[i]:.3g}" if i < len(its.limits) else None
    if low is None:
        span = translate("RelianceStyle", "below {0}").format(high)
    elif high is None:
        span = translate("RelianceStyle", "above {0}").format(low)
    else:
        span = f"{low}–{high}"
    span += its.unit
    meaning = its.meanings[i]
    return translate("RelianceStyle", "{0}: {1}").format(span, meaning) if meaning else span
