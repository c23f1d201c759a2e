"""What fills the corners of a rotated raster that a map turns upright."""

from __future__ import annotations

import numpy as np
import rasterio
from affine import Affine
from rasterio.vrt import WarpedVRT

from srxai_plugin.engine.explaining.outputs import unused_value


def test_it_is_a_value_that_no_pixel_has():
    assert unused_value(np.array([1, 255], np.uint8)) == 0
    assert unused_value(np.array([0, 7], np.uint8)) == 255
    assert unused_value(np.array([0, 255, 1], np.uint8)) == 2
    assert unused_value(np.arange(256, dtype=np.uint8)) is None
    assert np.isnan(unused_value(np.zeros(3, np.float32)))
    assert unused_value(np.array([0, 65_535], np.uint16)) == 1


def test_corners_are_no_data_and_no_pixel_is_lost(tmp_path):
    values = np.random.default_rng(0).integers(0, 200, (1, 40, 40), np.uint8)
    nodata = unused_value(values)
    turned = Affine.translation(500_000, 4_100_000) @ Affine.rotation(-33) @ Affine.scale(1, -1)
    with rasterio.open(
        tmp_path / "sr.tif", "w", driver="GTiff", count=1, height=40, width=40, dtype="uint8",
        crs="EPSG:32633", transform=turned, nodata=nodata,
    ) as dataset:  # fmt: skip
        dataset.write(values)
    with rasterio.open(tmp_path / "sr.tif") as dataset, WarpedVRT(dataset) as upright:
        assert dataset.dataset_mask().all()
        shown = upright.read(1, masked=True)
        assert shown.mask[0, 0] and not shown.mask[upright.height // 2, upright.width // 2]
