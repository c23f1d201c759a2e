from __future__ import annotations

import math

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.imagery.geotiff import Grid
from srxai_plugin.engine.imagery.ground import metres_per_pixel
from srxai_plugin.engine.report.map import bar_length, length_words, north, pixel_stretch
from srxai_plugin.engine.report.pictures import near

CENTRAL_MERIDIAN = 500_000
"""Of a UTM zone, where the grid's north is north."""


def ground(transform: Affine, epsg: int = 32633) -> np.ndarray:
    return metres_per_pixel(Grid(transform, CRS.from_epsg(epsg), 64, 64))


@pytest.mark.parametrize(
    ("longest", "length", "words"),
    [
        (1.0, 1.0, "1 m"),
        (0.99, 0.5, "50 cm"),
        (4.9, 2.0, "2 m"),
        (5.0, 5.0, "5 m"),
        (99.0, 50.0, "50 m"),
        (12_345.0, 10_000.0, "10 km"),
        (0.03, 0.02, "2 cm"),
    ],
)
def test_scale_bar_has_a_round_length(longest, length, words):
    assert bar_length(longest) == pytest.approx(length)
    assert length_words(bar_length(longest)) == words


@pytest.mark.parametrize(
    ("turn", "flip", "towards"),
    [
        (0, -0.3, (0, -1)),
        (0, 0.3, (0, 1)),  # first row in the south
        (90, -0.3, (1, 0)),  # columns run north, so right is north
        (30, -0.3, (math.sin(math.radians(30)), -math.cos(math.radians(30)))),
    ],
)
def test_arrow_points_north_on_a_turned_grid(turn, flip, towards):
    grid = (
        Affine.translation(CENTRAL_MERIDIAN, 4_100_000)
        @ Affine.rotation(turn)
        @ Affine.scale(0.3, flip)
    )
    metres = ground(grid)
    assert north(metres, pixel_stretch(metres)) == pytest.approx(towards, abs=1e-4)


def test_picture_in_degrees_is_as_wide_as_the_ground():
    metres = ground(Affine(2.5e-6, 0, 11.5, 0, -2.5e-6, 60.0), 4326)
    # One degree at 60° N on WGS 84: 55.80 km along the parallel, 111.41 km along the meridian.
    assert pixel_stretch(metres) == pytest.approx(111.412 / 55.800, rel=1e-3)


def test_the_crops_of_a_region_are_filled_by_it_and_end_with_the_tile():
    # 64 × 32 SR pixels at ×4 are 16 × 8 LR pixels; a fifth of 16 is 3.2 on each side.
    assert near(Window(96, 112, 64, 32), 4, 64, 64) == (20.8, 43.2, 24.8, 39.2)
    assert near(Window(0, 0, 4, 4), 4, 2, 2) == (0.0, 2.0, 0.0, 2.0)
