"""An integral along a path that gets better with every gradient: no evaluation is ever lost.

A step from a to b counts as its middle's gradient times x(b) − x(a), as in the midpoint rule.
Divided into three, the middle third keeps the gradient that is there: a level three times as fine
costs two new gradients a step. Steps whose gradients differ most from their neighbours' go first,
so that what lies between two levels is a good map too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Optional, cast

from torch import Tensor

from srxai_plugin.engine.attribution.methods.path import IntegrationPath

FIRST = 3
"""Steps of the coarsest level."""
SKETCHES = 3
"""Maps given on the way to the next level, that level's own included."""

SlopesAt = Callable[[Sequence[Tensor]], Iterable[Tensor]]
"""∂D/∂x of each of several images."""


@dataclass(frozen=True)
class Refined:
    """The integral as it is after a level."""

    map: Tensor
    evaluations: int
    change: Optional[float]
    """‖map − that of the level before‖ / ‖map‖; None at the first level."""
    is_whole: bool
    """Whether every step has been divided: not a sketch."""


@dataclass(frozen=True, eq=False)
class _PathStep:
    left: float
    right: float
    """Shares of the path's length."""
    slope: Tensor
    move: Tensor
    """x(right) − x(left)"""


def refined(way: IntegrationPath, slopes: SlopesAt, budget: int) -> Iterator[Refined]:
    """Ever better maps, until ``budget`` gradients are spent."""
    place = way.even()

    def middle(left: float, right: float) -> Tensor:
        return way.at(place((left + right) / 2))

    def step(left: float, right: float, slope: Tensor) -> _PathStep:
        return _PathStep(left, right, slope, way.at(place(right)) - way.at(place(left)))

    count = min(FIRST, budget)
    pieces = [(i / count, (i + 1) / count) for i in range(count)]
    found = slopes([middle(*piece) for piece in pieces])
    steps = [step(*piece, slope) for piece, slope in zip(pieces, found)]
    spent, last, change = count, _sum(steps), None
    yield Refined(last, spent, None, is_whole=True)
    while spent + 2 <= budget:
        waiting = sorted(steps, key=_doubt(steps), reverse=True)
        share = -(-len(waiting) // SKETCHES)
        for begin in range(0, len(waiting), share):
            chosen = waiting[begin : begin + share][: (budget - spent) // 2]
            if not chosen:
                return
            thirds = [_thirds(old) for old in chosen]
            outer = [middle(*piece) for pieces in thirds for piece in (pieces[0], pieces[2])]
            fresh = iter(list(slopes(outer)))
            for old, (first, second, third) in zip(chosen, thirds):
                index = steps.index(old)
                new = [step(*first, next(fresh)), step(*second, old.slope)]
                steps[index : index + 1] = [*new, step(*third, next(fresh))]
            spent += 2 * len(chosen)
            map = _sum(steps)
            is_whole = begin + len(chosen) == len(waiting)
            change = _change(map, last)
            yield Refined(map, spent, change, is_whole)
        last = map


def _thirds(step: _PathStep) -> list[tuple[float, float]]:
    third = (step.right - step.left) / 3
    inner = step.left + third, step.right - third
    return [(step.left, inner[0]), inner, (inner[1], step.right)]


def _sum(steps: Sequence[_PathStep]) -> Tensor:
    return cast(Tensor, sum(step.slope * step.move for step in steps))  # never of none


def _change(now: Tensor, before: Tensor) -> float:
    size = now.norm().item()
    return (now - before).norm().item() / size if size else 0.0


def _doubt(steps: Sequence[_PathStep]) -> Callable[[_PathStep], float]:
    """How much a step's contribution would change with its neighbours' gradients."""
    doubts: dict[int, float] = {}
    for index, step in enumerate(steps):
        near = [steps[i] for i in (index - 1, index + 1) if 0 <= i < len(steps)]
        apart = [((other.slope - step.slope) * step.move).norm().item() for other in near]
        doubts[id(step)] = sum(apart) / max(1, len(apart))
    return lambda step: doubts[id(step)]
