"""Products of matrices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Optional

import torch
from torch import Tensor

from srxai_plugin.engine.cone.aligned import Passage, aligned
from srxai_plugin.engine.cone.box import Box
from srxai_plugin.engine.cone.graph import Call
from srxai_plugin.engine.cone.work import Slopes, Work, all_needed
from srxai_plugin.engine.machine.torch_private import aten


def multiplied(call: Call, box: Box) -> Work:
    """Work of a product (…, n, k) by (…, k, m), with or without a sum."""
    rank = len(call.shape)
    left: Passage = [*range(rank - 1), None]
    right: Passage = [*range(rank - 2), None, rank - 1]
    if call.operator is aten.bmm.default:
        found = aligned(call, box, [left, right])
        return Product(call, found.box, found.reads)
    if call.operator is aten.mm.default:
        return aligned(call, box, [left, right])
    added: Passage = list(range(rank - len(call.input_shapes[0]), rank))
    return aligned(call, box, [added, left, right])


@dataclass(frozen=True, eq=False)
class Product(Work):
    """A product of many small matrices, as in attention."""

    gives_fresh: ClassVar[bool] = True

    def forward(self, inputs: Sequence[Optional[Tensor]], keep: bool) -> tuple[Tensor, Any]:
        left, right = all_needed(inputs)
        return multiply(left, right), (left, right) if keep else None

    def adjoint(self, slope: Tensor, kept: Any) -> Slopes:
        left, right = kept
        of_left, of_right = self.call.varies
        return [
            multiply(slope, right.transpose(1, 2)) if of_left else None,
            multiply(left.transpose(1, 2), slope) if of_right else None,
        ]


def multiply(left: Tensor, right: Tensor) -> Tensor:
    """(B, n, k) by (B, k, m). Where a product is taller than wide, as attention's values are, MKL
    is two to ten times quicker with its transpose."""
    if left.device.type == "cpu" and left.shape[1] > right.shape[2]:
        return torch.bmm(right.transpose(1, 2), left.transpose(1, 2)).transpose(1, 2)
    return torch.bmm(left, right)
