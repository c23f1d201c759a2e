"""A network and a question as a list of operators on tensors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Optional

from torch import Tensor

Operator = Callable[..., Any]
"""An operator of torch's own set, such as ``torch.ops.aten.relu.default``."""


@dataclass(frozen=True)
class Ref:
    """Stands in an operator's arguments for its ``position``-th tensor."""

    position: int


@dataclass(frozen=True, eq=False)
class Call:
    """One operator and one tensor that it gives."""

    operator: Operator
    arguments: tuple
    """With a ``Ref`` in the place of each tensor."""
    keywords: dict[str, Any]
    inputs: tuple[int, ...]
    """Numbers of the tensors."""
    input_shapes: tuple[tuple[int, ...], ...]
    shape: tuple[int, ...]
    varies: tuple[bool, ...]
    """Which inputs depend on the image."""
    take: Optional[int] = None
    """Which of its outputs, where the operator gives several."""

    def __call__(self, tensors: Sequence[Tensor]) -> Tensor:
        """The operator on other tensors in the places of its own."""
        places, plain = self._places
        if places is None:
            keywords = {name: _filled(value, tensors) for name, value in self.keywords.items()}
            found = self.operator(*_filled(self.arguments, tensors), **keywords)
        else:
            arguments = [*plain]
            for place, position in places:
                arguments[place] = tensors[position]
            found = self.operator(*arguments, **self.keywords)
        return found if self.take is None else found[self.take]

    @cached_property
    def _places(self) -> tuple[Optional[list[tuple[int, int]]], list[Any]]:
        """Where tensors stand among the arguments, and the arguments without them: worked out once
        for the many passes of a plan; None where a tensor stands within another argument."""
        others = [*self.arguments, *self.keywords.values()]
        if any(_holds_tensor(value) for value in others if not isinstance(value, Ref)):
            return None, []
        if any(isinstance(value, (Ref, tuple, list)) for value in self.keywords.values()):
            return None, []
        places = [(n, a.position) for n, a in enumerate(self.arguments) if isinstance(a, Ref)]
        plain = [None if isinstance(a, Ref) else _filled(a, ()) for a in self.arguments]
        return places, plain

    def argument(self, index: int, default: Any = None) -> Any:
        """An argument by its place; operators leave out what is as usual."""
        return self.arguments[index] if index < len(self.arguments) else default


@dataclass(frozen=True, eq=False)
class TracedGraph:
    """Calls in their order. Tensors are numbered: 0 is the image, then come the constants, then
    what the calls give."""

    image: tuple[int, ...]
    """Shape (N, C, h, w)."""
    constants: tuple[Tensor, ...]
    """The network's weights themselves, and tensors that do not depend on the image."""
    calls: tuple[Call, ...]
    output: int
    joint: Optional[int] = None
    """Number of the network's output, where a question has been joined to it."""

    @property
    def parts(self) -> int:
        """Number of calls."""
        return len(self.calls)

    @property
    def tensors(self) -> Sequence[Tensor]:
        """Tensors that the graph holds: its constants."""
        return self.constants

    @property
    def first(self) -> int:
        """Number of the first call's tensor."""
        return 1 + len(self.constants)

    def shape(self, number: int) -> tuple[int, ...]:
        """A tensor's shape by its number: 0 is the image, constants follow, then calls' outputs."""
        if number == 0:
            return self.image
        if number < self.first:
            return tuple(self.constants[number - 1].shape)
        return self.calls[number - self.first].shape


def _holds_tensor(value: Any) -> bool:
    if isinstance(value, (tuple, list)):
        return any(map(_holds_tensor, value))
    return isinstance(value, Ref)


def _filled(value: Any, tensors: Sequence[Tensor]) -> Any:
    if isinstance(value, Ref):
        return tensors[value.position]
    if isinstance(value, (tuple, list)):
        return [_filled(v, tensors) for v in value] if value else value
    return value
