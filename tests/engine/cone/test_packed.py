"""Convolutions with weights that are laid out ahead, in the single precision that users have."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.cone.ask import Cone, ask
from srxai_plugin.engine.cone.convolution import Convolution
from srxai_plugin.engine.cone.onward.fused import FusedConvolution
from srxai_plugin.engine.cone.packed import PackedConvolution
from srxai_plugin.engine.cone.run import answers
from srxai_plugin.engine.networks.base import SRNetwork
from tests.engine.conftest import network_of


class Wide(nn.Module):
    """One of each kind: strides, dilation, groups, a kernel that is no square, padding beyond the
    kernel, shared weights."""

    def __init__(self) -> None:
        super().__init__()
        self.enter = nn.Conv2d(3, 32, 5, padding=2)
        self.twice = nn.Conv2d(32, 32, 3, padding=1)
        self.apart = nn.Conv2d(32, 32, 3, padding=2, dilation=2, bias=False)
        self.groups = nn.Conv2d(32, 32, (3, 5), padding=(1, 2), groups=4)
        self.down = nn.Conv2d(32, 32, 4, stride=2, padding=1)
        self.mix = nn.Conv2d(32, 32, 1)
        self.far = nn.Conv2d(32, 32, 1, padding=1)
        self.up = nn.Conv2d(32, 3 * 4, 3)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.enter(x))
        x = self.twice(F.relu(self.twice(x))) + x
        x = x + self.groups(F.relu(self.apart(x)))
        x = x + F.interpolate(self.down(x), scale_factor=2)
        return F.pixel_shuffle(self.up(self.far(self.mix(x))), 2)


def assert_plain(network: SRNetwork, objective: Texture, lr: Tensor) -> None:
    """Against torch's own gradient in double precision."""
    asked = ask(network, objective, lr)
    slope, value = asked.slope(asked.cut(lr))
    image = lr.double().requires_grad_()
    answer = objective(deepcopy(network.module).double()(image))
    (expected,) = torch.autograd.grad(answer.sum(), image)
    error = (asked.placed(slope, lr).double() - expected).norm() / expected.norm()
    assert error <= 1e-5
    assert value.item() == pytest.approx(answer.item(), rel=1e-5)


@pytest.mark.parametrize("corner", [(0, 0), (30, 31), (64, 64)], ids=str)
def test_packed_convolutions_give_the_plain_networks_slope(corner):
    torch.manual_seed(2)
    network = network_of(Wide(), scale=2, bands=3)
    lr = torch.rand(1, 3, 64, 64)
    objective = Texture(Window(*corner, 64, 64))
    asked = ask(network, objective, lr)
    assert isinstance(asked, Cone)
    assert PackedConvolution in {type(step.work) for step in asked.ready.steps}
    assert_plain(network, objective, lr)


def test_convolutions_at_an_images_edge_have_their_weights_laid_out_too():
    network = network_of(Wide(), scale=2, bands=3)
    asked = ask(network, Texture(Window(0, 0, 96, 96)), torch.rand(1, 3, 64, 64))
    assert isinstance(asked, Cone)
    works = [s.work for s in asked.ready.steps if isinstance(s.work, Convolution)]
    wide = [work for work in works if work.call.input_shapes[0][1] == 32]  # not the image itself
    one_sided = [work for work in wide if work.padding() is None]
    assert one_sided and {type(work) for work in one_sided} == {PackedConvolution}


def test_weights_changed_after_a_question_count_in_the_next_one():
    torch.manual_seed(2)
    network = network_of(Wide(), scale=2, bands=3)
    lr = torch.rand(1, 3, 64, 64)
    objective = Texture(Window(30, 30, 64, 64))
    assert_plain(network, objective, lr)
    with torch.no_grad():
        network.module.twice.weight.mul_(2)
    assert_plain(network, objective, lr)


class Skipping(Wide):
    """A skip is read once more between its convolution and the sum."""

    def forward(self, x: Tensor) -> Tensor:
        first = self.enter(x)
        second = self.twice(F.relu(first))
        between = first.tanh()
        return F.pixel_shuffle(self.up(F.relu(second + first) + between), 2)


@pytest.mark.parametrize("kind", [Wide, Skipping])
def test_a_pass_without_a_way_back_gives_what_its_single_steps_give(kind):
    torch.manual_seed(2)
    network = network_of(kind(), scale=2, bands=3)
    images = torch.rand(2, 3, 48, 48)
    asked = ask(network, Texture(Window(30, 34, 40, 30)), images)
    assert isinstance(asked, Cone)
    assert any(isinstance(step.work, FusedConvolution) for step in asked.ready.onward)
    seen = asked.cut(images).contiguous(memory_format=torch.channels_last)
    single = answers(replace(asked.ready, onward=asked.ready.steps), seen)
    assert torch.equal(asked.value(asked.cut(images)), single)


def test_the_same_question_finds_the_weights_laid_out():
    network = network_of(Wide(), scale=2, bands=3)
    lr = torch.rand(1, 3, 48, 48)
    asked = [ask(network, Texture(Window(20, 0, 40, 30)), lr) for _ in range(2)]
    assert all(isinstance(each, Cone) for each in asked)
    assert asked[0].ready is asked[1].ready
    with torch.no_grad():
        network.module.twice.weight.mul_(2)
    assert ask(network, Texture(Window(20, 0, 40, 30)), lr).ready is not asked[0].ready


def test_no_weight_is_laid_out_again_while_a_question_is_answered(capfd):
    """For lines of 16 pixels, oneDNN wants the weights of 64 features in another order."""
    side = 16
    module = nn.Sequential(
        nn.Conv2d(3, 64, 3, padding=1), nn.Conv2d(64, 64, 3), nn.Conv2d(64, 3, 1)
    )
    network = network_of(module, scale=1, bands=3)
    lr = torch.rand(1, 3, side + 2, side + 2)
    asked = ask(network, Texture(Window(0, 0, side, side)), lr)
    assert isinstance(asked, Cone)
    kinds = [type(step.work) for step in asked.ready.steps]
    assert PackedConvolution in kinds
    capfd.readouterr()
    with torch.backends.mkldnn.verbose(torch.backends.mkldnn.VERBOSE_ON):
        asked.value(asked.cut(lr))
    told = capfd.readouterr().out.splitlines()
    assert any(",convolution," in line for line in told)
    assert [line for line in told if ",reorder," in line and "64x64x3x3" in line] == []
