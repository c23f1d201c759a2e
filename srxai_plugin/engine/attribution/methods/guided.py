"""Guided backpropagation, and its product with Grad-CAM."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.attribution.base import (
    AttributionMethod,
    RawAttribution,
    ScalarTarget,
    Tick,
    gradient,
)
from srxai_plugin.engine.attribution.methods.cam import GradCAM, layer_parameter
from srxai_plugin.engine.networks.base import SRNetwork


@dataclass(frozen=True)
class GuidedBackpropagation(AttributionMethod):
    """Gradient whose negative part is dropped at every ReLU (Springenberg et al., ICLR Workshop
    2015, section 3.4).

    Nearly independent of the weights: Adebayo et al., Sanity Checks for Saliency Maps, NeurIPS
    2018.
    """

    id: ClassVar[str] = "guided-backpropagation"
    name: ClassVar[str] = "Guided backpropagation"
    sentence: ClassVar[str] = (
        "The gradient with only what speaks for the region let through at every ReLU; looks crisp."
    )
    family: ClassVar[str] = "gradient"
    note: ClassVar[str] = (
        "It says little about the network: its maps stay almost the same when the weights are "
        "replaced by random ones."
    )

    def evaluations(self) -> int:
        return 1

    def attribute(
        self, network: SRNetwork, lr: Tensor, objective: ScalarTarget, tick: Tick
    ) -> RawAttribution:
        raw = guided_gradient(network, objective, lr, self.name)
        tick()
        return RawAttribution(raw, 1)


@dataclass(frozen=True)
class GuidedGradCAM(AttributionMethod):
    """Guided backpropagation ⊙ Grad-CAM (Selvaraju et al., ICCV 2017, section 3.2)."""

    id: ClassVar[str] = "guided-grad-cam"
    name: ClassVar[str] = "Guided Grad-CAM"
    sentence: ClassVar[str] = (
        "Guided backpropagation where Grad-CAM is warm: its fine lines, kept to the active places."
    )
    family: ClassVar[str] = "class activation"
    note: ClassVar[str] = (
        "It has the faults of both: little about the weights, and no semantic channels in "
        "super-resolution to point with."
    )

    layer: str = layer_parameter()

    def evaluations(self) -> int:
        return 2

    def attribute(
        self, network: SRNetwork, lr: Tensor, objective: ScalarTarget, tick: Tick
    ) -> RawAttribution:
        guided = guided_gradient(network, objective, lr, self.name)
        tick()
        coarse = GradCAM(self.layer).attribute(network, lr, objective, tick)
        return RawAttribution(guided * coarse.raw, 2, layers=coarse.layers)


def guided_gradient(network: SRNetwork, objective: ScalarTarget, lr: Tensor, method: str) -> Tensor:
    """(C, h, w). Raises BadInput for a network without ReLU modules; ``method`` names who asks."""
    rectifiers = [m for m in network.module.modules() if isinstance(m, nn.ReLU)]
    if not rectifiers:
        raise BadInput(
            f"{method} needs ReLU modules, and {network.id} has none. Choose "
            "another method, such as Integrated gradients or LAM."
        )
    with _only_positive(rectifiers):
        return gradient(network, objective, lr)[0]


@contextmanager
def _only_positive(rectifiers: Sequence[nn.Module]) -> Iterator[None]:
    """Within, a backward pass drops negative gradients at these ReLU modules.

    Not Captum's GuidedBackprop: that rectifies all of the gradient that arrives at a ReLU's input,
    also what skip connections bring there. Each ReLU gets a copy of its input here: its own part of
    the gradient is rectified on it, it may be in place, and it may be called again.
    """

    def rectify(_module: nn.Module, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        copy = inputs[0].clone()
        if copy.requires_grad:
            copy.register_hook(torch.relu)
        # Another copy for the ReLU: in place, it would change the one that holds the hook.
        return (copy.clone(),)

    handles = [module.register_forward_pre_hook(rectify) for module in rectifiers]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
