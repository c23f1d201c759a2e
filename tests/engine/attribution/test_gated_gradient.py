from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from srxai_plugin.contract.errors import BadInput, Unsupported
from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.base import gradient
from srxai_plugin.engine.attribution.blur import blur
from srxai_plugin.engine.attribution.methods.gate import Gate
from srxai_plugin.engine.attribution.methods.gated_gradient import GatedGradient
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.networks.architectures.edsr import EDSR
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


def opening(m: torch.Tensor, kind: str) -> torch.Tensor:
    if kind == "hard":
        return m / m.max()
    return torch.minimum(torch.ones_like(m), m / (0.5 * (m**2).sum() / m.sum()))


@pytest.mark.parametrize("kind", ["soft", "hard"])
@pytest.mark.parametrize("gamma", [0.5, 1.0, 2.0])
def test_two_layer_network_agrees_with_the_recursion_written_out_by_hand(gamma, kind):
    module = TwoLayers().double()
    network = network_of(module, scale=2, bands=1)
    lr = image(bands=1, side=20).double()
    objective = Texture(Window(10, 10, 16, 16))
    soft = blur(lr, 1.2)

    def gate(response: torch.Tensor, change: torch.Tensor) -> torch.Tensor:
        stage_map = (response * change).sum(1, keepdim=True).abs()
        return response * opening(stage_map, kind) ** gamma

    with torch.no_grad():
        deep, deep_soft = (module.last(F.relu(module.first(x[None]))) for x in (lr, soft))
        shallow, shallow_soft = (module.first(x[None]) for x in (lr, soft))
    deepest = deep.clone().requires_grad_()
    objective(module.shuffle(deepest)).backward()
    response = gate(deepest.grad, deep - deep_soft)
    response = F.conv_transpose2d(response, module.last.weight, padding=1) * (shallow > 0)
    response = gate(response, shallow - shallow_soft)
    response = F.conv_transpose2d(response, module.first.weight, padding=1)

    found = GatedGradient(gamma, gate=kind).attribute(network, lr, objective, nothing)
    assert torch.allclose(found.raw, response[0] * (lr - soft), rtol=1e-9, atol=1e-15)
    layers = dict(found.layers)
    assert layers["first"].max() == layers["last"].max() == 1


@pytest.mark.parametrize("kind", ["soft", "hard"])
def test_a_gate_without_any_change_is_shut_and_no_size_of_numbers_moves_it(kind):
    gate = Gate(kind, 1.0)
    assert not gate.opening(torch.zeros(1, 1, 3, 3)).any()
    change = torch.tensor([[4.0, 2.0, 1.0, 0.0]])
    # ½ Σm² / Σm = 1.5
    expected = {"soft": [1.0, 1.0, 1 / 1.5, 0.0], "hard": [1.0, 0.5, 0.25, 0.0]}[kind]
    for size in (1.0, 1e-30, 1e30):
        assert torch.allclose(gate.opening(size * change), torch.tensor([expected]))


def test_one_strong_place_shuts_a_hard_gate_and_not_a_soft_one():
    change = torch.ones(1, 1, 10, 10)
    change[..., 0, 0] = 20.0
    assert Gate("hard", 1.0).opening(change).median() == pytest.approx(0.05)
    assert Gate("soft", 1.0).opening(change).median() == pytest.approx(119 / (0.5 * 499))


def test_without_gates_it_is_the_gradient_times_what_the_blur_took(small_edsr):
    lr, objective = image(), Texture(Window(16, 16, 16, 16))
    slope, _ = gradient(small_edsr, objective, lr)
    found = GatedGradient(gamma=0.0).attribute(small_edsr, lr, objective, nothing)
    assert torch.allclose(found.raw, slope * (lr - blur(lr, 1.2)), rtol=1e-4, atol=1e-7)


def test_no_hook_stays_behind(small_edsr):
    GatedGradient().attribute(small_edsr, image(), Texture(Window(16, 16, 16, 16)), nothing)
    assert not any(m._forward_hooks for m in small_edsr.module.modules())


