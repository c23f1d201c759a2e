"""Which steps of a plan can be done as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Optional

from torch import Tensor

from srxai_plugin.engine.cone.aligned import Direct, Expanded, Same
from srxai_plugin.engine.cone.box import Box, Narrowing, narrowed, sides
from srxai_plugin.engine.cone.plan import ConeStep, forgetting
from srxai_plugin.engine.cone.products import Product
from srxai_plugin.engine.cone.quick.attention import Attention
from srxai_plugin.engine.cone.quick.winograd import Winograd
from srxai_plugin.engine.cone.shapes import Reshaped
from srxai_plugin.engine.cone.work import needed
from srxai_plugin.engine.machine.torch_private import SOFTMAXES, aten


def joined(
    steps: Sequence[ConeStep], constants: Mapping[int, Tensor], output: int
) -> tuple[ConeStep, ...]:
    """Steps of a plan, each attention among them as one, and each convolution by polynomials with
    the activation behind it.

    Args:
        constants: what does not depend on the image, by number.
        output: number of the tensor that has to be there in the end.
    """
    course = _Course.of(steps, constants, output)
    found: dict[int, ConeStep] = {}
    gone: set[int] = set()
    for step in steps:
        if step.work.call.operator is SOFTMAXES[0]:
            attention = course.attention(step)
            if attention is not None:
                one, passed = attention
                found[one.number] = one
                gone |= passed
        elif step.work.call.operator is aten.relu.default:
            rectified = course.rectified(step)
            if rectified is not None:
                found[step.number] = rectified
                gone.add(step.inputs[0])
    if not found:
        return tuple(steps)
    left = [found.get(s.number, s) for s in steps if s.number in found or s.number not in gone]
    return forgetting(left, {number for step in steps for number in step.last})


@dataclass(frozen=True)
class _Added:
    """A constant that is added to scores."""

    number: int
    cuts: Narrowing
    shape: list[int]
    """Of the scores, as they are then."""


@dataclass(frozen=True, eq=False)
class _Scores:
    """What a softmax is of: factor · product + Σ added."""

    product: ConeStep
    factor: float
    added: list[_Added]
    passed: set[int]
    """Numbers of the tensors from the product to the softmax, both included."""


@dataclass(frozen=True, eq=False)
class _Source:
    """Where a product finds one of its matrices, before they were given another shape."""

    number: int
    box: Box
    passed: set[int]
    """Numbers of the tensors in between."""


@dataclass(frozen=True, eq=False)
class _Course:
    """Who makes each tensor of a plan, and who reads it."""

    makers: Mapping[int, ConeStep]
    readers: Mapping[int, Sequence[ConeStep]]
    """The tensor that has to be there in the end counts as read twice: it is no mere passage."""
    constants: Mapping[int, Tensor]

    @staticmethod
    def of(steps: Sequence[ConeStep], constants: Mapping[int, Tensor], output: int) -> _Course:
        readers: dict[int, list[ConeStep]] = {}
        for step in steps:
            for number, cuts in zip(step.inputs, step.cuts):
                if cuts is not None:
                    readers.setdefault(number, []).append(step)
        makers = {step.number: step for step in steps}
        readers[output] = [makers[output]] * 2
        return _Course(makers, readers, constants)

    def attention(self, softmax: ConeStep) -> Optional[tuple[ConeStep, set[int]]]:
        """The attention around a softmax as one step, and the numbers of all that it stands for;
        None where there is none, or one of another kind."""
        size = sides(softmax.work.box)
        if softmax.work.call.argument(1) % len(size) != len(size) - 1 or len(size) < 3:
            return None
        scores, values = self._scores(softmax), self._values(softmax)
        if scores is None or values is None:
            return None
        heads = size[-3] if len(size) > 3 else 1
        addends = [self._spread(added, heads) for added in scores.added]
        sources = [
            self._source(product, place, heads)
            for product, place in ((scores.product, 0), (scores.product, 1), (values[0], 1))
        ]
        parts = [addend for addend in addends if addend is not None]
        inputs = [source for source in sources if source is not None]
        if len(parts) < len(addends) or len(inputs) < len(sources):
            return None
        end = self._shaped(values[0], heads)
        call = replace(
            end.work.call,
            inputs=tuple(source.number for source in inputs),
            input_shapes=tuple(tuple(sides(source.box)) for source in inputs),
            varies=(True, True, True),
        )
        reads = tuple(source.box for source in inputs)
        one = Attention(call, end.work.box, reads, heads, scores.factor, tuple(parts))
        passed = scores.passed.union(values[1], *(source.passed for source in inputs))
        step = replace(end, work=one, inputs=call.inputs, cuts=((), (), ()))
        return step, passed | {end.number}

    def rectified(self, relu: ConeStep) -> Optional[ConeStep]:
        """A convolution with its activation; None where the one is of another kind, or is read by
        others too."""
        made = self.makers.get(relu.inputs[0])
        if made is None or not isinstance(made.work, Winograd):
            return None
        if relu.cuts != ((),) or not self._is_alone(made):
            return None
        return replace(made, number=relu.number, work=replace(made.work, rectifies=True))

    def _scores(self, softmax: ConeStep) -> Optional[_Scores]:
        step, factor, added, passed = softmax, 1.0, list[_Added](), {softmax.number}
        while True:
            if True not in step.work.call.varies:
                return None
            place = step.work.call.varies.index(True)
            above = self.makers.get(step.inputs[place])
            if above is None or step.cuts[place] != () or not self._is_alone(above):
                return None
            passed.add(above.number)
            call = above.work.call
            if type(above.work) is Product:
                return _Scores(above, factor, added, passed) if all(call.varies) else None
            if call.operator is aten.add.Tensor and _adds_constant(above) and factor == 1:
                other = call.varies.index(False)
                shape = sides(above.work.box)
                added.append(_Added(above.inputs[other], above.cuts[other] or (), shape))
            elif call.operator is aten.mul.Tensor and isinstance(call.argument(1), (int, float)):
                factor *= call.argument(1)
            elif not _only_shapes(above):
                return None
            step = above

    def _values(self, softmax: ConeStep) -> Optional[tuple[ConeStep, set[int]]]:
        """The product of a softmax with values, and the numbers up to there."""
        step, passed = softmax, {softmax.number}
        while self._is_alone(step):
            (below,) = self.readers[step.number]
            if below.cuts[below.inputs.index(step.number)] != ():
                return None
            passed.add(below.number)
            if type(below.work) is Product:
                first = below.inputs[0] == step.number
                return (below, passed) if first and all(below.work.call.varies) else None
            if not _only_shapes(below):
                return None
            step = below
        return None

    def _shaped(self, product: ConeStep, heads: int) -> ConeStep:
        """The step that gives each head its own dimension after a product; the product itself where
        that is not the next thing."""
        if not self._is_alone(product):
            return product
        (below,) = self.readers[product.number]
        many, rows, columns = sides(product.work.box)
        wanted = [many // heads, heads, rows, columns]
        is_next = type(below.work) is Reshaped and below.cuts == ((),)
        return below if is_next and sides(below.work.box) == wanted else product

    def _source(self, product: ConeStep, place: int, heads: int) -> Optional[_Source]:
        """As far up as matrices only got another shape; None where a part of them is read."""
        number, box = product.inputs[place], needed(product.work.reads, place)
        if product.cuts[place] != ():
            return None
        many, *matrix = sides(box)
        found, passed = _Source(number, box, set()), set[int]()
        while True:
            maker = self.makers.get(number)
            if maker is None or not _only_shapes(maker) or not self._is_alone(maker):
                return found
            source = 1 if maker.work.reads[0] is None else 0
            if maker.cuts[source] != ():
                return found
            passed.add(number)
            number, box = maker.inputs[source], needed(maker.work.reads, source)
            if sides(box) == [many // heads, heads, *matrix]:
                found = _Source(number, box, {*passed})

    def _spread(self, added: _Added, heads: int) -> Optional[Tensor]:
        """What is added, seen as (B, h, n, m); None where that would be more than a view."""
        part = narrowed(self.constants[added.number], added.cuts).expand(added.shape)
        try:
            return part.view(-1, heads, *added.shape[-2:])
        except RuntimeError:
            return None

    def _is_alone(self, step: ConeStep) -> bool:
        """Whether what a step gives is read by one other alone."""
        return len(self.readers.get(step.number, ())) == 1


def _adds_constant(step: ConeStep) -> bool:
    call = step.work.call
    alone = type(step.work) is Direct and not call.keywords
    return alone and len(call.inputs) == 2 and sorted(call.varies) == [False, True]


def _only_shapes(step: ConeStep) -> bool:
    """Whether a step gives the values that it reads in the same order."""
    work = step.work
    if type(work) is Expanded:
        return sides(work.box) == sides(needed(work.reads))
    return type(work) in (Reshaped, Same)
