from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.blur import blur
from srxai_plugin.engine.attribution.objectives import PixelTexture, Texture
from srxai_plugin.engine.metrics.concentration import outside
from srxai_plugin.engine.metrics.subject import Subject
from srxai_plugin.engine.metrics.texture import (
    AREAS,
    PASSES,
    area_mean,
    atv,
    detail_map,
    distance_map,
    intact,
    random_map,
    top,
)
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


def test_loc_agrees_with_its_formula_written_out_pixel_by_pixel():
    lr, objective = image(side=20), Texture(Window(6, 6, 8, 8))
    map = np.random.default_rng(1).random((20, 20))
    measured = atv(Subject(IDENTITY, lr, objective, map, np.ones((20, 20), bool)))

    def texture_of_pixels(x: np.ndarray) -> np.ndarray:
        here = x[:, 6:14, 6:14]
        return np.hypot(here - x[:, 7:15, 6:14], here - x[:, 6:14, 7:15])

    whole = texture_of_pixels(lr.double().numpy())
    for share in AREAS:
        m = torch.from_numpy(top(map, np.ones((20, 20), bool), share)).float()
        kept = texture_of_pixels((m * lr + (1 - m) * blur(lr, 1.2)).double().numpy())
        expected = 100 * np.abs(kept - whole).sum() / whole.sum()
        assert measured.loc[f"{share:g}"] == pytest.approx(expected, rel=1e-4)
        assert measured.loc[f"{share:g}"] >= measured.area[f"{share:g}"]
    assert measured.loc_mean == pytest.approx(np.mean(list(measured.loc.values())))


class Swapping(nn.Module):
    """Mirrors the image left to right where its first pixel has lost its detail: the same sum of
    texture, all of it in the wrong places."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        lost = (x[:, :1, :1, :1] < 0.5).to(x)
        return self.weight * (lost * x.flip(-1) + (1 - lost) * x)


def test_texture_moved_to_wrong_places_cancels_in_atv_and_not_in_loc():
    lr = torch.zeros(1, 12, 12)
    lr[:, 2:10, 3] = 1.0  # one edge on the left; mirrored, on the right
    lr[:, 0, 0] = 1.0
    network = network_of(Swapping(), scale=1, bands=1)
    map = np.zeros((12, 12))
    map[2:10, 2:10] = 1  # all of the region's own detail, not the pixel that decides
    found = atv(Subject(network, lr, Texture(Window(1, 2, 9, 7)), map, np.ones((12, 12), bool)))
    mirrored = lr.flip(-1)
    whole, other = (Texture(Window(1, 2, 9, 7))(x[None]).item() for x in (lr, mirrored))
    assert whole == pytest.approx(other, rel=1e-3)
    assert found.area["20"] < 40
    assert found.loc["20"] > 100


def test_loc_takes_no_passes_of_its_own():
    ticks: list[None] = []
    everywhere = np.ones((20, 20), bool)
    objective = Texture(Window(6, 6, 8, 8))
    subject = Subject(IDENTITY, image(side=20), objective, everywhere * 1.0, everywhere)
    atv(subject, lambda: ticks.append(None))
    assert len(ticks) == PASSES


def test_masks_in_one_pass_and_a_known_image_give_the_same_figures():
    ticks: list[None] = []
    everywhere, lr = np.ones((20, 20), bool), image(side=20)
    objective = Texture(Window(6, 6, 8, 8))
    subject = Subject(IDENTITY, lr, objective, random_map((20, 20), 3), everywhere)
    alone = atv(subject)
    whole = intact(IDENTITY, lr, objective)
    found = atv(subject, lambda: ticks.append(None), whole, at_once=3)
    assert len(ticks) == PASSES
    assert found.soft == pytest.approx(alone.soft, rel=1e-6)
    for one, other in ((found.area, alone.area), (found.loc, alone.loc)):
        assert one == pytest.approx(other, rel=1e-6)
    assert area_mean(whole, subject.map, everywhere, 4) == pytest.approx(alone.mean, rel=1e-6)


def test_terms_of_the_texture_sum_up_to_it_with_and_without_a_mask():
    sr = torch.rand(2, 3, 30, 30, dtype=torch.float64)
    mask = torch.rand(9, 8) > 0.4
    for given in (None, mask):
        window = Window(22, 21, 8, 9)  # to the tile's last row and column
        terms = PixelTexture(window, given)(sr)
        assert terms.shape == (2, 3, 9, 8)
        assert torch.allclose(terms.sum((1, 2, 3)), Texture(window, given)(sr), rtol=1e-12)


def test_detail_is_what_the_blur_takes_near_the_region_and_knows_no_network():
    lr = image(side=20)
    steps = outside(Window(16, 16, 8, 8), 4, (20, 20))
    found = detail_map(lr, steps)
    distance = np.hypot(*steps)
    expected = (lr - blur(lr, 1.2)).abs().sum(0).numpy() * np.exp(-2 * distance**2)
    assert np.allclose(found, expected / expected.max(), atol=1e-6)
    assert (found.min(), found.max()) == (pytest.approx(0, abs=1e-9), 1)


def test_detail_orders_pixels_by_distance_where_its_exponential_is_zero():
    lr = image(side=80)
    found = detail_map(lr, outside(Window(0, 0, 8, 8), 4, (80, 80)))
    far = found[0, 40:]
    assert (np.diff(far) < 0).all()
