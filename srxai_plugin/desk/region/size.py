"""A region in words: its size in pixels and on the ground."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsCoordinateReferenceSystem, QgsDistanceArea, QgsPointXY, QgsProject
from qgis.PyQt.QtCore import QCoreApplication

from srxai_plugin.contract.geometry import Window
from srxai_plugin.desk.language.figures import TIMES, ground
from srxai_plugin.desk.map.grid import LayerGrid


def region_words(
    window: Window,
    grid: LayerGrid,
    crs: QgsCoordinateReferenceSystem,
    scale: Optional[int],
    project: QgsProject,
) -> str:
    """Such as ``32 × 24 SR px · 9.6 × 7.2 m``.

    Args:
        window: in SR pixels; in the raster's own while ``scale`` is None.
    """
    pixels = "px" if scale is None else QCoreApplication.translate("Words", "SR px")
    unit = pixels.replace(" ", "\u00a0")
    words = f"{window.width}{TIMES}{window.height} {unit}"
    if not crs.isValid():
        return words
    area = QgsDistanceArea()
    area.setSourceCrs(crs, project.transformContext())
    area.setEllipsoid(crs.ellipsoidAcronym())  # metres on the ground, for degrees too
    first, second, third, _ = (QgsPointXY(x, y) for x, y in grid.outline(window, scale or 1))
    size = ground(area.measureLine(first, second), area.measureLine(second, third))
    return f"{words} · {size}"
