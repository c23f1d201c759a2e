"""Interventions through the cone against the whole network, in double precision."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution import interventions
from srxai_plugin.engine.attribution.blur import blur
from srxai_plugin.engine.attribution.interventions import Interventions
from srxai_plugin.engine.attribution.methods.intervention import Intervention
from srxai_plugin.engine.attribution.objectives import Intensity, Texture
from srxai_plugin.engine.networks.architectures.edsr import EDSR
from srxai_plugin.engine.networks.base import SRNetwork
from tests.engine.attribution.test_lam import nothing
from tests.engine.cone.test_ask import Deciding
from tests.engine.cone.test_exactness import UShaped
from tests.engine.conftest import network_of
from tests.engine.networks.test_architectures import Case

SIDES = 22, 19
"""Of the LR tile: rows and columns."""


def tile() -> Tensor:
    return torch.rand(3, *SIDES, dtype=torch.float64, generator=torch.Generator().manual_seed(7))


def texture_of_pixels(sr: Tensor, window: Window) -> Tensor:
    """Written out again, with the last row and column repeated."""
    sr = torch.cat([sr, sr[..., -1:, :]], -2)
    sr = torch.cat([sr, sr[..., -1:]], -1)
    here = sr[..., window.row : window.bottom, window.column : window.right]
    down = sr[..., window.row + 1 : window.bottom + 1, window.column : window.right] - here
    right = sr[..., window.row : window.bottom, window.column + 1 : window.right + 1] - here
    return (down**2 + right**2 + 1e-16).sqrt()


@torch.no_grad()
def brute_force(network: SRNetwork, lr: Tensor, window: Window, block: int) -> np.ndarray:
    """A pass of the whole network for each block."""
    soft = blur(lr, 1.2)
    whole = texture_of_pixels(network(lr[None]), window)
    effects = np.zeros(lr.shape[-2:])
    for row in range(0, lr.shape[-2], block):
        for column in range(0, lr.shape[-1], block):
            there = (..., slice(row, row + block), slice(column, column + block))
            image = lr.clone()
            image[there] = soft[there]
            found = texture_of_pixels(network(image[None]), window)
            effects[there] = (found - whole).abs().sum().item()
    return effects


def assert_exact(network: SRNetwork, window: Window, block: int) -> np.ndarray:
    network.module.double()
    found = Interventions(network, tile(), Texture(window)).of_tile(block)
    expected = brute_force(network, tile(), window, block)
    assert expected.any()
    assert np.abs(found - expected).max() <= 1e-9 * expected.max()
    return found


@pytest.mark.parametrize("block", [1, 2, 4, 5])
@pytest.mark.parametrize("window", [Window(14, 20, 6, 7), Window(0, 0, 5, 5), Window(30, 37, 8, 7)])
def test_blocks_of_every_size_agree_with_the_whole_network_in_the_middle_and_at_borders(
    small_edsr, window, block
):
    assert_exact(small_edsr, window, block)


@pytest.mark.parametrize("id", ["fsrcnn", "carn", "pan", "rcan", "lapsrn", "imdn"])
def test_other_architectures_agree_with_global_pooling_too(id):
    module = Case(id, 4, 3).module()
    assert_exact(network_of(module, scale=4, bands=3), Window(33, 40, 9, 10), 2)


def test_u_shaped_network_that_takes_a_mean_over_all_images_agrees():
    torch.manual_seed(3)
    assert_exact(network_of(UShaped(), scale=2, bands=3), Window(14, 20, 6, 7), 2)


def test_network_that_cannot_be_traced_agrees():
    torch.manual_seed(0)
    assert_exact(network_of(Deciding(2, 3, 8, 1), scale=2, bands=3), Window(14, 20, 6, 7), 4)


def test_pixels_outside_the_receptive_field_have_exactly_zero_in_single_precision():
    """One block: 5 convolutions at LR resolution, one above, and the texture's neighbour."""
    torch.manual_seed(0)
    network = network_of(EDSR(2, 3, 8, 1), scale=2, bands=3)
    found = Interventions(network, tile().float(), Texture(Window(18, 20, 4, 4))).of_tile(1)
    seen = np.zeros(SIDES, dtype=bool)
    seen[4:19, 3:18] = True
    assert not found[~seen].any()
    assert found[10:12, 9:11].min() > 0


def test_global_pooling_lets_the_region_see_the_whole_tile():
    class Pooled(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.only = nn.Conv2d(3, 3, 3, padding=1)

        def forward(self, x: Tensor) -> Tensor:
            return self.only(x * x.mean((2, 3), keepdim=True))

    torch.manual_seed(0)
    found = assert_exact(network_of(Pooled(), scale=1, bands=3), Window(8, 8, 4, 4), 1)
    assert (found > 0).all()


def test_single_pixels_are_those_of_the_tile(small_edsr):
    small_edsr.module.double()
    asked = Interventions(small_edsr, tile(), Texture(Window(14, 20, 6, 7)))
    groups = [[(0, 0)], [(11, 8), (13, 9), (12, 10)], [(21, 18)]]
    effects = asked.of_tile(1)
    expected = [effects[pixel] for group in groups for pixel in group]
    assert np.allclose(asked.of_pixels(groups), expected, rtol=1e-9, atol=0)


def test_large_regions_are_computed_in_fewer_images_at_once_with_the_same_effects(
    small_edsr, monkeypatch
):
    small_edsr.module.double()
    asked = Interventions(small_edsr, tile(), Texture(Window(14, 20, 6, 7)))
    together = asked.of_tile(2)
    for images in (3, 1):
        monkeypatch.setattr(interventions, "AT_ONCE", images * 42)
        assert np.allclose(asked.of_tile(2), together, rtol=1e-9, atol=1e-12)


def test_pixels_of_the_region_that_are_masked_do_not_count(small_edsr):
    small_edsr.module.double()
    window, mask = Window(14, 20, 6, 7), torch.zeros(7, 6, dtype=torch.bool)
    mask[2:4, 1:3] = True
    found = Interventions(small_edsr, tile(), Texture(window, mask)).of_tile(1)
    whole = texture_of_pixels(small_edsr(tile()[None]), window)[..., mask]
    image, soft = tile(), blur(tile(), 1.2)
    image[:, 11, 8] = soft[:, 11, 8]
    other = texture_of_pixels(small_edsr(image[None]), window)[..., mask]
    assert found[11, 8] == pytest.approx((other - whole).abs().sum().item(), rel=1e-9)


def test_another_question_is_answered_by_the_change_of_its_answer(small_edsr):
    small_edsr.module.double()
    question, image = Intensity(Window(14, 20, 6, 7)), tile()
    found = Interventions(small_edsr, image, question).of_tile(1)
    before = question(small_edsr(image[None])).item()
    image[:, 11, 8] = blur(image, 1.2)[:, 11, 8]
    after = question(small_edsr(image[None])).item()
    assert found[11, 8] == pytest.approx(abs(after - before), rel=1e-9)


def test_method_is_the_measurement_and_ticks_as_often_as_it_says(small_edsr):
    ticks: list[None] = []
    lr, question = tile().float(), Texture(Window(14, 20, 6, 7))
    method = Intervention(block=4)
    found = method.attribute(small_edsr, lr, question, lambda: ticks.append(None))
    assert np.allclose(found.raw[0], Interventions(small_edsr, lr, question).of_tile(4), rtol=1e-6)
    assert len(ticks) == method.evaluations()
    assert not Intervention(block=4).attribute(small_edsr, 0 * lr, question, nothing).raw.any()
