"""What is computed, what is kept, and when the whole network is run after all."""

from __future__ import annotations

from typing import Optional

import pytest
import torch
from torch import Tensor, nn

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.base import gradient
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.cone.ask import Cone, answer, ask
from srxai_plugin.engine.cone.box import sides
from srxai_plugin.engine.cone.plan import ConePlan
from srxai_plugin.engine.networks.architectures.edsr import EDSR
from srxai_plugin.engine.networks.base import SRNetwork
from tests.engine.conftest import network_of

REGION = Texture(Window(32, 32, 8, 8))


def image(side: int = 40, seed: int = 0) -> Tensor:
    return torch.rand(3, side, side, generator=torch.Generator().manual_seed(seed))


def computed(network: SRNetwork, objective: Texture, side: int) -> int:
    """Values of all layers together."""
    plan = ask(network, objective, image(side)[None]).plan
    return sum(torch.Size(sides(step.work.box)).numel() for step in plan.steps)


def test_window_is_the_receptive_field(small_edsr):
    """7 convolutions at LR resolution, one more above the shuffle, and the texture's neighbour."""
    seen = ask(small_edsr, REGION, image(64)[None]).window
    slope, _ = gradient(small_edsr, REGION, image(64))
    rows, columns = (slope.abs().sum((0, d)).nonzero().flatten() for d in (2, 1))
    assert (seen.row, seen.bottom) == (rows[0], rows[-1] + 1)
    assert (seen.column, seen.right) == (columns[0], columns[-1] + 1)


def test_the_same_question_is_planned_once_and_another_mask_is_another_question(small_edsr):
    def plan(mask: Optional[Tensor]) -> ConePlan:
        asked = ask(small_edsr, Texture(Window(32, 32, 8, 8), mask), image()[None])
        assert isinstance(asked, Cone)
        return asked.plan

    masks = [torch.rand(8, 8, generator=torch.Generator().manual_seed(n)) > 0.5 for n in (1, 2)]
    assert plan(None) is plan(None)
    assert plan(masks[0]) is plan(masks[0])
    assert plan(masks[0]) is not plan(masks[1])
    slopes = [
        gradient(small_edsr, Texture(Window(32, 32, 8, 8), mask), image())[0] for mask in masks
    ]
    assert not torch.equal(*slopes)


def test_work_does_not_grow_with_the_tile(small_edsr):
    small, large = (computed(small_edsr, REGION, side) for side in (64, 512))
    assert small == large


def test_global_pooling_takes_what_lies_below_it_whole_and_nothing_above():
    class Pooled(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.below, self.above = (nn.Conv2d(3, 3, 3, padding=1) for _ in range(2))

        def forward(self, x: Tensor) -> Tensor:
            x = self.below(x)
            return self.above(x * x.mean((2, 3), keepdim=True))

    network = network_of(Pooled(), scale=1, bands=3)
    plan = ask(network, Texture(Window(10, 10, 4, 4)), image()[None]).plan
    boxes = [s.work.box[2:] for s in plan.steps if "convolution" in str(s.work.call.operator)]
    assert boxes == [((0, 40), (0, 40)), ((10, 15), (10, 15))]


def test_new_weights_in_an_old_network_count_at_once(small_edsr):
    before, _ = gradient(small_edsr, REGION, image())
    with torch.no_grad():
        for parameter in small_edsr.module.parameters():
            parameter.mul_(1.1)
    after, _ = gradient(small_edsr, REGION, image())
    lr = image()[None].requires_grad_()
    (expected,) = torch.autograd.grad(REGION(small_edsr(lr)).sum(), lr)
    assert not torch.allclose(before, after)
    assert torch.allclose(after, expected[0], atol=1e-5)
    small_edsr.module.double()
    slope, _ = gradient(small_edsr, REGION, image().double())
    assert (slope - expected[0]).norm() <= 1e-4 * expected.norm()


def test_several_images_are_as_each_by_itself(small_edsr):
    images = torch.stack([image(seed=seed) for seed in range(3)])
    asked = ask(small_edsr, REGION, images)
    slopes, values = asked.slope(asked.cut(images))
    slopes = asked.placed(slopes, images)
    for one, slope, value in zip(images, slopes, values):
        expected, alone = gradient(small_edsr, REGION, one)
        assert torch.allclose(slope, expected, atol=1e-5)
        assert value.item() == pytest.approx(alone, rel=1e-5)


def test_answer_can_be_differentiated_through_what_made_the_image(small_edsr):
    factor = torch.tensor(0.7, requires_grad=True)
    (found,) = torch.autograd.grad(answer(small_edsr, REGION, factor * image()[None]).sum(), factor)
    slope, _ = gradient(small_edsr, REGION, 0.7 * image())
    assert found.item() == pytest.approx((slope * image()).sum().item(), rel=1e-4)


def test_somebody_who_watches_a_layer_gets_the_whole_network(small_edsr):
    seen: list[torch.Size] = []
    handle = small_edsr.module.body.register_forward_hook(
        lambda _, __, output: seen.append(output.shape)
    )
    gradient(small_edsr, REGION, image())
    assert seen == [(1, 8, 40, 40)]
    assert "watches" in ask(small_edsr, REGION, image()[None]).reason
    handle.remove()
    assert ask(small_edsr, REGION, image()[None]).reason is None


class Deciding(EDSR):
    """Does one thing or another as the pixels are."""

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x if x.mean() > 0.5 else 1 - x)


class Noisy(EDSR):
    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x + 0.1 * torch.randn_like(x))


class Rounding(EDSR):
    """With a slope of its own that is not what it computes."""

    class Straight(torch.autograd.Function):
        @staticmethod
        def forward(ctx: object, x: Tensor) -> Tensor:
            return (255 * x).round() / 255

        @staticmethod
        def backward(ctx: object, slope: Tensor) -> Tensor:
            return slope

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(self.Straight.apply(x))


@pytest.mark.parametrize("cls", [Deciding, Noisy, Rounding])
def test_network_that_cannot_be_traced_is_run_whole_and_says_why(cls):
    torch.manual_seed(0)
    network = network_of(cls(2, 3, 8, 1), scale=2, bands=3)
    asked = ask(network, REGION, image()[None])
    assert asked.reason
    assert asked.window == Window(0, 0, 40, 40)
    torch.manual_seed(1)
    slope, _ = gradient(network, REGION, image())
    torch.manual_seed(1)
    lr = image()[None].contiguous(memory_format=torch.channels_last).requires_grad_()
    (expected,) = torch.autograd.grad(REGION(network(lr)).sum(), lr)
    assert torch.allclose(slope, expected[0], atol=1e-5)


def test_question_that_looks_at_nothing_has_no_slope(small_edsr):
    slope, value = gradient(small_edsr, lambda sr: sr.new_ones(1), image())
    assert not slope.any()
    assert value == 1
