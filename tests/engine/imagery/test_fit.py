"""Whether a network learned from pixels of the raster's size."""

from __future__ import annotations

import pytest
from affine import Affine
from rasterio.crs import CRS

from srxai_plugin.engine.imagery.fit import misfits
from srxai_plugin.engine.imagery.geotiff import Grid

UTM = CRS.from_epsg(32633)


def grid(size: float, crs: CRS | None = UTM) -> Grid:
    north = 4_100_000 if crs == UTM else 37.0
    east = 500_000 if crs == UTM else 15.0
    return Grid(Affine(size, 0, east, 0, -size, north), crs, 100, 100)


@pytest.mark.parametrize("size", [0.61, 1.2, 2.39])
def test_a_pixel_within_twice_the_size_says_nothing(size):
    assert misfits("edsr-x4", {"pixel_size": 1.2}, grid(size)) == ()


def test_coarser_and_finer_rasters_get_a_sentence_with_both_sizes():
    (coarse,) = misfits("edsr-x4", {"pixel_size": 1.2, "sensor": "aerial camera"}, grid(120))
    assert "1.2 m (aerial camera)" in coarse and "120 m" in coarse and "100 times coarser" in coarse
    (fine,) = misfits("edsr-x4", {"pixel_size": 1.2}, grid(0.3))
    assert "0.3 m" in fine and "4 times finer" in fine


def test_degrees_are_measured_on_the_ground():
    (told,) = misfits("edsr-x4", {"pixel_size": 1.2}, grid(0.001, CRS.from_epsg(4326)))
    assert "99" in told or "100" in told or "98" in told


def test_what_is_not_known_is_not_guessed():
    assert misfits("mine", {}, grid(120)) == ()
    assert misfits("edsr-x4", {"pixel_size": 1.2}, grid(120, None)) == ()
