"""The region of an explanation as a vector file."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsCsException,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Polygon
from srxai_plugin.contract.results import Explanation
from srxai_plugin.desk.map.grid import LayerGrid

translate = QCoreApplication.translate

REGION_FILE = "region.gpkg"


def write_region(explanation: Explanation, crs: QgsCoordinateReferenceSystem) -> str:
    """The region's outline as a GeoPackage beside the other results; returns its path.

    Raises:
        BadInput: it cannot be written.
    """
    window = explanation.region_sr_window
    outline = QgsVectorLayer(
        "MultiPolygon?field=network:string&field=sr_window:string", "", "memory"
    )
    outline.setCrs(crs)
    feature = QgsFeature(outline.fields())
    feature.setGeometry(_outline(explanation, crs))
    feature["network"] = explanation.network.id
    feature["sr_window"] = f"{window.column},{window.row},{window.width},{window.height}"
    outline.dataProvider().addFeature(feature)

    path = Path(explanation.request.output) / REGION_FILE
    partial = path.with_name(f".{path.name}")  # appears whole or not at all
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    options.layerName = path.stem
    error, reason, *_ = QgsVectorFileWriter.writeAsVectorFormatV3(
        outline, str(partial), QgsCoordinateTransformContext(), options
    )
    if error != QgsVectorFileWriter.WriterError.NoError:
        partial.unlink(missing_ok=True)
        raise BadInput(
            translate("Layers", "{0} cannot be written: {1}. Choose another folder.").format(
                path, reason
            )
        )
    partial.replace(path)
    return str(path)


def name_region_fields(layer: QgsVectorLayer) -> None:
    """What Identify calls them."""
    fields = layer.fields()
    layer.setFieldAlias(fields.indexOf("network"), translate("Layers", "Network"))
    window = translate("Layers", "Super-resolved pixels: column, row, width, height")
    layer.setFieldAlias(fields.indexOf("sr_window"), window)


def _outline(explanation: Explanation, crs: QgsCoordinateReferenceSystem) -> QgsGeometry:
    """As it was drawn where that was a polygon, else around its SR pixels."""
    polygon = explanation.request.region.polygon
    geometry = QgsGeometry() if polygon is None else _drawn(polygon, crs)
    if geometry.isEmpty():
        tile = explanation.tile
        grid = LayerGrid(tile.window.width, tile.window.height, tile.transform, ())
        corners = grid.outline(explanation.region_window, explanation.network.scale)
        geometry = QgsGeometry.fromPolygonXY([[QgsPointXY(x, y) for x, y in corners]])
    geometry.convertToMultiType()
    return geometry


def _drawn(polygon: Polygon, crs: QgsCoordinateReferenceSystem) -> QgsGeometry:
    """A place is inside where an odd number of rings surrounds it; empty where it cannot be told
    in ``crs``."""
    area = QgsGeometry()
    for points in polygon.rings:
        ring = QgsGeometry.fromPolygonXY([[QgsPointXY(x, y) for x, y in points]]).makeValid()
        area = ring if area.isEmpty() else area.symDifference(ring)
    if polygon.crs is not None:
        own = QgsCoordinateReferenceSystem()
        own.createFromUserInput(polygon.crs)
        try:
            area.transform(QgsCoordinateTransform(own, crs, QgsProject.instance()))
        except QgsCsException:
            return QgsGeometry()
    return area
