"""Rows of convolutions and shuffles as one convolution, against the plain network in double."""

from __future__ import annotations

from copy import deepcopy

import pytest
import torch
from torch import Tensor, nn

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.cone.ask import Cone, ask
from srxai_plugin.engine.cone.onward.composed import Composed
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.scene.forward import Core
from tests.engine.conftest import network_of

SIDE = 100


class Enlarging(nn.Module):
    """The end of EDSR ×4 behind one layer that is not linear."""

    def __init__(self, between: nn.Module) -> None:
        super().__init__()
        self.enter = nn.Sequential(nn.Conv2d(3, 32, 3, padding=1), nn.ReLU())
        twice = [
            m for _ in range(2) for m in (nn.Conv2d(32, 128, 3, padding=1), nn.PixelShuffle(2))
        ]
        self.end = nn.Sequential(*twice, between, nn.Conv2d(32, 3, 3, padding=1))

    def forward(self, x: Tensor) -> Tensor:
        return self.end(self.enter(x))


@pytest.fixture(scope="module")
def network() -> SRNetwork:
    torch.manual_seed(7)
    return network_of(Enlarging(nn.Identity()), scale=4, bands=3)


def assert_plain(network: SRNetwork, window: Window) -> None:
    lr = torch.rand(1, 3, SIDE, SIDE)
    asked = ask(network, Core(window), lr)
    assert isinstance(asked, Cone)
    assert any(isinstance(step.work, Composed) for step in asked.ready.onward)
    found = asked.value(asked.cut(lr))
    with torch.no_grad():
        whole = deepcopy(network.module).double()(lr.double())
    expected = whole[(..., *window.slices)]
    assert found.shape == expected.shape
    assert (found - expected).abs().max() <= 1e-6 * expected.abs().max()


@pytest.mark.parametrize(
    "window",
    [
        Window(0, 0, 4 * SIDE, 4 * SIDE),
        Window(17, 0, 366, 4 * SIDE),
        Window(13, 14, 373, 371),
    ],
    ids=["all", "two borders", "between pixels"],
)
def test_a_row_gives_what_its_layers_give_at_every_border(network, window):
    assert_plain(network, window)


def test_weights_that_change_make_another_kernel(network):
    with torch.no_grad():
        network.module.end[0].weight.mul_(2)
    assert_plain(network, Window(0, 0, 4 * SIDE, 4 * SIDE))


def test_a_row_with_an_activation_in_it_stays_as_it_is():
    network = network_of(Enlarging(nn.ReLU()), scale=4, bands=3)
    asked = ask(network, Core(Window(0, 0, 4 * SIDE, 4 * SIDE)), torch.rand(1, 3, SIDE, SIDE))
    assert isinstance(asked, Cone)
    assert not any(isinstance(step.work, Composed) for step in asked.ready.onward)
