"""The gated gradient's two forward passes and its gated backward pass, on what the region can see
alone.

For networks whose stages are convolutions and that can be traced; the same values as on the whole
tile, for outside the cone the response is zero, and with it the map.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Optional
from weakref import WeakKeyDictionary

import torch
from torch import Tensor, nn

from srxai_plugin.engine.attribution.base import ScalarTarget, normalise
from srxai_plugin.engine.attribution.methods.gate import Gate
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.attribution.stages import Resolution, candidates, record
from srxai_plugin.engine.cone.ask import Cone, ask
from srxai_plugin.engine.cone.box import Box
from srxai_plugin.engine.cone.graph import TracedGraph
from srxai_plugin.engine.cone.plan import ConePlan
from srxai_plugin.engine.machine.torch_private import aten
from srxai_plugin.engine.networks.base import SRNetwork

Stage = tuple[nn.Module, int]
"""A module, and which of its calls."""


@dataclass(frozen=True)
class Stages:
    """The stages of a network that a plan computes."""

    working: Resolution
    numbers: dict[int, Stage]
    """By the tensor that each gives, in the order of the calls."""


@dataclass
class _StageGate:
    """What ``run.slopes`` shows, and asks back."""

    stages: Stages
    boxes: dict[int, Box]
    gate: Gate
    joint: Optional[int] = None
    """Number of the network's output."""
    output: Optional[Tensor] = None
    references: dict[int, Tensor] = field(default_factory=dict)
    changes: dict[int, Tensor] = field(default_factory=dict)
    maps: dict[int, Tensor] = field(default_factory=dict)

    def see_reference(self, number: int, value: Tensor) -> None:
        if number in self.stages.numbers:
            self.references[number] = value.clone()  # an operator may be in place

    def see(self, number: int, value: Tensor) -> None:
        if number == self.joint:
            self.output = value
        if number in self.stages.numbers:
            self.changes[number] = value - self.references.pop(number)

    def respond(self, number: int, slope: Tensor) -> Tensor:
        if number not in self.stages.numbers:
            return slope
        change = (slope * self.changes.pop(number)).sum(1, keepdim=True).abs()
        (top, bottom), (left, right) = self.boxes[number][2:]
        whole = change.new_zeros(self.stages.working)
        whole[top:bottom, left:right] = normalise(change)[0, 0]
        self.maps[number] = whole
        return slope * self.gate.opening(change)


@dataclass(frozen=True, eq=False)
class Gated:
    """What comes back through all gates."""

    slope: Tensor
    """(C, h, w): the gated response at the image."""
    working: Resolution
    maps: list[tuple[nn.Module, int, Tensor]]
    """Each stage's call and its map on the working resolution, shallowest first."""
    texture: Optional[Tensor] = None
    """As of ``RawAttribution``."""


def through_cone(
    network: SRNetwork, lr: Tensor, reference: Tensor, objective: ScalarTarget, gate: Gate
) -> Optional[Gated]:
    """The gated response where the cone can be computed alone; None where the tile must be.

    Args:
        lr: (C, h, w), and ``reference`` the same without its texture.
    """
    images = lr.detach()[None]
    asked = ask(network, objective, images)
    if not isinstance(asked, Cone):
        return None
    stages = _stages(network, asked.plan, lr)
    if stages is None:
        return None
    boxes = {step.number: step.work.box for step in asked.plan.steps}
    joint = asked.plan.graph.joint
    gates = _StageGate(stages, boxes, gate, joint)
    asked.value(asked.cut(reference.detach()[None]), gates.see_reference)
    slope, _ = asked.slope(asked.cut(images), gates)
    maps = [(*stages.numbers[n], gates.maps[n]) for n in stages.numbers if n in gates.maps]
    texture = None
    if type(objective) is Texture and gates.output is not None and joint is not None:
        (top, _), (left, _) = boxes[joint][2:]
        there = Texture(objective.region.moved(-left, -top), objective.mask)
        texture = there.of_pixels(gates.output)[0]
    return Gated(asked.placed(slope, images)[0], stages.working, maps, texture)


Calls = Counter[nn.Module]

_met: WeakKeyDictionary[SRNetwork, dict[tuple[int, ...], tuple[Resolution, Calls]]]
_met = WeakKeyDictionary()
"""What a pass over a network's modules meets, by the image's shape: it depends on nothing else."""


def _stages(network: SRNetwork, plan: ConePlan, lr: Tensor) -> Optional[Stages]:
    """None where the graph's convolutions are not, one by one, the stages that a pass over the
    modules meets."""
    found = _in_graph(network, plan.graph)
    known = _met.setdefault(network, {})
    shape = tuple(lr.shape)
    if shape not in known:
        met = record(network, torch.zeros_like(lr), candidates(network.module))
        calls = Counter({module: len(outputs) for module, outputs in met.outputs.items()})
        known[shape] = met.working, calls
    own = None if found is None else Counter(module for module, _ in found.numbers.values())
    return found if found is not None and (found.working, own) == known[shape] else None


def _in_graph(network: SRNetwork, graph: TracedGraph) -> Optional[Stages]:
    """Its 2-D convolutions at the resolution of the first, by the weights that they use."""
    modules = {
        module.weight.data_ptr(): module
        for module in candidates(network.module)
        if isinstance(module, nn.Conv2d)
    }
    working: Optional[Resolution] = None
    numbers: dict[int, Stage] = {}
    met: Counter[nn.Module] = Counter()
    for number, call in enumerate(graph.calls, graph.first):
        if (
            call.operator is not aten.convolution.default
            or not call.varies[0]
            or len(call.shape) != 4
        ):
            continue
        weight = call.inputs[1]
        module = (
            modules.get(graph.constants[weight - 1].data_ptr())
            if 0 < weight < graph.first
            else None
        )
        size = (call.shape[2], call.shape[3])
        if module is None:
            continue
        working = working or size
        if size == working:
            numbers[number] = (module, met[module])
            met[module] += 1
    return None if working is None else Stages(working, numbers)
