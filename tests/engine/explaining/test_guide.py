"""Networks of two images: the raster, and a guide with finer pixels."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
import torch
from torch import nn
from torch.nn.functional import interpolate

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import ExplainRequest, Method
from srxai_plugin.contract.results import Explanation
from srxai_plugin.contract.scenes import SuperResolveRequest
from srxai_plugin.engine.explaining.explain import explain
from srxai_plugin.engine.explaining.tile import read_tile
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.loading.formats.guided import guided_by
from srxai_plugin.engine.networks.loading.zoo import load_network
from srxai_plugin.engine.scene.superresolve import superresolve
from tests.engine.conftest import NORTH_UP, texture, write_raster

SIDE = 16
REGION = Window(6, 6, 4, 4)
FINER = NORTH_UP @ NORTH_UP.scale(0.5)


class Sharpened(nn.Module):
    """Two coarse bands enlarged, the guide's second band added to the first; the guide comes first,
    as in models that fuse 10 and 20 m."""

    def __init__(self) -> None:
        super().__init__()
        self.one = nn.Parameter(torch.ones(()))

    def forward(self, fine: torch.Tensor, coarse: torch.Tensor) -> torch.Tensor:
        large = self.one * interpolate(coarse, scale_factor=2.0, mode="nearest")
        return torch.cat([large[:, :1] + fine[:, 1:2], large[:, 1:]], 1)


def coarse() -> np.ndarray:
    return (texture(2, SIDE, SIDE) / 510).astype(np.float32)


def fine() -> np.ndarray:
    return (texture(3, 2 * SIDE, 2 * SIDE, seed=1) / 510).astype(np.float32)


def request(folder: Path, network: str, **changes: object) -> ExplainRequest:
    write_raster(folder / "coarse.tif", coarse())
    write_raster(folder / "fine.tif", fine(), transform=FINER)
    asked = ExplainRequest(
        str(folder / "coarse.tif"),
        Region(window=REGION),
        str(folder / "out"),
        network=network,
        methods=(Method("lam", {"steps": 2}), Method("occlusion", {"places": 4})),
        scaling="none",
        guide=str(folder / "fine.tif"),
        views=("bands",),
    )
    return replace(asked, **changes)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("program") / "sharpened.pt2"
    example = (torch.rand(1, 3, 2 * SIDE, 2 * SIDE), torch.rand(1, 2, SIDE, SIDE))
    torch.export.save(torch.export.export(Sharpened().eval(), example), path)
    return str(path)


@pytest.fixture(scope="module")
def network(program: str) -> SRNetwork:
    return load_network(program, torch.device("cpu"))


@pytest.fixture(scope="module")
def explained(program: str, tmp_path_factory: pytest.TempPathFactory) -> Explanation:
    return explain(request(tmp_path_factory.mktemp("explained"), program, detail=True))


def test_the_finer_input_is_the_guide_whichever_comes_first(network):
    assert (network.bands, network.bands_out, network.scale) == (2, 2, 2)
    assert (network.guide.bands, network.guide.ratio) == (3, 2)


@pytest.mark.parametrize(
    "shapes",
    [
        [(1, 4, 16, 16), (1, 3, 24, 24)],
        [(1, 4, 16, 16), (1, 3, 32, 16)],
        [(1, 4, 16, 16), (1, 3)],
        [(1, 4, None, None), (1, 3, None, None)],
        [(2, 4, 16, 16), (2, 3, 32, 32)],
        [(1, 4, 16, 16)] * 3,
    ],
    ids=str,
)
def test_inputs_that_are_no_raster_and_its_guide_are_none(shapes):
    assert guided_by([("x", shape) for shape in shapes], 1) is None


def test_the_network_is_given_both_images_as_they_lie_on_the_ground(tmp_path, network):
    wider = np.pad(fine(), ((0, 0), (4, 4), (6, 6)))
    moved = FINER @ FINER.translation(-6, -4)
    asked = request(tmp_path, "")
    write_raster(tmp_path / "fine.tif", wider, transform=moved)
    tile = read_tile(asked, network)
    assert np.array_equal(tile.lr[:2].numpy(), coarse())
    assert np.array_equal(network.guide.unpacked(tile.lr[2:]).numpy(), fine())
    expected = Sharpened()(torch.from_numpy(fine())[None], torch.from_numpy(coarse())[None])
    assert torch.allclose(network(tile.lr[None]), expected)


def test_a_guide_on_another_grid_is_interpolated_and_that_is_said(tmp_path, network):
    asked = request(tmp_path, "")
    level = np.full((3, 70, 70), 0.25, np.float32)
    write_raster(tmp_path / "fine.tif", level, transform=NORTH_UP @ NORTH_UP.scale(0.3))
    tile = read_tile(asked, network)
    assert tile.lr[2:].numpy() == pytest.approx(0.25)
    assert any("guide lies on another grid" in warning for warning in tile.warnings)


def test_the_super_resolved_raster_is_made_of_both(explained):
    with rasterio.open(explained.super_resolved) as dataset:
        made = dataset.read()
        assert dataset.transform == FINER
    large = coarse().repeat(2, 1).repeat(2, 2)
    assert made[0] == pytest.approx(large[0] + fine()[1], abs=1e-6)
    assert made[1] == pytest.approx(large[1], abs=1e-6)
    assert explained.guide.bands == (1, 2, 3)


def test_each_image_has_a_map_on_its_own_grid(explained):
    lam = explained.attributions[0]
    with rasterio.open(lam.views["raster"]) as dataset:
        assert dataset.transform == NORTH_UP
        assert dataset.shape == (SIDE, SIDE) and dataset.read(1).max() == 1
    with rasterio.open(lam.views["guide"]) as dataset:
        assert dataset.transform == FINER and dataset.crs.to_epsg() == 32633
        map = dataset.read(1)
    reach = np.zeros(map.shape, bool)
    reach[12:21, 12:21] = True  # the region, and the neighbours that its texture is taken against
    assert map.shape == (2 * SIDE, 2 * SIDE)
    assert map[reach].max() == 1 and not map[~reach].any()
    with rasterio.open(lam.views["bands"]) as dataset:
        assert dataset.count == 2


def test_a_method_that_tells_no_bands_apart_has_one_map_of_both(explained):
    occlusion = explained.attributions[1]
    assert set(occlusion.views) == {"bands"}
    assert Path(occlusion.raster).exists()


def test_nothing_proves_such_a_network_and_its_detail_is_not_judged(explained):
    assert explained.detail.reasons == ("other-bands",)
    assert any("takes a guide" in warning for warning in explained.warnings)
    assert all(each.verdict.level != "faithful" for each in explained.attributions)


def test_a_guide_that_lacks_or_is_one_too_many_is_told(tmp_path, network, small_edsr):
    asked = request(tmp_path, "", guide=None)
    with pytest.raises(BadInput, match="a guide of 3 bands whose pixels are 2 times as fine"):
        read_tile(asked, network)
    rgb = write_raster(tmp_path / "rgb.tif")
    with pytest.raises(BadInput, match="takes one image, and no guide"):
        read_tile(replace(asked, raster=str(rgb), guide=str(rgb)), small_edsr)


def test_a_guide_elsewhere_or_of_other_bands_is_refused(tmp_path, network):
    asked = request(tmp_path, "")
    write_raster(tmp_path / "fine.tif", fine(), transform=FINER @ FINER.translation(500, 0))
    with pytest.raises(BadInput, match="has no data in the region"):
        read_tile(asked, network)
    write_raster(tmp_path / "fine.tif", fine()[:2], transform=FINER)
    with pytest.raises(BadInput, match="The guide of sharpened takes 3 bands"):
        read_tile(asked, network)


def test_whole_rasters_are_refused_with_the_way_that_there_is(tmp_path, program):
    asked = request(tmp_path, program)
    with pytest.raises(BadInput, match="srxai explain --guide"):
        superresolve(SuperResolveRequest(asked.raster, str(tmp_path / "sr.tif"), network=program))
