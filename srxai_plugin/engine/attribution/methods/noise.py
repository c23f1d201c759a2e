"""Gradients of noisy copies of the image: their mean and their variance."""

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
from srxai_plugin.engine.attribution.methods.captum_bridge import CaptumForward, leaf
from srxai_plugin.engine.attribution.parameters import parameter
from srxai_plugin.engine.networks.base import SRNetwork


@dataclass(frozen=True)
class _Noisy(AttributionMethod):
    """What both do, by Captum's NoiseTunnel."""

    family: ClassVar[str] = "gradient"
    note: ClassVar[str] = (
        "Noise is texture too: with much of it, the map explains the noise and not the region."
    )
    statistic: ClassVar[str]
    """As NoiseTunnel names it."""

    noise: float = parameter(
        0.02,
        "Standard deviation of the noise, as a share of the value range; classifiers take 0.1 to "
        "0.2, which drowns a region's texture.",
        low=0.0,
        high=1.0,
    )
    samples: int = parameter(25, "Noisy copies; one gradient each.", low=2, high=10_000)
    seed: int = parameter(0, "Of the noise: the same seed, the same map.", low=0, high=2**31 - 1)

    def evaluations(self) -> int:
        return self.samples

    def attribute(
        self, network: SRNetwork, lr: Tensor, objective: ScalarTarget, tick: Tick
    ) -> RawAttribution:
        from captum.attr import NoiseTunnel, Saliency

        tunnel = NoiseTunnel(Saliency(CaptumForward(network, objective, tick)))
        devices = [lr.device] if lr.is_cuda else []
        with torch.random.fork_rng(devices):  # Captum draws from torch's own generator
            torch.manual_seed(self.seed)
            raw = tunnel.attribute(
                leaf(lr),
                nt_type=self.statistic,
                nt_samples=self.samples,
                nt_samples_batch_size=1,
                stdevs=float(self.noise),
                abs=False,
            )
        return RawAttribution(raw[0].detach(), self.samples)


@dataclass(frozen=True)
class SmoothGrad(_Noisy):
    """Mean of ∂D/∂x over noisy copies (Smilkov et al., SmoothGrad, 2017, section 2)."""

    id: ClassVar[str] = "smoothgrad"
    name: ClassVar[str] = "SmoothGrad"
    sentence: ClassVar[str] = (
        "The gradient averaged over slightly noisy copies of the image, which calms its speckle."
    )
    statistic: ClassVar[str] = "smoothgrad"


@dataclass(frozen=True)
class VarGrad(_Noisy):
    """Variance of ∂D/∂x over noisy copies (Adebayo et al., Local Explanation Methods, 2018)."""

    id: ClassVar[str] = "vargrad"
    name: ClassVar[str] = "VarGrad"
    sentence: ClassVar[str] = (
        "Where the gradient varies most between slightly noisy copies of the image; has no sign."
    )
    statistic: ClassVar[str] = "vargrad"
