from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from srxai_plugin.contract import Window
from srxai_plugin.engine.attribution.amve import AMVESR
from srxai_plugin.engine.attribution.base import gradient
from srxai_plugin.engine.attribution.blur import blur
from srxai_plugin.engine.attribution.objective import Texture
from srxai_plugin.engine.networks.edsr import EDSR
from tests.engine.attribution.test_lam import image, nothing
from tests.engine.conftest import network_of


class TwoLayers(nn.Module):
    """Small enough to propagate by hand; the ReLU is in place, as in the field's networks."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(3)
        self.first = nn.Conv2d(1, 4, 3, padding=1)
        self.relu = nn.ReLU(inplace=True)
        self.last = nn.Conv2d(4, 4, 3, padding=1)
        self.shuffle = nn.PixelShuffle(2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.shuffle(self.last(self.relu(self.first(x))))


@pytest.mark.parametrize("gamma", [0.5, 1.0, 2.0])
def test_two_layer_network_agrees_with_the_recursion_written_out_by_hand(gamma):
    module = TwoLayers().double()
    network = network_of(module, scale=2, bands=1)
    lr = image(bands=1, side=20).double()
    objective = Texture(Window(10, 10, 16, 16))
    soft = blur(lr, 1.2)

    def gate(response: torch.Tensor, change: torch.Tensor) -> torch.Tensor:
        stage_map = (response * change).sum(1, keepdim=True).abs()
        return response * (stage_map / stage_map.max()) ** gamma

    with torch.no_grad():
        deep, deep_soft = (module.last(F.relu(module.first(x[None]))) for x in (lr, soft))
        shallow, shallow_soft = (module.first(x[None]) for x in (lr, soft))
    deepest = deep.clone().requires_grad_()
    objective(module.shuffle(deepest)).backward()
    response = gate(deepest.grad, deep - deep_soft)
    response = F.conv_transpose2d(response, module.last.weight, padding=1) * (shallow > 0)
    response = gate(response, shallow - shallow_soft)
    response = F.conv_transpose2d(response, module.first.weight, padding=1)

    found = AMVESR(gamma=gamma).attribute(network, lr, objective, nothing)
    assert torch.allclose(found.raw, response[0] * (lr - soft), rtol=1e-9, atol=1e-15)


def test_without_gates_it_is_the_gradient_times_what_the_blur_took(small_edsr):
    lr, objective = image(), Texture(Window(16, 16, 16, 16))
    slope, _ = gradient(small_edsr, objective, lr)
    found = AMVESR(gamma=0.0).attribute(small_edsr, lr, objective, nothing)
    assert torch.allclose(found.raw, slope * (lr - blur(lr, 1.2)), rtol=1e-4, atol=1e-7)


def test_no_hook_stays_behind(small_edsr):
    AMVESR().attribute(small_edsr, image(), Texture(Window(16, 16, 16, 16)), nothing)
    assert not any(m._forward_hooks for m in small_edsr.module.modules())


@pytest.mark.parametrize(("scale", "bands"), [(2, 3), (3, 1), (4, 4)])
def test_every_scale_and_band_count_gives_a_map_on_the_input_grid(scale, bands):
    torch.manual_seed(0)
    network = network_of(EDSR(scale, bands, features=8, blocks=1), scale, bands)
    lr = image(bands=bands, side=24)
    region = Texture(Window(8 * scale, 8 * scale, 4 * scale, 4 * scale))
    map = AMVESR().attribute(network, lr, region, nothing).normalised()
    assert map.shape == (24, 24)
    assert map.max() == 1
    row, column = divmod(int(map.argmax()), 24)
    assert 6 <= row < 14
    assert 6 <= column < 14
