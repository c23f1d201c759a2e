"""The gated gradient through the cone against itself by hooks on the whole network, in double."""

from __future__ import annotations

from itertools import product

import pytest
import torch

from srxai_plugin.engine.attribution.base import RawAttribution
from srxai_plugin.engine.attribution.methods.gate import HARD, SOFT, Gate
from srxai_plugin.engine.attribution.methods.gated_cone import through_cone
from srxai_plugin.engine.attribution.methods.gated_gradient import GatedGradient
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.networks.base import SRNetwork, freeze
from tests.engine.cone.test_exactness import UShaped, tile, windows
from tests.engine.conftest import network_of
from tests.engine.networks.test_architectures import Case

OPEN = Gate(SOFT, 1.0)
PLACES = ("middle-centre", "top-left", "bottom-centre")


def watched(network: SRNetwork, objective: Texture, kind: str) -> RawAttribution:
    """Somebody looks at a layer, so that the whole network is run."""
    handle = network.module.register_forward_hook(lambda *_: None)
    try:
        return GatedGradient(gate=kind).attribute(network, tile(), objective, lambda: None)
    finally:
        handle.remove()


def assert_same(network: SRNetwork) -> None:
    network.module.double()
    for place, kind in product(PLACES, (SOFT, HARD)):
        objective = Texture(windows(network.scale)[place])
        assert through_cone(network, tile(), tile() / 2, objective, OPEN) is not None
        found = GatedGradient(gate=kind).attribute(network, tile(), objective, lambda: None)
        expected = watched(network, objective, kind)
        assert (found.raw - expected.raw).norm() <= 1e-9 * expected.raw.norm(), place
        assert [name for name, _ in found.layers] == [name for name, _ in expected.layers]
        for (name, map), (_, other) in zip(found.layers, expected.layers):
            assert torch.allclose(map, other, atol=1e-9), name


@pytest.mark.parametrize("id", ["edsr", "fsrcnn", "carn", "pan", "imdn", "rcan", "lapsrn"])
def test_maps_and_layers_are_those_of_the_whole_network(id):
    module = freeze(Case(id, 4, 3).module())
    assert_same(SRNetwork(id, id, 4, 3, module, sha256="0" * 64))


def test_strides_and_pooling_too():
    assert_same(network_of(UShaped(), scale=2, bands=3))


def test_a_weight_that_is_used_without_its_module_is_no_stage():
    class Direct(torch.nn.Module):
        """No hook sees its second convolution."""

        def __init__(self) -> None:
            super().__init__()
            self.first = torch.nn.Conv2d(3, 3, 3, padding=1)
            self.second = torch.nn.Conv2d(3, 3, 3, padding=1)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            x = torch.nn.functional.conv2d(self.first(x), self.second.weight, padding=1)
            return x.repeat_interleave(2, 2).repeat_interleave(2, 3)

    network, objective = network_of(Direct(), scale=2, bands=3), Texture(windows(2)["top-left"])
    network.module.double()
    assert through_cone(network, tile(), tile() / 2, objective, OPEN) is None
    found = GatedGradient().attribute(network, tile(), objective, lambda: None)
    assert [name for name, _ in found.layers] == ["first"]


def test_a_layer_that_is_never_called_is_no_obstacle():
    network = SRNetwork("a", "a", 4, 3, freeze(Case("edsr", 4, 3).module()), sha256="0" * 64)
    network.module.idle = torch.nn.Conv2d(3, 3, 3)
    assert_same(network)


@pytest.mark.parametrize("place", [*PLACES, "bottom-right"])
def test_the_texture_that_it_meets_is_that_of_the_super_resolved_region(place):
    module = freeze(Case("edsr", 4, 3).module())
    network = SRNetwork("edsr", "edsr", 4, 3, module, sha256="0" * 64)
    network.module.double()
    window = windows(4)[place]
    mask = torch.ones(window.height, window.width)
    mask[:3] = 0
    objective = Texture(window, mask)
    found = GatedGradient().attribute(network, tile(), objective, lambda: None).texture
    with torch.no_grad():
        expected = objective.of_pixels(network(tile()[None]))[0]
    assert found is not None and torch.allclose(found, expected, atol=1e-9)
