"""The networks that come with the plugin are what their cards say."""

from __future__ import annotations

import pytest
import torch

from srxai_plugin.engine.networks.behaviour.ramp import check_ramp
from srxai_plugin.engine.networks.loading.zoo import bundled, load_network
from srxai_plugin.engine.training.train import read_pairs, score
from tests.engine.conftest import SHARED

CPU = torch.device("cpu")
VALIDATION = SHARED / "data" / "ucmerced" / "val"

GAINS = {"edsr-x2": 1.0, "edsr-x4": 1.4, "fsrcnn-x4": 0.4, "pan-x4": 1.0, "rcan-x4": 1.0}
"""dB over bicubic below which a network is not worth comparing with, and is not bundled."""


def test_all_are_there_and_small_enough_to_ship():
    assert bundled().keys() == GAINS.keys()
    assert sum(path.stat().st_size for path in bundled().values()) < 15e6


@pytest.mark.parametrize("id", GAINS)
def test_network_is_what_its_card_says(id):
    network = load_network(id, CPU)
    card = network.card
    for name in ("architecture", "scale", "bands", "colour", "value_range", "parameters"):
        assert getattr(network, name) == card[name]
    assert card["psnr"] - card["psnr_bicubic"] >= GAINS[id]
    assert card["ssim"] > card["ssim_bicubic"]
    assert {"title", "data", "licence", "recipe", "command", "training_seconds"} <= card.keys()
    assert not check_ramp(network).warning


@pytest.mark.skipif(not VALIDATION.is_dir(), reason="the validation tiles are not at hand")
@pytest.mark.parametrize("id", GAINS)
def test_network_is_worth_comparing_with(id, tmp_path):
    """On every tenth tile; benchmarks/quality.py has the card's own figures, on all of them."""
    network = load_network(id, CPU)
    for tile in sorted(VALIDATION.glob("*"))[::10]:
        (tmp_path / tile.name).symlink_to(tile)
    found = score(network, read_pairs(tmp_path, network.scale))
    assert found["psnr"] - found["psnr_bicubic"] >= GAINS[id]
    assert found["ssim"] > found["ssim_bicubic"]
