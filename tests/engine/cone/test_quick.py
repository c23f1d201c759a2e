"""Quicker ways to the same values, against the plain network under torch's own gradient."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.base import gradient, value
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.cone.ask import Cone, ask
from srxai_plugin.engine.cone.quick.attention import Attention
from srxai_plugin.engine.cone.quick.pixel import OfPixel
from srxai_plugin.engine.cone.quick.winograd import Winograd
from srxai_plugin.engine.networks.base import SRNetwork
from tests.engine.conftest import network_of


class Windows(nn.Module):
    """Attention within windows of 4 × 4 pixels, of two heads, with a bias and with a mask as that
    of shifted windows; the scores' factor is taken before or after the product."""

    def __init__(self, early: bool) -> None:
        super().__init__()
        self.early = early
        self.enter = nn.Conv2d(3, 12, 3, padding=1)
        self.qkv = nn.Linear(12, 36)
        self.bias = nn.Parameter(torch.randn(2, 16, 16))
        self.register_buffer("mask", torch.where(torch.rand(36, 1, 16, 16) < 0.2, -100.0, 0.0))
        self.leave = nn.Conv2d(12, 12, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        x = self.enter(x)
        return F.pixel_shuffle(self.leave(x + self._attended(self._attended(x))), 2)

    def _attended(self, x: Tensor) -> Tensor:
        batch, width, height, _ = x.shape
        tokens = x.view(batch, width, height // 4, 4, -1, 4).permute(0, 2, 4, 3, 5, 1)
        qkv = self.qkv(tokens.reshape(-1, 16, width)).view(-1, 16, 3, 2, width // 2)
        q, k, v = qkv.permute(2, 0, 3, 1, 4)
        factor = (width // 2) ** -0.5
        scores = (q * factor) @ k.transpose(-2, -1) if self.early else q @ k.transpose(-2, -1)
        scores = (scores if self.early else scores * factor) + self.bias
        scores = (scores.view(batch, -1, 2, 16, 16) + self.mask).view(scores.shape)
        tokens = (scores.softmax(-1) @ v).transpose(1, 2).reshape(tokens.shape)
        return tokens.permute(0, 5, 1, 3, 2, 4).reshape(x.shape)


def windows(early: bool) -> SRNetwork:
    torch.manual_seed(4)
    return network_of(Windows(early), scale=2, bands=3)


@pytest.mark.parametrize("corner", [(0, 0), (21, 16)], ids=str)
@pytest.mark.parametrize("early", [True, False], ids=["scaled early", "scaled late"])
def test_attention_done_as_one_step_is_exact(early, corner):
    network, lr = windows(early), torch.rand(3, 24, 24, dtype=torch.float64)
    network.module.double()
    objective = Texture(Window(*corner, 10, 9))
    asked = ask(network, objective, lr[None])
    assert isinstance(asked, Cone)
    assert [type(step.work) for step in asked.ready.joined].count(Attention) == 2
    assert [type(step.work) for step in asked.ready.onward].count(Attention) == 2
    slope, found = gradient(network, objective, lr)
    image = lr[None].clone().requires_grad_()
    answer = objective(network(image))
    (expected,) = torch.autograd.grad(answer.sum(), image)
    assert (slope - expected[0]).norm() <= 1e-9 * expected.norm()
    assert found == pytest.approx(answer.item(), rel=1e-9)
    assert value(network, objective, lr) == pytest.approx(answer.item(), rel=1e-9)


def test_attention_is_as_exact_in_single_precision():
    network, lr = windows(True), torch.rand(3, 24, 24)
    objective = Texture(Window(20, 18, 10, 10))
    slope, _ = gradient(network, objective, lr)
    network.module.double()
    expected, _ = gradient(network, objective, lr.double())
    assert (slope - expected).norm() <= 1e-5 * expected.norm()


class Watcher:
    """Notes what it is shown, and changes nothing."""

    def __init__(self) -> None:
        self.seen: list[int] = []

    def see(self, number: int, value: Tensor) -> None:
        self.seen.append(number)

    def respond(self, number: int, slope: Tensor) -> Tensor:
        return slope


def test_whoever_looks_into_a_pass_sees_every_step_of_attention():
    network, lr = windows(True), torch.rand(1, 3, 24, 24)
    asked = ask(network, Texture(Window(20, 18, 10, 10)), lr)
    assert isinstance(asked, Cone)
    watcher = Watcher()
    watched, _ = asked.slope(asked.cut(lr), watcher)
    assert watcher.seen == [step.number for step in asked.plan.steps]
    assert len(asked.ready.joined) < len(asked.plan.steps)
    alone, _ = asked.slope(asked.cut(lr))
    assert torch.allclose(watched, alone, rtol=1e-4, atol=1e-7)


class Attended(nn.Module):
    """Convolutions of 3 × 3 pixels, and channel attention: a mean over all of the image, which
    goes through two convolutions of one pixel."""

    def __init__(self) -> None:
        super().__init__()
        self.enter = nn.Conv2d(3, 48, 3, padding=1)
        self.wider = nn.Conv2d(48, 64, 3, padding=1)
        self.back = nn.Conv2d(64, 48, 3, padding=1, bias=False)
        self.fewer, self.more = nn.Conv2d(48, 8, 1), nn.Conv2d(8, 48, 1, bias=False)
        self.leave = nn.Conv2d(48, 12, 3)

    def forward(self, x: Tensor) -> Tensor:
        x = self.enter(x)
        found = self.back(F.relu(self.wider(x)))
        share = torch.sigmoid(self.more(F.relu(self.fewer(found.mean((2, 3), keepdim=True)))))
        found = found * share + x * found.mean()
        last = self.back(F.relu(self.wider(found + found.mean(2, keepdim=True))))
        return F.pixel_shuffle(F.pad(self.leave(last), (1, 1, 1, 1)), 2)


@pytest.mark.parametrize("images", [1, 2])
@pytest.mark.parametrize("corner", [(0, 0), (30, 17), (52, 40)], ids=str)
def test_convolutions_by_polynomials_are_exact_to_single_precision(corner, images):
    torch.manual_seed(4)
    network = network_of(Attended(), scale=2, bands=3)
    lr = torch.rand(images, 3, 37, 41)
    objective = Texture(Window(*corner, 30, 34))
    asked = ask(network, objective, lr)
    assert isinstance(asked, Cone)
    kinds = {type(step.work) for step in asked.ready.steps}
    assert {Winograd, OfPixel} <= kinds
    together = [step.work for step in asked.ready.joined]
    assert any(isinstance(work, Winograd) and work.rectifies for work in together)
    assert len(together) < len(asked.ready.steps)
    slope, found = asked.slope(asked.cut(lr))
    network.module.double()
    image = lr.double().requires_grad_()
    answer = objective(network(image))
    (expected,) = torch.autograd.grad(answer.sum(), image)
    error = asked.placed(slope, lr) - expected
    assert error.norm() <= 2e-6 * expected.norm()
    assert torch.allclose(found.double(), answer, rtol=2e-6)
    assert asked.value(asked.cut(lr)).tolist() == pytest.approx(answer.tolist(), rel=2e-6)


def test_means_and_convolutions_of_one_pixel_are_exact():
    torch.manual_seed(4)
    network = network_of(Attended(), scale=2, bands=3)
    network.module.double()
    lr = torch.rand(3, 30, 33, dtype=torch.float64)
    objective = Texture(Window(20, 24, 12, 13))
    asked = ask(network, objective, lr[None])
    assert isinstance(asked, Cone)
    assert [type(step.work) for step in asked.ready.steps].count(OfPixel) == 2
    slope, _ = gradient(network, objective, lr)
    image = lr[None].clone().requires_grad_()
    (expected,) = torch.autograd.grad(objective(network(image)).sum(), image)
    assert (slope - expected[0]).norm() <= 1e-9 * expected.norm()
