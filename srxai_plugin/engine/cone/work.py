"""What an operator does on a box, forward and back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Optional, TypeVar, cast

import torch
from torch import Tensor

from srxai_plugin.engine.cone.box import Box, whole
from srxai_plugin.engine.cone.graph import Call
from srxai_plugin.engine.machine.torch_private import slopes_of

Slopes = Sequence[Optional[Tensor]]
"""∂D/∂input of each input, on the boxes that were read; None where it is zero or not asked."""


T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Work(ABC):
    """One call on one box."""

    call: Call
    box: Box
    """Computed; it holds what is asked for."""
    reads: tuple[Optional[Box], ...]
    """Of each input; None where nothing of it is needed."""
    gives_fresh: ClassVar[bool] = False
    """Whether nobody else holds what ``adjoint`` gives, so that more may be added into it."""

    @property
    def tensors(self) -> Sequence[Tensor]:
        """Tensors that the work holds beside its call."""
        return ()

    @abstractmethod
    def forward(self, inputs: Sequence[Optional[Tensor]], keep: bool) -> tuple[Tensor, Any]:
        """Output on ``box`` and, where ``keep``, what ``adjoint`` will want to know."""

    @abstractmethod
    def adjoint(self, slope: Tensor, kept: Any) -> Slopes:
        """∂D/∂inputs from ∂D/∂output on ``box``."""


def needed(of_inputs: Sequence[Optional[T]], number: int = 0) -> T:
    """The box or the tensor of an input that an operator always reads."""
    found = of_inputs[number]
    if found is None:
        raise ValueError("an operator's input was not computed")
    return found


def all_needed(of_inputs: Sequence[Optional[T]]) -> list[T]:
    """Boxes or tensors of an operator that reads all its inputs."""
    for found in of_inputs:
        if found is None:
            raise ValueError("an operator's input was not computed")
    return cast("list[T]", of_inputs)


@dataclass(frozen=True, eq=False)
class Taped(Work):
    """The operator itself on what was read, and torch's own gradient of it."""

    def forward(self, inputs: Sequence[Optional[Tensor]], keep: bool) -> tuple[Tensor, Any]:
        if not keep or not any(self.call.varies):
            return self.compute(inputs), None
        leaves = [
            tensor.detach().requires_grad_() if varies and tensor.is_floating_point() else tensor
            for tensor, varies in zip(all_needed(inputs), self.call.varies)
        ]
        with torch.enable_grad():
            output = self.compute(leaves)
        return output.detach(), (leaves, output)

    def adjoint(self, slope: Tensor, kept: Any) -> Slopes:
        leaves, output = kept
        if not output.requires_grad:  # such as a comparison
            return [None] * len(leaves)
        asked = [leaf for leaf in leaves if leaf.requires_grad]
        found = iter(slopes_of(output, asked, slope))
        return [next(found) if leaf.requires_grad else None for leaf in leaves]

    def compute(self, inputs: Sequence[Optional[Tensor]]) -> Tensor:
        """The output on the box from what is read of the inputs; differentiable by torch."""
        return self.call(all_needed(inputs))


def everything(call: Call, _box: Box) -> Work:
    """Work of an operator with global reach, or of one that nothing is known of."""
    return Taped(call, whole(call.shape), tuple(whole(shape) for shape in call.input_shapes))
