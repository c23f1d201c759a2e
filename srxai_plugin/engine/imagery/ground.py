"""How large a pixel is on the ground, whatever the CRS: degrees and stretched Mercators too."""

from __future__ import annotations

from typing import Optional

import numpy as np
from rasterio.crs import CRS
from rasterio.warp import transform as warp

from srxai_plugin.engine.imagery.geotiff import GDAL_ERRORS, Grid


def pixel_side(grid: Grid) -> Optional[float]:
    """Metres along a square as large as a pixel at the grid's centre; None without a usable CRS."""
    ground = metres_per_pixel(grid)
    return None if ground is None else float(np.sqrt(abs(np.linalg.det(ground))))


def metres_per_pixel(grid: Grid) -> Optional[np.ndarray]:
    """(2, 2) matrix J at the grid's centre: a step of (columns, rows) is J @ step in metres.

    Measured in an azimuthal equidistant projection centred there. None without a usable CRS.
    """
    if grid.crs is None:
        return None
    column, row = grid.width / 2, grid.height / 2
    points = [grid.transform @ p for p in ((column, row), (column + 1, row), (column, row + 1))]
    try:
        (longitude, *_), (latitude, *_) = warp(grid.crs, CRS.from_epsg(4326), *zip(*points[:1]))
        local = CRS.from_proj4(f"+proj=aeqd +lat_0={latitude} +lon_0={longitude} +datum=WGS84")
        xs, ys = warp(grid.crs, local, *zip(*points))
    except GDAL_ERRORS:
        return None
    jacobian = np.array([[xs[1] - xs[0], xs[2] - xs[0]], [ys[1] - ys[0], ys[2] - ys[0]]])
    return jacobian if np.isfinite(jacobian).all() else None
