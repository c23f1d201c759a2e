"""Convolutions of any kernel, stride, dilation, groups and padding, and transposed ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Optional

import numpy as np
from torch import Tensor
from torch.nn import functional as F

from srxai_plugin.engine.cone.box import Box, Interval, sides, whole
from srxai_plugin.engine.cone.graph import Call, Ref
from srxai_plugin.engine.cone.work import Slopes, Work, needed
from srxai_plugin.engine.machine.torch_private import aten


@dataclass(frozen=True)
class Settings:
    """A convolution's, of each spatial dimension, as ``aten.convolution`` has them."""

    stride: list[int]
    padding: list[int]
    dilation: list[int]
    transposed: bool
    output_padding: list[int]
    groups: int

    @staticmethod
    def of(call: Call) -> Settings:
        """Settings of a call of ``aten.convolution``: its arguments from the stride on."""
        settings: list[Any] = [list(a) if isinstance(a, tuple) else a for a in call.arguments[3:9]]
        return Settings(*settings)


@dataclass(frozen=True, eq=False)
class Convolution(Work):
    """A convolution that reads what lies inside the image, and pads the rest with zeros."""

    settings: Settings
    outside: tuple[Interval, ...]
    """Rows or columns of zeros before and after what is read, of each spatial dimension."""
    gives_fresh: ClassVar[bool] = True

    @property
    def is_linear(self) -> bool:
        """Whether nothing but the convolution is done."""
        return True

    @property
    def products(self) -> int:
        """Multiplications that its box takes."""
        return math.prod(sides(self.box)) * math.prod(self.call.input_shapes[1][1:])

    def forward(self, inputs: Sequence[Optional[Tensor]], keep: bool) -> tuple[Tensor, Any]:
        image, weight = needed(inputs), inputs[1]
        bias = inputs[2] if len(inputs) > 2 else None
        s, padding = self.settings, self.padding()
        if padding is None:
            image, padding = F.pad(image, self.frame()), [0] * len(self.outside)
        output = aten.convolution(
            image, weight, bias, s.stride, padding, s.dilation, False, s.output_padding, s.groups
        )
        return output, (weight, image.shape)

    def adjoint(self, slope: Tensor, kept: Any) -> Slopes:
        weight, shape = kept
        s, padding = self.settings, self.padding()
        found = aten.convolution_backward(
            slope,
            slope.new_empty(1).expand(shape),
            weight,
            None,
            s.stride,
            padding or [0] * len(self.outside),
            s.dilation,
            False,
            s.output_padding,
            s.groups,
            [True, False, False],
        )[0]
        if padding is None:
            found = self.unframed(found)
        return [found, *[None] * (len(self.call.inputs) - 1)]

    def read_at(self, dimension: int, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """First and last row or column of the image, (n,) each, that single rows or columns of the
        output (n,) read."""
        d, s = dimension - 2, self.settings
        low = places * s.stride[d] - s.padding[d]
        high = low + s.dilation[d] * (self.call.input_shapes[1][dimension] - 1) + 1
        return np.maximum(low, 0), np.minimum(high, self.call.input_shapes[0][dimension])

    def padding(self) -> Optional[list[int]]:
        """Zeros that the convolution adds itself: where both sides are padded alike, else None."""
        if all(before == after for before, after in self.outside):
            return [before for before, _ in self.outside]
        return None

    def frame(self) -> list[int]:
        """Zeros outside, as ``pad`` takes them."""
        return [margin for pair in reversed(self.outside) for margin in pair]

    def unframed(self, slope: Tensor) -> Tensor:
        """The slope of a padded image without its frame."""
        for dimension, (before, after) in enumerate(self.outside, 2):
            length = slope.shape[dimension] - before - after
            slope = slope.narrow(dimension, before, length)
        return slope


@dataclass(frozen=True, eq=False)
class Transposed(Work):
    """A transposed convolution of all inputs that reach into the box, cut to it."""

    settings: Settings
    keeps: tuple[Interval, ...]
    """Of what the inputs that are read give, the part that is in the box."""
    gives_fresh: ClassVar[bool] = True

    def forward(self, inputs: Sequence[Optional[Tensor]], keep: bool) -> tuple[Tensor, Any]:
        image, weight = needed(inputs), inputs[1]
        bias = inputs[2] if len(inputs) > 2 else None
        s, none = self.settings, [0] * len(self.keeps)
        full = aten.convolution(
            image, weight, bias, s.stride, none, s.dilation, True, s.output_padding, s.groups
        )
        output = full
        for dimension, (start, stop) in enumerate(self.keeps, 2):
            output = output.narrow(dimension, start, stop - start)
        return output, (weight, image.shape, full.shape)

    def adjoint(self, slope: Tensor, kept: Any) -> Slopes:
        weight, shape, full = kept
        margins: list[int] = []
        for side, (start, stop) in zip(reversed(full), reversed(self.keeps)):
            margins += [start, side - stop]
        s, none = self.settings, [0] * len(self.keeps)
        found = aten.convolution_backward(
            F.pad(slope, margins) if any(margins) else slope,
            slope.new_empty(1).expand(shape),
            weight,
            None,
            s.stride,
            none,
            s.dilation,
            True,
            s.output_padding,
            s.groups,
            [True, False, False],
        )[0]
        return [found, *[None] * (len(self.call.inputs) - 1)]


def convolved(call: Call, box: Box) -> Optional[Work]:
    """Work of a convolution; None where the kernel depends on the image, or where a box lies in the
    padding alone."""
    settings = Settings.of(call)
    if any(call.varies[1:]) or len(call.shape) != len(call.input_shapes[1]):
        return None
    if not isinstance(call.argument(0), Ref) or call.argument(0).position != 0:
        return None
    return (_transposed if settings.transposed else _plain)(call, box, settings)


def _plain(call: Call, box: Box, settings: Settings) -> Optional[Work]:
    image, kernel = call.input_shapes[:2]
    reads, outside = [], []
    for d, (start, stop) in enumerate(box[2:]):
        reach = settings.dilation[d] * (kernel[2 + d] - 1)
        low = start * settings.stride[d] - settings.padding[d]
        high = (stop - 1) * settings.stride[d] - settings.padding[d] + reach + 1
        inside = max(low, 0), min(high, image[2 + d])
        if inside[0] >= inside[1]:
            return None
        reads.append(inside)
        outside.append((inside[0] - low, high - inside[1]))
    box = (box[0], (0, call.shape[1]), *box[2:])
    read = (box[0], (0, image[1]), *reads)
    others = [whole(shape) for shape in call.input_shapes[1:]]
    return Convolution(call, box, (read, *others), settings, tuple(outside))


def _transposed(call: Call, box: Box, settings: Settings) -> Optional[Work]:
    image, kernel = call.input_shapes[:2]
    reads, keeps, more = [], [], []
    for d, (start, stop) in enumerate(box[2:]):
        stride, padding = settings.stride[d], settings.padding[d]
        reach = settings.dilation[d] * (kernel[2 + d] - 1)
        first = max(0, (start + padding - reach) // stride)
        last = min(image[2 + d], (stop - 1 + padding) // stride + 1)
        if first >= last:
            return None
        begin = first * stride - padding
        end = (last - 1) * stride - padding + reach + 1
        beyond = max(0, stop - end)
        if beyond >= max(stride, settings.dilation[d]):
            return None
        reads.append((first, last))
        keeps.append((start - begin, stop - begin))
        more.append(beyond)
    box = (box[0], (0, call.shape[1]), *box[2:])
    read = (box[0], (0, image[1]), *reads)
    others = [whole(shape) for shape in call.input_shapes[1:]]
    settings = Settings(
        settings.stride, settings.padding, settings.dilation, True, more, settings.groups
    )
    return Transposed(call, box, (read, *others), settings, tuple(keeps))
