from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from torch import Tensor, nn

from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.behaviour.ramp import check_ramp
from srxai_plugin.engine.networks.loading.zoo import load_network
from tests.engine.conftest import network_of

CPU = torch.device("cpu")
MEAN = torch.tensor([0.4488, 0.4371, 0.4040]).view(3, 1, 1)


class Through(nn.Module):
    """The bundled network, wrongly described."""

    def __init__(self, wrong: Callable[[nn.Module, Tensor], Tensor]) -> None:
        super().__init__()
        self.network = load_network("edsr-x4", CPU).module
        self.wrong = wrong

    def forward(self, x: Tensor) -> Tensor:
        return self.wrong(self.network, x)


def test_trained_network_gives_a_ramp_back():
    check = check_ramp(load_network("edsr-x4", CPU))
    assert check.error < 0.005
    assert check.warning is None


@pytest.mark.parametrize(
    ("wrong", "cause"),
    [
        (lambda f, x: 255 * f(x / 255), "value_range 255"),
        (lambda f, x: f(x) - MEAN, "mean shift"),
        (lambda f, x: f(x)[:, [2, 1, 0]], "BGR"),
        (lambda f, x: (f(x) - 0.45) / 0.22, "stretched copy"),
        (lambda f, x: 0 * f(x) + 0.2, "untrained"),
    ],
)
def test_warning_names_the_likely_cause(wrong, cause):
    network = network_of(Through(wrong), scale=4, bands=3)
    assert cause in check_ramp(network).warning


def test_the_remedy_that_a_warning_names_settles_it():
    network = network_of(Through(lambda f, x: 255 * f(x / 255)), scale=4, bands=3)
    assert check_ramp(replace(network, value_range=255.0)).warning is None


@pytest.mark.parametrize("bands", [1, 4, 6])
def test_any_number_of_bands_is_checked(bands):
    def network(flip: bool) -> SRNetwork:
        class Bigger(nn.Module):
            def __init__(self) -> None:
                super().__init__()
                self.weight = nn.Parameter(torch.ones(1))

            def forward(self, x: Tensor) -> Tensor:
                y = nn.functional.interpolate(x, scale_factor=2, mode="bilinear") * self.weight
                return y.flip(1) if flip else y

        return network_of(Bigger(), scale=2, bands=bands)

    assert check_ramp(network(flip=False)).warning is None
    assert bands == 1 or "order of its bands" in check_ramp(network(flip=True)).warning
