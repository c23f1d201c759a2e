"""AMVE-SR: activation maps propagated layer by layer (Yao et al., IEEE GRSL 2026).

Only the paper's abstract is public. This is our reading of it, each choice a named parameter:

- *texture-based gradient response*: the response g^l = ∂D/∂A^l of the region's texture meets the
  textural change of the activation, A^l(x) − A^l(x'), with x' the image without its texture
  (blurred); M^l = N(|Σ_k g^l_k ⊙ (A^l_k − A'^l_k)|), N = divided by the maximum;
- *recursion from the deepest layer to the input*: what flows on to the layer below is
  g^l ⊙ (M^l)^γ, so that each layer's map conditions the next shallower one;
- the result is the map of the input itself, A^0 = x.

Stages are the outputs of all convolutions at the network's LR working resolution.
Two forward passes and one backward pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor, nn

from srxai_plugin.engine.attribution.base import (
    AttributionMethod,
    Objective,
    RawAttribution,
    Tick,
    gradient,
    normalise,
)
from srxai_plugin.engine.attribution.blur import KERNEL, SIGMA, blur
from srxai_plugin.engine.attribution.parameters import parameter
from srxai_plugin.engine.networks.base import SRNetwork


@dataclass(frozen=True)
class AMVESR(AttributionMethod):
    """Activation maps gated layer by layer on the way back from the region to the input."""

    id: ClassVar[str] = "amve-sr"
    name: ClassVar[str] = "AMVE-SR"
    sentence: ClassVar[str] = (
        "Follows the region's texture back through the network, layer by layer; the fast one."
    )

    gamma: float = parameter(
        1.0,
        "How strongly each layer's map gates the layers below it; 0 does not.",
        low=0.0,
        high=8.0,
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
        return 1

    def attribute(
        self, network: SRNetwork, lr: Tensor, objective: Objective, tick: Tick
    ) -> RawAttribution:
        reference = blur(lr, self.sigma, self.kernel)
        without_texture = _activations(network, reference)
        with _gates(network.module, without_texture, self.gamma):
            slope, _ = gradient(network, objective, lr)
        tick()
        return RawAttribution(slope * (lr - reference), evaluations=1)


def _activations(network: SRNetwork, image: Tensor) -> dict[nn.Module, list[Tensor]]:
    """A' by stage, one for each call of the module in the pass.

    Working resolution is the first convolution's output size, not the image's: networks with
    windows pad inside, and no stage of theirs would have the image's size.
    """
    recorded: dict[nn.Module, list[Tensor]] = {}
    resolution: list[torch.Size] = []

    def record(module: nn.Module, _inputs: object, output: Tensor) -> None:
        resolution[:] = resolution or [output.shape[-2:]]
        if output.shape[-2:] == resolution[0]:
            # A copy: the next layer may well be an in-place ReLU.
            recorded.setdefault(module, []).append(output.clone())

    with _hooked(_convolutions(network.module), record), torch.no_grad():
        network(image[None].contiguous(memory_format=torch.channels_last))
    return recorded


@contextmanager
def _gates(
    module: nn.Module, without_texture: dict[nn.Module, list[Tensor]], gamma: float
) -> Iterator[None]:
    """Within, a backward pass through ``module`` is gated at every stage by that stage's map."""
    calls = {stage: iter(references) for stage, references in without_texture.items()}

    def gate(stage: nn.Module, _inputs: object, output: Tensor) -> None:
        change = output.detach() - next(calls[stage])

        def gated(response: Tensor) -> Tensor:
            stage_map = normalise((response * change).sum(1, keepdim=True).abs())
            return response * stage_map**gamma

        output.register_hook(gated)

    with _hooked(list(without_texture), gate):
        yield


def _convolutions(module: nn.Module) -> list[nn.Module]:
    return [m for m in module.modules() if isinstance(m, nn.Conv2d)]


@contextmanager
def _hooked(modules: list[nn.Module], hook: object) -> Iterator[None]:
    handles = [module.register_forward_hook(hook) for module in modules]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
