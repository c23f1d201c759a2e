from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.blur import blur
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.metrics.concentration import outside
from srxai_plugin.engine.metrics.subject import Subject
from srxai_plugin.engine.metrics.texture import AREAS, atv, distance_map, random_map, top
from tests.engine.attribution.test_lam import image
from tests.engine.conftest import network_of


class Identity(nn.Module):
    """The network that adds nothing: what is kept of the image is kept of its texture."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * self.weight


IDENTITY = network_of(Identity(), scale=1, bands=3)


def test_top_keeps_exactly_the_share_of_the_valid_pixels():
    map = np.arange(400, dtype=float).reshape(20, 20)
    valid = np.ones((20, 20), bool)
    valid[-5:] = False
    kept = top(map, valid, 2.0)
    assert kept.sum() == 6  # 2 % of 300
    assert kept.ravel()[294:300].all()
    assert top(map, valid, 0.1).sum() == 1


def test_atv_agrees_with_its_formula_on_an_identity_network():
    lr, objective = image(side=20), Texture(Window(6, 6, 8, 8))
    map = np.random.default_rng(1).random((20, 20))
    measured = atv(Subject(IDENTITY, lr, objective, map, np.ones((20, 20), bool)))
    order = np.argsort(-map, axis=None)
    for share in AREAS:
        mask = np.zeros(400)
        mask[order[: round(4 * share)]] = 1
        m = torch.from_numpy(mask.reshape(20, 20)).float()
        kept = m * lr + (1 - m) * blur(lr, 1.2)
        whole, partial = objective(lr[None]).item(), objective(kept[None]).item()
        expected = 100 * abs(whole - partial) / whole
        assert measured.area[f"{share:g}"] == pytest.approx(expected, rel=1e-4)
    assert measured.mean == pytest.approx(np.mean(list(measured.area.values())))


def test_map_that_points_at_the_region_carries_its_texture_and_one_beside_it_nothing():
    lr, objective = image(side=20), Texture(Window(6, 6, 4, 4))
    everywhere = np.ones((20, 20), bool)
    right, wrong = np.zeros((20, 20)), np.zeros((20, 20))
    right[6:11, 6:11] = 1
    wrong[14:, 14:] = 1
    carried = atv(Subject(IDENTITY, lr, objective, right, everywhere))
    assert carried.area["10"] == pytest.approx(0, abs=1e-3)
    assert carried.soft == pytest.approx(0, abs=1e-3)
    # The ties of a zero map fall far from the region, so nothing of its texture is kept.
    blurred = objective(blur(lr, 1.2)[None]).item()
    whole = objective(lr[None]).item()
    lost = 100 * (whole - blurred) / whole
    beside = atv(Subject(IDENTITY, lr, objective, wrong, everywhere))
    assert beside.area["5"] == pytest.approx(lost, rel=1e-4)


def test_region_without_texture_has_a_defined_answer():
    flat = torch.full((3, 12, 12), 0.25)
    objective, nowhere = Texture(Window(2, 2, 4, 4)), np.zeros((12, 12))
    measured = atv(Subject(IDENTITY, flat, objective, nowhere, np.ones((12, 12), bool)))
    assert np.isfinite([measured.mean, measured.soft, *measured.area.values()]).all()
    assert measured.mean == pytest.approx(0, abs=1e-3)


def test_pixels_without_data_are_never_kept():
    map = np.ones((10, 10))
    valid = np.zeros((10, 10), bool)
    valid[5] = True
    assert not top(map, valid, 20.0)[~valid].any()


def test_baselines_know_only_the_region():
    near = distance_map(outside(Window(16, 16, 8, 8), 4, (20, 20)))
    assert near.shape == (20, 20)
    assert near[4:6, 4:6].min() > np.delete(near.ravel(), [84, 85, 104, 105]).max()
    assert near.min() == 0
    first, second = random_map((20, 20), 1), random_map((20, 20), 1)
    assert np.array_equal(first, second)
    assert not np.array_equal(first, random_map((20, 20), 2))
