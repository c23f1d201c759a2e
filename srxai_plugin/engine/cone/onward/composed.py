"""Convolutions and shuffles in a row, with nothing between that is not linear, as one convolution.

The end of most networks is such a row: EDSR ×4 enlarges its features twice, by 3 × 3 convolutions
to four times as many channels, and makes an image of them. What it gives of a pixel is a sum over
5 × 5 pixels of the features: a fifth of the products, and none of the large images between. The
same values but for the order of sums; where zeros around the image are part of a sum, at its
border, the row is computed as it stands.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter, OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Optional, cast

import torch
from torch import Tensor
from torch.nn import functional as F

from srxai_plugin.engine.cone.box import Box, cut, narrowed, sides
from srxai_plugin.engine.cone.convolution import Convolution
from srxai_plugin.engine.cone.operators import work
from srxai_plugin.engine.cone.plan import ConeStep
from srxai_plugin.engine.cone.shapes import Shuffled, Unshuffled
from srxai_plugin.engine.cone.work import Slopes, Work, needed
from srxai_plugin.engine.machine.torch_private import (
    aten,
    packed_convolution,
    packed_weight,
    packs_convolutions,
)

SAVED = 2**30
"""Products from which on it pays to find the one kernel, which takes some tenths of a second."""
KEPT = 4
"""Kernels that are kept."""

_kernels: OrderedDict[bytes, tuple[Tensor, Tensor]] = OrderedDict()
"""By the weights that they were made of."""


@dataclass(frozen=True, eq=False)
class Composed(Work):
    """A row of steps as one convolution, and bands at the borders as the row has them."""

    kernel: Tensor
    """(D · s², C, k, k), laid out."""
    bias: Tensor
    factor: int
    """s, how many times finer what comes out is."""
    margin: int
    """Pixels of the features that the kernel reads beside one, to each side."""
    inner: Box
    """Of the output, what the kernel gives."""
    features: Box
    """Of the input, what it reads for that."""
    bands: tuple[tuple[Box, tuple[Work, ...]], ...]
    """Of the output, what the row's own steps give."""
    counts: tuple[int, ...]
    """Constants that each step of the row has."""

    @property
    def tensors(self) -> Sequence[Tensor]:
        return [self.kernel, self.bias]

    def forward(self, inputs: Sequence[Optional[Tensor]], keep: bool) -> tuple[Tensor, Any]:
        features, read = needed(inputs), needed(self.reads)
        found = packed_convolution(
            narrowed(features, cut(self.features, read)),
            *(self.kernel, self.bias, [0, 0], [1, 1], [1, 1], 1),
        )
        found = F.pixel_shuffle(found, self.factor)
        margin, s = self.margin, self.factor
        there = ((s * (low + margin), s * (high - margin)) for low, high in self.features[2:])
        found = narrowed(found, cut(self.inner, (*self.inner[:2], *there)))
        if not self.bands:
            return found, None
        output = found.new_empty(sides(self.box))
        narrowed(output, cut(self.inner, self.box)).copy_(found)
        for box, works in self.bands:
            value, has, place = features, read, 1
            for each, count in zip(works, self.counts):
                asked = needed(each.reads)
                constants = inputs[place : place + count]
                value, _ = each.forward([narrowed(value, cut(asked, has)), *constants], False)
                has, place = each.box, place + count
            narrowed(output, cut(box, self.box)).copy_(narrowed(value, cut(box, has)))
        return output, None

    def adjoint(self, slope: Tensor, kept: Any) -> Slopes:
        raise NotImplementedError("a composed step keeps nothing that a gradient could be taken of")


def composed(
    steps: Sequence[ConeStep], output: int, fixed: dict[int, Tensor]
) -> tuple[ConeStep, ...]:
    """Steps, with rows of linear ones as one wherever that saves much.

    Args:
        steps: for a pass without a way back, before weights are laid out or after it.
        fixed: the values of their constants.
    """
    found: list[ConeStep] = []
    for row in _rows(steps, output):
        one = _as_one(row, fixed) if len(row) > 1 else None
        found += [one] if one is not None else row
    return tuple(found)


def _rows(steps: Sequence[ConeStep], output: int) -> Iterator[list[ConeStep]]:
    """The steps in their order, those of a row together."""
    readers = Counter(
        number for step in steps for number, cuts in zip(step.inputs, step.cuts) if cuts is not None
    )
    readers[output] += 1
    row: list[ConeStep] = []
    for step in steps:
        follows = bool(row) and step.inputs[0] == row[-1].number and readers[row[-1].number] == 1
        if row and not (follows and _is_linear(step)):
            yield row
            row = []
        row.append(step)
        if not _is_linear(step):
            yield row
            row = []
    if row:
        yield row


def _is_linear(step: ConeStep) -> bool:
    found = step.work
    if isinstance(found, Shuffled):
        return not isinstance(found, Unshuffled)
    if not isinstance(found, Convolution) or not found.is_linear:
        return False
    s, kernel = found.settings, found.call.input_shapes[1][2:]
    centred = all(2 * p == d * (k - 1) for p, d, k in zip(s.padding, s.dilation, kernel))
    alone = not any(found.call.varies[1:])
    return alone and centred and len(kernel) == 2 and set(s.stride) == {1}


