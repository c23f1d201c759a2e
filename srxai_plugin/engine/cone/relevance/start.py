"""Where relevance starts: R = ReLU(∂D/∂A ⊙ A) at the output A of the network's last layers.

The last stretch of the network is computed once more for it, in double precision. Where a region is
nearly flat, the slope of its texture's root turns the rounding of single precision into relevance:
3e-6 of the map of a last layer, the authors' own computation on another processor no less.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from srxai_plugin.engine.cone.box import sides
from srxai_plugin.engine.cone.plan import ConePlan, ConeStep
from srxai_plugin.engine.cone.relevance.course import Course
from srxai_plugin.engine.cone.relevance.lineage import factors
from srxai_plugin.engine.cone.run import Arrival, Values, inputs_of, summed

STRETCH = 0.05
"""Share of the cone's multiplications that are done once more, as a rule; each takes three times as
long. At 1 the map of the last layer is within 1e-6 of the authors', at 0.05 within 1.2e-6."""


@dataclass(frozen=True, eq=False)
class Start:
    """The last steps of a plan, from which relevance begins."""

    plan: ConePlan
    course: Course
    steps: tuple[ConeStep, ...]

    @cached_property
    def reads(self) -> frozenset[int]:
        """Tensors that come from the steps before."""
        own = {step.number for step in self.steps}
        return frozenset(n for step in self.steps for n in step.inputs if n not in own)

    def relevance(self, given: Values, like: Tensor) -> Values:
        """By the tensors at which it starts, in the type of ``like``.

        Args:
            given: what is read, in single precision or double.
        """
        values = {n: _precise(value) for n, value in given.items() if n in self.reads}
        kept = {}
        starts = {}
        for step in self.steps:
            number = step.number
            read = inputs_of(step, values)
            inputs = [None if part is None else _precise(part) for part in read]
            answers = number in self.course.answering
            values[number], kept[number] = step.work.forward(inputs, answers)
            if number in self.course.starts:
                starts[number] = values[number]
        output = self.plan.graph.output
        one = torch.ones_like(values[output])
        slopes: dict[int, list[Arrival]] = {output: [((), one, False)]}
        found: Values = {}
        for step in reversed(self.steps):
            number = step.number
            if number not in slopes:
                continue
            slope = summed(slopes.pop(number), sides(step.work.box))
            if number in starts:
                found[number] = (slope * starts[number]).clamp(min=0).to(like)
                continue
            parts = step.work.adjoint(slope, kept[number])
            for target in self.course.answering.get(number, ()):
                part, cuts = parts[target], step.cuts[target]
                if part is not None and cuts is not None:
                    fresh = step.work.gives_fresh
                    slopes.setdefault(step.inputs[target], []).append((cuts, part, fresh))
        return found


def beginning(plan: ConePlan, course: Course, stretch: float) -> Start:
    """The steps from the first start on, and as many before it as a share ``stretch`` of all
    multiplications has room for."""
    first = min(course.starts)
    room = stretch * sum(_cost(step) for step in plan.steps)
    steps: list[ConeStep] = []
    for step in reversed(plan.steps):
        room -= _cost(step)
        if step.number < first and room < 0:
            break
        steps.append(step)
    return Start(plan, course, tuple(reversed(steps)))


def _cost(step: ConeStep) -> int:
    """Multiplications, roughly."""
    call, given = step.work.call, math.prod(sides(step.work.box))
    pair = factors(call)
    if pair is None:
        return given
    shape: Sequence[int] = call.input_shapes[pair[1]]
    if len(shape) == 4:
        return given * math.prod(shape[1:])
    return given * shape[-2]


def _precise(value: Tensor) -> Tensor:
    return value.double() if value.is_floating_point() else value
