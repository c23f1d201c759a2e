"""Which rule a step follows: by its operator, and by what lies behind its inputs."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Optional

from srxai_plugin.engine.cone import resampling
from srxai_plugin.engine.cone.aligned import is_elementwise
from srxai_plugin.engine.cone.plan import ConeStep
from srxai_plugin.engine.cone.relevance.lineage import Lineage, factors, varying
from srxai_plugin.engine.cone.relevance.rules import (
    Boxed,
    Carried,
    Collected,
    Passed,
    Range,
    Rule,
    Split,
    Unknown,
    Weighted,
)
from srxai_plugin.engine.machine.torch_private import (
    ADAPTIVE_MEAN,
    FIXED_BATCH_NORM,
    LIVE_BATCH_NORMS,
    PRELU,
    SOFTMAXES,
    TO_COPY,
    UNSAFE_VIEW,
    aten,
)

ADDITIONS: dict[Any, int] = {aten.add.Tensor: 1, aten.sub.Tensor: -1}
"""And the sign of their second operand."""
NORMS = (
    aten.native_layer_norm.default,
    aten.native_group_norm.default,
    aten.native_batch_norm.default,
    *LIVE_BATCH_NORMS,
    FIXED_BATCH_NORM,
)
PASSING = (
    *(PRELU, aten.hardswish.default, aten.log_sigmoid_forward.default),
    *(*SOFTMAXES, TO_COPY),
)
"""Besides all that torch knows as elementwise."""
SUMS = (aten.sum.default, aten.sum.dim_IntList, aten.col2im.default)
CHOOSING = (aten.where.self, aten.maximum.default, aten.minimum.default)
"""Elementwise operators whose adjoint gives all to the operand that was taken."""
CARRIERS = frozenset(
    (
        *(aten.cat.default, aten.stack.default, aten.copy.default),
        *(aten.view.default, UNSAFE_VIEW, aten.reshape.default),
        *(aten.permute.default, aten.transpose.int, aten.t.default),
        *(aten.unsqueeze.default, aten.squeeze.default, aten.squeeze.dim, aten.squeeze.dims),
        *(aten.alias.default, aten.detach.default, aten.clone.default),
        *(aten.lift_fresh_copy.default, aten.as_strided_.default),
        *(aten.slice.Tensor, aten.select.int, aten.diagonal.default, aten.expand.default),
        *(aten.repeat.default, aten.gather.default, aten.index.Tensor, aten.index_select.default),
        *(aten.index_put.default, aten.slice_scatter.default, aten.select_scatter.default),
        *(aten.pixel_shuffle.default, aten.pixel_unshuffle.default, aten.im2col.default),
        *(aten.flip.default, aten.roll.default, aten.constant_pad_nd.default),
        *(aten.mean.default, aten.mean.dim, aten.amax.default, aten.amin.default),
        *(aten.max_pool2d_with_indices.default, aten.avg_pool2d.default),
        *(aten.adaptive_max_pool2d.default, ADAPTIVE_MEAN),
        *(aten.avg_pool3d.default, aten.max.dim, aten.min.dim, aten.masked_fill.Scalar),
        *(aten.unfold.default, aten.channel_shuffle.default, aten.grid_sampler_2d.default),
        *resampling.PADDINGS,
        *resampling.INTERPOLATIONS,
    )
)
"""Operators that move, repeat, choose or average values."""


@dataclass(frozen=True, eq=False)
class Choice:
    """The rules of one graph."""

    lineage: Lineage
    is_split: bool
    """Whether additions share; else the skip connection, the operand with fewer trained layers
    behind it, gets nothing."""
    box: Optional[Callable[[int], Range]] = None
    """Smallest and largest value of a tensor by its number, for the zB rule of the first layers;
    None where they follow the z⁺ rule too."""
    is_complete: bool = False
    """Whether nothing may be lost where no contribution is positive."""

    def rule(self, step: ConeStep) -> Rule:
        """Of a step that hands relevance on, or refuses to."""
        call = step.work.call
        read = [n for n in varying(call) if step.cuts[n] is not None]
        pair = factors(call)
        if pair is not None:
            return self._product(step, pair)
        if call.operator in NORMS:
            if call.take not in (None, 0):
                return Unknown(step, ())
            return Passed(step, (0,))
        if len(read) > 1:
            return self._merged(step, read)
        if call.operator in SUMS:
            return Collected(step, (read[0],))
        if call.operator is aten.where.self or call.operator in CARRIERS:
            return Carried(step, (read[0],))
        if call.operator in PASSING or is_elementwise(call.operator):
            return Passed(step, (read[0],))
        return Unknown(step, ())

    def _product(self, step: ConeStep, pair: tuple[int, int]) -> Rule:
        call = step.work.call
        if step.number in self.lineage.shifts:
            return Passed(step, (pair[0],))
        signal, weight = pair
        if call.varies[signal] and call.varies[weight]:
            signal = self.signal(step, pair)
            weight = pair[0] + pair[1] - signal
            if call.operator is aten.bmm.default and self.lineage.is_gate(call.inputs[weight]):
                return Carried(step, (signal,))
        elif call.varies[weight]:
            signal, weight = weight, signal
        if not call.varies[signal]:  # an image added to a product of constants
            return Unknown(step, ())
        is_first = step.number in self.lineage.layers and self.lineage.is_first(step.number)
        if is_first and self.box is not None:
            return Boxed(step, (signal,), weight, self.box(call.inputs[signal]))
        return Weighted(step, (signal,), weight, self.is_complete)

    def _merged(self, step: ConeStep, read: list[int]) -> Rule:
        call = step.work.call
        if call.operator in ADDITIONS:
            return self._sum(step, read)
        if call.operator is aten.mul.Tensor:
            first, second = read
            return Passed(step, (self.signal(step, (first, second)),))
        if call.operator is aten.div.Tensor:
            return Passed(step, (read[0],))
        if call.operator in CHOOSING or call.operator in CARRIERS:
            return Carried(step, tuple(n for n in read if not _is_condition(step, n)))
        return Unknown(step, ())

    def _sum(self, step: ConeStep, read: list[int]) -> Rule:
        main = None if self.is_split else self.main(step, read)
        if main is not None:
            return Passed(step, (main,))
        call = step.work.call
        second = float(ADDITIONS[call.operator] * call.keywords.get("alpha", 1))
        if len({call.inputs[n] for n in read}) == 1:  # a + a
            return Passed(step, (read[0],))
        return Split(step, tuple(read), (1.0, second))

    def main(self, step: ConeStep, read: list[int]) -> Optional[int]:
        """The operand of an addition that has more trained layers behind it, or that is larger, as
        an image is than its mean; None where neither is a skip of the other."""
        call = step.work.call
        ranks = [
            (self.lineage.depth(call.inputs[n]), math.prod(call.input_shapes[n])) for n in read
        ]
        return None if ranks[0] == ranks[1] else read[ranks.index(max(ranks))]

    def signal(self, step: ConeStep, pair: tuple[int, int]) -> int:
        """The factor of a product that is no gate; the larger, or the one with more trained layers
        behind it, where that does not tell; the other one is taken as constant."""
        call = step.work.call

        def rank(number: int) -> Any:
            source = call.inputs[number]
            size = math.prod(call.input_shapes[number])
            return not self.lineage.is_gate(source), size, self.lineage.depth(source), number

        return max(pair, key=rank)


def _is_condition(step: ConeStep, number: int) -> bool:
    return step.work.call.operator is aten.where.self and number == 0
