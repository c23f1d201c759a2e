"""Regions from GeoJSON files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from srxai_plugin.contract import Polygon, from_data
from srxai_plugin.errors import BadInput

LONGITUDE_LATITUDE = "OGC:CRS84"
"""What coordinates are in where the file names no CRS (RFC 7946)."""


def read_polygon(path: Path) -> Polygon:
    """All polygons of a file, as one region.

    Raises:
        BadInput: not readable, no GeoJSON, or without a polygon.
    """
    content = _content(path)
    try:
        rings = [ring for polygon in _polygons(content) for ring in polygon]
        points = [[point[:2] for point in ring] for ring in rings]
    except (KeyError, TypeError, AttributeError):
        raise BadInput(f"{path.name} is no GeoJSON file.") from None
    if not points:
        raise BadInput(f"{path.name} holds no polygon.")
    return from_data(Polygon, {"rings": points, "crs": _crs(content)})


def read_features(path: Path) -> list[tuple[Polygon, dict[str, Any]]]:
    """Every feature with polygons, and its properties.

    Raises:
        BadInput: not readable, no GeoJSON, or without a polygon.
    """
    content = _content(path)
    found = []
    try:
        features = content["features"] if content["type"] == "FeatureCollection" else [content]
        for feature in features:
            rings = [[p[:2] for p in ring] for part in _polygons(feature) for ring in part]
            if rings:
                polygon = from_data(Polygon, {"rings": rings, "crs": _crs(content)})
                found.append((polygon, dict(feature.get("properties") or {})))
    except (KeyError, TypeError, AttributeError, ValueError):
        raise BadInput(f"{path.name} is no GeoJSON file.") from None
    if not found:
        raise BadInput(f"{path.name} holds no polygon.")
    return found


def _content(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadInput(f"{path.name} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise BadInput(f"{path.name} is no GeoJSON file.")
    return content


def _polygons(content: dict[str, Any]) -> Iterator[list]:
    kind = content["type"]
    if kind == "FeatureCollection":
        for feature in content["features"]:
            yield from _polygons(feature)
    elif kind == "Feature":
        yield from _polygons(content["geometry"] or {"type": None})
    elif kind == "Polygon":
        yield content["coordinates"]
    elif kind == "MultiPolygon":
        yield from content["coordinates"]


def _crs(content: dict[str, Any]) -> str:
    """The CRS that GDAL and QGIS write into a file that is not in longitude and latitude."""
    named = content.get("crs")
    try:
        return str(named["properties"]["name"])  # type: ignore[index]
    except (KeyError, TypeError):
        return LONGITUDE_LATITUDE