def _as_one(row: Sequence[ConeStep], fixed: dict[int, Tensor]) -> Optional[ConeStep]:
    """None where it does not pay, or is not possible."""
    first, last = row[0], row[-1]
    ends = isinstance(first.work, Convolution) and isinstance(last.work, Convolution)
    if not ends or not packs_convolutions():
        return None
    factor, margin = _factor_and_margin(row)
    products = sum(step.work.products for step in row if isinstance(step.work, Convolution))
    given = last.work.box
    channels = first.work.call.input_shapes[0][1]
    one = math.prod(sides(given)) * channels * (2 * margin + 1) ** 2
    weight = fixed[first.inputs[1]]
    fits = weight.dtype == torch.float32 and weight.device.type == "cpu"
    if not fits or products - one < SAVED:
        return None
    read = needed(first.work.reads)
    inner, features = _inner(given, read, margin, factor)
    if any(low >= high for low, high in inner):
        return None
    bands = tuple((band, _works(row, band)) for band in _bands(given, inner))
    constants = [(n, c) for step in row for n, c in zip(step.inputs[1:], step.cuts[1:])]
    kernel, bias = _kernel(row, fixed, channels, margin, factor)
    merged = Composed(
        last.work.call,
        given,
        (read, *[None] * len(constants)),
        kernel=packed_weight(kernel, [0, 0], [1, 1], [1, 1], 1, sides(features)),
        bias=bias,
        factor=factor,
        margin=margin,
        inner=inner,
        features=features,
        bands=bands,
        counts=tuple(len(step.inputs) - 1 for step in row),
    )
    return replace(
        last,
        work=merged,
        inputs=(first.inputs[0], *(n for n, _ in constants)),
        cuts=(first.cuts[0], *(c for _, c in constants)),
        last=tuple({n for step in row for n in step.last} - {step.number for step in row[:-1]}),
    )


def _factor_and_margin(row: Sequence[ConeStep]) -> tuple[int, int]:
    """How many times finer a row gives than it reads, and how far it looks beside a pixel."""
    factor, reach = 1, 0.0
    for step in row:
        if isinstance(step.work, Shuffled):
            factor *= step.work.factor
        elif isinstance(step.work, Convolution):
            kernel, dilation = step.work.call.input_shapes[1], step.work.settings.dilation
            reach += max(d * (k - 1) / 2 for d, k in zip(dilation, kernel[2:])) / factor
    return factor, math.ceil(reach)


def _works(row: Sequence[ConeStep], box: Box) -> tuple[Work, ...]:
    """A row's own steps for a box of what it gives."""
    works: list[Work] = []
    for step in reversed(row):
        works.append(work(step.work.call, box))
        box = needed(works[-1].reads)
    return tuple(reversed(works))


def _inner(given: Box, read: Box, margin: int, factor: int) -> tuple[Box, Box]:
    """The part of an output for which the kernel finds all that it reads, and that."""
    inner, features = list(given), list(read)
    for d in (2, 3):
        low = max(given[d][0], factor * (read[d][0] + margin))
        high = min(given[d][1], factor * (read[d][1] - margin))
        inner[d] = low, high
        features[d] = low // factor - margin, -(-high // factor) + margin
    return tuple(inner), tuple(features)


def _bands(given: Box, inner: Box) -> Iterator[Box]:
    """What is left around the inner box: above, below, left and right of it."""
    (top, bottom), (left, right) = given[2:]
    (first, last), (begin, end) = inner[2:]
    for rows, columns in (
        ((top, first), (left, right)),
        ((last, bottom), (left, right)),
        ((first, last), (left, begin)),
        ((first, last), (end, right)),
    ):
        if rows[0] < rows[1] and columns[0] < columns[1]:
            yield (*given[:2], rows, columns)


def _kernel(
    row: Sequence[ConeStep], fixed: dict[int, Tensor], channels: int, margin: int, factor: int
) -> tuple[Tensor, Tensor]:
    """The one kernel (D · s², C, k, k) and its bias: what the row makes of single pixels."""
    weights = [fixed[n] for step in row for n in step.inputs[1:]]
    told = hashlib.blake2b(repr([step.work.call.arguments for step in row]).encode())
    for weight in weights:
        told.update(weight.contiguous().numpy().data)
    key = told.digest()
    if key not in _kernels:
        side = 4 * margin + 1
        pixels = torch.zeros(1 + channels, channels, side, side, dtype=torch.float64)
        pixels[1:, :, 2 * margin, 2 * margin] = torch.eye(channels, dtype=torch.float64)
        for step in row:
            if isinstance(step.work, Shuffled):
                pixels = F.pixel_shuffle(pixels, step.work.factor)
                continue
            s = cast(Convolution, step.work).settings
            own = [fixed[n].double() for n in step.inputs[1:]]
            bias = own[1] if len(own) > 1 else None
            pixels = aten.convolution(
                pixels, own[0], bias, s.stride, s.padding, s.dilation, False, [0, 0], s.groups
            )
        found = F.pixel_unshuffle(pixels, factor)
        bias = found[0, :, 2 * margin, 2 * margin]
        near = slice(margin, 3 * margin + 1)
        # A pixel's trace around it is the kernel turned round.
        kernel = (found[1:, :, near, near] - bias[:, None, None]).flip(-2, -1).transpose(0, 1)
        kernel = kernel.float().contiguous(memory_format=torch.channels_last)
        _kernels[key] = kernel, bias.float().contiguous()
        while len(_kernels) > KEPT:
            _kernels.popitem(last=False)
    return _kernels[key]
