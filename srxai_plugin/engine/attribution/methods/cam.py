"""Class activation maps with the region's question in place of a class score.

A layer's channels A (K, H, W) and their gradients g = ∂D/∂A become one map; each method weighs the
channels in its own way. Captum's LayerGradCam is not used: it keeps a layer's output without a
copy, which an in-place ReLU behind it then changes.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from srxai_plugin.contract.errors import BadInput, Unsupported
from srxai_plugin.engine.attribution.base import (
    AttributionMethod,
    RawAttribution,
    ScalarTarget,
    Tick,
)
from srxai_plugin.engine.attribution.stages import (
    Resolution,
    candidates,
    fold,
    hooked,
    layer_parameter,
    name_of,
    named,
    onto_lr,
    record,
)
from srxai_plugin.engine.networks.base import SRNetwork


@dataclass(frozen=True)
class _CAM(AttributionMethod):
    """One forward and one backward pass, and one more forward pass to find the layer."""

    family: ClassVar[str] = "class activation"

    layer: str = layer_parameter()

    @staticmethod
    @abstractmethod
    def weigh(activation: Tensor, slope: Tensor) -> Tensor:
        """A and g, both (K, H, W), to the map (H, W) before its negative part is dropped."""

    def evaluations(self) -> int:
        return 1

    def attribute(
        self, network: SRNetwork, lr: Tensor, objective: ScalarTarget, tick: Tick
    ) -> RawAttribution:
        size = (lr.shape[-2], lr.shape[-1])
        working, layer = _layer(network, lr, self.layer)
        activation, slope = _seen(network, lr, objective, layer, working)
        tick()
        map = onto_lr(torch.relu(self.weigh(activation, slope)), working, size)
        return RawAttribution(map[None], 1, layers=((name_of(network, layer), map),))


@dataclass(frozen=True)
class GradCAM(_CAM):
    """ReLU(Σ_k α_k A_k), α_k = mean of g_k (Selvaraju et al., ICCV 2017, eq. 1 and 2).

    Not for super-resolution's shallow layers: Yao et al., IEEE GRSL 2026; its features are not
    semantic: Liu et al., Discovering distinctive 'semantics' in SR networks, 2021.
    """

    id: ClassVar[str] = "grad-cam"
    name: ClassVar[str] = "Grad-CAM"
    sentence: ClassVar[str] = (
        "Where a layer's channels are active that, on the whole, speak for the region."
    )
    note: ClassVar[str] = (
        "Super-resolution has no semantic channels to point with: one weight for a whole channel "
        "lights up texture all over the tile, and shallow layers fail outright."
    )

    @staticmethod
    def weigh(activation: Tensor, slope: Tensor) -> Tensor:
        return (slope.mean((1, 2), keepdim=True) * activation).sum(0)


@dataclass(frozen=True)
class GradCAMPlusPlus(_CAM):
    """Weights Σ_ij α_kij ReLU(g_kij), α = g² / (2 g² + ΣA · g³) (Chattopadhay et al., WACV 2018,
    eq. 19; the score's exponential only scales the map)."""

    id: ClassVar[str] = "grad-cam++"
    name: ClassVar[str] = "Grad-CAM++"
    sentence: ClassVar[str] = (
        "Grad-CAM with a channel's weight taken from the places that speak for the region."
    )
    note: ClassVar[str] = (
        "Its weights assume a class score, and a whole channel shares one: as with Grad-CAM, the "
        "map lights up texture that the region never sees."
    )

    @staticmethod
    def weigh(activation: Tensor, slope: Tensor) -> Tensor:
        square, cube = slope**2, slope**3
        below = 2 * square + activation.sum((1, 2), keepdim=True) * cube
        share = torch.where(below != 0, square / torch.where(below != 0, below, 1.0), 0.0)
        weights = (share * torch.relu(slope)).sum((1, 2), keepdim=True)
        return (weights * activation).sum(0)


@dataclass(frozen=True)
class LayerCAM(_CAM):
    """ReLU(Σ_k ReLU(g_kij) A_kij) (Jiang et al., IEEE TIP 2021, eq. 6 and 7)."""

    id: ClassVar[str] = "layercam"
    name: ClassVar[str] = "LayerCAM"
    sentence: ClassVar[str] = (
        "Where a layer is active and its activity speaks for the region, pixel by pixel."
    )
    note: ClassVar[str] = (
        "It takes each layer's activity as evidence, which super-resolution's features, signed and "
        "without meaning of their own, are not."
    )

    @staticmethod
    def weigh(activation: Tensor, slope: Tensor) -> Tensor:
        return (torch.relu(slope) * activation).sum(0)


@dataclass(frozen=True)
class HiResCAM(_CAM):
    """ReLU(Σ_k g_kij A_kij) (Draelos & Carin, Use HiResCAM instead of Grad-CAM for faithful
    explanations, arXiv 2011.08891, 2020, eq. 4): no weight stands for a whole channel, and none
    loses its sign before the sum."""

    id: ClassVar[str] = "hirescam"
    name: ClassVar[str] = "HiResCAM"
    sentence: ClassVar[str] = (
        "Where a layer's activity, times what it adds to the region, is positive, pixel by pixel."
    )
    note: ClassVar[str] = (
        "It is exact for a layer that one linear layer follows, which no super-resolution network "
        "has on the LR grid: what comes after the layer counts by its gradient alone."
    )

    @staticmethod
    def weigh(activation: Tensor, slope: Tensor) -> Tensor:
        return (slope * activation).sum(0)


def _layer(network: SRNetwork, lr: Tensor, name: str) -> tuple[Resolution, nn.Module]:
    """Working resolution, and the layer that is asked for or else the deepest one there."""
    recording = record(network, lr, candidates(network.module))
    if name:
        layers = named(network, name)
        if len(layers) > 1:
            raise BadInput(f"Give one layer, not several: '{name}'.")
        return recording.working, layers[0]
    if not recording.outputs:
        raise Unsupported(f"{network.id} has no layer at LR working resolution; name one.")
    return recording.working, list(recording.outputs)[-1]


def _seen(
    network: SRNetwork, lr: Tensor, objective: ScalarTarget, layer: nn.Module, working: Resolution
) -> tuple[Tensor, Tensor]:
    """A and g, (K, H, W) each, of the layer's last call in a pass."""
    kept: list[Tensor] = []

    def keep(_module: nn.Module, _inputs: object, output: Any) -> Any:
        if not isinstance(output, Tensor):
            return output
        kept[:] = [output]
        return output.clone()  # what follows may change it in place

    with torch.enable_grad(), hooked([layer], keep):
        image = lr.detach()[None].clone().requires_grad_()
        value = objective(network(image)).sum()
        if not kept or _as_image(kept[0], working) is None:
            raise BadInput(
                f"Layer '{name_of(network, layer)}' of {network.id} gives no image. Name a "
                "convolution, or leave the layer empty."
            )
        (slope,) = torch.autograd.grad(value, kept[0])
    return tuple(_as_image(t.detach(), working)[0] for t in (kept[0], slope))


def _as_image(output: Tensor, working: Resolution) -> Any:
    """(N, K, H, W) of any size, or tokens at working resolution; None for anything else."""
    folded = fold(output, working)
    return output if folded is None and output.ndim == 4 else folded
