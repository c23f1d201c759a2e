"""The other way through a plan: what a change of a few pixels of the image makes of the answer.

An image's values are worked out once and kept. An image that differs in one window differs, after
each operator, in a box around it that grows; nothing else is computed again, and nothing outside
what the question looks at. Borders, strides, shuffles and global operators are as in the network
itself: boxes are found by asking each operator what it reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Optional
from weakref import WeakKeyDictionary

import numpy as np
import torch
from torch import Tensor

from srxai_plugin.engine.cone.aligned import elementwise
from srxai_plugin.engine.cone.box import Box, Interval, cut, holds, narrowed, sides
from srxai_plugin.engine.cone.convolution import Convolution
from srxai_plugin.engine.cone.operators import maker, work
from srxai_plugin.engine.cone.plan import ConePlan, ConeStep
from srxai_plugin.engine.cone.run import Ready, Values, answers
from srxai_plugin.engine.cone.work import Work

Patch = tuple[Box, Tensor]
"""A box of a tensor, and the values there, of each of several images."""
Reads = list[Optional[tuple[np.ndarray, np.ndarray]]]
"""Of each input: the first and last index that each slab of an output reads, (slabs, rank)."""


@dataclass(frozen=True, eq=False)
class Influence:
    """A plan for ``count`` images at once, and all values of the one image that is changed."""

    plan: ConePlan
    count: int
    boxes: dict[int, Box]
    """Of every tensor, what was computed of it."""
    values: Values
    """On those boxes, of the one image."""
    known: dict[int, dict[int, _Slabs]]
    """By tensor and dimension, what was found out about it; the same for all images of a plan."""

    @property
    def answer(self) -> Tensor:
        """Of the image as it is, (1, …)."""
        return self.values[self.plan.graph.output]

    @torch.no_grad()
    def changed(self, row: int, column: int, patches: Tensor) -> Optional[Patch]:
        """The part of the answers that may be another, for as many images as the plan is for.

        Args:
            row: of the image, where the patches begin; they lie within what the plan reads.
            patches: (n, C, rows, columns), the images' values there, n at most ``count`` where it
                is more than 1; elsewhere they are all as the one that is known.

        Returns:
            None where no answer changes.
        """
        rows, columns = patches.shape[-2:]
        spans = (row, row + rows), (column, column + columns)
        images = (0, len(patches)) if self.count > 1 else self.boxes[0][0]
        dirty: dict[int, Patch] = {0: ((images, self.boxes[0][1], *spans), patches)}
        for step in self.plan.steps:
            boxes = [dirty[n][0] if n in dirty else None for n in step.inputs]
            box = self._reached(step, boxes)
            if box is not None:
                found = self._within(step, box)
                inputs = [
                    None if read is None else self._input(number, read, dirty, varies)
                    for number, read, varies in zip(step.inputs, found.reads, found.call.varies)
                ]
                dirty[step.number] = found.box, found.forward(inputs, False)[0]
            for number in step.last:
                dirty.pop(number, None)
        return dirty.get(self.plan.graph.output)

    def _reached(self, step: ConeStep, dirty: Sequence[Optional[Box]]) -> Optional[Box]:
        """What of a step's box may change: no part of it reads a changed value outside this."""
        if not any(
            box is not None and read is not None and _meet(box, read)
            for box, read in zip(dirty, step.work.reads)
        ):
            return None
        slabs = self.known.setdefault(step.number, {})
        reached = []
        for dimension, interval in enumerate(step.work.box):
            if dimension not in slabs:
                slabs[dimension] = _Slabs.of(step, dimension)
            span = slabs[dimension].reached(interval, dirty)
            if span is None:
                return None
            reached.append(span)
        return tuple(reached)

    def _within(self, step: ConeStep, box: Box) -> Work:
        """The step's operator on the box alone, if all that it then reads is there."""
        found = work(step.work.call, box)
        there = [self.boxes[number] for number in step.inputs]
        fits = holds(step.work.box, found.box) and all(
            read is None or holds(has, read) for has, read in zip(there, found.reads)
        )
        return found if fits else step.work

    def _input(self, number: int, read: Box, dirty: dict[int, Patch], varies: bool) -> Tensor:
        if number in dirty and holds(dirty[number][0], read):
            box, values = dirty[number]
            return narrowed(values, cut(read, box))
        # Of one image where it varies: what was read of all of them is the same.
        box = self.boxes[number]
        one = ((0, 1), *read[1:]) if varies and self.count > 1 else read
        has = ((0, 1), *box[1:]) if varies and self.count > 1 else box
        base = narrowed(self.values[number], cut(one, has))
        if varies and self.count > 1:
            base = base.expand(sides(read))
        if number not in dirty:
            return base
        patch, values = dirty[number]
        common = tuple((max(a, c), min(b, d)) for (a, b), (c, d) in zip(patch, read))
        if any(start >= stop for start, stop in common):
            return base
        layout = torch.channels_last if base.dim() == 4 else torch.contiguous_format
        base = base.clone(memory_format=layout)
        narrowed(base, cut(common, read)).copy_(narrowed(values, cut(common, patch)))
        return base


