"""What each kind of operator does with the relevance that arrives at its output."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Optional

import torch
from torch import Tensor

from srxai_plugin.engine.cone.box import sides
from srxai_plugin.engine.cone.plan import ConeStep
from srxai_plugin.engine.cone.relevance.weighted import (
    Product,
    quotient,
    z_box,
    z_plus,
    z_plus_complete,
)
from srxai_plugin.engine.cone.work import Slopes, needed


class Unfollowed(Exception):
    """Says in a few words why relevance cannot be followed through an operator."""


Range = tuple[Tensor, Tensor]
"""Smallest and largest value, of no dimension."""


@dataclass(frozen=True, eq=False)
class Met:
    """What a step met on the way to the answer."""

    inputs: Sequence[Optional[Tensor]]
    """On the boxes that it reads."""
    signals: Sequence[Optional[Tensor]]
    """What contributes: the inputs themselves, or their change from a reference."""
    kept: Any
    """For the adjoint."""


@dataclass(frozen=True, eq=False)
class Rule(ABC):
    """Of one step."""

    step: ConeStep
    targets: tuple[int, ...]
    """Inputs that get relevance."""
    keeps: ClassVar[bool] = False
    """Whether it takes the adjoint."""
    looks: ClassVar[bool] = False
    """Whether it asks for the inputs' values."""

    @abstractmethod
    def shared(self, relevance: Tensor, met: Met) -> Slopes:
        """Relevance of each input on the box that is read of it, from that of the output; None for
        those that get none."""

    def _only(self, found: dict[int, Tensor]) -> Slopes:
        return [found.get(number) for number in range(len(self.step.inputs))]


def fitted(relevance: Tensor, shape: Sequence[int]) -> Tensor:
    """Broadcasting undone: what went to the copies of a value comes together."""
    return relevance if list(relevance.shape) == [*shape] else relevance.sum_to_size(*shape)


def alike(terms: Sequence[Tensor], whole: Tensor) -> list[Tensor]:
    """Of each term of a sum, what has the sign of the sum, and 0 elsewhere."""
    is_up = whole >= 0
    return [torch.where(is_up, term.clamp(min=0), term.clamp(max=0)) for term in terms]


@dataclass(frozen=True, eq=False)
class Passed(Rule):
    """Unchanged to one input: activations, norms, scalars, mean shifts (AMVE-SR passes them all),
    the signal that a gate weighs, the main branch of an addition whose skip is ignored."""

    def shared(self, relevance: Tensor, met: Met) -> Slopes:
        (target,) = self.targets
        box = needed(self.step.work.reads, target)
        return self._only({target: fitted(relevance, sides(box))})


@dataclass(frozen=True, eq=False)
class Carried(Rule):
    """By the adjoint, where values are moved or averaged and nothing is weighed: concatenation,
    views, shuffles, padding, resampling, pooling. With softmax(…)·v it is the transpose of the
    attention, as constant as AttnLRP has it (Achtibat et al., 2024; Ali et al., 2022)."""

    keeps: ClassVar[bool] = True

    def shared(self, relevance: Tensor, met: Met) -> Slopes:
        found = self.step.work.adjoint(relevance, met.kept)
        return [part if n in self.targets else None for n, part in enumerate(found)]


@dataclass(frozen=True, eq=False)
class Weighted(Rule):
    """The z⁺ rule: convolutions, transposed ones, linear layers."""

    weight: int
    """Which input is the weights."""
    is_complete: bool
    """Whether nothing may be lost where no contribution is positive."""
    looks: ClassVar[bool] = True

    def shared(self, relevance: Tensor, met: Met) -> Slopes:
        (target,) = self.targets
        product = Product(self.step.work, met.inputs, target, self.weight)
        rule = z_plus_complete if self.is_complete else z_plus
        return self._only({target: rule(product, needed(met.signals, target), relevance)})


@dataclass(frozen=True, eq=False)
class Boxed(Rule):
    """The zB rule: a layer that looks at the image itself."""

    weight: int
    range: Range
    """Of the layer's whole input, of which the cone may see a part."""
    looks: ClassVar[bool] = True

    def shared(self, relevance: Tensor, met: Met) -> Slopes:
        (target,) = self.targets
        product = Product(self.step.work, met.inputs, target, self.weight)
        signal = needed(met.inputs, target)
        return self._only({target: z_box(product, signal, relevance, *self.range)})


@dataclass(frozen=True, eq=False)
class Split(Rule):
    """An addition whose operands share the relevance by what they contribute: the z⁺ rule with the
    weights 1, or −1 of what is subtracted. Where the sum is negative, a layer above took it with a
    negative weight, and what made it negative shares."""

    factors: tuple[float, ...]
    """Of each target."""
    looks: ClassVar[bool] = True

    def shared(self, relevance: Tensor, met: Met) -> Slopes:
        signals = [needed(met.signals, target) for target in self.targets]
        terms = [s if f == 1 else s * f for s, f in zip(signals, self.factors)]
        parts = alike(terms, terms[0] + terms[1])
        share = quotient(relevance, parts[0] + parts[1])
        shapes = [signal.shape for signal in signals]
        found = [fitted(part * share, shape) for part, shape in zip(parts, shapes)]
        return self._only(dict(zip(self.targets, found)))


@dataclass(frozen=True, eq=False)
class Collected(Rule):
    """Sums over a dimension or over overlapping patches: shared as in an addition."""

    looks: ClassVar[bool] = True

    def shared(self, relevance: Tensor, met: Met) -> Slopes:
        (target,) = self.targets
        signal, work = needed(met.signals, target), self.step.work
        above, below = signal.clamp(min=0), signal.clamp(max=0)
        (up, kept), (down, _) = work.forward([above], True), work.forward([below], False)
        is_up = up + down >= 0
        found = above * needed(work.adjoint(quotient(torch.where(is_up, relevance, 0), up), kept))
        _, kept = work.forward([below], True)
        share = quotient(torch.where(is_up, 0, relevance), down)
        return self._only({target: found + below * needed(work.adjoint(share, kept))})


@dataclass(frozen=True, eq=False)
class Unknown(Rule):
    """For an operator that has no rule: it refuses what arrives, should anything arrive."""

    def shared(self, relevance: Tensor, met: Met) -> Slopes:
        raise Unfollowed(f"no rule is known for {self.step.work.call.operator}")
