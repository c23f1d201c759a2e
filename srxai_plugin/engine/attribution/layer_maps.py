"""Relevance at the inputs of a network's convolutions, as maps."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from torch import Tensor

from srxai_plugin.engine.attribution.stages import Resolution, onto_lr
from srxai_plugin.engine.cone.graph import TracedGraph
from srxai_plugin.engine.cone.plan import ConeStep
from srxai_plugin.engine.cone.relevance.lineage import Lineage
from srxai_plugin.engine.networks.base import SRNetwork


@dataclass(eq=False)
class LayerMaps:
    """What a walk shows, filled while it goes."""

    network: SRNetwork
    lineage: Lineage
    found: dict[int, Tensor] = field(default_factory=dict)
    """By the layer's tensor: (H, W) on the layer's own grid, Σ over channels, in units of the
    objective."""

    def look(self, step: ConeStep, target: int, relevance: Tensor) -> None:
        """Keeps the map where the step is a layer that looks at one image (1, C, H, W). Tokens of a
        linear layer are left out, for nothing tells the pixels that they stand for."""
        box, shape = step.work.reads[target], step.work.call.input_shapes[target]
        is_image = len(shape) == 4 and shape[0] == 1
        if step.number not in self.lineage.layers or box is None or not is_image:
            return
        map = relevance.sum(1)[0]
        (top, bottom), (left, right) = box[2:]
        whole = map.new_zeros(shape[2:])
        whole[top:bottom, left:right] = map
        self.found[step.number] = whole

    def named(self) -> dict[str, Tensor]:
        """The maps as they are, by the dotted names of their layers, the shallowest first."""
        names = _names(self.network, self.lineage.graph)
        return {names[n]: self.found[n] for n in sorted(self.found) if n in names}

    def on_lr(self, size: Resolution) -> tuple[tuple[str, Tensor], ...]:
        """Name and map on the LR grid (h, w), each stretched from its smallest to its largest value
        as AMVE-SR shows them."""
        working = self._working()
        return tuple(
            (name, stretched(onto_lr(map, working, size)).clone())
            for name, map in self.named().items()
        )

    def _working(self) -> Resolution:
        """The first convolution's output size."""
        for number in sorted(self.lineage.layers):
            shape = self.lineage.call(number).shape
            if len(shape) == 4:
                return shape[2], shape[3]
        height, width = self.lineage.graph.image[2:]
        return height, width


def stretched(map: Tensor) -> Tensor:
    """From 0 at its smallest value to 1 at its largest; all zero where it is flat."""
    low, high = map.min(), map.max()
    return (map - low) / (high - low) if high > low else map - low


def _names(network: SRNetwork, graph: TracedGraph) -> dict[int, str]:
    """Of the layers' tensors; a module that is called again has its call told."""
    modules = {
        module.weight.data_ptr(): name
        for name, module in network.module.named_modules()
        if isinstance(getattr(module, "weight", None), Tensor)
    }
    names: dict[int, str] = {}
    met: Counter[str] = Counter()
    for number, call in enumerate(graph.calls, graph.first):
        constants = [n for n, varies in zip(call.inputs, call.varies) if not varies]
        pointers = [graph.constants[n - 1].data_ptr() for n in constants if n < graph.first]
        name = next((modules[p] for p in pointers if p in modules), None)
        if name is not None:
            met[name] += 1
            names[number] = name if met[name] == 1 else f"{name} (call {met[name]})"
    return names
