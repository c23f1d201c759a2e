from __future__ import annotations

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Bounds, Polygon, Region, Window
from srxai_plugin.engine.imagery.geotiff import Grid
from srxai_plugin.engine.imagery.region import place

UTM = CRS.from_epsg(32633)
GRID = Grid(Affine(0.5, 0, 1000, 0, -0.5, 2000), UTM, 400, 300)


def test_drawn_region_snaps_outward_to_whole_sr_pixels():
    # SR pixel 0.125 m: x 1010.05 → column 80.4, x 1012.01 → 96.08; y 1990.01 → row 79.92.
    drawn = Region(bounds=Bounds(1010.05, 1987.99, 1012.01, 1990.01))
    assert place(drawn, GRID, 4, None).region == Window(80, 79, 17, 18)


def test_region_drawn_on_pixel_borders_does_not_grow():
    drawn = Region(bounds=Bounds(1010.125, 1988.0, 1012.0, 1990.0))
    assert place(drawn, GRID, 4, None).region == Window(81, 80, 15, 16)


def test_region_on_a_rotated_grid_holds_the_drawn_rectangle():
    grid = Grid(
        Affine.translation(1000, 2000) @ Affine.rotation(30) @ Affine.scale(0.5, -0.5),
        UTM,
        400,
        300,
    )
    bounds = Bounds(1060.0, 2000.0, 1064.0, 2003.0)
    region = place(Region(bounds=bounds), grid, 2, None).region
    to_pixel = ~grid.finer(2).transform
    for x in (bounds.xmin, bounds.xmax):
        for y in (bounds.ymin, bounds.ymax):
            column, row = to_pixel @ (x, y)
            assert region.column <= column <= region.right
            assert region.row <= row <= region.bottom


def test_region_in_another_crs_lands_where_it_is_on_earth():
    """15° E, 45° N is easting 500 000, northing 4 982 950.40 of zone 33 (the EPSG formulas)."""
    grid = Grid(Affine(1, 0, 499_900, 0, -1, 4_983_050), UTM, 200, 200)
    degrees = Bounds(14.9999, 44.9999, 15.0001, 45.0001, crs="EPSG:4326")
    region = place(Region(bounds=degrees), grid, 1, None).region
    assert region.column <= 100 < region.right
    assert region.row <= 99 < region.bottom
    assert region.width == pytest.approx(16, abs=2)
    assert region.height == pytest.approx(23, abs=2)


def square(left: float, top: float, side: float) -> tuple[tuple[float, float], ...]:
    """A ring in map units of GRID, its upper left corner in LR pixels."""
    x, y = 1000 + 0.5 * left, 2000 - 0.5 * top
    return ((x, y), (x + 0.5 * side, y), (x + 0.5 * side, y - 0.5 * side), (x, y - 0.5 * side))


def test_polygon_counts_sr_pixels_by_their_centres():
    triangle = ((1005.0, 1990.0), (1007.0, 1990.0), (1005.0, 1988.0))  # 4 LR pixels a side
    placed = place(Region(polygon=Polygon((triangle,))), GRID, 2, None)
    assert placed.region == Window(20, 40, 8, 8)
    columns, rows = np.meshgrid(np.arange(8) + 0.5, np.arange(8) + 0.5)
    clear = np.abs(columns + rows - 8) > 1e-9  # centres on the slanted edge may fall either way
    assert (placed.mask == (columns + rows < 8))[clear].all()


def test_polygon_with_a_hole_and_a_second_part():
    rings = (square(10, 10, 6), square(12, 12, 2), square(20, 10, 2))
    placed = place(Region(polygon=Polygon(rings)), GRID, 2, None)
    assert placed.region == Window(20, 20, 24, 12)
    assert placed.mask.sum() == 4 * (36 - 4 + 4)
    assert not placed.mask[4:8, 4:8].any()
    assert placed.mask[:4, 20:].all()


def test_polygon_cut_by_the_raster_keeps_its_part_inside():
    placed = place(Region(polygon=Polygon((square(-2, -2, 6),))), GRID, 2, None)
    assert placed.region == Window(0, 0, 8, 8)
    assert placed.mask.all()


