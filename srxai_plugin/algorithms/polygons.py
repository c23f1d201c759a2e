"""Polygons of vector layers as regions of the contract."""

from __future__ import annotations

from typing import Optional

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsCsException,
    QgsFeatureRequest,
    QgsGeometry,
    QgsProcessingFeatureSource,
)
from qgis.PyQt.QtCore import QCoreApplication

from srxai_plugin.contract import Polygon
from srxai_plugin.errors import BadInput

translate = QCoreApplication.translate


def polygon_of(geometry: QgsGeometry, transform: QgsCoordinateTransform) -> Optional[Polygon]:
    """In the CRS of the raster, which the transform leads to; None where it is no polygon."""
    moved = QgsGeometry(geometry)
    moved.convertToStraightSegment()
    if moved.isEmpty() or not moved.convertToMultiType():
        return None
    try:
        moved.transform(transform)
    except QgsCsException:
        return None
    try:
        parts = moved.asMultiPolygon()
    except (TypeError, ValueError):  # points or lines
        return None
    rings = tuple(
        tuple((point.x(), point.y()) for point in ring[:-1]) for part in parts for ring in part
    )
    return Polygon(rings) if rings else None


def transform_to(
    crs: QgsCoordinateReferenceSystem,
    source: QgsProcessingFeatureSource,
    transforms: QgsCoordinateTransformContext,
) -> QgsCoordinateTransform:
    """From a source's features to the raster's CRS."""
    return QgsCoordinateTransform(source.sourceCrs(), crs, transforms)


def region_of(
    source: QgsProcessingFeatureSource,
    crs: QgsCoordinateReferenceSystem,
    transforms: QgsCoordinateTransformContext,
) -> Polygon:
    """All polygons of a source, as one region. Raises BadInput where there is none."""
    transform = transform_to(crs, source, transforms)
    rings: list = []
    for feature in source.getFeatures(QgsFeatureRequest()):
        polygon = polygon_of(feature.geometry(), transform)
        rings.extend(polygon.rings if polygon else ())
    if not rings:
        raise BadInput(
            translate(
                "Polygons",
                "The layer holds no polygon that lies on the raster. Choose another one.",
            )
        )
    return Polygon(tuple(rings))
