"""A raster layer as far as an explanation needs it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Optional

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsMapSettings,
    QgsPointXY,
    QgsProject,
    QgsRasterDataProvider,
    QgsRasterLayer,
    QgsRasterRenderer,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QCoreApplication

from srxai_plugin.contract.errors import BadInput, Unsupported
from srxai_plugin.contract.geometry import Affine
from srxai_plugin.desk.map.grid import LayerGrid, read_grid

translate = QCoreApplication.translate


@dataclass(frozen=True)
class LayerSource:
    """Copied from the layer on the main thread: the layer may be removed before the result comes,
    and other threads must not touch it.
    """

    layer: str
    """Id of the layer in its project."""
    name: str
    raster: str
    """What GDAL opens; what QGIS opens where it is no file."""
    crs: QgsCoordinateReferenceSystem
    """The layer's, which the analyst may have set differently from the file's."""
    renderer: QgsRasterRenderer
    provider: Optional[QgsRasterDataProvider] = None
    """A copy that gives the pixels of a layer that is no file; None for one that is."""

    @property
    def is_file(self) -> bool:
        """Whether the engine can read the raster itself."""
        return self.provider is None


def source_of(layer: QgsRasterLayer) -> LayerSource:
    """Raises BadInput for a broken layer, Unsupported for one that gives no pixels."""
    if not layer.isValid():
        raise BadInput(
            translate(
                "Source", "The source of {0} is missing. Repair the layer, or choose another one."
            ).format(layer.name())
        )
    is_file = layer.providerType() == "gdal" and not layer.source().startswith("/vsimem/")
    provider = None if is_file else layer.dataProvider().clone()
    if not is_file and (provider is None or layer.renderer() is None):
        raise Unsupported(
            translate(
                "Source",
                "{0} gives no pixels. Save it as a GeoTIFF first (Export ▸ Save As…).",
            ).format(layer.name())
        )
    return LayerSource(
        layer=layer.id(),
        name=layer.name(),
        raster=layer.source().split("|option:")[0],
        crs=QgsCoordinateReferenceSystem(layer.crs()),
        renderer=layer.renderer().clone(),
        provider=provider,
    )


def grid_of(source: LayerSource, layer: QgsRasterLayer, shown: QgsMapSettings) -> LayerGrid:
    """The layer's pixels. A web map has none of its own, or those of several zoom levels: then the
    ones nearest to what the map shows.

    Args:
        source: of the same layer.

    Raises:
        BadInput: the raster has no grid.
    """
    if source.is_file:
        return read_grid(source.raster)
    provider, extent = layer.dataProvider(), layer.extent()
    if provider.xSize() > 0 and provider.ySize() > 0:
        across = extent.width() / provider.xSize()
        down = extent.height() / provider.ySize()
    else:
        across = down = _resolution(provider, layer.crs(), shown)
    columns, rows = round(extent.width() / across), round(extent.height() / down)
    return LayerGrid(max(columns, 1), max(rows, 1), _placed(extent, across, down), ())


def _placed(extent: QgsRectangle, across: float, down: float) -> Affine:
    return (across, 0.0, extent.xMinimum(), 0.0, -down, extent.yMaximum())


def _resolution(
    provider: QgsRasterDataProvider, crs: QgsCoordinateReferenceSystem, shown: QgsMapSettings
) -> float:
    """Units of the layer's CRS along a pixel."""
    own = shown.mapUnitsPerPixel()
    if crs != shown.destinationCrs():
        transform = QgsCoordinateTransform(shown.destinationCrs(), crs, QgsProject.instance())
        middle = shown.visibleExtent().center()
        try:
            one = transform.transform(middle)
            other = transform.transform(QgsPointXY(middle.x() + own, middle.y()))
            own = math.hypot(other.x() - one.x(), other.y() - one.y()) or own
        except QgsCsException:
            pass  # the map lies elsewhere: any resolution is as good
    native = [resolution for resolution in provider.nativeResolutions() if resolution > 0]
    return min(native, key=lambda r: abs(math.log(r / own))) if native and own > 0 else own or 1.0
