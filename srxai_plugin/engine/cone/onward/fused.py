"""Steps for a pass without a way back: a convolution takes what follows it along.

An activation or a sum behind a convolution is a pass over memory of its own, as long as a fifth of
the convolution (32 features, one thread); oneDNN does both while the values are at hand, to the
same values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Optional, cast

from torch import Tensor

from srxai_plugin.engine.cone.packed import PackedConvolution
from srxai_plugin.engine.cone.plan import ConeStep, forgetting
from srxai_plugin.engine.cone.work import Slopes, needed
from srxai_plugin.engine.machine.torch_private import aten, packed_convolution, packed_sum


@dataclass(frozen=True, eq=False)
class FusedConvolution(PackedConvolution):
    """A convolution and what is done with it; it has no way back."""

    has_bias: bool
    activation: str
    """\"relu\", or \"none\"."""
    adds: bool
    """Whether its last input is added to it."""

    def forward(self, inputs: Sequence[Optional[Tensor]], keep: bool) -> tuple[Tensor, Any]:
        image, s = self.framed(needed(inputs)), self.settings
        bias = inputs[2] if self.has_bias else None
        how = (self.margins, s.stride, s.dilation, s.groups)
        if self.adds:
            return packed_sum(image, needed(inputs, -1), self.forth, bias, *how), None
        return packed_convolution(image, self.forth, bias, *how, self.activation), None

    def adjoint(self, slope: Tensor, kept: Any) -> Slopes:
        raise NotImplementedError("a fused step keeps nothing that a gradient could be taken of")


def fused(steps: Sequence[ConeStep], output: int) -> tuple[ConeStep, ...]:
    """Steps of a plan, where a convolution is read by one activation or one sum alone as one."""
    readers = Counter(
        number for step in steps for number, cuts in zip(step.inputs, step.cuts) if cuts is not None
    )
    readers[output] += 1
    waiting: dict[int, int] = {}
    """Where convolutions that may take more along stand, by their tensors."""
    found: list[ConeStep] = []
    for step in steps:
        merged = _merged(step, waiting, found)
        if merged is not None:
            place, step = merged
            del waiting[found[place].number]
            found[place] = step
        else:
            found.append(step)
            place = len(found) - 1
        work = step.work
        if type(work) is PackedConvolution and readers[step.number] == 1:
            waiting[step.number] = place
    return forgetting(found, {number for step in steps for number in step.last})


def _merged(
    step: ConeStep, waiting: dict[int, int], found: Sequence[ConeStep]
) -> Optional[tuple[int, ConeStep]]:
    """A convolution's place and the step that takes its; None where it stays as it is."""
    call = step.work.call
    if call.operator is aten.relu.default:
        place = waiting.get(step.inputs[0])
        if place is None or step.cuts != ((),):
            return None
        return place, _fused(found[place], step, None)
    if call.operator is not aten.add.Tensor or call.keywords or len(step.inputs) != 2:
        return None
    if call.input_shapes[0] != call.input_shapes[1] or step.inputs[0] == step.inputs[1]:
        return None
    for main, other in ((1, 0), (0, 1)):
        place = waiting.get(step.inputs[main])
        if place is None or step.cuts[main] != () or step.cuts[other] is None:
            continue
        if step.inputs[other] < found[place].number:  # it is there when the convolution runs
            return place, _fused(found[place], step, other)
    return None


def _fused(convolution: ConeStep, after: ConeStep, other: Optional[int]) -> ConeStep:
    work = cast(PackedConvolution, convolution.work)
    taken = {field.name: getattr(work, field.name) for field in fields(work)}
    one = FusedConvolution(
        **taken,
        has_bias=len(convolution.inputs) > 2,
        activation="relu" if other is None else "none",
        adds=other is not None,
    )
    inputs, cuts = convolution.inputs, convolution.cuts
    if other is not None:
        inputs, cuts = (*inputs, after.inputs[other]), (*cuts, after.cuts[other])
    return replace(convolution, number=after.number, work=one, inputs=inputs, cuts=cuts)
