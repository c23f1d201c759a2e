"""Zones of the ground on an attribution map's pixels: land-cover classes, or polygons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

import numpy as np
from affine import Affine
from rasterio.enums import Resampling
from rasterio.errors import CRSError
from rasterio.io import DatasetReader
from rasterio.warp import reproject, transform_bounds

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.imagery.geojson import read_features
from srxai_plugin.engine.imagery.geotiff import GDAL_ERRORS, Grid, grid_of, open_raster, read
from srxai_plugin.engine.imagery.outline import outline_on

FINE = 8
"""Sub-pixels along a map's pixel at which zones are told apart: a pixel that two zones share counts
for both, by area."""
MANY = 1000
"""Classes that no land cover has: the raster holds something else."""
UNCLASSIFIED = -1
MARGIN = 2
"""Pixels read beyond the map's extent, lest its edge pixels miss theirs."""


@dataclass(frozen=True)
class Zones:
    """Classes on a map's grid, each pixel divided into ``FINE`` × ``FINE``."""

    classes: np.ndarray
    """(FINE·h, FINE·w) int: index into ``names``; ``UNCLASSIFIED`` elsewhere."""
    names: tuple[str, ...]

    def shares(self, map: np.ndarray) -> np.ndarray:
        """Sum of a map (h, w) over each class, and last over what is unclassified."""
        fine = map.repeat(FINE, 0).repeat(FINE, 1) / FINE**2
        places = np.where(self.classes == UNCLASSIFIED, len(self.names), self.classes)
        return np.bincount(places.ravel(), fine.ravel(), minlength=len(self.names) + 1)


def read_zones(
    name: str, grid: Grid, field: Optional[str], band: int, labels: Mapping[str, str]
) -> Zones:
    """Zones of a GeoJSON file or a land-cover raster on a map's grid.

    Raises:
        BadInput: neither, without the field or band, or elsewhere than the map.
    """
    if name.lower().endswith((".geojson", ".json")):
        return _polygons(Path(name), grid, field, labels)
    with open_raster(name) as dataset:
        return _land_cover(dataset, grid, band, labels)


def _fine(grid: Grid) -> Grid:
    transform = grid.transform @ Affine.scale(1 / FINE)
    return Grid(transform, grid.crs, grid.width * FINE, grid.height * FINE)


def _polygons(path: Path, grid: Grid, field: Optional[str], labels: Mapping[str, str]) -> Zones:
    features = read_features(path)
    fine = _fine(grid)
    classes = np.full((fine.height, fine.width), UNCLASSIFIED, dtype=np.int32)
    names: dict[str, int] = {}
    for number, (polygon, properties) in enumerate(features, start=1):
        found = _name(properties, field, number, path)
        index = names.setdefault(labels.get(found, found), len(names))
        classes[outline_on(polygon, fine).inside(fine.whole)] = index
    if (classes == UNCLASSIFIED).all():
        raise BadInput(f"No polygon of {path.name} lies on the map. Give polygons that do.")
    return Zones(classes, tuple(names))


def _name(properties: Mapping[str, Any], field: Optional[str], number: int, path: Path) -> str:
    if field is None:
        return f"polygon {number}"
    if field not in properties:
        known = ", ".join(properties) or "none"
        raise BadInput(f"Polygons of {path.name} have no property '{field}'. They have: {known}.")
    value = properties[field]
    return "" if value is None else str(value)


def _land_cover(dataset: DatasetReader, grid: Grid, band: int, labels: Mapping[str, str]) -> Zones:
    if not 1 <= band <= dataset.count:
        raise BadInput(f"There is no band {band}; the land cover has bands 1 to {dataset.count}.")
    source, _ = grid_of(dataset)
    if (source.crs is None) != (grid.crs is None):
        raise BadInput("One of map and land cover has no CRS. Assign the same to both.")
    fine = _fine(grid)
    found = np.full((fine.height, fine.width), np.nan)
    window = _window(source, grid)
    if window is not None:
        pixels = read(dataset, window, (band,))
        values = np.where(pixels.valid[0], pixels.values[0].astype(np.float64), np.nan)
        stand_in = "EPSG:3857"  # for both where neither has a CRS: nothing is projected then
        try:
            reproject(
                values,
                found,
                src_transform=source.window(window).transform,
                src_crs=source.crs or stand_in,
                src_nodata=np.nan,
                dst_transform=fine.transform,
                dst_crs=grid.crs or stand_in,
                dst_nodata=np.nan,
                resampling=Resampling.nearest,
            )
        except (*GDAL_ERRORS, CRSError) as error:
            raise BadInput(f"The land cover cannot be brought to the map: {error}.") from None
    there = np.isfinite(found)
    if not there.any():
        raise BadInput("The land cover has no data on the map. Give one that covers it.")
    values, places = np.unique(found[there], return_inverse=True)
    if len(values) > MANY:
        raise BadInput(
            f"The land cover has {len(values)} different values on the map, so it holds no "
            "classes. Give a classified raster."
        )
    classes = np.full(found.shape, UNCLASSIFIED, dtype=np.int32)
    classes[there] = places
    texts = [f"{value:g}" for value in values]
    return Zones(classes, tuple(labels.get(text, text) for text in texts))


def _window(source: Grid, grid: Grid) -> Optional[Window]:
    """The map's extent in pixels of the land cover; None where they do not meet."""
    corners = [
        grid.transform @ (column, row) for column in (0, grid.width) for row in (0, grid.height)
    ]
    xs, ys = zip(*corners)
    box = (min(xs), min(ys), max(xs), max(ys))
    if source.crs != grid.crs:
        try:
            box = transform_bounds(grid.crs, source.crs, *box)
        except GDAL_ERRORS:
            return None
    points = [~source.transform @ (x, y) for x in box[::2] for y in box[1::2]]
    if not np.isfinite(points).all():
        return None
    low, high = np.floor(np.min(points, 0)).astype(int), np.ceil(np.max(points, 0)).astype(int)
    window = Window.between(*map(int, (*low, *high))).grown(MARGIN).cut(source.whole)
    return None if window.is_empty else window
