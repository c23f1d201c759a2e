"""The networks that come with the plugin are what their cards say."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from srxai_plugin.contract.codec import from_data
from srxai_plugin.contract.geometry import Window
from srxai_plugin.contract.requests import Method
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.attribution.registry import method as method_of
from srxai_plugin.engine.networks.behaviour.ramp import check_ramp
from srxai_plugin.engine.networks.loading.zoo import bundled, load_network
from srxai_plugin.engine.training.images import read_hr
from srxai_plugin.engine.training.patches import read_pairs
from srxai_plugin.engine.training.recipe import Recipe
from srxai_plugin.engine.training.scores import score, score_bands
from tests.engine.conftest import SHARED

CPU = torch.device("cpu")
VALIDATION = SHARED / "data" / "ucmerced" / "val"
SATELLITE = SHARED / "data" / "satellite" / "demmin.tif"

GAINS = {
    "edsr-x2": 1.0,
    "edsr-x2-real": 1.0,
    "edsr-x4": 1.4,
    "edsr-x4-real": 1.0,
    "fsrcnn-x4": 0.4,
    "pan-x4": 1.0,
    "rcan-x4": 1.0,
    "s2-x2": 2.0,
    "s2-x4": 1.0,
}
"""dB over bicubic below which a network is not worth comparing with, and is not bundled."""
OF_RGB = [id for id in GAINS if not id.startswith("s2")]
OF_SENTINEL_2 = [id for id in GAINS if id.startswith("s2")]


def test_all_are_there_and_small_enough_to_ship():
    assert bundled().keys() == GAINS.keys()
    assert sum(path.stat().st_size for path in bundled().values()) < 15e6


@pytest.mark.parametrize("id", GAINS)
def test_network_is_what_its_card_says(id):
    network = load_network(id, CPU)
    card = network.card
    for name in ("architecture", "scale", "bands", "colour", "value_range", "parameters"):
        assert getattr(network, name) == card[name]
    assert len(card["band_names"]) == network.bands
    assert card["psnr"] - card["psnr_bicubic"] >= GAINS[id]
    assert "ssim" not in card or card["ssim"] > card["ssim_bicubic"]
    assert {"title", "data", "licence", "recipe", "command", "training_seconds"} <= card.keys()
    assert not check_ramp(network).warning


@pytest.mark.parametrize("id", [id for id in GAINS if "real" in id or id in OF_SENTINEL_2])
def test_card_says_the_middle_of_the_degradation_that_it_learned_from(id):
    card = load_network(id, CPU).card
    recipe = from_data(Recipe, card["recipe"])
    assert recipe.degradation is not None
    assert {"degradation": card["degradation"], "psf_sigma": card["psf_sigma"]} == recipe.shrinking


@pytest.mark.skipif(not VALIDATION.is_dir(), reason="the validation tiles are not at hand")
@pytest.mark.parametrize("id", OF_RGB)
def test_network_is_worth_comparing_with(id, tmp_path):
    """On every tenth tile; benchmarks/quality.py has the card's own figures, on all of them."""
    network = load_network(id, CPU)
    for tile in sorted(VALIDATION.glob("*"))[::10]:
        (tmp_path / tile.name).symlink_to(tile)
    found = score(network, read_pairs(tmp_path, network.scale))
    assert found["psnr"] - found["psnr_bicubic"] >= GAINS[id]
    assert found["ssim"] > found["ssim_bicubic"]


@pytest.mark.skipif(not SATELLITE.is_file(), reason="the satellite's raster is not at hand")
@pytest.mark.parametrize("id", OF_SENTINEL_2)
def test_network_is_worth_it_on_a_place_that_it_has_not_seen(id, tmp_path):
    network = load_network(id, CPU)
    (tmp_path / SATELLITE.name).symlink_to(SATELLITE)
    recipe = from_data(Recipe, network.card["recipe"])
    found = score_bands(network, read_hr(tmp_path, network.bands), recipe)
    bands = zip(found["psnr_bands"], found["psnr_bands_bicubic"])
    assert min(own - plain for own, plain in bands) >= GAINS[id]
    assert found["psnr"] - found["psnr_bicubic"] >= GAINS[id]
    assert found["spectral_angle"] <= found["spectral_angle_bicubic"]


@pytest.mark.parametrize("id", OF_SENTINEL_2)
@pytest.mark.parametrize("method", ["lam", "amve-sr"])
def test_bands_of_sentinel_2_are_explained_each(id, method):
    network = load_network(id, CPU)
    lr = torch.rand(4, 24, 24, generator=torch.Generator().manual_seed(0)) * 0.4
    side = 8 * network.scale
    region = Window(8 * network.scale, 8 * network.scale, side, side)
    asked = Method(method, {"steps": 3} if method == "lam" else {})
    found = method_of(asked).attribute(network, lr, Texture(region), lambda: None)
    map = found.normalised()
    assert map.shape == (24, 24) and bool(map.isfinite().all())
    assert map[8:16, 8:16].sum() > 0.3 * map.sum(), "most of it where the region is"
    if method == "lam":
        assert found.raw.shape[0] == 4 and bool((found.raw.abs().sum((1, 2)) > 0).all())


def test_networks_for_real_imagery_draw_less_where_there_is_nothing_but_noise():
    random = np.random.default_rng(0)
    noisy = 0.4 + random.normal(0, 3 / 255, (1, 3, 48, 48))
    lr = torch.from_numpy((noisy * 255).round() / 255).float()
    drawn = {id: load_network(id, CPU)(lr).std().item() for id in OF_RGB if id.startswith("edsr")}
    for id in [id for id in drawn if id.endswith("-real")]:
        assert drawn[id] < drawn[id.removesuffix("-real")] * 0.45
