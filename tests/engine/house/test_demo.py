"""What "make demo" explains: an image reduced as for the training of networks, and its region."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import rasterio
from affine import Affine
from PIL import Image

ROOT = Path(__file__).parents[3]
GRID = Affine(0.25, 0, 127_375, 0, -0.25, 428_250)
SIZE = 64


@pytest.fixture(scope="module")
def demo() -> ModuleType:
    spec = importlib.util.spec_from_file_location("demo", ROOT / "tools/demo.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_scene_is_the_truth_by_antialiased_bicubic_on_four_of_its_pixels(demo, tmp_path):
    blocks = np.random.default_rng(0).integers(60, 195, (3, SIZE // 2, SIZE // 2), np.uint8)
    values = blocks.repeat(2, 1).repeat(2, 2)
    truth, scene = tmp_path / "truth.tif", tmp_path / "scene.tif"
    with rasterio.open(
        truth, "w", driver="GTiff", count=3, height=SIZE, width=SIZE, dtype="uint8",
        crs=demo.CRS, transform=GRID,
    ) as dataset:  # fmt: skip
        dataset.write(values)
    demo.reduce(truth, scene)
    image = Image.fromarray(values.transpose(1, 2, 0))
    pillow = np.asarray(image.resize((SIZE // 4, SIZE // 4), Image.Resampling.BICUBIC))
    with rasterio.open(scene) as reduced:
        assert reduced.crs == demo.CRS
        assert reduced.transform == GRID @ Affine.scale(4)
        difference = reduced.read().astype(int) - pillow.transpose(2, 0, 1)
    assert np.abs(difference).max() <= 1


def test_the_regions_edges_lie_in_the_middle_of_sr_pixels_and_hold_whole_pixels_of_the_scene(demo):
    corners = [~GRID @ (x, y) for x in demo.REGION[::2] for y in demo.REGION[1::2]]
    assert all(place % 1 == 0.5 for corner in corners for place in corner)
    columns, rows = zip(*corners)
    for places in (columns, rows):
        first, last = int(min(places)), int(max(places)) + 1
        assert first % demo.SCALE == last % demo.SCALE == 0
        assert 14 <= (last - first) / demo.SCALE <= 24
