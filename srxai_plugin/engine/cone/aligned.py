"""Operators whose dimensions go through one by one: arithmetic, activations, permutations,
reductions, products of matrices, normalisations. What they mix, they read whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Optional

import torch
from torch import Tensor

from srxai_plugin.engine.cone.box import Box
from srxai_plugin.engine.cone.graph import Call
from srxai_plugin.engine.cone.slopes import SLOPES, Slope
from srxai_plugin.engine.cone.work import Slopes, Taped, Work, needed
from srxai_plugin.engine.machine.torch_private import aten

Passage = list[Optional[int]]
"""For each dimension of an input, the output's dimension that it goes through to; None where it is
mixed, and read whole."""


def aligned(call: Call, box: Box, paths: Sequence[Passage], mixed: Sequence[int] = ()) -> Work:
    """
    Args:
        paths: of each input.
        mixed: dimensions of the output that are computed whole.
    """
    box = tuple(
        (0, side) if d in mixed else interval
        for d, (side, interval) in enumerate(zip(call.shape, box))
    )
    reads = tuple(
        tuple(
            (0, side) if d is None or side != call.shape[d] else box[d]
            for side, d in zip(shape, path)
        )
        for shape, path in zip(call.input_shapes, paths)
    )
    slope = SLOPES.get(call.operator)
    return Direct(call, box, reads, slope) if slope else Taped(call, box, reads)


@dataclass(frozen=True, eq=False)
class Direct(Taped):
    """An operator with an input gradient of our own."""

    slope: Slope

    def forward(self, inputs: Sequence[Optional[Tensor]], keep: bool) -> tuple[Tensor, Any]:
        output = self.compute(inputs)
        return output, self.slope.kept(inputs, output) if keep else None

    def adjoint(self, slope: Tensor, kept: Any) -> Slopes:
        return self.slope.of(self.call, slope, kept)


@dataclass(frozen=True, eq=False)
class Same(Work):
    """An operator that gives what it reads."""

    def forward(self, inputs: Sequence[Optional[Tensor]], keep: bool) -> tuple[Tensor, Any]:
        return needed(inputs), None

    def adjoint(self, slope: Tensor, kept: Any) -> Slopes:
        return [slope]


def same(call: Call, box: Box) -> Work:
    """Work of an operator that gives its input as it is, under a new name or with other strides."""
    return Same(call, box, (box,))


def copied(call: Call, box: Box) -> Optional[Work]:
    """The second tensor in the place of the first."""
    if call.input_shapes[0] != call.input_shapes[1]:
        return None
    return Copied(call, box, (None, box))


@dataclass(frozen=True, eq=False)
class Copied(Work):
    """Gives its second input; the first decides nothing, not even a shape."""

    def forward(self, inputs: Sequence[Optional[Tensor]], keep: bool) -> tuple[Tensor, Any]:
        return needed(inputs, 1), None

    def adjoint(self, slope: Tensor, kept: Any) -> Slopes:
        return [None, slope]


def elementwise(call: Call, box: Box) -> Work:
    """Work of an operator by elements, with broadcasting."""
    rank = len(call.shape)
    return aligned(call, box, [list(range(rank - len(s), rank)) for s in call.input_shapes])


def rectified(call: Call, box: Box) -> Optional[Work]:
    """PReLU; None where its weight depends on the image."""
    return None if call.varies[1] else elementwise(call, box)


def permuted(call: Call, box: Box) -> Work:
    """``permute``, ``transpose`` and ``t``: each dimension is read where it comes from."""
    rank = len(call.shape)
    order = list(range(rank))
    if call.operator is aten.permute.default:
        order = [d % rank for d in call.argument(1)]
    elif rank > 1:
        first, second = (call.argument(i, i - 1) % rank for i in (1, 2))
        order[first], order[second] = order[second], order[first]
    path: Passage = [0] * rank
    for output, source in enumerate(order):
        path[source] = output
    return aligned(call, box, [path])


def reduced(call: Call, box: Box) -> Work:
    """Sums, means, extremes and norms over some dimensions or all."""
    rank = len(call.input_shapes[0])
    named = next((a for a in call.arguments[1:] if isinstance(a, tuple)), None)
    over = {d % rank for d in named} if named else set(range(rank))
    if len(call.shape) == rank:
        return aligned(call, box, [[None if d in over else d for d in range(rank)]])
    path: Passage = [None] * rank
    for output, source in enumerate(d for d in range(rank) if d not in over):
        path[source] = output
    return aligned(call, box, [path])


def reduced_over_one(call: Call, box: Box) -> Work:
    """The dimension stays, and is mixed: softmax."""
    over = call.argument(1) % len(call.shape)
    return elementwise(call, _widened(call, box, [over]))


def layer_normalised(call: Call, box: Box) -> Work:
    """Reads the normalised dimensions, the last ones, whole: all of them decide their mean."""
    rank, last = len(call.shape), len(call.argument(1))
    over = list(range(rank - last, rank))
    return elementwise(call, _widened(call, box, over))


def batch_normalised(call: Call, box: Box) -> Optional[Work]:
    """Batch normalisation by fixed statistics; None in training, when it is global."""
    fixed = call.operator is not aten.native_batch_norm.default or not call.argument(5)
    if not fixed:
        return None
    paths: list[Passage] = [list(range(len(call.shape)))]
    paths += [[None]] * (len(call.inputs) - 1)
    return aligned(call, box, paths, mixed=[1])


def _widened(call: Call, box: Box, over: Sequence[int]) -> Box:
    return tuple((0, s) if d in over else b for d, (s, b) in enumerate(zip(call.shape, box)))


def inserted(call: Call, box: Box) -> Work:
    """unsqueeze"""
    at = call.argument(1) % len(call.shape)
    return aligned(call, box, [[d for d in range(len(call.shape)) if d != at]])


def removed(call: Call, box: Box) -> Work:
    """squeeze: of one dimension, some or all."""
    shape = call.input_shapes[0]
    rank = len(shape)
    named = call.argument(1, tuple(range(rank)))
    named = (named,) if isinstance(named, int) else named
    gone = {d % rank for d in named if shape[d % rank] == 1}
    path: Passage = [None] * rank
    for output, source in enumerate(d for d in range(rank) if d not in gone):
        path[source] = output
    return aligned(call, box, [path])


@dataclass(frozen=True, eq=False)
class Expanded(Taped):
    """``expand`` to the box's sides, not those of the whole."""

    def compute(self, inputs: Sequence[Optional[Tensor]]) -> Tensor:
        """The input repeated along its sides of 1, as far as the box asks."""
        return needed(inputs).expand([stop - start for start, stop in self.box])


def expanded(call: Call, box: Box) -> Work:
    """``expand``: read as by broadcasting."""
    found = elementwise(call, box)
    return Expanded(call, found.box, found.reads)


def is_elementwise(operator: Any) -> bool:
    """Whether each output value depends on the input values in its place alone, as torch says."""
    return torch.Tag.pointwise in operator.tags


Maker = Callable[[Call, Box], Optional[Work]]
