"""A network proves itself on real imagery, whose truth is known, or there is a warning."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy import ndimage
from torch import Tensor, nn

from srxai_plugin.contract.resource import resource
from srxai_plugin.engine.imagery.resampling import bicubic
from srxai_plugin.engine.networks import actions
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.behaviour.added import interpolated
from srxai_plugin.engine.networks.behaviour.proof import (
    Proof,
    check_proof,
    degraded,
    doubts_of,
    proof_on,
)
from srxai_plugin.engine.networks.behaviour.ramp import check_ramp
from srxai_plugin.engine.networks.loading.zoo import bundled, load_network

CPU = torch.device("cpu")


class Noisy(nn.Module):
    """Bicubic interpolation and a fixed pattern that a smooth ramp averages out."""

    def __init__(self, strength: float) -> None:
        super().__init__()
        self.strength = nn.Parameter(torch.tensor(strength))

    def forward(self, x: Tensor) -> Tensor:
        y = interpolated(x, 2)
        rows, columns = torch.arange(y.shape[-2])[:, None], torch.arange(y.shape[-1])[None]
        return y + self.strength * (1 - 2 * ((rows + columns) % 2))


def noisy(strength: float, **card: object) -> SRNetwork:
    return SRNetwork("noisy", "made", 2, 3, Noisy(strength).eval(), "", card=card)


@pytest.mark.parametrize("id", ["fsrcnn-x4", "edsr-x4", "edsr-x2"])
def test_bundled_networks_prove_themselves(id):
    proof = check_proof(load_network(id, CPU))
    assert proof.gain > 1 and proof.warning is None


def test_wrong_res_scale_is_told_with_the_right_one(tmp_path):
    path = tmp_path / "mine.safetensors"
    shutil.copy(bundled()["edsr-x4"], path)
    path.with_suffix(".json").write_text(json.dumps({"res_scale": 0.1}))
    network = load_network(str(path), CPU)
    assert check_ramp(network).warning is None  # which the ramp cannot see
    assert doubts_of(network).keys() == {"proof"}
    told = actions.check(str(path))
    assert "Likely cause: res_scale 1 " in told["warnings"][0]
    assert "Its maps cannot be relied on" in told["warnings"][0]


def test_network_whose_detail_is_noise_is_told():
    assert check_ramp(noisy(0.02)).warning is None
    assert "worse than bicubic interpolation. No usual cause" in check_proof(noisy(0.02)).warning
    assert check_proof(noisy(0.0)).gain == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize("card", [{"pixel_size": 10}, {"degradation": "of its own"}])
def test_network_for_other_pixels_or_another_degradation_is_not_tried_on_the_known_piece(card):
    assert check_proof(noisy(0.02, **card)).gain is None


def test_network_is_tried_on_the_raster_at_hand():
    network = noisy(0.02, pixel_size=10)
    image = torch.rand(3, 70, 90, generator=torch.Generator().manual_seed(0))
    smooth = interpolated(image[None, :, :14, :18], 5)[0]
    assert doubts_of(network) == {}
    told = doubts_of(network, proof_on(network, [smooth]))
    assert "On this raster, made 2 times as coarse, noisy is" in told["proof"]
    assert proof_on(network, [smooth[:, :20]]).gain is None  # too small to tell
    assert proof_on(network, [torch.full((3, 70, 90), 0.5)]).gain is None  # nothing to tell by
    assert proof_on(network, [torch.full((3, 70, 90), 0.5), smooth]).gain < 0  # the next one tells


@pytest.mark.parametrize(
    ("here", "words"),
    [(Proof(None), "too small or too even"), (Proof(-0.2), "0.2 dB farther"), (Proof(0.1), None)],
)
def test_network_that_no_imagery_speaks_for_is_unproven(here, words):
    told = doubts_of(noisy(0.0, pixel_size=10), here)
    assert told.keys() == ({"unproven"} if words else set())
    assert words is None or words in told["unproven"]
    assert doubts_of(load_network("fsrcnn-x4", CPU), here) == {}  # which a known piece speaks for


def test_images_are_made_small_as_cards_say():
    truth = np.random.default_rng(0).random((2, 12, 16)).astype(np.float32)
    image = torch.from_numpy(truth)[None]
    assert np.allclose(degraded(image, 2, {})[0], bicubic(truth, 8, 6), atol=1e-6)
    area = truth.reshape(2, 6, 2, 8, 2).mean((2, 4))
    assert np.allclose(degraded(image, 2, {"degradation": "area"})[0], area, atol=1e-6)
    card = {"degradation": "gaussian", "psf_sigma": 1.0}
    blurred = ndimage.gaussian_filter(truth, (0, 1, 1), mode="nearest", truncate=3)
    centres = blurred.reshape(2, 6, 2, 8, 2).mean((2, 4))
    assert np.allclose(degraded(image, 2, card)[0], centres, atol=1e-6)


def test_piece_is_small_and_says_where_it_is_from():
    piece: Path = resource("proof", "residential.webp")
    assert piece.stat().st_size < 20_000
    assert "Public domain" in resource("proof", "README.md").read_text("utf-8")


def test_proof_is_taken_of_the_network_as_described():
    network = load_network("fsrcnn-x4", CPU)
    wrong = replace(network, value_range=255.0)
    assert doubts_of(wrong).keys() <= {"ramp", "proof"} and doubts_of(wrong)
