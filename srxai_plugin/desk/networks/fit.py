"""Whether a network learned from pixels of a raster's size, told before anything runs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Optional

from qgis.core import QgsDistanceArea, QgsPointXY, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QCoreApplication

from srxai_plugin.contract.geometry import is_of_size

ELLIPSOID = "EPSG:7030"
"""WGS 84."""


def misfit_words(facts: Optional[Mapping[str, Any]], layer: Optional[QgsRasterLayer]) -> str:
    """A sentence where a raster's pixels are more than twice as large or small as those that a
    network learned from; empty where they are not, or one of the two is not known.

    Args:
        facts: what the engine tells of the network, its card among them.
    """
    learned = ((facts or {}).get("card") or {}).get("pixel_size")
    size = None if layer is None else metres_per_pixel(layer)
    if facts is None or not isinstance(learned, (int, float)) or learned <= 0 or size is None:
        return ""
    if is_of_size(size, learned):
        return ""
    return QCoreApplication.translate(
        "NetworkFit",
        "{0} learned from pixels of {1:.3g} m, and this raster's are {2:.3g} m: do not count on "
        "its detail.",
    ).format(facts["id"], learned, size)


def metres_per_pixel(layer: QgsRasterLayer) -> Optional[float]:
    """Side of a square as large as a pixel in the layer's middle, on the ground; None without a
    CRS."""
    crs = layer.crs()
    if not crs.isValid():
        return None
    area = QgsDistanceArea()
    area.setSourceCrs(crs, QgsProject.instance().transformContext())
    area.setEllipsoid(ELLIPSOID)
    middle = layer.extent().center()
    across = QgsPointXY(middle.x() + layer.rasterUnitsPerPixelX(), middle.y())
    down = QgsPointXY(middle.x(), middle.y() + layer.rasterUnitsPerPixelY())
    size = math.sqrt(area.measureLine(middle, across) * area.measureLine(middle, down))
    return size if math.isfinite(size) and size > 0 else None
