"""Relevance of the textural change: this project's own variant of AMVE-SR's propagation.

In the place of a tensor X stands what the image's texture makes of it, X(x) − X(x') with x' the
blurred image: biases and whatever the blurred image has too cancel out. Relevance starts at the
network's output as a secant, s ⊙ (S(x) − S(x')), which adds up to D(x) − D(x'); the z⁺ rule runs it
down, skip connections share by what they contribute. Its sum at the image is what the texture
explains of the question, as completeness asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor

from srxai_plugin.engine.attribution.base import (
    AttributionMethod,
    RawAttribution,
    ScalarTarget,
    Tick,
)
from srxai_plugin.engine.attribution.blur import KERNEL, SIGMA, blur
from srxai_plugin.engine.attribution.layer_maps import LayerMaps
from srxai_plugin.engine.attribution.methods.amve_sr import doubts, finite, followed, unfollowed
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.attribution.parameters import parameter
from srxai_plugin.engine.cone.ask import Cone
from srxai_plugin.engine.cone.relevance.choice import Choice
from srxai_plugin.engine.cone.relevance.course import course
from srxai_plugin.engine.cone.relevance.rules import Unfollowed
from srxai_plugin.engine.cone.relevance.walk import Walk
from srxai_plugin.engine.networks.base import SRNetwork

NODES = 16
"""Gradients of a question other than texture, on the line between the two super-resolved images;
they ask the network nothing."""


@dataclass(frozen=True)
class TextureRelevance(AttributionMethod):
    """Relevance of the change that the image's texture makes, run down the network."""

    id: ClassVar[str] = "texture-relevance"
    name: ClassVar[str] = "Texture relevance"
    sentence: ClassVar[str] = (
        "Runs the difference that the image's texture makes down the network, layer by layer."
    )

    sigma: float = parameter(
        SIGMA,
        "Blur that takes the texture out of the reference image, in LR pixels.",
        low=0.1,
        high=10.0,
    )
    kernel: int = parameter(
        KERNEL, "Side of the blur's kernel, in LR pixels.", low=3, high=63, odd=True
    )

    def evaluations(self) -> int:
        return 2

    def attribute(
        self, network: SRNetwork, lr: Tensor, objective: ScalarTarget, tick: Tick
    ) -> RawAttribution:
        images = lr.detach()[None]
        reference = blur(images, self.sigma, self.kernel)
        cone, line = followed(network, objective, images)
        graph = cone.plan.graph
        joint = graph.output if graph.joint is None else graph.joint
        way = course(cone.plan.steps, Choice(line, is_split=True, is_complete=True), start=joint)
        maps = LayerMaps(network, line)

        def start(sr: Tensor, without: Tensor) -> Tensor:
            tick()
            return _secant(cone, objective, sr, without) * (sr - without)

        seen, without = cone.cut(images), cone.cut(reference)
        walk = Walk(cone.plan, cone.ready, way)
        try:
            found = walk.from_change(seen, without, start, maps.look)
        except Unfollowed as error:
            raise unfollowed(network, str(error)) from error
        tick()
        raw = finite(network, cone.placed(found.image, images))[0]
        explained = (cone.value(seen) - cone.value(without)).item()
        gap = abs(raw.double().sum().item() - explained) / abs(explained) if explained else None
        return RawAttribution(
            raw,
            evaluations=2,
            completeness_gap=gap,
            layers=maps.on_lr((lr.shape[-2], lr.shape[-1])),
            kept=found.kept,
            warnings=doubts(self.name, found.kept),
        )


def _secant(cone: Cone, objective: ScalarTarget, sr: Tensor, without: Tensor) -> Tensor:
    """A slope s on what the cone computes of the super-resolved images, with s · (sr − without) the
    difference of the answers: exact for textures, by quadrature for other questions."""
    graph = cone.plan.graph
    (box,) = (step.work.box for step in cone.plan.steps if step.number == graph.joint)
    inner = tuple(slice(*interval) for interval in box)
    shape = graph.shape(graph.output if graph.joint is None else graph.joint)

    def whole(part: Tensor) -> Tensor:
        full = part.new_zeros(shape)
        full[inner] = part
        return full

    images = whole(sr), whole(without)
    if isinstance(objective, Texture):
        return objective.secant(*images)[inner]
    total = torch.zeros_like(sr)
    for node in range(NODES):
        weight = (node + 0.5) / NODES
        with torch.enable_grad():
            middle = (images[0] * weight + images[1] * (1 - weight)).requires_grad_()
            (slope,) = torch.autograd.grad(objective(middle).sum(), middle)
        total += slope[inner] / NODES
    return total
