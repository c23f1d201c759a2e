"""Reflectance: what numbers mean by a raster's own tags, and what is none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import ExplainRequest
from srxai_plugin.contract.scenes import SuperResolveRequest
from srxai_plugin.engine.explaining.reading import reading
from srxai_plugin.engine.explaining.tile import TilePixels, read_tile
from srxai_plugin.engine.imagery.fit import misfits
from srxai_plugin.engine.imagery.geotiff import Grid
from srxai_plugin.engine.imagery.radiometry import from_network
from srxai_plugin.engine.networks.base import SRNetwork, freeze
from srxai_plugin.engine.scene.superresolve import superresolve
from tests.engine.conftest import NORTH_UP, SHARED, write_raster
from tests.engine.networks.four_bands import CARD, Doubling, four_band_checkpoint

SATELLITE = SHARED / "data" / "satellite"
NAMES = ("B02", "B03", "B04", "B08")


def doubling(**card: object) -> SRNetwork:
    """What comes out is what went in."""
    return SRNetwork("s2", "made", 2, 4, freeze(Doubling()), "0" * 64, card={**CARD, **card})


def scene(folder: Path, values: np.ndarray, **tags: str) -> Path:
    path = write_raster(folder / "scene.tif", values, photometric="minisblack")
    with rasterio.open(path, "r+") as dataset:
        dataset.descriptions = NAMES
        dataset.update_tags(**tags)
    return path


def values(dtype: str = "uint16") -> np.ndarray:
    return np.random.default_rng(0).integers(1000, 6000, (4, 12, 12)).astype(dtype)


def tile_of(path: Path, network: SRNetwork, scaling: str | None = None) -> TilePixels:
    region = Region(window=Window(4, 4, 4, 4))
    return read_tile(ExplainRequest(str(path), region, "out", scaling=scaling), network)


def test_integers_are_ten_thousandths_by_the_networks_card(tmp_path):
    given = values()
    tile = tile_of(scene(tmp_path, given), doubling())
    assert tile.radiometry.scaling == "reflectance"
    assert tile.lr.numpy() == pytest.approx(given / 10_000, abs=1e-6)
    assert tile.radiometry.words == "reflectance: values divided by 10000"
    assert tile.misfits == ()


@pytest.mark.parametrize(
    ("tags", "offset"),
    [
        ({"PROCESSING_BASELINE": "03.01"}, 0),
        ({"PROCESSING_BASELINE": "04.00"}, 1000),
        ({"PROCESSING_BASELINE": "05.09"}, 1000),
        ({"PROCESSING_BASELINE": "N0511"}, 1000),
        ({"s2:processing_baseline": "05.10"}, 1000),
        ({"BOA_ADD_OFFSET": "-1000"}, 1000),
        ({"PROCESSING_BASELINE": "05.09", "BOA_ADD_OFFSET": "0"}, 0),
        ({"s2:processing_baseline": "05.09", "earthsearch:boa_offset_applied": "True"}, 0),
        ({"PROCESSING_BASELINE": "unknown"}, 0),
    ],
    ids=str,
)
def test_the_offset_of_later_baselines_is_taken_off(tmp_path, tags, offset):
    given = values()
    tile = tile_of(scene(tmp_path, given, **tags), doubling())
    assert tile.lr.numpy() == pytest.approx((given - float(offset)) / 10_000, abs=1e-6)


def test_a_rasters_own_scale_and_offset_come_first(tmp_path):
    """Landsat's second collection: reflectance = value · 0.0000275 − 0.2."""
    given = values() + np.uint16(8000)
    path = scene(tmp_path, given, PROCESSING_BASELINE="05.09")
    with rasterio.open(path, "r+") as dataset:
        dataset.scales, dataset.offsets = (0.0000275,) * 4, (-0.2,) * 4
    tile = tile_of(path, doubling())
    assert tile.lr.numpy() == pytest.approx(given * 0.0000275 - 0.2, abs=1e-6)


def test_an_offset_without_a_scale_is_in_the_integers_own_units(tmp_path):
    given = values()
    path = scene(tmp_path, given)
    with rasterio.open(path, "r+") as dataset:
        dataset.offsets = (-1000.0,) * 4
    assert tile_of(path, doubling()).lr.numpy() == pytest.approx((given - 1e3) / 1e4, abs=1e-6)


