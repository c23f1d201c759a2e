"""Regions from GeoJSON files, and as GeoJSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Optional

import numpy as np
import shapely
from shapely.errors import GeometryTypeError
from shapely.geometry import mapping, shape

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Polygon
from srxai_plugin.engine.imagery.union import even_odd, one_region, polygons_in

LONGITUDE_LATITUDE = "OGC:CRS84"
"""What coordinates are in where the file names no CRS (RFC 7946)."""


def read_polygon(path: Path) -> Polygon:
    """All polygons of a file, united to one region.

    Raises:
        BadInput: not readable, no GeoJSON, or without a polygon.
    """
    content = _content(path)
    figures = [figure for _, polygons in _features(content, path) for figure in polygons]
    region = one_region(figures, _crs(content))
    if region is None:
        raise BadInput(f"{path.name} holds no polygon.")
    return region


def read_features(path: Path) -> list[tuple[Polygon, dict[str, Any]]]:
    """Every feature with polygons, its own united, and its properties.

    Raises:
        BadInput: not readable, no GeoJSON, or without a polygon.
    """
    content = _content(path)
    crs = _crs(content)
    found = []
    for properties, figures in _features(content, path):
        region = one_region(figures, crs)
        if region is not None:
            found.append((region, properties))
    if not found:
        raise BadInput(f"{path.name} holds no polygon.")
    return found


def as_geojson(polygon: Polygon) -> dict[str, Any]:
    """A geometry that ``read_polygon`` reads as the same region; its ``crs`` is null where the
    coordinates are in the raster's own."""
    named = {"type": "name", "properties": {"name": polygon.crs}} if polygon.crs else None
    return {**mapping(even_odd(polygon)), "crs": named}


def _content(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise BadInput(f"{path.name} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise BadInput(f"{path.name} is no GeoJSON file.")
    return content


def _features(
    content: dict[str, Any], path: Path
) -> list[tuple[dict[str, Any], list[shapely.Polygon]]]:
    """Properties and polygons of each feature; a bare geometry is one without properties."""
    try:
        kind = content["type"]
        if kind not in ("FeatureCollection", "Feature"):
            return [({}, _polygons(content))]
        features = content["features"] if kind == "FeatureCollection" else [content]
        return [(dict(f.get("properties") or {}), _polygons(f["geometry"])) for f in features]
    except (KeyError, TypeError, AttributeError, GeometryTypeError, RecursionError):
        raise BadInput(f"{path.name} is no GeoJSON file.") from None
    except ValueError:
        raise BadInput(
            f"A geometry of {path.name} is none: a ring has at least three points, each of two or "
            "three finite numbers."
        ) from None


def _polygons(geometry: Optional[dict[str, Any]]) -> list[shapely.Polygon]:
    with np.errstate(invalid="ignore"):  # a NaN is refused in words later
        return [] if geometry is None else polygons_in(shape(geometry))


def _crs(content: dict[str, Any]) -> Optional[str]:
    """The CRS that GDAL and QGIS write into a file that is not in longitude and latitude; None,
    the raster's own, where the file says that it has none."""
    named = content.get("crs", LONGITUDE_LATITUDE)
    try:
        return None if named is None else str(named["properties"]["name"])
    except (KeyError, TypeError):
        return LONGITUDE_LATITUDE
