"""Rectangles snapped outward to whole SR pixels, against numbers worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import DEGREES, ROTATED, MakeRaster

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Window
from srxai_plugin.desk.map.grid import LayerGrid, read_grid


def rectangle(xmin: float, ymin: float, xmax: float, ymax: float) -> list[tuple[float, float]]:
    return [(xmin, ymax), (xmax, ymax), (xmax, ymin), (xmin, ymin)]


@pytest.fixture
def north_up(make_raster: MakeRaster) -> LayerGrid:
    return read_grid(str(make_raster()))


def test_a_rectangle_on_a_north_up_grid_takes_in_every_pixel_that_it_touches(
    north_up: LayerGrid,
) -> None:
    # 0.5 m pixels, ×4: SR pixels of 0.125 m. 1.3 m = 10.4 SR pixels, 2.1 m = 16.8; rows likewise.
    corners = rectangle(500_001.3, 4_099_997.9, 500_002.1, 4_099_998.7)
    assert north_up.snap(corners, 4) == Window(10, 10, 7, 7)


def test_a_rectangle_on_whole_pixels_is_not_grown(north_up: LayerGrid) -> None:
    corners = rectangle(500_001.0, 4_099_998.0, 500_002.0, 4_099_999.0)
    assert north_up.snap(corners, 4) == Window(8, 8, 8, 8)


def test_a_rectangle_on_a_rotated_grid_gets_the_window_around_its_four_corners(
    make_raster: MakeRaster,
) -> None:
    # x = 0.4·c + 0.3·r, y = 0.3·c − 0.4·r from the corner; inverse c = 1.6·x + 1.2·y,
    # r = 1.2·x − 1.6·y. The rectangle x 4…6, y 0…1: c = 6.4…10.8, r = 3.2…7.2; ×2 on the SR grid.
    grid = read_grid(str(make_raster(geotransform=ROTATED)))
    corners = rectangle(500_004.0, 4_100_000.0, 500_006.0, 4_100_001.0)
    assert grid.snap(corners, 2) == Window(12, 6, 10, 9)


def test_a_rectangle_in_degrees_is_snapped_like_any_other(make_raster: MakeRaster) -> None:
    # 0.001° pixels, ×4: 0.00025° SR pixels. 0.0101° = 40.4, 0.0199° = 79.6 SR pixels.
    grid = read_grid(str(make_raster(geotransform=DEGREES, epsg=4326)))
    corners = rectangle(-104.9899, 39.9801, -104.9801, 39.9899)
    assert grid.snap(corners, 4) == Window(40, 40, 40, 40)


def test_a_raster_without_a_grid_has_qgis_pixel_coordinates(make_raster: MakeRaster) -> None:
    grid = read_grid(str(make_raster(geotransform=None)))
    assert grid.transform == (1, 0, 0, 0, -1, 0)
    assert grid.snap(rectangle(2.1, -5.9, 3.9, -3.2), 1) == Window(2, 3, 2, 3)


def test_a_rectangle_over_the_edge_is_cut_to_the_raster(north_up: LayerGrid) -> None:
    corners = rectangle(499_990.0, 4_099_999.0, 500_001.0, 4_100_010.0)
    assert north_up.snap(corners, 4) == Window(0, 0, 8, 8)


def test_a_rectangle_outside_the_raster_is_no_window(north_up: LayerGrid) -> None:
    assert north_up.snap(rectangle(0.0, 0.0, 1.0, 1.0), 4) is None
    assert north_up.snap(rectangle(500_020.0, 4_099_990.0, 500_021.0, 4_099_991.0), 4) is None


def test_the_outline_of_a_window_lies_on_the_edges_of_its_pixels(make_raster: MakeRaster) -> None:
    grid = read_grid(str(make_raster(geotransform=ROTATED)))
    corners = [(2, 4), (4, 4), (4, 5), (2, 5)]  # columns and rows of the raster
    places = [(500_000 + 0.4 * c + 0.3 * r, 4_100_000 + 0.3 * c - 0.4 * r) for c, r in corners]
    for found, expected in zip(grid.outline(Window(4, 8, 4, 2), 2), places):
        assert found == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("scale", [3, 4, 8])
def test_a_window_on_pixels_of_a_millimetre_is_found_again_where_it_lies(scale: int) -> None:
    """Far from the origin, where coordinates are rounded to a billionth of a metre."""
    grid = LayerGrid(90_000, 90_000, (0.001, 0.0, 500_000.123, 0.0, -0.001, 9_800_000.456), ())
    for start in range(70_001, 70_101):
        window = Window(start, start + 7, 31, 29)
        assert grid.snap(grid.outline(window, scale), scale) == window


def test_a_file_that_is_no_raster_is_told_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "notes.tif"
    path.write_text("no raster")
    with pytest.raises(BadInput, match=r"notes\.tif cannot be read as a raster"):
        read_grid(str(path))
