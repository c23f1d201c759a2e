"""Operators that move pixels and compute nothing: views, slices, concatenation, pixel shuffle."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Optional

import torch
from torch import Tensor
from torch.nn import functional as F

from srxai_plugin.engine.cone.aligned import Same
from srxai_plugin.engine.cone.box import Box, Interval, sides
from srxai_plugin.engine.cone.graph import Call
from srxai_plugin.engine.cone.work import Slopes, Work, needed


@dataclass(frozen=True, eq=False)
class Reshaped(Work):
    """A view: what is read, in the shape of the box."""

    def forward(self, inputs: Sequence[Optional[Tensor]], keep: bool) -> tuple[Tensor, Any]:
        return _strided(needed(inputs).reshape(sides(self.box))), None

    def adjoint(self, slope: Tensor, kept: Any) -> Slopes:
        return [slope.reshape(sides(needed(self.reads)))]


def _strided(x: Tensor) -> Tensor:
    """A batch of one image with the stride that one of several would have. A view is free to give
    it any, and torch 2.13 goes wrong by some on the way back through a batch normalisation that
    takes its statistics from the image, as instance normalisation does."""
    if x.dim() != 4 or x.shape[0] != 1 or x.stride(0) == x.numel():
        return x
    return x.as_strided(x.shape, (x.numel(), *x.stride()[1:]))


def viewed(call: Call, box: Box) -> Work:
    """Work of an operator that gives its values another shape."""
    source, shape = call.input_shapes[0], call.shape
    read: list[Interval] = [(0, side) for side in source]
    given: list[Interval] = [(0, side) for side in shape]
    for before, after in _groups(source, shape):
        start, stop = _flat([box[d] for d in after], [shape[d] for d in after])
        step = math.lcm(
            *(math.prod(s[d] for d in g[1:]) for s, g in ((source, before), (shape, after)))
        )
        total = math.prod(shape[d] for d in after)
        start, stop = start // step * step, min(total, -(-stop // step) * step)
        for side, dimensions, intervals in ((source, before, read), (shape, after, given)):
            inner = math.prod(side[d] for d in dimensions[1:])
            intervals[dimensions[0]] = start // inner, stop // inner
    return Reshaped(call, tuple(given), (tuple(read),))


def _groups(source: Sequence[int], shape: Sequence[int]) -> list[tuple[list[int], list[int]]]:
    """Runs of dimensions that hold the same values before and after; those of side 1 left out."""
    groups = []
    left = [d for d, side in enumerate(source) if side != 1]
    right = [d for d, side in enumerate(shape) if side != 1]
    while left and right:
        before, after = [left.pop(0)], [right.pop(0)]
        a, b = source[before[0]], shape[after[0]]
        while a != b:
            if a < b:
                before.append(left.pop(0))
                a *= source[before[-1]]
            else:
                after.append(right.pop(0))
                b *= shape[after[-1]]
        groups.append((before, after))
    return groups


def _flat(box: Sequence[Interval], shape: Sequence[int]) -> Interval:
    """The interval of flat indices that holds a box."""
    first = last = 0
    for (start, stop), side in zip(box, shape):
        first, last = first * side + start, last * side + stop - 1
    return first, last + 1


def sliced(call: Call, box: Box) -> Optional[Work]:
    """Work of a slice; None for steps other than one."""
    if call.argument(4, 1) != 1:
        return None
    dimension = call.argument(1, 0) % len(call.shape)
    side, start = call.input_shapes[0][dimension], call.argument(2) or 0
    start = min(max(start + side if start < 0 else start, 0), side)
    low, high = box[dimension]
    read = (*box[:dimension], (low + start, high + start), *box[dimension + 1 :])
    return Same(call, box, (read,))


@dataclass(frozen=True, eq=False)
class Selected(Work):
    """One index of a dimension, which goes."""

    dimension: int

    def forward(self, inputs: Sequence[Optional[Tensor]], keep: bool) -> tuple[Tensor, Any]:
        return needed(inputs).squeeze(self.dimension), None

    def adjoint(self, slope: Tensor, kept: Any) -> Slopes:
        return [slope.unsqueeze(self.dimension)]


def selected(call: Call, box: Box) -> Work:
    """``select``: the index is read as an interval of 1."""
    shape = call.input_shapes[0]
    dimension = call.argument(1) % len(shape)
    index = call.argument(2) % shape[dimension]
    read = (*box[:dimension], (index, index + 1), *box[dimension:])
    return Selected(call, box, (read,), dimension)


@dataclass(frozen=True, eq=False)
class Concatenated(Work):
    """Inputs one after the other, where they reach into the box."""

    dimension: int

    def forward(self, inputs: Sequence[Optional[Tensor]], keep: bool) -> tuple[Tensor, Any]:
        parts = [tensor for tensor in inputs if tensor is not None]
        return torch.cat(parts, self.dimension), None

    def adjoint(self, slope: Tensor, kept: Any) -> Slopes:
        slopes: list[Optional[Tensor]] = []
        start = 0
        for read in self.reads:
            if read is None:
                slopes.append(None)
                continue
            low, high = read[self.dimension]
            slopes.append(slope.narrow(self.dimension, start, high - low))
            start += high - low
        return slopes


def concatenated(call: Call, box: Box) -> Work:
    """``cat``: each input is read where the box lies on it; None where it lies beside."""
    dimension = call.argument(1, 0) % len(call.shape)
    low, high = box[dimension]
    reads: list[Optional[Box]] = []
    start = 0
    for shape in call.input_shapes:
        side = shape[dimension] if len(shape) == len(call.shape) else 0
        inside = max(low - start, 0), min(high - start, side)
        read = (*box[:dimension], inside, *box[dimension + 1 :])
        reads.append(read if inside[0] < inside[1] else None)
        start += side
    return Concatenated(call, box, tuple(reads), dimension)


@dataclass(frozen=True, eq=False)
class Framed(Work):
    """Padded with a constant, or cut where the padding is negative."""

    margins: tuple[int, ...]

    def forward(self, inputs: Sequence[Optional[Tensor]], keep: bool) -> tuple[Tensor, Any]:
        if not any(self.margins):
            return needed(inputs), None
        value = self.call.argument(2, 0)
        return F.pad(needed(inputs), self.margins, value=value), None

    def adjoint(self, slope: Tensor, kept: Any) -> Slopes:
        rank = slope.dim()
        for index in range(0, len(self.margins), 2):
            before, after = self.margins[index : index + 2]
            dimension = rank - 1 - index // 2
            slope = slope.narrow(dimension, before, slope.shape[dimension] - before - after)
        return [slope]


def framed(call: Call, box: Box) -> Optional[Work]:
    """Work of a padding with a constant; None where a box lies in the padding alone."""
    source, given = call.input_shapes[0], call.argument(1)
    read, margins = list(box), []
    for index in range(0, len(given), 2):
        dimension = len(source) - 1 - index // 2
        low, high = (place - given[index] for place in box[dimension])
        inside = max(low, 0), min(high, source[dimension])
        if inside[0] >= inside[1]:
            return None
        read[dimension] = inside
        margins += [inside[0] - low, high - inside[1]]
    return Framed(call, box, (tuple(read),), tuple(margins))


@dataclass(frozen=True, eq=False)
class Shuffled(Work):
    """Pixel shuffle, whole sub-pixels at a time."""

    factor: int

    def forward(self, inputs: Sequence[Optional[Tensor]], keep: bool) -> tuple[Tensor, Any]:
        return F.pixel_shuffle(needed(inputs), self.factor), None

    def adjoint(self, slope: Tensor, kept: Any) -> Slopes:
        return [F.pixel_unshuffle(slope, self.factor)]


def shuffled(call: Call, box: Box) -> Work:
    """``pixel_shuffle``: whole pixels of the coarse grid are read, with all their channels."""
    factor = call.argument(1)
    coarse = tuple((low // factor, -(-high // factor)) for low, high in box[-2:])
    fine = tuple((low * factor, high * factor) for low, high in coarse)
    channels = len(call.shape) - 3
    read = (*box[:channels], (0, call.input_shapes[0][channels]), *coarse)
    given = (*box[:channels], (0, call.shape[channels]), *fine)
    return Shuffled(call, given, (read,), factor)


@dataclass(frozen=True, eq=False)
class Unshuffled(Shuffled):
    """Blocks of pixels into channels."""

    def forward(self, inputs: Sequence[Optional[Tensor]], keep: bool) -> tuple[Tensor, Any]:
        return F.pixel_unshuffle(needed(inputs), self.factor), None

    def adjoint(self, slope: Tensor, kept: Any) -> Slopes:
        return [F.pixel_shuffle(slope, self.factor)]


def unshuffled(call: Call, box: Box) -> Work:
    """``pixel_unshuffle``: whole blocks of the fine grid are read, for all channels."""
    factor = call.argument(1)
    fine = tuple((low * factor, high * factor) for low, high in box[-2:])
    channels = len(call.shape) - 3
    read = (*box[:channels], (0, call.input_shapes[0][channels]), *fine)
    given = (*box[:channels], (0, call.shape[channels]), *box[-2:])
    return Unshuffled(call, given, (read,), factor)
