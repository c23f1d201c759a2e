"""Polygons of vector layers as regions of the contract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Optional

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsProcessingFeatureSource,
)
from qgis.PyQt.QtCore import QCoreApplication

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Polygon
from srxai_plugin.desk.map.polygons import united

translate = QCoreApplication.translate

UNCHECKED = QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks


def features_of(source: QgsProcessingFeatureSource) -> Iterator[QgsFeature]:
    """All of a source, those with invalid geometries too: what they cover is mended."""
    return source.getFeatures(QgsFeatureRequest(), UNCHECKED)


def polygon_of(
    geometries: Iterable[QgsGeometry], transform: QgsCoordinateTransform
) -> Optional[Polygon]:
    """The union, in the CRS of the raster, which the transform leads to; None where there is no
    polygon."""
    rings = united(geometries, transform)
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
    geometries = [feature.geometry() for feature in features_of(source)]
    polygon = polygon_of(geometries, transform_to(crs, source, transforms))
    if polygon is None:
        raise BadInput(
            translate(
                "Polygons",
                "The layer holds no polygon that lies on the raster. Choose another one.",
            )
        )
    return polygon