@pytest.mark.parametrize(("scale", "bands"), [(2, 3), (3, 1), (4, 4)])
def test_every_scale_and_band_count_gives_a_map_on_the_input_grid(scale, bands):
    torch.manual_seed(0)
    network = network_of(EDSR(scale, bands, features=8, blocks=1), scale, bands)
    lr = image(bands=bands, side=24)
    region = Texture(Window(8 * scale, 8 * scale, 4 * scale, 4 * scale))
    map = GatedGradient().attribute(network, lr, region, nothing).normalised()
    assert map.shape == (24, 24)
    assert map.max() == 1
    row, column = divmod(int(map.argmax()), 24)
    assert 6 <= row < 14
    assert 6 <= column < 14


class Tokens(nn.Module):
    """A padded network with one linear layer on tokens, and the same on an image."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(4)
        self.first = nn.Conv2d(1, 4, 3, padding=1)
        self.mlp = nn.Linear(4, 4)
        self.mix = nn.Linear(4, 4)
        self.last = nn.Conv2d(4, 4, 3, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        height, width = x.shape[-2:]
        x = self.first(F.pad(x, (0, -width % 16, 0, -height % 16), "replicate"))
        tokens = self.mlp(x.flatten(2).transpose(1, 2))
        x = x + F.gelu(tokens).transpose(1, 2).unflatten(2, x.shape[-2:])
        x = x + self.mix(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
        return F.pixel_shuffle(self.last(x), 2)[..., : 2 * height, : 2 * width]


def test_tokens_are_stages_like_the_1x1_convolution_that_they_amount_to():
    tokens = Tokens().double()
    network = network_of(tokens, scale=2, bands=1)
    lr, objective = image(bands=1, side=20).double(), Texture(Window(10, 10, 16, 16))
    found = GatedGradient().attribute(network, lr, objective, nothing)

    class Images(Tokens):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            x = self.first(F.pad(x, (0, 12, 0, 12), "replicate"))
            x = x + F.gelu(self.mlp(x))
            return F.pixel_shuffle(self.last(x + self.mix(x)), 2)[..., :40, :40]

    images = Images().double()
    for name in ("mlp", "mix"):
        linear, convolution = getattr(tokens, name), nn.Conv2d(4, 4, 1).double()
        convolution.load_state_dict({"weight": linear.weight[..., None, None], "bias": linear.bias})
        setattr(images, name, convolution)
    expected = GatedGradient().attribute(network_of(images, 2, 1), lr, objective, nothing)
    assert torch.allclose(found.raw, expected.raw, rtol=1e-9, atol=1e-15)
    assert [name for name, _ in found.layers] == ["first", "mlp", "mix", "last"]
    assert all(map.shape == (20, 20) for _, map in found.layers)
    for (_, a), (_, b) in zip(found.layers, expected.layers):
        assert torch.allclose(a, b, atol=1e-9)


def test_only_the_layers_that_are_named_are_followed():
    network = network_of(TwoLayers(), scale=2, bands=1)
    lr, objective = image(bands=1, side=20), Texture(Window(10, 10, 16, 16))
    every, both, one = (
        GatedGradient(stages=names).attribute(network, lr, objective, nothing)
        for names in ("", "last, first", "last")
    )
    assert [name for name, _ in every.layers] == ["first", "last"]
    assert torch.allclose(every.raw, both.raw, rtol=1e-4, atol=1e-9)
    assert [name for name, _ in one.layers] == ["last"]
    assert not torch.equal(every.raw, one.raw)
    assert every.layers[1][1].max() == 1


def test_layers_that_cannot_be_followed_are_refused_with_what_can():
    network = network_of(TwoLayers(), scale=2, bands=1)
    lr, objective = image(bands=1, side=20), Texture(Window(10, 10, 16, 16))
    with pytest.raises(BadInput, match=r"no layer 'nope'.*first, last"):
        GatedGradient(stages="nope").attribute(network, lr, objective, nothing)
    with pytest.raises(BadInput, match="working resolution of 20 × 20: shuffle"):
        GatedGradient(stages="shuffle").attribute(network, lr, objective, nothing)
    blind = network_of(nn.Sequential(nn.Upsample(scale_factor=2), nn.PReLU()), 2, 1)
    with pytest.raises(Unsupported, match="Choose a method that looks at no layers"):
        GatedGradient().attribute(blind, lr, objective, nothing)


def test_a_layer_called_by_a_number_may_be_given_as_one():
    assert GatedGradient.with_parameters({"stages": 0}) == GatedGradient(stages="0")
    with pytest.raises(BadInput, match="it can be a text"):
        GatedGradient.with_parameters({"stages": True})
