"""Explanations and rasters of networks that give other bands than they take."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
import torch

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import ExplainRequest, Method, Objective
from srxai_plugin.contract.results import Explanation
from srxai_plugin.contract.scenes import (
    DetailMapRequest,
    RelianceRequest,
    SuperResolved,
    SuperResolveRequest,
)
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.explaining.explain import explain
from srxai_plugin.engine.explaining.tile import read_tile
from srxai_plugin.engine.imagery.resampling import bicubic
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.loading.zoo import load_network
from srxai_plugin.engine.report.result import read_result
from srxai_plugin.engine.scene.detail_map import detail_map
from srxai_plugin.engine.scene.reliance import reliance
from srxai_plugin.engine.scene.superresolve import superresolve
from tests.engine.conftest import texture, write_raster
from tests.engine.networks.four_bands import picking_checkpoint

NAMES = ("blue", "green", "red", "nir")
OUT = {"band_names": NAMES, "band_names_out": ("nir", "red")}
PICKS = (3, 2)


def values(dtype: str = "uint16") -> np.ndarray:
    """(4, 24, 32), each band in a range of its own."""
    image = texture(4, 24, 32).astype(float) * np.array([3, 5, 7, 11])[:, None, None] + 700
    return image.astype(dtype)


def scene(folder: Path, given: np.ndarray | None = None, **profile: object) -> str:
    given = values() if given is None else given
    path = write_raster(folder / "scene.tif", given, photometric="minisblack", **profile)
    with rasterio.open(path, "r+") as dataset:
        dataset.descriptions = tuple(name.upper() for name in NAMES)
    return str(path)


def request(folder: Path, network: str, **changes: object) -> ExplainRequest:
    asked = ExplainRequest(
        str(folder / "scene.tif"),
        Region(window=Window(10, 8, 8, 8)),
        str(folder / "out"),
        network=network,
        methods=(Method("lam", {"steps": 2}),),
    )
    return replace(asked, **changes)


def load(network: str) -> SRNetwork:
    return load_network(network, torch.device("cpu"))


def super_resolved(folder: Path, network: str, **changes: object) -> SuperResolved:
    asked = SuperResolveRequest(str(folder / "scene.tif"), str(folder / "sr.tif"), network=network)
    return superresolve(replace(asked, cog=False, **changes))


@pytest.fixture(scope="module")
def explained(tmp_path_factory: pytest.TempPathFactory) -> Explanation:
    folder = tmp_path_factory.mktemp("named")
    scene(folder)
    network = picking_checkpoint(folder, 4, PICKS, **OUT)
    return explain(request(folder, network, views=("bands",), detail=True))


def test_the_raster_has_the_bands_that_are_given_in_its_own_units(explained):
    window = explained.tile.window
    expected = values()[(slice(None), *window.slices)][list(PICKS)].repeat(2, 1).repeat(2, 2)
    with rasterio.open(explained.super_resolved) as dataset:
        assert dataset.descriptions == ("NIR", "RED")
        assert dataset.dtypes == ("uint16", "uint16")
        inner = (slice(None), slice(2, -2), slice(2, -2))
        assert np.array_equal(dataset.read()[inner], expected[inner])


def test_the_result_says_which_bands_it_gives(explained):
    assert explained.radiometry.bands == (1, 2, 3, 4)
    assert explained.given is not None
    assert explained.given.bands == (4, 3)
    assert explained.given.match.inputs == ("nir", "red")
    assert explained.given.gain == explained.radiometry.gain[:1:-1]
    assert explained.radiometry_out is explained.given


def test_maps_are_over_the_bands_that_are_taken(explained):
    with rasterio.open(explained.attributions[0].views["bands"]) as dataset:
        assert [words[-1] for words in dataset.descriptions] == ["1", "2", "3", "4"]
        found = np.abs(dataset.read()).sum((1, 2))
    assert (found[:2] == 0).all() and (found[2:] > 0).all()  # what it gives comes from the last two


def test_the_detail_is_left_out_with_the_reason(explained):
    assert (explained.detail.level, explained.detail.reasons) == ("not-judged", ("other-bands",))
    assert explained.detail.raster is None


def test_the_report_shows_the_bands_that_are_given(explained):
    result = read_result(Path(explained.super_resolved).parent)
    assert result.super_resolved().shape[-1] == 3


def test_a_whole_raster_comes_out_as_the_tile_does(tmp_path, explained):
    scene(tmp_path)
    made = super_resolved(tmp_path, picking_checkpoint(tmp_path, 4, PICKS, **OUT))
    assert made.given.bands == (4, 3)
    with rasterio.open(tmp_path / "sr.tif") as dataset:
        whole = dataset.read()
        assert dataset.descriptions == ("NIR", "RED")
    inner = (slice(None), slice(2, -2), slice(2, -2))
    assert np.array_equal(whole[inner], values()[list(PICKS)].repeat(2, 1).repeat(2, 2)[inner])


def test_a_hole_in_one_band_is_a_hole_in_the_same_band_alone(tmp_path):
    given = values("float32")
    given[2, 8:12, 8:12] = np.nan
    scene(tmp_path, given, nodata=float("nan"))
    super_resolved(tmp_path, picking_checkpoint(tmp_path, 4, PICKS, **OUT))
    with rasterio.open(tmp_path / "sr.tif") as dataset:
        nir, red = np.isnan(dataset.read())
    assert not nir.any()
    assert red[16:24, 16:24].all() and red.sum() == 64


@pytest.mark.parametrize("card", [{}, {**OUT, "band_names_out": ("nir", "pan")}])
def test_bands_of_no_known_scaling_are_refused_and_never_guessed(tmp_path, card):
    scene(tmp_path)
    network = picking_checkpoint(tmp_path, 4, PICKS, **card)
    with pytest.raises(BadInput, match="their values could not be brought back"):
        explain(request(tmp_path, network))
    assert not (tmp_path / "out").exists()


def test_bands_that_nobody_names_come_back_where_all_are_scaled_alike(tmp_path):
    scene(tmp_path)
    network = picking_checkpoint(tmp_path, 4, PICKS)
    found = explain(request(tmp_path, network, scaling="reflectance"))
    with rasterio.open(found.super_resolved) as dataset:
        assert dataset.descriptions == ("output 1", "output 2")
        expected = values()[(slice(None), *found.tile.window.slices)][3, 4, 4]
        assert dataset.read(1)[8, 8] == expected
    assert any("neither a smooth ramp nor imagery" in warning for warning in found.warnings)
    assert (
        "unproven" in found.attributions[0].verdict.reasons
        or found.attributions[0].verdict.level == "unfit"
    )
    assert found.given.bands == (0, 0)


def test_a_band_beside_those_taken_is_told(tmp_path):
    scene(tmp_path)
    card = {**OUT, "band_names_out": ("nir", "pan")}
    made = super_resolved(tmp_path, picking_checkpoint(tmp_path, 4, PICKS, **card), scaling="dtype")
    assert any("gives pan, which it does not take" in warning for warning in made.warnings)


def test_the_added_detail_is_asked_of_the_bands_that_both_have(tmp_path):
    scene(tmp_path)
    asked = request(tmp_path, "", objective=Objective("added"), scaling="dtype")
    with pytest.raises(BadInput, match="adds to their interpolation cannot be asked"):
        read_tile(asked, load(picking_checkpoint(tmp_path, 4, PICKS)))
    network = load(picking_checkpoint(tmp_path, 4, PICKS, **OUT))
    tile = read_tile(asked, network)
    adding, texture = tile.objective.put_to(network)
    sr, plain = network(tile.lr[None]), bicubic(tile.lr.numpy()[[3, 2]], 64, 48)
    expected = Texture(texture.region)(sr - torch.from_numpy(plain))
    assert texture(adding(tile.lr[None])).item() == pytest.approx(expected.item(), rel=1e-3)


def test_a_band_of_the_answer_is_counted_among_those_given(tmp_path):
    scene(tmp_path)
    network = picking_checkpoint(tmp_path, 4, PICKS, **OUT)
    asked = request(tmp_path, network, objective=Objective("band", {"band": 3}))
    with pytest.raises(BadInput, match="the network gives bands 1 to 2"):
        read_tile(asked, load(network))


def test_a_reference_is_compared_in_the_bands_that_both_have(tmp_path):
    scene(tmp_path)
    fine = values()[list(PICKS)].repeat(2, 1).repeat(2, 2)
    with rasterio.open(tmp_path / "scene.tif") as dataset:
        grid = dataset.transform @ dataset.transform.scale(0.5)
    truth = str(write_raster(tmp_path / "truth.tif", fine, transform=grid))
    network = picking_checkpoint(tmp_path, 4, PICKS, **OUT)
    found = explain(request(tmp_path, network, reference=truth))
    region = found.quality.region
    assert region["super_resolved"].psnr is None  # equal
    assert region["bicubic"].psnr is not None
    unnamed = picking_checkpoint(tmp_path, 4, PICKS)
    with pytest.raises(BadInput, match="a reference cannot be compared"):
        explain(request(tmp_path, unnamed, reference=truth, scaling="dtype"))


def test_maps_of_the_detail_are_refused(tmp_path):
    raster, network = scene(tmp_path), picking_checkpoint(tmp_path, 4, PICKS, **OUT)
    output = str(tmp_path / "map.tif")
    with pytest.raises(BadInput, match="takes 4 bands and gives 2 others"):
        detail_map(DetailMapRequest(raster, output, network=network))
    with pytest.raises(BadInput, match="takes 4 bands and gives 2 others"):
        reliance(RelianceRequest(raster, output, network=network, detail=True))


def test_a_reliance_map_counts_texture_in_the_bands_that_both_have(tmp_path):
    raster = scene(tmp_path)
    output = str(tmp_path / "map.tif")
    asked = RelianceRequest(raster, output, stride=32, scaling="dtype")
    named = reliance(replace(asked, network=picking_checkpoint(tmp_path, 4, PICKS, **OUT)))
    assert named.bands["texture_added"] is not None
    unnamed = reliance(replace(asked, network=picking_checkpoint(tmp_path, 4, PICKS)))
    assert unnamed.bands["texture_added"] is None
    assert unnamed.bands["atv"] is not None
