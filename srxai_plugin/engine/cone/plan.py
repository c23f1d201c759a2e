"""Which box of every tensor is computed, from the answer back to the image."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Optional

from torch import Tensor

from srxai_plugin.engine.cone.box import Box, Narrowing, cut, union, whole
from srxai_plugin.engine.cone.graph import TracedGraph
from srxai_plugin.engine.cone.operators import work
from srxai_plugin.engine.cone.work import Work


@dataclass(frozen=True, eq=False)
class ConeStep:
    """One call's work between its neighbours'."""

    number: int
    """Of the tensor that it gives."""
    work: Work
    inputs: tuple[int, ...]
    cuts: tuple[Optional[Narrowing], ...]
    """How each input is taken out of what was computed of it; None where it is not read."""
    varies: bool
    last: tuple[int, ...]
    """Tensors that nothing after this step reads."""


@dataclass(frozen=True, eq=False)
class ConePlan:
    """The steps from an image to the answer. They depend on shapes alone: one plan serves every
    image, and any weights."""

    graph: TracedGraph
    seen: Box
    """Of the image, (N, C, h, w): what the question looks at."""
    fixed: tuple[ConeStep, ...]
    """What does not depend on the image."""
    steps: tuple[ConeStep, ...]

    @cached_property
    def boxes(self) -> dict[int, Box]:
        """Of every tensor, what is computed of it; of the image and the constants, what is read and
        what there is."""
        boxes = {n: whole(self.graph.shape(n)) for n in range(1, self.graph.first)}
        boxes |= {step.number: step.work.box for step in (*self.fixed, *self.steps)}
        return {**boxes, 0: self.seen}

    @property
    def parts(self) -> int:
        """Number of calls, and of steps that are made of them."""
        return self.graph.parts + len(self.fixed) + len(self.steps)

    @property
    def tensors(self) -> list[Tensor]:
        """Tensors of the graph, the network's weights among them, and those that the steps hold."""
        held = (tensor for step in (*self.fixed, *self.steps) for tensor in step.work.tensors)
        return [*self.graph.constants, *held]


def restrict(graph: TracedGraph) -> ConePlan:
    """The plan for all of the graph's output."""
    asked: dict[int, Box] = {graph.output: whole(graph.shape(graph.output))}
    works: dict[int, Work] = {}
    for index in reversed(range(len(graph.calls))):
        number = graph.first + index
        if number not in asked:
            continue
        found = works[number] = work(graph.calls[index], asked[number])
        for source, read in zip(graph.calls[index].inputs, found.reads):
            if read is not None:
                asked[source] = union(asked[source], read) if source in asked else read
    boxes = {n: whole(graph.shape(n)) for n in range(1, graph.first)}
    boxes |= {n: found.box for n, found in works.items()}
    boxes[0] = asked.get(0, tuple((0, 1) for _ in graph.image))
    return ConePlan(graph, boxes[0], *_steps(graph, works, boxes))


def _steps(
    graph: TracedGraph, works: dict[int, Work], boxes: dict[int, Box]
) -> tuple[tuple[ConeStep, ...], tuple[ConeStep, ...]]:
    fixed: list[ConeStep] = []
    steps: list[ConeStep] = []
    still_read = {graph.output}
    for number in sorted(works, reverse=True):
        found = works[number]
        read = {n for n, box in zip(found.call.inputs, found.reads) if box is not None}
        last = tuple(n for n in read - still_read if n >= graph.first)
        still_read |= read
        varies = any(found.call.varies)
        cuts = tuple(
            None if box is None else cut(box, boxes[n])
            for n, box in zip(found.call.inputs, found.reads)
        )
        step = ConeStep(number, found, found.call.inputs, cuts, varies, last if varies else ())
        (steps if varies else fixed).append(step)
    return tuple(reversed(fixed)), tuple(reversed(steps))


def forgetting(
    steps: Sequence[ConeStep], passing: Iterable[int], kept: Iterable[int] = ()
) -> tuple[ConeStep, ...]:
    """The steps, each with those of the ``passing`` tensors that nothing after it reads.

    Args:
        kept: of these, those that are still wanted when all steps are done.
    """
    passing, still_read = set(passing), set(kept)
    told: list[ConeStep] = []
    for step in reversed(steps):
        read = {n for n, cuts in zip(step.inputs, step.cuts) if cuts is not None} & passing
        told.append(replace(step, last=tuple(read - still_read)))
        still_read |= read
    return tuple(reversed(told))
