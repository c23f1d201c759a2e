from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
import torch
from affine import Affine
from rasterio.windows import Window as RasterioWindow
from torch import nn

from srxai_plugin.contract.codec import from_json
from srxai_plugin.contract.errors import BadInput, Cancelled
from srxai_plugin.contract.scenes import SuperResolveRequest
from srxai_plugin.engine.networks.behaviour.sight import sight
from srxai_plugin.engine.networks.loading.formats.program import Input, Program
from srxai_plugin.engine.networks.loading.zoo import load_network
from srxai_plugin.engine.scene.forward import Forward
from srxai_plugin.engine.scene.superresolve import superresolve
from srxai_plugin.engine.scene.tiles import Tiling, tiling
from tests.engine.conftest import NORTH_UP, network_of, texture

ROTATED = Affine(0.4, 0.3, 500_000, 0.3, -0.4, 4_100_000)


def request(raster: Path, network: Path | str, output: Path, **changes) -> SuperResolveRequest:
    asked = SuperResolveRequest(
        str(raster), str(output), network=str(network), tile=32, device="cpu", threads=1
    )
    return replace(asked, **changes)


def pixels(path: Path) -> np.ndarray:
    with rasterio.open(path) as dataset:
        return dataset.read()


def test_tiles_cover_every_pixel_once_and_see_all_around_them():
    for width, height, core, halo in ((100, 70, 32, 16), (31, 33, 32, 0), (65, 1, 16, 16)):
        plan = Tiling(width, height, (core, core), halo)
        count = np.zeros((height, width), int)
        for cut in plan:
            c, x = cut.core, cut.crop
            count[c.row : c.bottom, c.column : c.right] += 1
            assert x.column == max(c.column - halo, 0) and x.right == min(c.right + halo, width)
            assert x.row == max(c.row - halo, 0) and x.bottom == min(c.bottom + halo, height)
        assert (count == 1).all()
        assert len(plan) == len(list(plan))


def test_networks_of_one_size_get_crops_of_that_size():
    torch.manual_seed(0)
    module = nn.Sequential(nn.Conv2d(1, 4, 5, padding=2), nn.PixelShuffle(2))
    network = network_of(Program("own.onnx", module, Input(1, 1, 32, 24)), 2, 1)
    assert (sight(network).reach, sight(network).is_exact) == (2, True)
    plan = tiling(70, 50, network, None)
    count = np.zeros((50, 70), int)
    for cut in plan:
        c, x = cut.core, cut.crop
        count[c.row : c.bottom, c.column : c.right] += 1
        assert (x.height, x.width) == (32, 24)
        assert 0 <= x.column <= max(c.column - 2, 0) and c.right <= x.right <= 70
        assert 0 <= x.row <= max(c.row - 2, 0) and c.bottom <= x.bottom <= 50
    assert (count == 1).all()
    with pytest.raises(BadInput, match="24 × 32 pixels only"):
        tiling(70, 20, network, None)


def test_tiled_is_the_untiled_output(make_raster, make_checkpoint, tmp_path):
    values = texture(3, 90, 110).astype(np.float32) / 255
    scene, checkpoint = make_raster(values, transform=ROTATED), make_checkpoint()
    result = superresolve(request(scene, checkpoint, tmp_path / "sr.tif", scaling="none"))
    assert result.is_exact and result.tiles == 12
    assert not any("seams" in warning for warning in result.warnings)
    with torch.no_grad():
        whole = load_network(str(checkpoint), torch.device("cpu"))(torch.from_numpy(values)[None])
    assert np.abs(pixels(tmp_path / "sr.tif") - whole[0].numpy()).max() < 1e-5
    with rasterio.open(tmp_path / "sr.tif") as dataset:
        assert dataset.transform.almost_equals(ROTATED @ Affine.scale(0.5))
        assert dataset.crs.to_epsg() == 32633
        assert dataset.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert dataset.overviews(1)
        tags = dataset.tags()
    assert from_json(SuperResolveRequest, tags["SRXAI_SUPERRESOLVE_REQUEST"]) == result.request
    assert tags["SRXAI_NETWORK_SHA256"] == result.network.sha256


def test_cores_are_those_of_whole_crops_and_stop_between_two_layers(make_checkpoint):
    network = load_network(str(make_checkpoint()), torch.device("cpu"))
    plan = Tiling(128, 96, (32, 32), 16)
    checks = [0]

    def check() -> None:
        checks[0] += 1
        if checks[0] > 1000:
            raise Cancelled()

    forward = Forward(network, plan, check)
    lr = torch.rand(3, 96, 128)
    for cut in list(plan)[:7]:  # of each kind: corners, edges, inside
        crop = lr[(..., *cut.crop.slices)]
        core = cut.core.moved(-cut.crop.column, -cut.crop.row).scaled(2)
        with torch.no_grad():
            whole = network(crop[None])[0]
        assert torch.allclose(forward(crop, cut), whole[(..., *core.slices)], atol=1e-6)
    assert not network.is_watched
    checks[0] = 997
    with pytest.raises(Cancelled):
        forward(crop, cut)
    assert checks[0] == 1001


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "float32"])
def test_own_type_and_nodata_and_no_seam_where_data_is_missing(
    make_raster, make_checkpoint, tmp_path, dtype
):
    values = (texture(3, 100, 100).astype(float) * (1 if dtype == "uint8" else 100)).astype(dtype)
    values[:, 20:61, 28:37] = 7
    values[:, :, :5] = 7
    scene = make_raster(values, nodata=7)
    made = {}
    for tile in (32, 128):
        path = tmp_path / f"{tile}.tif"
        superresolve(request(scene, make_checkpoint(), path, tile=tile))
        with rasterio.open(path) as dataset:
            assert (dataset.dtypes[0], dataset.nodata) == (dtype, 7)
            made[tile] = dataset.read().astype(float), dataset.dataset_mask() > 0
    missing = (values == 7).all(0).repeat(2, 0).repeat(2, 1)
    assert (made[32][1] == ~missing).all() and (made[128][1] == ~missing).all()
    # Rounding to whole numbers may turn over where float32 differs in its last digit.
    slack = 1 if dtype != "float32" else 0.02
    assert np.abs(made[32][0] - made[128][0]).max() <= slack


