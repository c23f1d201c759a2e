"""A plan run on an image: forward, and back for the gradient."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Optional, Protocol

import torch
from torch import Tensor

from srxai_plugin.engine.cone.box import Box, Narrowing, narrowed, sides
from srxai_plugin.engine.cone.onward.composed import composed
from srxai_plugin.engine.cone.onward.fused import fused
from srxai_plugin.engine.cone.packed import packed
from srxai_plugin.engine.cone.plan import ConePlan, ConeStep, forgetting
from srxai_plugin.engine.cone.quick.pixel import of_pixel
from srxai_plugin.engine.cone.quick.steps import joined
from srxai_plugin.engine.cone.quick.winograd import winograd

Values = dict[int, Tensor]


@dataclass(frozen=True, eq=False)
class Ready:
    """A plan with all that does not depend on the image worked out, with the weights of now."""

    fixed: Values
    """The weights, and what is made of them."""
    steps: tuple[ConeStep, ...]
    output: int
    joined: tuple[ConeStep, ...]
    """The same, for a pass that nobody looks into."""
    onward: tuple[ConeStep, ...]
    """The same, for one that has no way back, either."""
    joint: Optional[int] = None
    """Number of the network's output, where the question is joined to it."""
    near: dict[Box, Optional[Ready]] = field(default_factory=dict, repr=False)
    """What ``shorter`` found."""

    @property
    def tensors(self) -> list[Tensor]:
        """Weights, what is made of them, and the weights that the steps have laid out."""
        steps = (*self.steps, *self.joined)
        laid_out = (tensor for step in steps for tensor in step.work.tensors)
        return [*self.fixed.values(), *laid_out]

    @cached_property
    def network(self) -> Ready:
        """The network alone, without the question."""
        if self.joint is None or self.joint == self.output:
            return self
        near = [s for s in self.steps if s.number <= self.joint]
        steps = forgetting(near, [s.number for s in near], [self.joint])
        return ready_of(self.fixed, steps, self.joint)

    def shorter(self, box: Box, make: Callable[[Box], Optional[Ready]]) -> Optional[Ready]:
        """What ``make`` gives for a box, made once."""
        if box not in self.near:
            self.near[box] = make(box)
        return self.near[box]


def ready_of(fixed: Values, steps: tuple[ConeStep, ...], output: int) -> Ready:
    """Of steps that are prepared."""
    together = joined(steps, fixed, output)
    onward = fused(composed(together, output, fixed), output)
    return Ready(fixed, steps, output, together, onward)


@torch.no_grad()
def ready(plan: ConePlan) -> Ready:
    """A plan with all done that does not depend on the image: constants computed, cut to what is
    read, and weights laid out as the operators like them."""
    values: Values = dict(enumerate(plan.graph.constants, 1))
    for step in plan.fixed:
        values[step.number], _ = step.work.forward(inputs_of(step, values), False)
    steps = tuple(prepared(step, values) for step in plan.steps)
    return replace(ready_of(values, steps, plan.graph.output), joint=plan.graph.joint)


def prepared(step: ConeStep, values: Values) -> ConeStep:
    """A step with its weights laid out."""
    constants = [
        None if varies or cuts is None else narrowed(values[number], cuts)
        for number, cuts, varies in zip(step.inputs, step.cuts, step.work.call.varies)
    ]
    quicker = of_pixel(step.work) or winograd(step.work, constants)
    return replace(step, work=quicker or packed(step.work, constants))


class Gate(Protocol):
    """Looks at what is computed, and changes what flows back."""

    def see(self, number: int, value: Tensor) -> None:
        """A tensor's values on its box, on the way to the answer."""

    def respond(self, number: int, slope: Tensor) -> Tensor:
        """∂D/∂tensor on its box; what it gives back flows on."""


@torch.no_grad()
def answers(
    ready: Ready,
    seen: Tensor,
    see: Optional[Callable[[int, Tensor], None]] = None,
    check: Optional[Callable[[], None]] = None,
) -> Tensor:
    """D of each image, (N,), from the part ``seen`` of the images.

    Args:
        see: is shown each tensor by its number.
        check: called before each step; what it raises ends the pass.
    """
    values = {**ready.fixed, 0: seen}
    for step in ready.onward if see is None else ready.steps:
        if check is not None:
            check()
        values[step.number], _ = step.work.forward(inputs_of(step, values), False)
        if see is not None:
            see(step.number, values[step.number])
        for number in step.last:
            del values[number]
    return values[ready.output]


