"""Occlusion: a patch of the image is covered, and the question asked again."""

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
from srxai_plugin.engine.attribution.baseline import baseline_image, baseline_parameter
from srxai_plugin.engine.attribution.methods.captum_bridge import CaptumForward
from srxai_plugin.engine.attribution.parameters import parameter
from srxai_plugin.engine.networks.base import SRNetwork

PASSES = 3
"""Forward passes that cost what a gradient evaluation does."""


@dataclass(frozen=True)
class Occlusion(AttributionMethod):
    """D(x) − D(x with a patch covered), a pixel's mean over the patches on it (Zeiler & Fergus,
    ECCV 2014, section 4.2), by Captum.

    The number of places is bounded, not their distance: any tile takes the same time in passes.
    """

    id: ClassVar[str] = "occlusion"
    name: ClassVar[str] = "Occlusion"
    sentence: ClassVar[str] = (
        "Covers one patch after another and looks how much of the region's texture goes with it."
    )
    family: ClassVar[str] = "perturbation"
    note: ClassVar[str] = (
        "A covered patch has an edge, which is texture of its own that the network sharpens; so it "
        "is filled with the blurred image unless you choose black."
    )

    places: int = parameter(
        16,
        "Patches along the longer side of the tile; a forward pass each.",
        low=1,
        high=1024,
    )
    overlap: int = parameter(
        2, "Side of a patch, in distances between neighbouring patches.", low=1, high=8
    )
    baseline: str = baseline_parameter()

    def evaluations(self) -> int:
        """Evaluations for a square tile; a longer one takes fewer."""
        return -(-(self.places**2 + 1) // PASSES)

    def attribute(
        self, network: SRNetwork, lr: Tensor, objective: ScalarTarget, tick: Tick
    ) -> RawAttribution:
        from captum.attr import Occlusion as Captum

        bands, height, width = lr.shape
        stride = -(-max(height, width) // self.places)
        sides = [min(side, stride * self.overlap) for side in (height, width)]
        question = CaptumForward(network, objective, tick, every=PASSES)
        with torch.no_grad():
            raw = Captum(question).attribute(
                lr[None],
                sliding_window_shapes=(bands, *sides),
                strides=(bands, *(min(stride, side) for side in sides)),
                baselines=baseline_image(self.baseline, lr)[None],
            )
        # Every band of a covered patch has the same figure; one stands for all.
        return RawAttribution(raw[0, :1].to(lr.dtype), self.evaluations())