def test_polygon_in_another_crs_lands_where_it_is_on_earth():
    grid = Grid(Affine(1, 0, 499_900, 0, -1, 4_983_050), UTM, 200, 200)
    ring = ((14.9999, 45.0001), (15.0001, 45.0001), (15.0001, 44.9999), (14.9999, 44.9999))
    there = place(Region(polygon=Polygon((ring,), "EPSG:4326")), grid, 2, None)
    degrees = Bounds(14.9999, 44.9999, 15.0001, 45.0001, crs="EPSG:4326")
    assert there.region == place(Region(bounds=degrees), grid, 2, None).region


@pytest.mark.parametrize(
    ("rings", "crs", "words"),
    [
        ((), None, "at least three points"),
        ((((0.0, 0.0), (1.0, 1.0)),), None, "at least three points"),
        ((square(10.3, 10.3, 0.1),), None, "no SR pixel|2 × 2"),
        ((square(-90, -90, 5),), None, "outside the raster"),
        ((square(1, 1, 5),), "EPSG:77", "Unknown CRS"),
        ((((0.0, 1e9), (1.0, 1e9), (0.0, 2e9)),), "EPSG:4326", "cannot be expressed"),
    ],
)
def test_polygon_that_is_none_is_refused_in_words(rings, crs, words):
    with pytest.raises(BadInput, match=words):
        place(Region(polygon=Polygon(rings, crs)), GRID, 2, None)


def test_same_region_in_lr_and_sr_pixels_is_the_same():
    lr = place(Region(window=Window(10, 20, 3, 4)), GRID, 4, None)
    sr = place(Region(sr_window=Window(40, 80, 12, 16)), GRID, 4, None)
    assert lr == sr


def test_default_tile_is_64_pixels_and_keeps_that_at_the_border():
    assert place(Region(window=Window(100, 100, 8, 9)), GRID, 4, None).tile == Window(
        72, 73, 64, 64
    )
    assert place(Region(window=Window(0, 295, 4, 4)), GRID, 4, None).tile == Window(0, 236, 64, 64)


def test_default_tile_leaves_context_around_a_large_region():
    tile = place(Region(window=Window(100, 100, 80, 50)), GRID, 4, None).tile
    assert tile == Window(84, 84, 112, 82)


def test_default_tile_of_a_small_raster_is_the_raster():
    grid = Grid(GRID.transform, UTM, 20, 30)
    assert place(Region(window=Window(4, 4, 4, 4)), grid, 2, None).tile == Window(0, 0, 20, 30)


def test_given_context_is_cut_to_the_raster():
    placed = place(Region(sr_window=Window(9, 40, 6, 8)), GRID, 4, 5)
    assert placed.tile == Window(0, 5, 9, 12)
    assert placed.region_in_tile == Window(9, 20, 6, 8)


def test_region_that_hangs_over_the_border_is_cut():
    assert place(Region(window=Window(-5, -5, 10, 10)), GRID, 2, None).region == Window(
        0, 0, 10, 10
    )


@pytest.mark.parametrize(
    ("region", "words"),
    [
        (Region(window=Window(400, 0, 5, 5)), "outside"),
        (Region(window=Window(-9, 0, 5, 5)), "outside"),
        (Region(bounds=Bounds(0, 0, 5, 5)), "outside"),
        (Region(sr_window=Window(8, 8, 1, 9)), "at least 2"),
        (Region(sr_window=Window(-8, 8, 9, 9)), "at least 2"),
        (Region(window=Window(8, 8, 0, 9)), "at least one"),
        (Region(bounds=Bounds(1012, 1988, 1010, 1990)), "XMIN"),
        (Region(bounds=Bounds(1010, 1988, 1012, 1990, crs="nonsense")), "Unknown CRS"),
    ],
)
def test_wrong_regions_are_refused(region, words):
    with pytest.raises(BadInput, match=words):
        place(region, GRID, 4, None)


def test_tile_beyond_memory_is_refused():
    huge = Grid(GRID.transform, UTM, 50_000, 50_000)
    with pytest.raises(BadInput, match="smaller region"):
        place(Region(window=Window(0, 0, 3000, 3000)), huge, 4, None)


def test_negative_context_is_refused():
    with pytest.raises(BadInput, match="context"):
        place(Region(window=Window(8, 8, 8, 8)), GRID, 4, -1)