def test_percentiles_are_those_of_the_raster_not_of_its_tiles(
    make_raster, make_checkpoint, tmp_path
):
    values = texture(3, 96, 96).astype(np.uint16) * 50
    values[:, :, 48:] += 20_000
    result = superresolve(request(make_raster(values), make_checkpoint(), tmp_path / "sr.tif"))
    low, high = np.percentile(values[0], (2, 98))
    assert result.radiometry.offset[0] == low
    assert result.radiometry.gain[0] == high - low
    assert "raster's 2-98 %" in result.radiometry.words


def test_empty_tiles_are_passed_over_and_take_no_space(make_raster, make_checkpoint, tmp_path):
    values = np.zeros((3, 256, 256), np.uint8)
    values[:, :20, :20] = texture(3, 20, 20)
    scene = make_raster(values, nodata=0)
    result = superresolve(request(scene, make_checkpoint(), tmp_path / "sr.tif"))
    assert (result.tiles, result.empty_tiles) == (64, 63)
    assert (pixels(tmp_path / "sr.tif")[:, 40:, :] == 0).all()


def test_networks_that_see_the_whole_image_say_so(make_raster, make_checkpoint, tmp_path):
    scene, network = make_raster(), make_checkpoint(kind="rcan")
    result = superresolve(request(scene, network, tmp_path / "sr.tif", cog=False))
    assert not result.is_exact and "seams may show" in result.warnings[-1]
    with rasterio.open(tmp_path / "sr.tif") as dataset:
        assert dataset.block_shapes[0] == (64, 64) and not dataset.overviews(1)


def test_a_raster_without_a_grid_and_of_one_pixel_rows_works(
    make_raster, make_checkpoint, tmp_path
):
    scene = make_raster(texture(3, 9, 70), crs=None, transform=None)
    result = superresolve(request(scene, make_checkpoint(), tmp_path / "sr.tif"))
    assert (result.width, result.height) == (140, 18)
    assert "pixel coordinates" in result.warnings[0]


def test_cancelled_in_the_middle_leaves_nothing(make_raster, make_checkpoint, tmp_path):
    asked = request(make_raster(), make_checkpoint(), tmp_path / "new" / "sr.tif")
    stages = []
    with pytest.raises(Cancelled):
        superresolve(asked, lambda p: stages.append((p.stage, p.n)), lambda: ("tile", 3) in stages)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"raster": "/nowhere.tif"}, "no file"),
        ({"network": "nope"}, "Unknown network"),
        ({"tile": 0}, "1 or more"),
        ({"bands": (1, 2)}, "takes 3 bands"),
        ({"scaling": "log"}, "scaling is log"),
    ],
)
def test_bad_input_leaves_nothing(make_raster, make_checkpoint, tmp_path, changes, words):
    asked = request(make_raster(), make_checkpoint(), tmp_path / "new" / "sr.tif")
    with pytest.raises(BadInput, match=words):
        superresolve(replace(asked, **changes))
    assert not (tmp_path / "new").exists()


def test_neither_nodata_alone_nor_the_raster_itself_is_taken(
    make_raster, make_checkpoint, tmp_path
):
    empty = make_raster(np.zeros((3, 64, 64), np.uint8), nodata=0)
    with pytest.raises(BadInput, match="no data"):
        superresolve(request(empty, make_checkpoint(), tmp_path / "sr.tif"))
    with pytest.raises(BadInput, match="raster itself"):
        superresolve(request(empty, make_checkpoint(), empty))


def test_only_some_windows_of_a_huge_raster_are_looked_at(make_checkpoint, tmp_path):
    from srxai_plugin.engine.imagery.geotiff import open_raster
    from srxai_plugin.engine.imagery.whole_raster import whole_raster_of

    path = tmp_path / "huge.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=40_000, height=40_000, count=3, dtype="uint16",
        tiled=True, sparse_ok=True, nodata=0, transform=NORTH_UP, crs="EPSG:32633",
    ) as dataset:  # fmt: skip
        patch = texture(3, 256, 256).astype(np.uint16) * 100
        dataset.write(patch, window=RasterioWindow(20_480, 30_720, 256, 256))
    network = load_network(str(make_checkpoint()), torch.device("cpu"))
    with open_raster(str(path)) as dataset:
        source = whole_raster_of(dataset, network, None, None)
    low, high = np.percentile(patch[0], (2, 98))
    assert (source.radiometry.offset[0], source.radiometry.gain[0]) == (low, high - low)