@dataclass(frozen=True, eq=False)
class _Slabs:
    """What one dimension of an operator's output reads, index by index."""

    reads: Reads
    """Empty where the operator reads the same for all of them."""
    turns: tuple[tuple[int, ...], ...]
    """Of each input, the dimensions of which different slabs read different parts."""
    answers: dict[tuple, Optional[Interval]] = field(default_factory=dict)

    @staticmethod
    def of(step: ConeStep, dimension: int) -> _Slabs:
        known = _in_place(step, dimension)
        if known is not None:
            return known
        box = step.work.box
        start, stop = box[dimension]
        found: list[list[Optional[Box]]] = []
        for index in range(start, stop):
            slab = (*box[:dimension], (index, index + 1), *box[dimension + 1 :])
            found.append(list(work(step.work.call, slab).reads))
            if index == start and stop - start > 1:
                # Both ends read the same: a dimension that is mixed, or passed over.
                slab = (*box[:dimension], (stop - 1, stop), *box[dimension + 1 :])
                if list(work(step.work.call, slab).reads) == found[0]:
                    return _Slabs([], ())
        reads: Reads = []
        turns: list[tuple[int, ...]] = []
        for of_input in zip(*found):
            rank = _rank(of_input)
            if not rank:
                reads.append(None)
                turns.append(())
                continue
            # Concatenated: slabs that do not read it meet nothing.
            spans = [read or ((0, 0),) * rank for read in of_input]
            bounds = np.array(spans, dtype=np.int64).reshape(len(spans), -1, 2)
            reads.append((bounds[..., 0], bounds[..., 1]))
            differ = (bounds != bounds[:1]).any((0, 2))
            turns.append(tuple(np.flatnonzero(differ).tolist()))
        return _Slabs(reads, tuple(turns))

    def reached(self, interval: Interval, dirty: Sequence[Optional[Box]]) -> Optional[Interval]:
        """From the first index that reads a changed value to the last."""
        if not self.reads:
            return interval
        key = tuple(
            None if box is None else tuple(box[d] for d in turning)
            for box, turning in zip(dirty, self.turns)
        )
        if key not in self.answers:
            self.answers[key] = self._search(interval[0], dirty)
        return self.answers[key]

    def _search(self, start: int, dirty: Sequence[Optional[Box]]) -> Optional[Interval]:
        hit = np.zeros(0, dtype=bool)
        for box, read, turning in zip(dirty, self.reads, self.turns):
            if box is None or read is None:
                continue
            first, last = read
            meets = np.ones(len(first), dtype=bool)
            for d in turning:
                meets &= (first[:, d] < box[d][1]) & (last[:, d] > box[d][0])
            hit = meets if not len(hit) else hit | meets
        found = np.flatnonzero(hit)
        if not len(found):
            return None
        return start + int(found[0]), start + int(found[-1]) + 1