def test_floats_are_reflectance_already_and_may_be_below_zero(tmp_path):
    given = (values() / 10_000 - 0.1).astype(np.float32)
    given[0, 0, 0] = -0.04
    tile = tile_of(scene(tmp_path, given), doubling())
    assert np.array_equal(tile.lr.numpy(), given)


@pytest.mark.parametrize("scale", [0.0001, 0.00002])
def test_a_scale_tag_alone_says_what_floats_and_integers_mean(tmp_path, scale):
    for dtype in ("uint16", "float32"):
        path = scene(tmp_path, values(dtype))
        with rasterio.open(path, "r+") as dataset:
            dataset.scales = (scale,) * 4
        tile = tile_of(path, doubling())
        assert tile.lr.numpy() == pytest.approx(values() * scale, abs=1e-6)


def test_reflectance_below_zero_is_set_to_zero_where_that_is_asked_for(tmp_path):
    given = values("int16")
    given[:, 2, 3] = 700  # less than the offset of 1000
    path = scene(tmp_path, given, PROCESSING_BASELINE="05.09")
    for scaling, lowest in (("reflectance", 700), ("reflectance-clipped", 1000)):
        tile = tile_of(path, doubling(), scaling)
        assert float(tile.lr.min()) == pytest.approx((lowest - 1000) / 1e4, abs=1e-7)
        sr = np.full((4, 24, 24), -0.02)
        back = from_network(sr, tile.radiometry, given.dtype, tile.valid_sr, None)
        assert (back == (800 if scaling == "reflectance" else 1000)).all()
        assert ("below 0 set to 0" in tile.radiometry.words) == (scaling != "reflectance")


def test_a_card_may_ask_for_clipped_reflectance(tmp_path):
    path = scene(tmp_path, values())
    found = tile_of(path, doubling(scaling="reflectance-clipped"))
    assert found.radiometry.scaling == "reflectance-clipped"


def test_the_raster_of_another_sensor_is_told_of_a_tile(tmp_path):
    path = scene(tmp_path, values(), SATELLITE="Landsat-8")
    with rasterio.open(path, "r+") as dataset:
        dataset.descriptions = ("blue", "green", "red", "nir")
    (sentence,) = tile_of(path, doubling(sensor="Sentinel-2 MSI")).misfits
    assert "learned from images of Sentinel-2 MSI" in sentence and "Landsat 8 or 9" in sentence


@pytest.mark.parametrize("dtype", ["uint16", "int16", "float32"])
def test_values_come_back_in_the_rasters_own_units(tmp_path, dtype):
    given = values(dtype) if dtype != "float32" else (values() / 1e4 - 0.1).astype(dtype)
    tile = tile_of(scene(tmp_path, given, PROCESSING_BASELINE="05.09"), doubling())
    back = from_network(tile.lr.numpy(), tile.radiometry, given.dtype, tile.valid, None)
    assert back.dtype == given.dtype
    assert back == pytest.approx(given, abs=1e-6)


def test_a_raster_made_of_another_has_the_tags_that_say_what_its_values_mean(tmp_path):
    path = scene(tmp_path, values(), PROCESSING_BASELINE="05.09")
    output = tmp_path / "sr.tif"
    superresolve(SuperResolveRequest(str(path), str(output), four_band_checkpoint(tmp_path)))
    with rasterio.open(output) as made:
        assert made.tags()["PROCESSING_BASELINE"] == "05.09"
        assert made.descriptions == NAMES


def test_what_is_no_reflectance_is_refused_with_what_was_expected_and_found(tmp_path):
    given = values()
    given[3] += 30_000
    with pytest.raises(BadInput) as refused:
        tile_of(scene(tmp_path, given), doubling())
    assert "Band 4 holds values up to 3.6" in str(refused.value)
    assert "0 to 1" in str(refused.value) and "'percentile'" in str(refused.value)
    assert tile_of(scene(tmp_path, given), doubling(), "percentile").misfits == ()


def test_a_few_values_beyond_two_are_told_and_the_run_goes_on(tmp_path):
    given = values()
    given[3, 0, 0] = 28_000
    (sentence,) = tile_of(scene(tmp_path, given), doubling()).misfits
    assert "a few values up to 2.8" in sentence


