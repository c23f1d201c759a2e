"""The printed page: what stands where, so that it is filled from top to bottom and no text is cut
off, and crops of the region beside each other."""

from __future__ import annotations

import math
from collections.abc import Sequence

from qgis.core import (
    QgsCoordinateTransform,
    QgsCsException,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemMap,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsMapLayer,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
    QgsUnitTypes,
)
from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtGui import QFont, QFontMetricsF

from srxai_plugin.contract.errors import BadInput

LEFT, WIDE, BOTTOM = 12.0, 186.0, 287.0
"""Millimetres of the page that may be written on."""
GAP, CAPTION = 3.0, 5.0
"""Between parts, and of the line above a crop."""
MAP_WIDE, MAP_TALL = 134.0, (60.0, 140.0)
"""Of the map: its width, and the least and the largest height."""
CROP_SLOPE = 0.85
"""Height of a crop against its width."""
LEADING, POINT = 1.45, 0.3528
"""Height of a line against its font's size, as Chinese takes it, and millimetres of a point."""
AROUND = 1.4
"""Side of a crop against that of the region, which fills it."""
SMALL = 8.0
"""Points of the captions."""


def add_crops(
    layout: QgsPrintLayout,
    crops: Sequence[tuple[str, str, list[QgsMapLayer]]],
    region: QgsRectangle,
) -> None:
    """Maps beside each other, each of the region alone, below the page's map.

    Args:
        crops: id, caption and layers, the topmost first, of each.
        region: in the project's CRS.
    """
    for id, caption, layers in crops:
        map = QgsLayoutItemMap(layout)
        map.setId(id)
        map.setFrameEnabled(True)
        map.attemptResize(QgsLayoutSize(WIDE / 3 - GAP, CROP_SLOPE * WIDE / 3))
        map.setLayers(layers)
        map.setKeepLayerSet(True)
        layout.addLayoutItem(map)
        label = QgsLayoutItemLabel(layout)
        label.setId(f"{id} caption")
        label.setText(caption)
        _write_small(label)
        layout.addLayoutItem(label)
    extent = QgsRectangle(region)
    extent.scale(AROUND)
    for id, _, _ in crops:
        layout.itemById(id).zoomToExtent(extent)


def arrange(layout: QgsPrintLayout, crops: Sequence[str]) -> None:
    """Put all parts below each other: the map takes the room that texts and table leave.

    Args:
        crops: ids of those that ``add_crops`` added.
    """
    verdict, provenance = (layout.itemById(id) for id in ("Verdict", "Provenance"))
    table = layout.itemById("Statistics")
    top = verdict.positionWithUnits().y()
    told, made = _text_height(verdict), _text_height(provenance)
    across = (WIDE - GAP * (len(crops) - 1)) / max(len(crops), 1)
    tall = min(CROP_SLOPE * across, 62.0) if crops else 0.0
    row = CAPTION + tall + GAP if crops else 0.0
    table_tall = table.sizeWithUnits().height()
    map_tall = BOTTOM - top - told - row - table_tall - made - 4 * GAP
    map_tall = min(max(map_tall, MAP_TALL[0]), MAP_TALL[1])

    _resize(verdict, WIDE, told)
    top += told + GAP
    map = layout.referenceMap()
    _place(map, LEFT, top, MAP_WIDE, map_tall)
    _beside(layout, top, top + map_tall)
    top += map_tall + GAP
    for i, id in enumerate(crops):
        left = LEFT + i * (across + GAP)
        _place(layout.itemById(f"{id} caption"), left, top, across, CAPTION)
        crop = layout.itemById(id)
        extent = crop.extent()
        _place(crop, left, top + CAPTION, across, tall)
        crop.zoomToExtent(extent)
    top += row + GAP
    _move(table, LEFT, top)
    top += table_tall + GAP
    _place(provenance, LEFT, top, WIDE, made)


def in_project(layer: QgsMapLayer, extent: QgsRectangle, project: QgsProject) -> QgsRectangle:
    """An extent in the layer's CRS, in the project's. Raises BadInput where that does not reach
    it."""
    try:
        to_map = QgsCoordinateTransform(layer.crs(), project.crs(), project)
        return to_map.transformBoundingBox(QgsRectangle(extent))
    except QgsCsException:
        raise BadInput(
            QCoreApplication.translate(
                "PrintLayout", "The project's CRS does not reach {0}."
            ).format(layer.name())
        ) from None


def _write_small(label: QgsLayoutItemLabel) -> None:
    if hasattr(label, "setTextFormat"):
        format = label.textFormat()
        format.setSize(SMALL)
        format.setSizeUnit(QgsUnitTypes.RenderUnit.RenderPoints)
        label.setTextFormat(format)
    else:  # before QGIS 3.24
        font = QFont(label.font())
        font.setPointSizeF(SMALL)
        label.setFont(font)


def _beside(layout: QgsPrintLayout, top: float, bottom: float) -> None:
    """Legend at the upper right of the map, north arrow and scale bar at its lower right."""
    left = LEFT + MAP_WIDE + GAP
    for id, y in (("Legend", top), ("North arrow", bottom - 36), ("Scale bar", bottom - 15)):
        item = layout.itemById(id)
        if item is not None:
            _move(item, left, y)


def _text_height(label: QgsLayoutItemLabel) -> float:
    """Millimetres that its text takes at the page's width."""
    font = QFont(label.font())
    size = POINT * font.pointSizeF()
    font.setPixelSize(100)  # metrics that no screen's resolution has a part in
    metrics = QFontMetricsF(font)
    wide = (size / 100 * metrics.horizontalAdvance(t) for t in label.currentText().splitlines())
    # A line breaks between words: some of its width stays empty.
    return sum(max(math.ceil(1.05 * w / WIDE), 1) for w in wide) * LEADING * size


def _place(item: QgsLayoutItem, x: float, y: float, width: float, height: float) -> None:
    _move(item, x, y)
    _resize(item, width, height)


def _move(item: QgsLayoutItem, x: float, y: float) -> None:
    item.attemptMove(QgsLayoutPoint(x, y))


def _resize(item: QgsLayoutItem, width: float, height: float) -> None:
    item.attemptResize(QgsLayoutSize(width, height))