def _in_place(step: ConeStep, dimension: int) -> Optional[_Slabs]:
    """The same at once, of operators that read what lies in the place of an output, or around it;
    None for others. Most operators are of these, and to ask them took a third of a first probe."""
    call, (start, stop) = step.work.call, step.work.box[dimension]
    places = np.arange(start, stop)
    reads: Reads = []
    turns: list[tuple[int, ...]] = []
    for number, (read, shape) in enumerate(zip(step.work.reads, call.input_shapes)):
        own = dimension - (len(call.shape) - len(shape))
        spans = places, places + 1
        if isinstance(step.work, Convolution):
            if dimension == 1:
                return None
            own = dimension if number == 0 else -1
            spans = step.work.read_at(dimension, places) if dimension > 1 else spans
        elif maker(call) is not elementwise:
            return None
        elif own >= 0 and shape[own] != call.shape[dimension]:  # one for all
            own = -1
        if read is None or own < 0:
            reads.append(None if read is None else _repeated(read, len(places)))
            turns.append(())
            continue
        first, last = _repeated(read, len(places))
        first[:, own], last[:, own] = spans
        reads.append((first, last))
        turns.append((own,) if len(places) > 1 else ())
    return _Slabs(reads, tuple(turns)) if any(turns) else None


def _repeated(box: Box, times: int) -> tuple[np.ndarray, np.ndarray]:
    """First and last index of a box, (times, rank) each."""
    first, last = np.array(box, dtype=np.int64).reshape(-1, 2).T
    return first[None].repeat(times, 0), last[None].repeat(times, 0)


def _rank(boxes: Sequence[Optional[Box]]) -> int:
    return next((len(box) for box in boxes if box is not None), 0)


def _meet(one: Box, other: Box) -> bool:
    return all(a < d and c < b for (a, b), (c, d) in zip(one, other))


_known: WeakKeyDictionary[ConePlan, dict[int, dict[int, _Slabs]]] = WeakKeyDictionary()


def influence(
    plan: ConePlan, prepared: Ready, several: Optional[ConePlan], seen: Tensor
) -> Influence:
    """
    Args:
        plan: for one image.
        prepared: the same with the weights of now.
        several: the same for more images at once, used where they are worked out one by one; None
            where there is none.
        seen: (1, C, rows, columns), the part of the image that the plan reads.
    """
    values: Values = {**prepared.fixed, 0: seen}

    def see(number: int, value: Tensor) -> None:
        values[number] = value

    answers(prepared, seen, see)
    if several is None or not _is_one_by_one(plan, several):
        several = plan
    graph = several.graph
    boxes: dict[int, Box] = {n: tuple((0, s) for s in graph.shape(n)) for n in range(graph.first)}
    boxes |= {step.number: step.work.box for step in (*several.fixed, *several.steps)}
    boxes[0] = several.seen
    return Influence(several, graph.image[0], boxes, values, _known.setdefault(several, {}))


def _is_one_by_one(plan: ConePlan, several: ConePlan) -> bool:
    """Whether images that go through a network together go through it as each by itself.

    Not with a mean over all of them, nor where a transformer makes one long batch of the windows
    of all images.
    """
    one, many = plan.graph, several.graph
    count = many.image[0]
    alike = [c.operator for c in one.calls] == [c.operator for c in many.calls]
    if not alike or len(one.constants) != len(many.constants):
        return False
    varying = {step.number: step for step in several.steps}
    for number, step in varying.items():
        if many.shape(number) != (count, *one.shape(number)[1:]):
            return False
        first = work(step.work.call, ((0, 1), *step.work.box[1:]))
        for read, varies in zip(first.reads, step.work.call.varies):
            if varies and read is not None and read[0] != (0, 1):
                return False
    return True
