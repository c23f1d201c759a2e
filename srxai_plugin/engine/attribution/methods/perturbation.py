"""Meaningful perturbation: the smallest blur that takes the region's texture away, learned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor
from torch.nn import functional as F

from srxai_plugin.engine.attribution.base import (
    AttributionMethod,
    RawAttribution,
    ScalarTarget,
    Tick,
    value,
)
from srxai_plugin.engine.attribution.baseline import baseline_image, baseline_parameter
from srxai_plugin.engine.attribution.parameters import parameter
from srxai_plugin.engine.cone.ask import answer
from srxai_plugin.engine.networks.base import SRNetwork

TV_EXPONENT = 3
"""β of the published penalty."""


@dataclass(frozen=True)
class MeaningfulPerturbation(AttributionMethod):
    """Deletion mask (Fong & Vedaldi, ICCV 2017, eq. 3 and section 4.3):

        min over m of  λ₁ · mean(1 − m) + λ₂ · TV_β(m) + D(m ⊙ x + (1 − m) ⊙ x') / |D(x)|

    m in [0, 1] is coarse, resized bilinearly to the image, and starts at 1 (nothing deleted); Adam.
    Divided by |D(x)|, the question is a share like the paper's class score, so that λ₁ reads:
    delete a pixel that holds more of the texture than λ₁ times its share of the tile. Raw is 1 − m.
    """

    id: ClassVar[str] = "meaningful-perturbation"
    name: ClassVar[str] = "Meaningful perturbation"
    sentence: ClassVar[str] = (
        "Learns the smallest part of the image whose blurring takes the region's texture away."
    )
    family: ClassVar[str] = "perturbation"
    note: ClassVar[str] = (
        "Masks can be adversarial: a faint one may upset the network instead of hiding anything; "
        "keep them coarse and smooth."
    )

    iterations: int = parameter(60, "Steps of Adam; one gradient each.", low=1, high=10_000)
    cell: int = parameter(4, "Side of one value of the mask, in LR pixels.", low=1, high=64)
    sparsity: float = parameter(
        1.0, "λ₁: how much texture a deleted share of the tile must carry.", low=0.0, high=100.0
    )
    smoothness: float = parameter(
        0.2, "λ₂: weight of the mask's total variation.", low=0.0, high=100.0
    )
    rate: float = parameter(0.1, "Learning rate of Adam.", low=1e-4, high=1.0)
    baseline: str = baseline_parameter()

    def evaluations(self) -> int:
        return self.iterations

    def attribute(
        self, network: SRNetwork, lr: Tensor, objective: ScalarTarget, tick: Tick
    ) -> RawAttribution:
        size = lr.shape[-2:]
        reference = baseline_image(self.baseline, lr)
        whole = abs(value(network, objective, lr))
        coarse = [-(-side // self.cell) for side in size]
        if not whole:  # no share of nothing
            return RawAttribution(torch.zeros_like(lr[:1]), 0)
        mask = torch.ones(1, 1, *coarse, dtype=lr.dtype, device=lr.device, requires_grad=True)
        adam = torch.optim.Adam([mask], lr=self.rate)
        for _ in range(self.iterations):
            with torch.enable_grad():
                kept = _onto(mask, size)
                image = kept * lr + (1 - kept) * reference
                share = answer(network, objective, image).sum() / whole
                loss = share + self.sparsity * (1 - mask).mean()
                loss = loss + self.smoothness * _variation(mask)
                (mask.grad,) = torch.autograd.grad(loss, mask)
            adam.step()
            with torch.no_grad():
                mask.clamp_(0, 1)
            tick()
        deleted = 1 - _onto(mask.detach(), size)
        return RawAttribution(deleted[0], self.iterations)


def _onto(mask: Tensor, size: torch.Size) -> Tensor:
    return F.interpolate(mask, size=tuple(size), mode="bilinear", align_corners=False)


def _variation(mask: Tensor) -> Tensor:
    """Σ |m − neighbour|^β, as a mean over the mask, of rows and of columns."""
    steps = (mask.diff(dim=dimension).abs() ** TV_EXPONENT for dimension in (-2, -1))
    return torch.stack([step.sum() for step in steps]).sum() / mask.numel()
