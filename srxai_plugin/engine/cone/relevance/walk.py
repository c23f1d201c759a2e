"""Relevance of a question's answer, run down a plan on an image."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Optional

import torch
from torch import Tensor

from srxai_plugin.engine.cone.box import sides
from srxai_plugin.engine.cone.plan import ConePlan, ConeStep
from srxai_plugin.engine.cone.relevance.course import Course
from srxai_plugin.engine.cone.relevance.rules import Met
from srxai_plugin.engine.cone.relevance.start import STRETCH, beginning
from srxai_plugin.engine.cone.run import Arrival, Ready, Values, inputs_of, summed

Look = Callable[[ConeStep, int, Tensor], None]
"""Called with a step, the number of one of its inputs and the relevance that it hands to it."""


@dataclass(frozen=True, eq=False)
class Relevance:
    """What was found of one image."""

    image: Tensor
    """On the part that the plan sees, (N, C, height, width)."""
    started: float
    """Σ over the tensors where it starts."""

    @property
    def kept(self) -> Optional[float]:
        """Share of the start that reached the image; None where nothing started."""
        return self.image.double().sum().item() / self.started if self.started else None


Inputs = dict[int, Sequence[Optional[Tensor]]]
"""Of steps, by the tensors that they give."""


@dataclass(eq=False)
class _Forward:
    """What a pass over the image leaves for the way back."""

    seen: Values = field(default_factory=dict)
    """Tensors that were asked for."""
    inputs: Inputs = field(default_factory=dict)
    """Of the steps whose rules ask for them."""
    kept: dict[int, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Walk:
    """A plan, and the way of relevance through it."""

    plan: ConePlan
    ready: Ready
    course: Course

    @torch.no_grad()
    def from_gradient(self, seen: Tensor, look: Look, stretch: float = STRETCH) -> Relevance:
        """Started as AMVE-SR is: R = ReLU(∂D/∂A ⊙ A) at the output A of the last layers.

        Args:
            stretch: share of the network that is computed in double precision for it.
        """
        begin = beginning(self.plan, self.course, stretch)
        forward = self._forward(seen, begin.reads)
        starts = begin.relevance({**self.ready.fixed, **forward.seen}, seen)
        return self._down(starts, seen, forward, forward.inputs, look)

    @torch.no_grad()
    def from_change(
        self,
        seen: Tensor,
        reference: Tensor,
        start: Callable[[Tensor, Tensor], Tensor],
        look: Look,
    ) -> Relevance:
        """Relevance of the change from a reference: X(x) − X(x') takes the place of X.

        Args:
            seen: and ``reference``, both what the plan sees, x and x'.
            start: gives the relevance of the network's output, from its values on both.
        """
        (joint,) = self.course.starts
        before, after = (self._forward(each, {joint}) for each in (reference, seen))
        changes: Inputs = {
            number: [
                None if now is None or then is None else now - then
                for now, then in zip(inputs, before.inputs.pop(number))
            ]
            for number, inputs in after.inputs.items()
        }
        relevance = start(after.seen[joint], before.seen[joint])
        return self._down({joint: relevance}, seen, after, changes, look)

    def _forward(self, seen: Tensor, asked: Collection[int]) -> _Forward:
        values = {**self.ready.fixed, 0: seen}
        left = _Forward({0: seen} if 0 in asked else {})
        rules = self.course.rules
        for step in self.ready.steps:
            number, inputs = step.number, inputs_of(step, values)
            rule = rules.get(number)
            keep = rule is not None and rule.keeps
            values[number], left.kept[number] = step.work.forward(inputs, keep)
            if rule is not None and rule.looks:
                left.inputs[number] = inputs
            if number in asked:
                left.seen[number] = values[number]
            for last in step.last:
                del values[last]
        return left

    def _down(
        self,
        starts: Values,
        seen: Tensor,
        forward: _Forward,
        signals: Inputs,
        look: Look,
    ) -> Relevance:
        started = sum(part.double().sum().item() for part in starts.values())
        arrived: dict[int, list[Arrival]] = {n: [((), r, True)] for n, r in starts.items()}
        for step in reversed(self.ready.steps):
            rule = self.course.rules.get(step.number)
            if rule is None or step.number not in arrived:
                continue
            relevance = summed(arrived.pop(step.number), sides(step.work.box))
            number = step.number
            met = Met(forward.inputs.get(number, ()), signals.get(number, ()), forward.kept[number])
            found = rule.shared(relevance, met)
            for left in (forward.inputs, signals, forward.kept):
                left.pop(number, None)
            for target in rule.targets:
                part, cuts = found[target], step.cuts[target]
                if part is None or cuts is None:
                    continue
                look(step, target, part)
                arrived.setdefault(step.inputs[target], []).append((cuts, part, False))
        image = summed(arrived[0], list(seen.shape)) if 0 in arrived else torch.zeros_like(seen)
        return Relevance(image, started)
