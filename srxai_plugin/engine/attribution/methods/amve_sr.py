"""AMVE-SR: activation map-based visual explanation (Yao et al., IEEE GRSL 23, 5000805, 2026), as
its authors published it: layer-wise relevance propagation from the output convolution to the input.

The relevance of the last layer, ReLU(∂D/∂A ⊙ A) with D the Sobel texture of the region, is run
down by the z⁺ rule with signed inputs, at the first layer by the zB rule; activations, norms and
mean shifts pass it unchanged, and skip connections are ignored. What the paper does not treat is
in ``engine.cone.relevance``: each operator by a rule of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Optional

from torch import Tensor

from srxai_plugin.contract.errors import Unsupported
from srxai_plugin.engine.attribution.base import (
    AttributionMethod,
    RawAttribution,
    ScalarTarget,
    Tick,
)
from srxai_plugin.engine.attribution.layer_maps import LayerMaps
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.attribution.parameters import parameter
from srxai_plugin.engine.attribution.sobel import Sobel
from srxai_plugin.engine.cone.ask import Cone, ask
from srxai_plugin.engine.cone.relevance.choice import Choice
from srxai_plugin.engine.cone.relevance.course import course
from srxai_plugin.engine.cone.relevance.lineage import Lineage, lineage
from srxai_plugin.engine.cone.relevance.prefix import extremes
from srxai_plugin.engine.cone.relevance.rules import Unfollowed
from srxai_plugin.engine.cone.relevance.start import STRETCH
from srxai_plugin.engine.cone.relevance.walk import Relevance, Walk
from srxai_plugin.engine.networks.base import SRNetwork

LOW = 0.1
"""Share of the relevance that reached the image under which the map tells little of the rest. With
the published rules a trained EDSR keeps anything from 0.09 to all of it, with skips that are split
at least 0.96."""

SPLIT_THEM = "Set its skips to split, which keeps more of it, or read its map with care."


@dataclass(frozen=True)
class AMVESR(AttributionMethod):
    """Relevance of the region's edges, run down the network layer by layer."""

    id: ClassVar[str] = "amve-sr"
    name: ClassVar[str] = "AMVE-SR"
    sentence: ClassVar[str] = (
        "Runs the relevance of the region's edges down the network, layer by layer, as published."
    )

    skips: str = parameter(
        "ignored",
        "ignored takes nothing down a skip connection, as published; split shares the relevance "
        "between a skip and its branch by what each contributes, so that less of it is lost.",
        choices=("ignored", "split"),
    )
    precision: str = parameter(
        "single",
        "double computes all that relevance starts from in double precision, which takes half as "
        "long again: where a region is nearly flat, rounding moves the last layer's map by 1e-6.",
        choices=("single", "double"),
    )

    def evaluations(self) -> int:
        return 1

    def attribute(
        self, network: SRNetwork, lr: Tensor, objective: ScalarTarget, tick: Tick
    ) -> RawAttribution:
        stretch = 1.0 if self.precision == "double" else STRETCH
        question, is_split = published(objective), self.skips == "split"
        found, maps = relevance(network, lr, question, is_split, stretch)
        tick()
        return RawAttribution(
            found.image[0],
            evaluations=1,
            layers=maps.on_lr((lr.shape[-2], lr.shape[-1])),
            kept=found.kept,
            is_stretched=True,
            warnings=doubts(self.name, found.kept, *(() if is_split else (SPLIT_THEM,))),
        )


def published(objective: ScalarTarget) -> ScalarTarget:
    """The authors' own texture for the question of texture; other questions as they are."""
    if type(objective) is Texture:
        return Sobel(objective.region, objective.mask)
    return objective


def relevance(
    network: SRNetwork,
    lr: Tensor,
    objective: ScalarTarget,
    is_split: bool = False,
    stretch: float = STRETCH,
) -> tuple[Relevance, LayerMaps]:
    """Relevance of ``objective(network(lr))`` at the image ``lr`` (C, h, w), as (1, C, h, w), and
    at the input of every convolution.

    Args:
        is_split: whether a skip connection gets what it contributes, or nothing.
        stretch: share of the network that is computed in double precision for the start.

    Raises:
        Unsupported: the network cannot be followed; says why.
    """
    images = lr.detach()[None]
    cone, line = followed(network, objective, images)
    whole = extremes(cone.plan, images)
    way = course(cone.plan.steps, Choice(line, is_split, whole))
    if not way.starts:
        raise unfollowed(network, "the region sees none of its layers")
    maps = LayerMaps(network, line)
    walk = Walk(cone.plan, cone.ready, way)
    try:
        found = walk.from_gradient(cone.cut(images), maps.look, stretch)
    except Unfollowed as error:
        raise unfollowed(network, str(error)) from error
    image = cone.placed(found.image, images)
    return Relevance(finite(network, image), found.started), maps


def followed(network: SRNetwork, objective: ScalarTarget, images: Tensor) -> tuple[Cone, Lineage]:
    """What the question sees of the network, and what lies behind each of its tensors. Raises
    Unsupported for a network that cannot be traced, or has no trained layer."""
    asked = ask(network, objective, images)
    if not isinstance(asked, Cone):
        raise unfollowed(network, asked.reason)
    module = network.module
    own = {tensor.data_ptr() for tensor in (*module.parameters(), *module.buffers())}
    line = lineage(asked.plan.graph, asked.ready.fixed, own)
    if not line.layers:
        raise unfollowed(network, "it has no trained convolution")
    return asked, line


def unfollowed(network: SRNetwork, reason: Optional[str]) -> Unsupported:
    """The error for a network through which relevance cannot be followed."""
    return Unsupported(
        f"Relevance cannot be followed through {network.id}: {reason}. Choose a method that takes "
        "gradients alone: LAM, Integrated gradients or Gradient."
    )


def finite(network: SRNetwork, image: Tensor) -> Tensor:
    """The relevance itself. Raises Unsupported where it left the range of numbers."""
    if not bool(image.isfinite().all()):
        raise unfollowed(network, "on the way it grows beyond all numbers")
    return image


def doubts(
    name: str, kept: Optional[float], advice: str = "Read its map with care."
) -> tuple[str, ...]:
    """A sentence for the result where little of the relevance reached the image."""
    if kept is None or kept >= LOW:
        return ()
    return (
        f"Only {kept:.1%} of the relevance that {name} started with reached the image; the rest "
        f"was lost in layers where nothing contributed to it. {advice}",
    )
