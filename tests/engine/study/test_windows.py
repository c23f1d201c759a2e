from __future__ import annotations

import numpy as np
import pytest
import rasterio
from PIL import Image

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.study.images import choose, class_of, pair, read_image
from srxai_plugin.engine.study.windows import hardest, hardness, placed


def stripes(row: int, column: int) -> np.ndarray:
    """(96, 96, 3) uint8, grey but for 16 × 16 pixels that alternate: bicubic cannot keep them."""
    image = np.full((96, 96, 3), 120, np.uint8)
    image[row : row + 16, column : column + 16 : 2] = 220
    image[row : row + 16, column + 1 : column + 16 : 2] = 20
    return image


def test_hardest_window_holds_what_bicubic_cannot_keep():
    window = hardest(hardness(pair(stripes(40, 56), 2, truth=True)), 16)
    assert abs(window.row - 40) <= 1
    assert abs(window.column - 56) <= 1
    assert (window.width, window.height) == (16, 16)


def test_without_a_truth_it_holds_the_most_texture():
    found = pair(stripes(24, 8)[::1], 2, truth=False)
    assert found.hr is None
    window = hardest(hardness(found), 32)
    assert abs(window.row - 48) <= 3
    assert abs(window.column - 16) <= 3


def test_window_of_a_single_hard_pixel_is_the_first_that_holds_it():
    hard = np.zeros((9, 9))
    hard[4, 5] = 1
    assert hardest(hard, 3) == Window(3, 2, 3, 3)


@pytest.mark.parametrize(("side", "words"), [(2, "flat"), (20, "smaller"), (1, "2 or more")])
def test_nowhere_hard_or_too_small_is_refused(side, words):
    with pytest.raises(BadInput, match=words):
        hardest(np.zeros((9, 9)), side)


def test_tile_of_a_large_image_is_cut_around_the_window():
    image = np.random.default_rng(0).integers(0, 255, (600, 600, 3), dtype=np.uint8)
    placement = placed(Window(400, 300, 32, 32), pair(image, 4, truth=True), 4)
    assert (placement.tile.width, placement.tile.height) == (64, 64)


def test_larger_limit_keeps_the_images_of_a_smaller_one(tmp_path):
    for i in range(12):
        Image.new("RGB", (4, 4)).save(tmp_path / f"a{i}.png")
    (tmp_path / "notes.txt").write_text("no")
    everything = choose(tmp_path, None)
    assert len(everything) == 12
    for limit in range(1, 12):
        assert choose(tmp_path, limit) == everything[:limit]


def test_geotiff_of_sixteen_bits_and_one_band_becomes_three_bytes(make_raster):
    values = np.arange(96 * 120, dtype=np.uint16).reshape(1, 96, 120)
    image = read_image(make_raster(values))
    assert image.shape == (96, 120, 3)
    assert image.dtype == np.uint8
    assert (image.min(), image.max()) == (0, 255)
    with rasterio.open(make_raster(name="b.tif")) as dataset:
        assert np.array_equal(
            read_image(make_raster(name="b.tif")), dataset.read().transpose(1, 2, 0)
        )


def test_class_is_what_stands_before_the_number():
    assert class_of("parkinglot12.tif") == "parkinglot"
    assert class_of("dense_residential_07.png") == "dense_residential"
    assert class_of("scene.tif") == ""
