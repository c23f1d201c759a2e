"""A raster layer as far as an explanation needs it."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.core import QgsCoordinateReferenceSystem, QgsRasterLayer, QgsRasterRenderer
from qgis.PyQt.QtCore import QCoreApplication

from srxai_plugin.errors import BadInput, Unsupported

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Source:
    """Copied from the layer on the main thread: the layer may be removed before the result comes,
    and other threads must not touch it.
    """

    layer: str
    """Id of the layer in its project."""
    name: str
    raster: str
    """What GDAL opens."""
    crs: QgsCoordinateReferenceSystem
    """The layer's, which the analyst may have set differently from the file's."""
    renderer: QgsRasterRenderer


def source_of(layer: QgsRasterLayer) -> Source:
    """Raises BadInput for a broken layer, Unsupported for one that is not a file."""
    if not layer.isValid():
        raise BadInput(
            translate(
                "Source", "The source of {0} is missing. Repair the layer, or choose another one."
            ).format(layer.name())
        )
    if layer.providerType() != "gdal" or layer.source().startswith("/vsimem/"):
        raise Unsupported(
            translate(
                "Source",
                "{0} is not a raster file. Save it as a GeoTIFF first (Export ▸ Save As…).",
            ).format(layer.name())
        )
    return Source(
        layer=layer.id(),
        name=layer.name(),
        raster=layer.source().split("|option:")[0],
        crs=QgsCoordinateReferenceSystem(layer.crs()),
        renderer=layer.renderer().clone(),
    )
