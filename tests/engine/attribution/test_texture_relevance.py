"""The relevance of the textural change is complete, and runs down every architecture."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.blur import blur
from srxai_plugin.engine.attribution.methods.texture_relevance import TextureRelevance
from srxai_plugin.engine.attribution.objectives import (
    Band,
    Gabor,
    Intensity,
    SpectralIndex,
    Texture,
)
from srxai_plugin.engine.attribution.region_objective import RegionObjective
from srxai_plugin.engine.networks.loading.zoo import load_network
from tests.engine.attribution.test_lam import image, nothing
from tests.engine.conftest import network_of

CPU = torch.device("cpu")


@pytest.mark.parametrize("id", ["edsr-x4", "rcan-x4", "pan-x4", "fsrcnn-x4"])
def test_sum_is_the_texture_that_the_blurred_image_does_not_make(id):
    network, lr = load_network(id, CPU), image(side=24)
    objective = Texture(Window(36, 36, 16, 16))
    found = TextureRelevance().attribute(network, lr, objective, nothing)
    with torch.no_grad():
        explained = (objective(network(lr[None])) - objective(network(blur(lr[None], 1.2)))).item()
    assert abs(explained) > 1
    assert found.raw.sum().item() == pytest.approx(explained, rel=1e-3)
    assert found.completeness_gap == pytest.approx(0, abs=1e-3)
    assert found.kept == pytest.approx(1, abs=1e-3)
    assert len(found.layers) > 3


def test_dead_branches_lose_nothing(small_edsr):
    with torch.no_grad():
        small_edsr.module.body[0].body[0].bias.fill_(-100)
    objective, lr = Texture(Window(16, 16, 16, 16)), image()
    found = TextureRelevance().attribute(small_edsr, lr, objective, nothing)
    assert found.completeness_gap < 1e-3


def test_channels_that_only_work_against_the_texture_lose_nothing():
    """Weights all negative behind a ReLU: no contribution is positive, where z⁺ has no answer."""
    torch.manual_seed(0)
    module = nn.Sequential(
        nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.Conv2d(4, 3, 1, bias=False)
    ).double()
    with torch.no_grad():
        module[2].weight.copy_(-module[2].weight.abs())
    lr, objective = image().double(), Texture(Window(8, 8, 12, 12))
    found = TextureRelevance().attribute(network_of(module, 1, 3), lr, objective, nothing)
    assert found.completeness_gap < 1e-3


@pytest.mark.parametrize("kind", [Band, Intensity, SpectralIndex, Gabor])
def test_other_questions_are_explained_completely_too(small_edsr, kind):
    given = {"plus": 3, "minus": 1} if kind is SpectralIndex else {}
    objective: RegionObjective = kind(Window(16, 16, 16, 16), **given)
    found = TextureRelevance().attribute(small_edsr, image(), objective, nothing)
    assert found.raw.abs().sum() > 0
    assert found.completeness_gap < 0.01


def test_secant_times_the_change_is_the_change_of_texture():
    objective = Texture(Window(3, 2, 8, 9))
    first, second = torch.rand(2, 1, 3, 12, 13, dtype=torch.float64)
    slope = objective.secant(first, second)
    assert slope.shape == first.shape
    change = (slope * (first - second)).sum()
    assert torch.allclose(change, (objective(first) - objective(second))[0], rtol=1e-10)


def test_what_the_blur_leaves_alone_has_no_relevance(small_edsr):
    lr = torch.full((3, 32, 32), 0.5)
    found = TextureRelevance().attribute(small_edsr, lr, Texture(Window(16, 16, 16, 16)), nothing)
    assert found.raw.abs().max() < 1e-4
