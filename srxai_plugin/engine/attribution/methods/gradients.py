"""Gradients of the question with respect to the image: alone, times the image, along a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from torch import Tensor

from srxai_plugin.engine.attribution.base import (
    AttributionMethod,
    RawAttribution,
    ScalarTarget,
    Tick,
    value,
)
from srxai_plugin.engine.attribution.baseline import baseline_image, baseline_parameter
from srxai_plugin.engine.attribution.methods.captum_bridge import CaptumForward, leaf
from srxai_plugin.engine.attribution.parameters import parameter
from srxai_plugin.engine.networks.base import SRNetwork


@dataclass(frozen=True)
class Gradient(AttributionMethod):
    """∂D/∂x (Simonyan, Vedaldi & Zisserman, ICLR Workshop 2014), with its sign.

    Saturation: Sundararajan, Taly & Yan, ICML 2017, section 2.
    """

    id: ClassVar[str] = "gradient"
    name: ClassVar[str] = "Gradient"
    sentence: ClassVar[str] = (
        "How much the region changes when a pixel changes by a very little; the simplest question."
    )
    family: ClassVar[str] = "gradient"
    note: ClassVar[str] = (
        "It saturates: a pixel that the region already relies on fully may get nothing, and it "
        "tells sensitivity, not what made the detail."
    )

    def evaluations(self) -> int:
        return 1

    def attribute(
        self, network: SRNetwork, lr: Tensor, objective: ScalarTarget, tick: Tick
    ) -> RawAttribution:
        from captum.attr import Saliency

        asked = Saliency(CaptumForward(network, objective, tick))
        return RawAttribution(asked.attribute(leaf(lr), abs=False)[0].detach(), 1)


@dataclass(frozen=True)
class GradientXInput(AttributionMethod):
    """x ⊙ ∂D/∂x (Shrikumar et al., Not just a black box, 2016)."""

    id: ClassVar[str] = "gradient-x-input"
    name: ClassVar[str] = "Gradient × input"
    sentence: ClassVar[str] = (
        "The gradient weighed by the pixel's own value: bright pixels that the region reacts to."
    )
    family: ClassVar[str] = "gradient"
    note: ClassVar[str] = (
        "It favours bright pixels whatever their texture, gives black ones nothing, and saturates "
        "like the gradient."
    )

    def evaluations(self) -> int:
        return 1

    def attribute(
        self, network: SRNetwork, lr: Tensor, objective: ScalarTarget, tick: Tick
    ) -> RawAttribution:
        from captum.attr import InputXGradient

        asked = InputXGradient(CaptumForward(network, objective, tick))
        return RawAttribution(asked.attribute(leaf(lr))[0].detach(), 1)


@dataclass(frozen=True)
class IntegratedGradients(AttributionMethod):
    """(x − x') ⊙ ∫₀¹ ∂D/∂x(x' + t(x − x')) dt (Sundararajan, Taly & Yan, ICML 2017, eq. 1).

    Midpoints, for ReLU and the root in the texture have kinks that Gauss-Legendre nodes do not
    suit. On the baseline: Gu & Dong, CVPR 2021, section 3.2: black takes the brightness, which
    super-resolution preserves, and passes through images that no network was trained on.
    """

    id: ClassVar[str] = "integrated-gradients"
    name: ClassVar[str] = "Integrated gradients"
    sentence: ClassVar[str] = (
        "Adds up the gradient on the straight way from an image without detail to the image itself."
    )
    family: ClassVar[str] = "gradient"
    note: ClassVar[str] = (
        "From black it explains brightness rather than texture, through images unlike any that the "
        "network learned from; keep the blurred baseline, or use LAM."
    )

    baseline: str = baseline_parameter()
    steps: int = parameter(25, "Gradient evaluations along the line.", low=1, high=10_000)

    def evaluations(self) -> int:
        return self.steps

    def attribute(
        self, network: SRNetwork, lr: Tensor, objective: ScalarTarget, tick: Tick
    ) -> RawAttribution:
        from captum.attr import IntegratedGradients as Captum

        start = baseline_image(self.baseline, lr)
        raw = (
            Captum(CaptumForward(network, objective, tick))
            .attribute(
                leaf(lr),
                start[None],
                n_steps=self.steps,
                method="riemann_middle",
                internal_batch_size=1,  # all steps at once would take their sum in memory
            )[0]
            .detach()
        )
        explained = value(network, objective, lr) - value(network, objective, start)
        gap = abs(raw.sum().item() - explained) / abs(explained) if explained else None
        return RawAttribution(raw, self.steps, gap)
