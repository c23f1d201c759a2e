"""What lies behind each tensor of a graph: trained layers, constants, gates."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Optional

from srxai_plugin.engine.cone.aligned import is_elementwise
from srxai_plugin.engine.cone.graph import Call, Ref, TracedGraph
from srxai_plugin.engine.cone.operators import MAKERS
from srxai_plugin.engine.cone.run import Values
from srxai_plugin.engine.machine.torch_private import SOFTMAXES, aten

FACTORS: dict[Any, tuple[int, int]] = {
    aten.convolution.default: (0, 1),
    aten.mm.default: (0, 1),
    aten.bmm.default: (0, 1),
    aten.addmm.default: (1, 2),
    aten.baddbmm.default: (1, 2),
}
"""Operators that are linear in two of their arguments, and which those are."""

GATES = (
    aten.sigmoid.default,
    aten.hardsigmoid.default,
    SOFTMAXES[0],
)
"""Whose values weigh others."""


def factors(call: Call) -> Optional[tuple[int, int]]:
    """Which inputs a convolution or a product of matrices multiplies; None for other operators."""
    places = FACTORS.get(call.operator)
    if places is None:
        return None
    first, second = (call.argument(place) for place in places)
    if not (isinstance(first, Ref) and isinstance(second, Ref)):
        return None
    return first.position, second.position


def varying(call: Call) -> list[int]:
    """Which inputs depend on the image."""
    return [number for number, varies in enumerate(call.varies) if varies]


@dataclass(frozen=True, eq=False)
class Lineage:
    """Of one graph, with the weights of now."""

    graph: TracedGraph
    layers: frozenset[int]
    """Tensors given by trained layers: convolutions and linear layers whose weights are the
    network's own, mean shifts excepted."""
    shifts: frozenset[int]
    """Tensors given by 1 × 1 convolutions that mix no channels."""
    behind: dict[int, int]
    """The trained layers that a tensor was computed by, its own too, as a set of bits."""

    def depth(self, number: int) -> int:
        """How many trained layers a tensor was computed by."""
        return bin(self.behind.get(number, 0)).count("1")

    def is_first(self, number: int) -> bool:
        """Whether a layer looks at the image, with no other layer before it."""
        return self.depth(number) == 1

    def call(self, number: int) -> Call:
        """The call that gives a tensor."""
        return self.graph.calls[number - self.graph.first]

    def is_gate(self, number: int) -> bool:
        """Whether a tensor is a sigmoid or a softmax, scaled, moved or resampled at most."""
        while number >= self.graph.first:
            call = self.call(number)
            if call.operator in GATES:
                return True
            inputs = varying(call)
            if len(inputs) != 1 or factors(call) is not None:
                return False
            if call.operator not in MAKERS and not is_elementwise(call.operator):
                return False
            number = call.inputs[inputs[0]]
        return False


def lineage(graph: TracedGraph, fixed: Values, own: Collection[int]) -> Lineage:
    """
    Args:
        fixed: the constants, and what is made of them.
        own: addresses of the network's weights, as ``data_ptr`` gives them.
    """
    owned = {n for n, t in enumerate(graph.constants, 1) if t.data_ptr() in own}
    layers: set[int] = set()
    shifts: set[int] = set()
    behind: dict[int, int] = {}
    for number, call in enumerate(graph.calls, graph.first):
        if not any(call.varies):
            if not owned.isdisjoint(call.inputs):
                owned.add(number)
            continue
        for source in call.inputs:
            behind[number] = behind.get(number, 0) | behind.get(source, 0)
        weight = _weight(call)
        if weight is None or call.inputs[weight] not in owned:
            continue
        if mixes_nothing(call, fixed):
            shifts.add(number)
        else:
            behind[number] |= 1 << len(layers)
            layers.add(number)
    return Lineage(graph, frozenset(layers), frozenset(shifts), behind)


def _weight(call: Call) -> Optional[int]:
    """The factor that does not depend on the image; None where both do."""
    found = factors(call)
    constant = [] if found is None else [each for each in found if not call.varies[each]]
    return constant[0] if len(constant) == 1 else None


def mixes_nothing(call: Call, fixed: Values) -> bool:
    """Whether a convolution gives each channel a factor and a constant of its own, as the fixed
    mean shifts of EDSR do."""
    shape: Sequence[int] = call.input_shapes[1]
    if call.operator is not aten.convolution.default or any(side != 1 for side in shape[2:]):
        return False
    if call.input_shapes[0] != call.shape:
        return False
    found = fixed.get(call.inputs[1])
    if found is None:  # nothing that is looked at needs it
        return False
    weight = found.flatten(1)
    if weight.shape[1] == 1:
        return True
    return weight.shape[0] == weight.shape[1] and bool((weight == weight.diag().diag()).all())
