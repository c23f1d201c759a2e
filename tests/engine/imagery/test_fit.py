"""Whether a network learned from pixels of the raster's size."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.crs import CRS
from rasterio.enums import ColorInterp

from srxai_plugin.engine.imagery.fit import Candidate, fitting, misfits
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


NAMES = ("blue", "green", "red", "nir")
AERIAL = Candidate(
    "aerial", 3, {"band_names": ["red", "green", "blue"], "sensor": "camera", "pixel_size": 1.2}
)
SPACE = Candidate(
    "space",
    4,
    {
        "band_names": list(NAMES),
        "scaling": "reflectance",
        "sensor": "Sentinel-2",
        "pixel_size": 10,
    },
)
UNTOLD = Candidate("untold", 3, {})


@pytest.mark.parametrize(
    ("count", "dtype", "size", "tags", "expected"),
    [
        (4, "uint16", 10, {}, ("space",)),
        (4, "uint16", 10, {"SATELLITE": "Sentinel-2A"}, ("space",)),
        (4, "uint16", 10, {"SATELLITE": "Landsat-8"}, ()),
        (4, "uint16", 30, {}, ()),
        (4, "uint8", 10, {}, ()),
        (3, "uint8", 1, {}, ("aerial",)),
        (3, "uint16", 1, {}, ()),
    ],
)
def test_a_network_is_offered_where_its_card_is_of_such_rasters(
    tmp_path: Path, count: int, dtype: str, size: float, tags: dict[str, str], expected: tuple
):
    path = tmp_path / "scene.tif"
    with rasterio.open(
        path, "w", driver="GTiff", count=count, height=8, width=8, dtype=dtype, crs=UTM,
        transform=grid(size).transform,
    ) as dataset:  # fmt: skip
        dataset.write(np.full((count, 8, 8), 90, dtype))
        dataset.update_tags(**tags)
        dataset.descriptions = NAMES if count == 4 else NAMES[:3]
    with rasterio.open(path) as dataset:
        assert fitting(dataset, (UNTOLD, AERIAL, SPACE)) == expected
    with rasterio.open(path, "r+") as dataset:
        dataset.descriptions = (None,) * count
        dataset.colorinterp = (ColorInterp.gray,) + (ColorInterp.undefined,) * (count - 1)
    with rasterio.open(path) as dataset:
        assert fitting(dataset, (UNTOLD, AERIAL, SPACE)) == (), "a guess is none"
