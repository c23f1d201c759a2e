"""Convolutions whose weights are laid out ahead, once for all images, as oneDNN wants them.

torch's own convolution lays its weights out anew in every call, and its input gradient is slower
than the convolution that it is: that of the slope with the kernel turned round. Together 4 % of a
gradient's time (EDSR of 64 features and 16 blocks, 64 × 64 tile, one thread).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Optional

import torch
from torch import Tensor
from torch.nn import functional as F

from srxai_plugin.engine.cone.box import sides
from srxai_plugin.engine.cone.convolution import Convolution
from srxai_plugin.engine.cone.work import Slopes, Work, needed
from srxai_plugin.engine.machine.torch_private import (
    packed_convolution,
    packed_weight,
    packs_convolutions,
)

SMALL = 20480
"""Values of an image up to which torch itself takes another way, which is quicker there."""


@dataclass(frozen=True, eq=False)
class PackedConvolution(Convolution):
    """A convolution with the values of torch's own, but for the order of their sums."""

    margins: list[int]
    """Zeros around that oneDNN adds, of each spatial dimension, the same before and after."""
    is_framed: bool
    """Whether the zeros are added ahead: at the edge of an image they are on one side alone."""
    forth: Tensor
    back: Optional[Tensor]
    """For the slope; None where torch's own gradient is taken."""

    @property
    def tensors(self) -> Sequence[Tensor]:
        return [self.forth] if self.back is None else [self.forth, self.back]

    def forward(self, inputs: Sequence[Optional[Tensor]], keep: bool) -> tuple[Tensor, Any]:
        image = self.framed(needed(inputs))
        bias = inputs[2] if len(inputs) > 2 else None
        output = self._convolved(image, self.forth, bias, self.margins, self.settings.stride)
        return output, (inputs[1], image.shape) if keep else None

    def adjoint(self, slope: Tensor, kept: Any) -> Slopes:
        if self.back is None:
            return super().adjoint(slope, kept)
        dilation, kernel = self.settings.dilation, self.call.input_shapes[1][2:]
        reaches = [d * (k - 1) for d, k in zip(dilation, kernel)]
        padding = [reach - p for reach, p in zip(reaches, self.margins)]
        found = self._convolved(slope, self.back, None, padding, [1, 1])
        if self.is_framed:
            found = self.unframed(found)
        return [found, *[None] * (len(self.call.inputs) - 1)]

    def framed(self, image: Tensor) -> Tensor:
        """With the zeros that oneDNN does not add."""
        return F.pad(image, self.frame()) if self.is_framed else image

    def _convolved(
        self,
        image: Tensor,
        weight: Tensor,
        bias: Optional[Tensor],
        padding: list[int],
        stride: list[int],
    ) -> Tensor:
        s = self.settings
        return packed_convolution(image, weight, bias, padding, stride, s.dilation, s.groups)


def packed(work: Work, constants: Sequence[Optional[Tensor]]) -> Work:
    """The work with its weights laid out; as it is where that would not be quicker, or is not
    possible: on a GPU, in double precision.

    Args:
        constants: the inputs that do not depend on the image, None in the place of the others.
    """
    weight = constants[1] if len(constants) > 1 else None
    if not isinstance(work, Convolution) or weight is None or not _is_possible(weight):
        return work
    padding, s = work.padding(), work.settings
    if torch.Size(sides(needed(work.reads))).numel() <= SMALL:
        return work
    is_framed = padding is None
    padding = padding or [0] * len(work.outside)

    def laid_out(
        weight: Tensor, margins: list[int] = padding, given: Optional[list[int]] = None
    ) -> Tensor:
        """For the image of which this size is given: some sizes want another order of weights, and
        laying them out anew in every call takes ten times as long as the convolution."""
        given = given or sides(work.box)
        sizes = zip(given[2:], s.stride, s.dilation, weight.shape[2:], margins)
        image = [(n - 1) * step + far * (k - 1) + 1 - 2 * p for n, step, far, k, p in sizes]
        size = [given[0], weight.shape[1] * s.groups, *image]
        return packed_weight(weight, margins, s.stride, s.dilation, s.groups, size)

    back = None
    slope_size = torch.Size(sides(work.box)).numel()
    fits = all(p <= d * (k - 1) for p, d, k in zip(padding, s.dilation, weight.shape[2:]))
    if s.groups == 1 and set(s.stride) == {1} and fits and slope_size > SMALL:
        turned = weight.flip(-2, -1).transpose(0, 1)
        turned = turned.contiguous(memory_format=torch.channels_last)
        reaches = [d * (k - 1) for d, k in zip(s.dilation, weight.shape[2:])]
        read = sides(needed(work.reads))
        back = laid_out(turned, [r - p for r, p in zip(reaches, padding)], read)
    return PackedConvolution(
        work.call,
        work.box,
        work.reads,
        s,
        work.outside,
        padding,
        is_framed,
        laid_out(weight),
        back,
    )


def _is_possible(weight: Tensor) -> bool:
    return (
        weight.device.type == "cpu"
        and weight.dtype == torch.float32
        and weight.dim() == 4
        and packs_convolutions()
    )
