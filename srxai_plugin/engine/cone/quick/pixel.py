"""Convolutions of one pixel by one, as after a mean over an image: a product of two matrices.

In channel attention there are two to a block. As a convolution each takes ten times as long, for
all that is prepared for images.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

import torch
from torch import Tensor

from srxai_plugin.engine.cone.box import sides
from srxai_plugin.engine.cone.convolution import Convolution
from srxai_plugin.engine.cone.work import Slopes, Work, needed


class OfPixel(Convolution):
    """A convolution of images (N, I, 1, 1)."""

    def forward(self, inputs: Sequence[Optional[Tensor]], keep: bool) -> tuple[Tensor, Any]:
        image, weight = needed(inputs).flatten(1), needed(inputs, 1).flatten(1).T
        if len(inputs) > 2:
            output = torch.addmm(needed(inputs, 2), image, weight)
        else:
            output = image @ weight
        return output[:, :, None, None], inputs[1]

    def adjoint(self, slope: Tensor, kept: Any) -> Slopes:
        found = (slope.flatten(1) @ kept.flatten(1))[:, :, None, None]
        return [found, *[None] * (len(self.call.inputs) - 1)]


def of_pixel(work: Work) -> Optional[Work]:
    """The work as a product; None where it is of more than one pixel."""
    if type(work) is not Convolution or work.settings.groups != 1:
        return None
    image, kernel = needed(work.reads), needed(work.reads, 1)
    if {*sides(image)[2:], *sides(kernel)[2:], *sides(work.box)[2:]} != {1}:
        return None
    return OfPixel(work.call, work.box, work.reads, work.settings, work.outside)
