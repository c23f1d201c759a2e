"""What is noted while a small image is computed, against what torch itself traces."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.engine.cone import trace as tracing
from srxai_plugin.engine.cone.graph import TracedGraph
from srxai_plugin.engine.cone.recording import NoRule, recorded
from srxai_plugin.engine.networks.architectures.edsr import EDSR
from srxai_plugin.engine.networks.architectures.registry import architecture
from srxai_plugin.engine.networks.base import SRNetwork, freeze


class Awkward(nn.Module):
    """Writes into its own tensors, splits, makes constants as it runs, and branches on sizes."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, 2, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = x - torch.tensor([0.4, 0.5, 0.6]).view(1, 3, 1, 1)
        first, second = self.conv(x).relu_().chunk(2, 1)
        first *= torch.ones(first.shape[-1]) * 2
        first[:, 1:] += second[:, :-1]
        if x.shape[-1] % 2 == 0:
            second = second.roll(1, -1)
        best, _ = torch.cat([first, second.sigmoid()], 1).max(1, keepdim=True)
        return F.interpolate(best.expand(-1, 3, -1, -1), scale_factor=4, mode="bilinear")


def made(id: str) -> Callable[[Tensor], Tensor]:
    torch.manual_seed(0)
    if id == "awkward":
        return freeze(Awkward())
    colour = "y" if id == "fsrcnn" else "rgb"
    module = architecture(id).build(4, 1 if colour == "y" else 3, 8, 2)
    return SRNetwork(id, id, 4, 3, freeze(module), sha256="0" * 64, colour=colour)


def computed(graph: TracedGraph, known: dict[Any, int]) -> int:
    """A number for what a graph's output is: equal for equal operators on equal inputs."""

    def number(*what: Any) -> int:
        return known.setdefault(repr(what), len(known))

    numbers = [number("image", graph.image), *(number(c.tolist()) for c in graph.constants)]
    for call in graph.calls:
        inputs = [numbers[source] for source in call.inputs]
        said = (str(call.operator), call.arguments, call.keywords, call.take)
        numbers.append(number(*said, inputs, call.input_shapes, call.shape, call.varies))
    return numbers[graph.output]


@pytest.mark.parametrize("images", [1, 3])
@pytest.mark.parametrize("id", ["edsr", "fsrcnn", "pan", "awkward"])
def test_what_is_recorded_is_what_torch_traces(
    id: str, images: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    function = made(id)
    image = torch.rand(images, 3, 12, 10).contiguous(memory_format=torch.channels_last)
    noted, known = tracing.trace(function, image), {}
    monkeypatch.setattr(tracing, "SMALL", 0)
    traced = tracing.trace(function, image)
    assert computed(noted, known) == computed(traced, known)
    assert len(noted.calls) <= len(traced.calls)  # torch keeps some that nobody needs


@pytest.mark.parametrize(
    "code",
    [
        lambda x: x * x.max().item(),
        lambda x: x if x.sum() > 0 else -x,
        lambda x: x[x > 0.5],
        lambda x: x + torch.rand_like(x),
        lambda x: F.dropout(x, 0.5, training=True),
        lambda x: x * float(x.numpy().max()),
        lambda x: x * x.tolist()[0][0][0][0],
    ],
    ids=["item", "branch", "mask", "noise", "dropout", "numpy", "list"],
)
def test_code_that_looks_at_values_or_draws_lots_is_not_recorded(
    code: Callable[[Tensor], Tensor],
) -> None:
    before = torch.get_rng_state()
    with pytest.raises((NoRule, RuntimeError)), torch.no_grad():
        recorded(code, torch.ones(1, 3, 8, 8))
    assert torch.equal(torch.get_rng_state(), before)


def test_a_recording_leaves_nothing_in_the_network() -> None:
    module = freeze(EDSR(scale=2, bands=3, features=8, blocks=1))
    state = {key: tensor.clone() for key, tensor in module.state_dict().items()}
    graph = tracing.trace(module, torch.rand(1, 3, 8, 8))
    assert all(torch.equal(tensor, module.state_dict()[key]) for key, tensor in state.items())
    assert all(not vars(parameter) for parameter in module.parameters())
    places = {parameter.data_ptr() for parameter in module.parameters()}
    assert {constant.data_ptr() for constant in graph.constants} <= places


class Keeping(nn.Module):
    """Makes its kernel of two others when it runs, as SPAN does, and keeps it."""

    def __init__(self) -> None:
        super().__init__()
        self.one = nn.Parameter(torch.full((3, 3, 3, 3), 0.25))
        self.two = nn.Parameter(torch.full((3, 3, 3, 3), 0.5))

    def forward(self, x: Tensor) -> Tensor:
        self.kept = torch.relu(self.one + self.two)
        return F.conv2d(x, self.kept, padding=1)


def test_what_code_makes_of_its_own_weights_is_computed_and_not_left_to_what_memory_holds():
    module = freeze(Keeping())
    # Memory that was used lately and is free: whoever computes nothing finds these values there.
    for _ in range(64):
        torch.full((3, 3, 3, 3), -7.0)
    recorded(module, torch.zeros(1, 3, 16, 16), True)
    assert torch.equal(module.kept, torch.full((3, 3, 3, 3), 0.75))
