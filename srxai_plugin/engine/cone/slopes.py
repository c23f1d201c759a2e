"""Input gradients of the operators that networks consist of, written out: no tape is kept for
them, and only what they need is remembered."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Optional

import torch
from torch import Tensor

from srxai_plugin.engine.cone.graph import Call, Ref
from srxai_plugin.engine.cone.work import Slopes, all_needed
from srxai_plugin.engine.machine.torch_private import PRELU, aten, prelu_backward


@dataclass(frozen=True)
class Slope:
    """How one operator goes back: what it remembers on the way forward, and what it makes of it."""

    kept: Callable[[Sequence[Optional[Tensor]], Tensor], Any]
    """Inputs and output to what is remembered."""
    of: Callable[[Call, Tensor, Any], Slopes]
    """∂D/∂output and what was remembered to ∂D/∂inputs."""


def _shapes(inputs: Sequence[Optional[Tensor]], _output: Tensor) -> Any:
    return [tensor.shape for tensor in all_needed(inputs)]


def _inputs(inputs: Sequence[Optional[Tensor]], _output: Tensor) -> Any:
    return inputs


def _output(_inputs: Sequence[Optional[Tensor]], output: Tensor) -> Any:
    return output


def _first(inputs: Sequence[Optional[Tensor]], _output: Tensor) -> Any:
    return inputs[0]


def _fitted(slope: Tensor, shape: torch.Size) -> Tensor:
    """Broadcasting undone."""
    return slope if slope.shape == shape else slope.sum_to_size(shape)


def _signed(sign: int) -> Callable[[Call, Tensor, Any], Slopes]:
    """Of a + α·b and a − α·b, either of which may be a number."""

    def of(call: Call, slope: Tensor, shapes: Any) -> Slopes:
        factor = sign * call.keywords.get("alpha", 1)
        factors = [1 if position == 0 else factor for position, _ in _places(call)]
        return [
            _fitted(slope if f == 1 else slope * f, shape) if varies else None
            for f, shape, varies in zip(factors, shapes, call.varies)
        ]

    return of


def _product(call: Call, slope: Tensor, inputs: Any) -> Slopes:
    others = [x if isinstance(x, (int, float)) else inputs[x.position] for x in call.arguments[:2]]
    return [
        _fitted(slope * others[1 - place], inputs[number].shape) if call.varies[number] else None
        for place, number in _places(call)
    ]


def _quotient(call: Call, slope: Tensor, inputs: Any) -> Slopes:
    above, below = (
        x if isinstance(x, (int, float)) else inputs[x.position] for x in call.arguments[:2]
    )
    slopes: list[Optional[Tensor]] = []
    for place, number in _places(call):
        found = None
        if call.varies[number]:
            found = slope / below if place == 0 else -slope * above / (below * below)
            found = _fitted(found, inputs[number].shape)
        slopes.append(found)
    return slopes


def _places(call: Call) -> list[tuple[int, int]]:
    """Of each tensor among the first two arguments: its place, and its number as an input."""
    return [(i, a.position) for i, a in enumerate(call.arguments[:2]) if isinstance(a, Ref)]


def _prelu(call: Call, slope: Tensor, inputs: Any) -> Slopes:
    return [prelu_backward(slope, *inputs)[0], None]


def _like(inputs: Sequence[Optional[Tensor]], _output: Tensor) -> Any:
    image = all_needed(inputs)[0]
    return image.shape, image.dtype


def _mean(call: Call, slope: Tensor, kept: Any) -> Slopes:
    """The same for all pixels that the mean is of: they stay one value, seen many times."""
    shape, dtype = kept
    named = call.argument(1) if call.operator is aten.mean.dim else None
    over = sorted({d % len(shape) for d in named or range(len(shape))})
    for dimension in over if slope.dim() < len(shape) else ():
        slope = slope.unsqueeze(dimension)
    count = math.prod(shape[dimension] for dimension in over)
    return [(slope / count).to(dtype).expand(shape)]


SLOPES: dict[Any, Slope] = {
    aten.add.Tensor: Slope(_shapes, _signed(1)),
    aten.sub.Tensor: Slope(_shapes, _signed(-1)),
    aten.mul.Tensor: Slope(_inputs, _product),
    aten.div.Tensor: Slope(_inputs, _quotient),
    aten.neg.default: Slope(_shapes, lambda call, slope, _: [-slope]),
    aten.relu.default: Slope(_output, lambda call, s, out: [aten.threshold_backward(s, out, 0)]),
    aten.leaky_relu.default: Slope(
        _first,
        lambda call, s, x: [aten.leaky_relu_backward(s, x, call.argument(1, 0.01), False)],
    ),
    aten.sigmoid.default: Slope(_output, lambda call, s, out: [aten.sigmoid_backward(s, out)]),
    aten.tanh.default: Slope(_output, lambda call, s, out: [aten.tanh_backward(s, out)]),
    aten.silu.default: Slope(_first, lambda call, s, x: [aten.silu_backward(s, x)]),
    aten.gelu.default: Slope(
        _first,
        lambda call, s, x: [
            aten.gelu_backward(s, x, approximate=call.keywords.get("approximate", "none"))
        ],
    ),
    PRELU: Slope(_inputs, _prelu),
    aten.mean.dim: Slope(_like, _mean),
    aten.mean.default: Slope(_like, _mean),
    aten.sqrt.default: Slope(_output, lambda call, s, out: [s / (2 * out)]),
}
"""A PReLU's weight is a constant here."""