def test_an_offset_that_was_taken_off_twice_is_told(tmp_path):
    path = scene(tmp_path, values() // np.uint16(20), PROCESSING_BASELINE="05.09")
    told = tile_of(path, doubling()).misfits
    assert len(told) == 4 and all("taken off twice" in sentence for sentence in told)


def test_bytes_are_no_reflectance(tmp_path):
    path = scene(tmp_path, (values() // 25).astype(np.uint8))
    tile = tile_of(path, doubling(sensor="Sentinel-2 MSI"))
    assert tile.radiometry.scaling == "dtype"  # harmless, and said:
    (sentence,) = tile.misfits
    assert "reflectance of Sentinel-2 MSI" in sentence and "bytes" in sentence
    with pytest.raises(BadInput, match="no reflectance in ten-thousandths"):
        tile_of(path, doubling(), "reflectance")


def test_another_sensor_than_the_cards_is_told():
    grid = Grid(NORTH_UP, None, 9, 9)
    card = {"sensor": "Sentinel-2 MSI"}
    (sentence,) = misfits("s2-x4", card, grid, "Landsat 8 or 9")
    assert "Sentinel-2 MSI" in sentence and "Landsat 8 or 9" in sentence
    assert misfits("s2-x4", card, grid, "Sentinel-2") == ()
    assert misfits("s2-x4", card, grid, None) == ()
    assert misfits("mine", {}, grid, "Landsat 8 or 9") == ()


@pytest.mark.parametrize("hole", ["nodata", "NaN"])
def test_a_band_without_data_blanks_no_other_band_and_no_neighbour(tmp_path, hole):
    given = values("float32") / 10_000
    empty = np.float32(np.nan if hole == "NaN" else -9999.0)
    given[1, 5, 6] = empty
    path = scene(tmp_path, given)
    if hole == "nodata":
        with rasterio.open(path, "r+") as dataset:
            dataset.nodata = float(empty)
    output = tmp_path / "sr.tif"
    superresolve(SuperResolveRequest(str(path), str(output), four_band_checkpoint(tmp_path)))
    with rasterio.open(output) as made:
        missing = made.read_masks() == 0
    expected = np.zeros((4, 24, 24), bool)
    expected[1, 10:12, 12:14] = True
    assert np.array_equal(missing, expected)


def test_how_a_raster_would_be_read_is_told_before_anything_runs(tmp_path):
    path = scene(tmp_path, values(), PROCESSING_BASELINE="05.09", SATELLITE="Landsat-8")
    with rasterio.open(path, "r+") as dataset:
        dataset.descriptions = ("blue", "green", "red", "nir")  # Landsat's B08 is panchromatic
    told = reading(str(path), four_band_checkpoint(tmp_path, sensor="Sentinel-2 MSI"))
    how = told["radiometry"]
    assert (how["bands"], how["scaling"]) == ([1, 2, 3, 4], "reflectance")
    assert (how["offset"], how["gain"]) == ([1000.0] * 4, [10_000.0] * 4)
    assert how["match"]["inputs"] == CARD["band_names"]
    (sentence,) = told["misfits"]
    assert "Landsat 8 or 9" in sentence
    assert told["fitting"] == []
    aerial = reading(str(path), "edsr-x4")["radiometry"]
    assert (aerial["bands"], aerial["scaling"], aerial["gain"]) == ([3, 2, 1], "percentile", [])
    with pytest.raises(BadInput, match="no file"):
        reading(str(tmp_path / "gone.tif"), "edsr-x4")


def test_real_sentinel_2_is_reflectance_and_a_landsat_of_level_1_is_not():
    if not (SATELLITE / "demmin.tif").exists():
        pytest.skip("the shared satellite rasters are not here")
    tile = tile_of(SATELLITE / "demmin.tif", doubling())
    assert tile.radiometry.scaling == "reflectance"
    assert float(tile.lr.min()) > 0 and float(tile.lr.max()) < 1
    with pytest.raises(BadInput, match="this is no reflectance"):
        tile_of(SATELLITE / "l8_elkton_va.tif", doubling())
