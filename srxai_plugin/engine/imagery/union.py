"""Polygons made one: what a region of several figures covers, each place counted once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import Optional

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from srxai_plugin.contract.codec import from_data
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Polygon


def polygons_in(figure: BaseGeometry) -> list[shapely.Polygon]:
    """The polygons of any geometry, collections opened; lines, points and empty parts left out."""
    if isinstance(figure, shapely.Polygon):
        return [] if figure.is_empty else [shapely.force_2d(figure)]
    return [part for inner in getattr(figure, "geoms", ()) for part in polygons_in(inner)]


def united(polygons: Iterable[shapely.Polygon]) -> BaseGeometry:
    """The union, valid: a ring that crosses itself covers what it surrounds an odd number of times.
    Polygons that are valid together already keep their points as they are.

    Raises:
        BadInput: a coordinate is no finite number.
    """
    parts = list(polygons)
    if not np.isfinite(shapely.get_coordinates(parts)).all():
        raise BadInput("A polygon's coordinates must be finite numbers. Draw it anew.")
    whole = shapely.MultiPolygon(parts)
    if whole.is_valid:
        return whole
    with np.errstate(all="ignore"):  # coordinates near the largest number there is
        valid = [part for one in parts for part in polygons_in(shapely.make_valid(one))]
        return shapely.union_all(valid)


def one_region(polygons: Iterable[shapely.Polygon], crs: Optional[str]) -> Optional[Polygon]:
    """The union as the contract writes it; None where it covers nothing.

    Raises:
        BadInput: a coordinate is no finite number.
    """
    rings = [
        [list(point) for point in ring.coords]
        for part in polygons_in(united(polygons))
        for ring in (part.exterior, *part.interiors)
    ]
    return from_data(Polygon, {"rings": rings, "crs": crs}) if rings else None


def even_odd(polygon: Polygon) -> BaseGeometry:
    """What a region's rings cover: the places that an odd number of them surrounds."""
    areas = [united([shapely.Polygon(ring)]) for ring in polygon.rings]
    return reduce(shapely.symmetric_difference, areas)
