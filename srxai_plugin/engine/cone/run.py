"""A plan run on an image: forward, and back for the gradient."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Optional, Protocol

import torch
from torch import Tensor

from srxai_plugin.engine.cone.box import Cut, narrowed, sides
from srxai_plugin.engine.cone.plan import Plan, Step

Values = dict[int, Tensor]


@torch.no_grad()
def fixed_values(plan: Plan) -> Values:
    """What does not depend on the image: the weights, and what is made of them."""
    values: Values = dict(enumerate(plan.graph.constants, 1))
    for step in plan.fixed:
        values[step.number], _ = step.work.forward(_inputs(step, values), False)
    return values


class Gate(Protocol):
    """Looks at what is computed, and changes what flows back."""

    def see(self, number: int, value: Tensor) -> None:
        """A tensor's values on its box, on the way to the answer."""

    def respond(self, number: int, slope: Tensor) -> Tensor:
        """∂D/∂tensor on its box; what it gives back flows on."""


@torch.no_grad()
def answers(
    plan: Plan, fixed: Values, seen: Tensor, see: Optional[Callable[[int, Tensor], None]] = None
) -> Tensor:
    """D of each image, (N,), from the part ``seen`` of the images.

    Args:
        see: is shown each tensor by its number.
    """
    values = {**fixed, 0: seen}
    for step in plan.steps:
        values[step.number], _ = step.work.forward(_inputs(step, values), False)
        if see is not None:
            see(step.number, values[step.number])
        for number in step.last:
            del values[number]
    return values[plan.graph.output]


@torch.no_grad()
def slopes(
    plan: Plan, fixed: Values, seen: Tensor, gate: Optional[Gate] = None
) -> tuple[Tensor, Tensor]:
    """∂D/∂x on the part ``seen`` of the images, and D of each image (N,)."""
    values = {**fixed, 0: seen}
    kept: dict[int, Any] = {}
    for step in plan.steps:
        values[step.number], kept[step.number] = step.work.forward(_inputs(step, values), True)
        if gate is not None:
            gate.see(step.number, values[step.number])
        for number in step.last:
            del values[number]
    output = values[plan.graph.output]
    arrived: dict[int, list[tuple[Cut, Tensor]]] = {
        plan.graph.output: [((), torch.ones_like(output))]
    }
    for step in reversed(plan.steps):
        if step.number not in arrived:
            continue
        slope = _sum(arrived.pop(step.number), sides(step.work.box))
        if gate is not None:
            slope = gate.respond(step.number, slope)
        found = step.work.adjoint(slope, kept.pop(step.number))
        for source, cuts, varies, part in zip(step.inputs, step.cuts, step.work.call.varies, found):
            if varies and cuts is not None and part is not None:
                arrived.setdefault(source, []).append((cuts, part))
    if 0 not in arrived:
        return torch.zeros_like(seen), output
    return _sum(arrived[0], list(seen.shape)), output


def _inputs(step: Step, values: Values) -> Sequence[Optional[Tensor]]:
    return [
        None if cuts is None else narrowed(values[number], cuts)
        for number, cuts in zip(step.inputs, step.cuts)
    ]


def _sum(parts: list[tuple[Cut, Tensor]], shape: list[int]) -> Tensor:
    """Of what arrives from all consumers, each on the box that it read."""
    if len(parts) == 1 and not parts[0][0]:
        return parts[0][1]
    full = [part for cuts, part in parts if not cuts]
    if len(full) > 1:
        total = full[0] + full[1]
        rest = full[2:]
    elif full:
        total, rest = full[0].clone(), []
    else:
        total, rest = parts[0][1].new_zeros(shape), []
    for part in rest:
        total += part
    for cuts, part in parts:
        if cuts:
            narrowed(total, cuts).add_(part)
    return total
