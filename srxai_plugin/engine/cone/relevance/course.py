"""The way of relevance through a plan, laid out before anything is computed: where it starts, which
steps hand it on and by which rule."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from srxai_plugin.engine.cone.graph import Call
from srxai_plugin.engine.cone.plan import ConeStep
from srxai_plugin.engine.cone.relevance.choice import ADDITIONS, Choice
from srxai_plugin.engine.cone.relevance.lineage import varying
from srxai_plugin.engine.cone.relevance.rules import Rule


@dataclass(frozen=True, eq=False)
class Course:
    """Of one plan."""

    answering: dict[int, tuple[int, ...]]
    """Tensors through which the gradient of the answer comes down to the start, and the inputs that
    their steps hand it to."""
    starts: frozenset[int]
    """Tensors at which relevance starts."""
    rules: dict[int, Rule]
    """Of the steps below, by the tensors that they give."""


def course(steps: Collection[ConeStep], choice: Choice, start: int | None = None) -> Course:
    """Where relevance starts is the network's last layers: the first that are met on the way down
    from the answer, or where skips share, an addition above them.

    Args:
        start: where relevance is given, in place of a gradient.
    """
    graph = choice.lineage.graph
    joint = graph.output if graph.joint is None else graph.joint
    answering: dict[int, tuple[int, ...]] = {}
    starts: set[int] = set() if start is None else {start}
    rules: dict[int, Rule] = {}
    slopes = {graph.output} if start is None else set()
    relevant = {*starts}
    for step in sorted(steps, key=lambda each: -each.number):
        number, call = step.number, step.work.call
        if number in slopes:
            if number <= joint and _is_start(number, call, choice):
                starts.add(number)
                relevant.add(number)
            else:
                read = [n for n in varying(call) if step.cuts[n] is not None]
                targets = choice.rule(step).targets if number <= joint else ()
                answering[number] = targets or tuple(read)
                slopes |= {step.inputs[n] for n in answering[number]}
        if number in relevant:
            rules[number] = choice.rule(step)
            relevant |= {step.inputs[n] for n in rules[number].targets}
    return Course(answering, frozenset(starts), rules)


def _is_start(number: int, call: Call, choice: Choice) -> bool:
    if number in choice.lineage.layers:
        return True
    if not choice.is_split or call.operator not in ADDITIONS:
        return False
    return len(varying(call)) > 1 and choice.lineage.depth(number) > 0
