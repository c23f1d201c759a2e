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
from srxai_plugin.engine.attribution.within import texture_within
from srxai_plugin.engine.cone.ask import Cone, ask
from srxai_plugin.engine.cone.graph import TracedGraph
from srxai_plugin.engine.cone.onward.around import Base
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
    gate: Gate
    references: dict[int, Tensor]
    """Of each stage, without the texture."""
    joint: int
    """Number of the network's output."""
    output: Optional[Tensor] = None
    changes: dict[int, Tensor] = field(default_factory=dict)
    maps: dict[int, Tensor] = field(default_factory=dict)
    """Of each stage, on its box."""

    def see(self, number: int, value: Tensor) -> None:
        if number == self.joint:
            self.output = value
        if number in self.stages.numbers:
            self.changes[number] = value - self.references[number]

    def respond(self, number: int, slope: Tensor) -> Tensor:
        if number not in self.stages.numbers:
            return slope
        change = (slope * self.changes.pop(number)).sum(1, keepdim=True).abs()
        self.maps[number] = change
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


@dataclass(frozen=True, eq=False)
class GatedImages:
    """What flows back to several images, as the passes leave it."""

    slope: Tensor
    """(N, C, h, w)"""
    stages: Stages
    maps: dict[int, Tensor]
    """(N, 1, height, width) of each stage, by its tensor, on the box that is computed of it."""
    output: Tensor
    """(N, D, height, width): what the network gives, on its box."""
    without: Base
    """The pass over the images without their texture."""


def through_cone(
    network: SRNetwork, lr: Tensor, reference: Tensor, objective: ScalarTarget, gate: Gate
) -> Optional[Gated]:
    """The gated response where the cone can be computed alone; None where the tile must be.

    Args:
        lr: (C, h, w), and ``reference`` the same without its texture.
    """
    found = images_through_cone(
        network, lr.detach()[None], reference.detach()[None], objective, gate
    )
    if found is None:
        return None
    boxes, stages = found.without.plan.boxes, found.stages
    maps = []
    for number in stages.numbers:
        if number in found.maps:
            (top, bottom), (left, right) = boxes[number][2:]
            whole = lr.new_zeros(stages.working)
            whole[top:bottom, left:right] = normalise(found.maps[number])[0, 0]
            maps.append((*stages.numbers[number], whole))
    texture = None
    if type(objective) is Texture:
        texture = texture_within(objective, found.without, found.output)[0]
    return Gated(found.slope[0], stages.working, maps, texture)


def images_through_cone(
    network: SRNetwork, images: Tensor, references: Tensor, objective: ScalarTarget, gate: Gate
) -> Optional[GatedImages]:
    """``through_cone`` of several images (N, C, h, w), each gated by its own maps."""
    asked = ask(network, objective, images)
    if not isinstance(asked, Cone) or asked.plan.graph.joint not in asked.plan.boxes:
        return None
    stages = _stages(network, asked.plan, images[0])
    if stages is None:
        return None
    without = asked.base(asked.cut(references))
    gates = _StageGate(stages, gate, without.values, asked.plan.graph.joint)
    slope, _ = asked.slope(asked.cut(images), gates)
    if gates.output is None:
        return None
    return GatedImages(asked.placed(slope, images), stages, gates.maps, gates.output, without)


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