@torch.no_grad()
def slopes(ready: Ready, seen: Tensor, gate: Optional[Gate] = None) -> tuple[Tensor, Tensor]:
    """∂D/∂x on the part ``seen`` of the images, and D of each image (N,)."""
    values = {**ready.fixed, 0: seen}
    kept: dict[int, Any] = {}
    layouts: dict[int, Sequence[int]] = {}
    steps = ready.joined if gate is None else ready.steps
    for step in steps:
        values[step.number], kept[step.number] = step.work.forward(inputs_of(step, values), True)
        layouts[step.number] = values[step.number].stride()
        if gate is not None:
            gate.see(step.number, values[step.number])
        for number in step.last:
            del values[number]
    output = values[ready.output]
    arrived: dict[int, list[Arrival]] = {ready.output: [((), torch.ones_like(output), False)]}
    for step in reversed(steps):
        if step.number not in arrived:
            continue
        arrivals, layout = arrived.pop(step.number), layouts[step.number]
        slope = summed(arrivals, sides(step.work.box), layout)
        if gate is not None:
            slope = gate.respond(step.number, slope)
        found = step.work.adjoint(slope, kept.pop(step.number))
        for source, cuts, varies, part in zip(step.inputs, step.cuts, step.work.call.varies, found):
            if varies and cuts is not None and part is not None:
                arrived.setdefault(source, []).append((cuts, part, step.work.gives_fresh))
    if 0 not in arrived:
        return torch.zeros_like(seen), output
    return summed(arrived[0], list(seen.shape)), output


def inputs_of(step: ConeStep, values: Values) -> Sequence[Optional[Tensor]]:
    """What a step reads, cut out of what was computed; None for an input that it does not read."""
    return [
        values[number] if cuts == () else None if cuts is None else narrowed(values[number], cuts)
        for number, cuts in zip(step.inputs, step.cuts)
    ]


Arrival = tuple[Narrowing, Tensor, bool]
"""A slope from one consumer, on the box that it read, and whether nobody else holds it."""


def summed(
    arrivals: list[Arrival], shape: Sequence[int], layout: Optional[Sequence[int]] = None
) -> Tensor:
    """Of what arrives from all consumers.

    Args:
        layout: strides of the tensor whose slope it is: who made it is quickest with a slope that
            lies alike.
    """
    if len(arrivals) == 1 and not arrivals[0][0]:
        return _apart(arrivals[0][1])
    full = [(part, fresh) for cuts, part, fresh in arrivals if not cuts]
    full.sort(key=lambda each: not each[1])
    if not full:
        return _placed(arrivals, shape, layout or arrivals[0][1].stride())
    if full[0][1]:
        total = full[0][0]
    elif len(full) > 1:
        total = full[0][0] + full.pop()[0]
    else:
        total = full[0][0].clone()
    for part, _ in full[1:]:
        total += part
    for cuts, part, _ in arrivals:
        if cuts:
            narrowed(total, cuts).add_(part)
    return total


def _apart(slope: Tensor) -> Tensor:
    """Each value in a place of its own, as convolutions want it: a mean's slope is one value for
    all pixels."""
    if all(step or side == 1 for step, side in zip(slope.stride(), slope.shape)):
        return slope
    layout = torch.channels_last if slope.dim() == 4 else torch.contiguous_format
    return slope.contiguous(memory_format=layout)


def _placed(arrivals: list[Arrival], shape: Sequence[int], layout: Sequence[int]) -> Tensor:
    """Of parts alone, each in its place."""
    like = arrivals[0][1]
    order = sorted(range(len(shape)), key=lambda d: (layout[d], -d), reverse=True)
    total = torch.empty_permuted(shape, order, dtype=like.dtype, device=like.device)
    if _side_by_side([cuts for cuts, _, _ in arrivals], shape):
        for cuts, part, _ in arrivals:
            narrowed(total, cuts).copy_(part)
        return total
    total.zero_()
    for cuts, part, _ in arrivals:
        narrowed(total, cuts).add_(part)
    return total


def _side_by_side(places: list[Narrowing], shape: Sequence[int]) -> bool:
    """Whether parts fill a tensor without lying on each other: cut along one dimension alone."""
    spans = sorted(place[0] for place in places)
    dimension, end = spans[0][0], 0
    if any(len(place) > 1 for place in places):
        return False
    for along, start, length in spans:
        if along != dimension or start != end:
            return False
        end = start + length
    return end == shape[dimension]
