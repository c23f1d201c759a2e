"""Passes over images that differ from others in one box: what the box cannot reach is known.

What an image becomes in each layer is kept, once. Of another image that is the same outside a box,
each layer then computes only what the box reaches and the question looks at: in EDSR of 16 blocks a
third of a pass for 7 × 7 pixels in the middle. Values are those of whole passes but for the order
of their sums.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Optional, cast

import torch
from torch import Tensor

from srxai_plugin.engine.cone.aligned import is_elementwise
from srxai_plugin.engine.cone.box import Box, common, cut, holds, narrowed, sides, union
from srxai_plugin.engine.cone.convolution import Convolution
from srxai_plugin.engine.cone.graph import Call
from srxai_plugin.engine.cone.operators import work
from srxai_plugin.engine.cone.plan import ConePlan, ConeStep, forgetting
from srxai_plugin.engine.cone.run import Ready, Values, answers, prepared, ready_of
from srxai_plugin.engine.cone.shapes import Shuffled, Unshuffled
from srxai_plugin.engine.cone.work import Slopes, Work, needed

STEP = 2
"""Pixels by which boxes grow from one plan to the next."""
WORTH = 0.8
"""Of a whole pass's sums, from which on the whole pass is taken: joining costs something, too."""


@dataclass(frozen=True, eq=False)
class Base:
    """What the images of a batch become in each layer, up to the network's output."""

    plan: ConePlan
    ready: Ready
    values: Values
    """By tensor, on its box of the plan."""

    @property
    def corner(self) -> tuple[int, int]:
        """Row and column of the network's output where its box begins."""
        (top, _), (left, _) = self.plan.boxes[cast(int, self.plan.graph.joint)][2:]
        return top, left

    @torch.no_grad()
    def output(self, seen: Tensor, box: Box) -> Tensor:
        """What the network makes of other images, on the box of its output.

        Args:
            seen: (N, C, h, w), what the plan reads of them.
            box: of the whole image, within which alone they differ from those that are known.
        """
        shorter = self.ready.shorter(self._ladder(box), lambda there: around(self, there))
        if shorter is None:
            return answers(self.ready.network, seen)
        known = {_known(number): value for number, value in self.values.items()}
        return answers(replace(shorter, fixed={**shorter.fixed, **known}), seen)

    def _ladder(self, box: Box) -> Box:
        """One of few boxes that hold this one, so that few plans serve all."""
        seen = self.plan.seen
        spans = []
        for (low, high), (first, last) in zip(box[2:], seen[2:]):
            middle = (first + last) / 2
            half = math.ceil(max(middle - low, high - middle) / STEP) * STEP
            spans.append(
                (max(first, math.floor(middle - half)), min(last, math.ceil(middle + half)))
            )
        return (*seen[:2], *spans)


def base(plan: ConePlan, ready: Ready, seen: Tensor) -> Base:
    """A pass over the part ``seen`` of images, all of which is kept."""
    values: Values = {0: seen}
    answers(ready.network, seen, values.__setitem__)
    return Base(plan, ready, values)


def around(known: Base, box: Box) -> Optional[Ready]:
    """The steps for images that differ within a box; None where a whole pass is as quick."""
    plan, joint = known.plan, cast(int, known.plan.graph.joint)
    changed: dict[int, Box] = {0: box}
    works: dict[int, Work] = {}
    whole_pass = this_pass = 0
    steps = [step for step in plan.steps if step.number <= joint]
    for step in steps:
        whole_pass += _sums(step.work)
        reached = _reached(step, changed)
        if reached is None:
            continue
        found = work(step.work.call, reached)
        fits = holds(step.work.box, found.box) and all(
            read is None or (given is not None and holds(given, read))
            for given, read in zip(step.work.reads, found.reads)
        )
        works[step.number] = found if fits else step.work
        changed[step.number] = works[step.number].box
        this_pass += _sums(works[step.number])
    if joint not in works or this_pass > WORTH * whole_pass:
        return None
    return _Joining(known, works).ready([s for s in steps if s.number in works])


