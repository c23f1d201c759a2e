"""Maxima and means over windows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional

from torch import Tensor
from torch.nn import functional as F

from srxai_plugin.engine.cone.box import Box
from srxai_plugin.engine.cone.graph import Call
from srxai_plugin.engine.cone.work import Taped, Work, needed
from srxai_plugin.engine.machine.torch_private import aten


@dataclass(frozen=True, eq=False)
class Pooled(Taped):
    """Maximum or mean over the windows whose outputs are in the box."""

    window: tuple[list[int], list[int], list[int]]
    """Side, stride and dilation, of rows and of columns."""
    margins: list[int]
    """Of nothing, around what is read."""

    def compute(self, inputs: Sequence[Optional[Tensor]]) -> Tensor:
        """Margins count as −∞ for a maximum; a mean has none."""
        image = needed(inputs)
        side, stride, dilation = self.window
        if self.call.operator is aten.avg_pool2d.default:
            return aten.avg_pool2d(image, side, stride)
        if any(self.margins):
            image = F.pad(image, self.margins, value=float("-inf"))
        return aten.max_pool2d_with_indices(image, side, stride, 0, dilation)[0]


def pooled(call: Call, box: Box) -> Optional[Work]:
    """Work of a pooling; None for indices of maxima, and for means that count a border in some way
    of their own."""
    if call.take not in (None, 0) or len(call.shape) != 4:
        return None
    side = _pair(call.argument(1))
    stride = _pair(call.argument(2) or call.argument(1))
    padding = _pair(call.argument(3, 0))
    mean = call.operator is aten.avg_pool2d.default
    if mean and (any(padding) or call.argument(4, False) or call.argument(6) is not None):
        return None
    dilation = [1, 1] if mean else _pair(call.argument(4, 1))
    reads, margins = list(box), []
    for d in (1, 0):
        start, stop = box[2 + d]
        low = start * stride[d] - padding[d]
        high = (stop - 1) * stride[d] - padding[d] + dilation[d] * (side[d] - 1) + 1
        inside = max(low, 0), min(high, call.input_shapes[0][2 + d])
        if inside[0] >= inside[1]:
            return None
        reads[2 + d] = inside
        margins += [inside[0] - low, high - inside[1]]
    return Pooled(call, box, (tuple(reads),), (side, stride, dilation), margins)


def _pair(value: int | tuple[int, ...]) -> list[int]:
    if isinstance(value, int):
        return [value, value]
    return list(value) * (2 if len(value) == 1 else 1)
