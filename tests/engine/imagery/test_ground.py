from __future__ import annotations

import math

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from srxai_plugin.engine.imagery.geotiff import Grid
from srxai_plugin.engine.imagery.ground import metres_per_pixel


def test_pixel_of_degrees_is_measured_in_metres_at_its_latitude():
    """At 60° N a degree of longitude is half one of latitude, to a third of a percent."""
    grid = Grid(Affine(0.001, 0, 10, 0, -0.001, 60), CRS.from_epsg(4326), 2, 2)
    jacobian = metres_per_pixel(grid)
    assert jacobian[0, 0] == pytest.approx(111.32 * math.cos(math.radians(60)), rel=5e-3)
    assert jacobian[1, 1] == pytest.approx(-111.41, rel=2e-3)


def test_mercator_metres_are_not_ground_metres():
    """World Mercator stretches by about 1 / cos(latitude): a factor of two at 60° N."""
    grid = Grid(Affine(10, 0, 0, 0, -10, 8_362_698), CRS.from_epsg(3395), 2, 2)
    assert metres_per_pixel(grid)[0, 0] == pytest.approx(5, rel=5e-3)


def test_rotated_pixel_keeps_its_length():
    transform = Affine.translation(500_000, 4_100_000) @ Affine.rotation(30) @ Affine.scale(2, -2)
    jacobian = metres_per_pixel(Grid(transform, CRS.from_epsg(32633), 4, 4))
    assert np.hypot(*jacobian[:, 0]) == pytest.approx(2, rel=1e-3)
    assert jacobian[1, 0] == pytest.approx(1, abs=0.01)


def test_without_a_crs_nothing_is_known():
    assert metres_per_pixel(Grid(Affine.identity(), None, 4, 4)) is None
