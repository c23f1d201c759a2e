"""Polygons of vector layers, made one region: each place that they cover counts once."""

from __future__ import annotations

from collections.abc import Iterable

from qgis.core import QgsCoordinateTransform, QgsCsException, QgsGeometry, QgsWkbTypes

from srxai_plugin.desk.map.grid import Point

POLYGON = QgsWkbTypes.GeometryType.PolygonGeometry

Ring = tuple[Point, ...]


def united(
    geometries: Iterable[QgsGeometry], transform: QgsCoordinateTransform
) -> tuple[Ring, ...]:
    """Rings, of parts and holes, of the union of all polygons; none where there is no polygon.

    Geometries that are missing or that the transform cannot express, points and lines are left out.
    A ring that crosses itself covers what it surrounds an odd number of times. Polygons that are
    valid together already keep their points as they are. No ring repeats its first point.

    Args:
        transform: from the geometries' CRS to that of the rings.
    """
    parts = [part for geometry in geometries for part in _moved(geometry, transform)]
    whole = QgsGeometry.collectGeometry(parts)
    if not whole.isGeosValid():
        whole = QgsGeometry.unaryUnion([part for one in parts for part in _parts(one.makeValid())])
    if whole.isEmpty():
        return ()
    whole.convertToMultiType()
    return tuple(
        tuple((point.x(), point.y()) for point in ring[:-1])
        for part in whole.asMultiPolygon()
        for ring in part
    )


def _moved(geometry: QgsGeometry, transform: QgsCoordinateTransform) -> list[QgsGeometry]:
    if geometry.isEmpty():  # missing ones are, too
        return []
    moved = QgsGeometry(geometry)
    moved.convertToStraightSegment()
    try:
        moved.transform(transform)
    except QgsCsException:
        return []
    return _parts(moved)


def _parts(geometry: QgsGeometry) -> list[QgsGeometry]:
    """Polygons of which a geometry consists."""
    return [
        part
        for part in geometry.asGeometryCollection()
        if part.type() == POLYGON and not part.isEmpty()
    ]