class _Joining:
    """Steps on changed boxes, and between them what joins these with what is known around."""

    def __init__(self, known: Base, works: dict[int, Work]) -> None:
        self._known, self._works = known, works
        self._boxes = known.plan.boxes
        graph = known.plan.graph
        self._next = graph.first + len(graph.calls)
        self._asked: dict[int, Box] = {cast(int, graph.joint): self._boxes[cast(int, graph.joint)]}
        for found in works.values():
            for number, read, varies in zip(found.call.inputs, found.reads, found.call.varies):
                if varies and read is not None and number in works:
                    has = self._asked.get(number)
                    self._asked[number] = read if has is None else union(has, read)
        self._there: dict[int, tuple[int, Box]] = {0: (0, self._boxes[0])}
        """Of each tensor: the number of the one that holds enough of it, and its box."""
        self._steps: list[ConeStep] = []

    def ready(self, steps: Sequence[ConeStep]) -> Ready:
        fixed = self._known.ready.fixed
        for step in steps:
            found = self._works[step.number]
            numbers, cuts = [], []
            for number, read, varies in zip(step.inputs, found.reads, found.call.varies):
                source, has = number, self._boxes[number]
                if varies:
                    source, has = self._there.get(number, (_known(number), has))
                numbers.append(source)
                cuts.append(None if read is None else cut(read, has))
            made = ConeStep(self._number(), found, tuple(numbers), tuple(cuts), True, ())
            self._steps.append(prepared(made, fixed))
            self._there[step.number] = self._joined(step.number, made)
        output, _ = self._there[cast(int, self._known.plan.graph.joint)]
        steps = forgetting(self._steps, [step.number for step in self._steps], [output])
        return ready_of(fixed, steps, output)

    def _joined(self, number: int, made: ConeStep) -> tuple[int, Box]:
        """Enough of a tensor for all that read it."""
        box = made.work.box
        asked = union(self._asked.get(number, box), box)
        if asked == box:
            return made.number, box
        call = Call(_join, (), {}, (number, number), (), (), (True, True))
        joining = Joined(call, asked, (box, asked), cut(box, asked))
        inputs = (made.number, _known(number))
        cuts = ((), cut(asked, self._boxes[number]))
        self._steps.append(ConeStep(self._number(), joining, inputs, cuts, True, ()))
        return self._steps[-1].number, asked

    def _number(self) -> int:
        self._next += 1
        return self._next


@dataclass(frozen=True, eq=False)
class Joined(Work):
    """What is known of a tensor, with what changed in its place."""

    place: Any

    def forward(self, inputs: Sequence[Optional[Tensor]], keep: bool) -> tuple[Tensor, Any]:
        layout = torch.channels_last if needed(inputs, 1).dim() == 4 else torch.contiguous_format
        output = needed(inputs, 1).clone(memory_format=layout)
        narrowed(output, self.place).copy_(needed(inputs))
        return output, None

    def adjoint(self, slope: Tensor, kept: Any) -> Slopes:
        raise NotImplementedError("what is known has no slope")


def _join(*_: Any) -> Any:
    raise NotImplementedError("stands for an operator that torch has not")


def _known(number: int) -> int:
    """The number under which a tensor's known values stand: below all that are computed."""
    return -1 - number


def _reached(step: ConeStep, changed: dict[int, Box]) -> Optional[Box]:
    """What of a step's box may change; None where nothing does."""
    boxes = [
        common(changed[number], read) if number in changed and read is not None and varies else None
        for number, read, varies in zip(step.inputs, step.work.reads, step.work.call.varies)
    ]
    met = [box for box in boxes if box is not None]
    if not met:
        return None
    found, call = step.work, step.work.call
    if isinstance(found, Convolution):
        return _through(found, met[0])
    if isinstance(found, Shuffled) and not isinstance(found, Unshuffled):
        spans = [(low * found.factor, high * found.factor) for low, high in met[0][-2:]]
        return common((*found.box[:-2], *spans), found.box)
    if is_elementwise(call.operator) and all(
        call.input_shapes[place] == call.shape for place, box in enumerate(boxes) if box is not None
    ):
        reached = met[0]
        for box in met[1:]:
            reached = union(reached, box)
        return common(reached, found.box)
    return found.box


def _through(found: Convolution, changed: Box) -> Optional[Box]:
    """The outputs of a convolution whose kernel meets a box."""
    spans, s = [], found.settings
    for d, (low, high) in enumerate(changed[2:]):
        reach = s.dilation[d] * (found.call.input_shapes[1][2 + d] - 1)
        first = -(-(low + s.padding[d] - reach) // s.stride[d])
        spans.append((first, (high - 1 + s.padding[d]) // s.stride[d] + 1))
    return common((*found.box[:2], *spans), found.box)


def _sums(found: Work) -> int:
    """Products of a step: how long it takes, about."""
    return found.products if isinstance(found, Convolution) else math.prod(sides(found.box))
