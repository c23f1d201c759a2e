"""Intervention: every pixel blurred alone, and the region looked at. Slow, and true."""

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
from srxai_plugin.engine.attribution.interventions import Interventions
from srxai_plugin.engine.attribution.parameters import parameter
from srxai_plugin.engine.networks.base import SRNetwork

TICKS = {1: 256, 2: 72, 3: 56}
"""By the side of a block, the last for larger ones too: about what it costs in gradient evaluations
on a tile of 64 × 64 (edsr-x4)."""


@dataclass(frozen=True)
class Intervention(AttributionMethod):
    """I(p) = Σ |t(S(x̃_p)) − t(S(x))|, x̃_p the image with one block blurred: see
    ``attribution.interventions``.

    It is what occlusion is (Zeiler & Fergus, ECCV 2014) with three things changed: a pixel or a
    small block in the place of a large patch, blur in the place of a colour, and the sum of what
    changes anywhere in the region in the place of the change of a sum.
    """

    id: ClassVar[str] = "intervention"
    name: ClassVar[str] = "Intervention"
    sentence: ClassVar[str] = (
        "Blurs one block of pixels after another and measures what changes in the region: the "
        "truth that the other maps estimate."
    )
    family: ClassVar[str] = "perturbation"
    note: ClassVar[str] = (
        "One pixel at a time: what only several pixels together carry does not show, and a tile "
        "takes seconds to minutes."
    )

    block: int = parameter(
        2, "Side of a block in LR pixels; 1 is pixel by pixel, four times as slow.", low=1, high=16
    )

    def evaluations(self) -> int:
        return TICKS[min(self.block, 3)]

    def attribute(
        self, network: SRNetwork, lr: Tensor, objective: ScalarTarget, tick: Tick
    ) -> RawAttribution:
        asked = Interventions(network, lr, objective)
        steps, told, done = asked.groups(self.block), 0, 0

        def share() -> None:
            # As many ticks as were promised, however many groups the tile has.
            nonlocal told, done
            done += 1
            while told * steps < done * self.evaluations():
                told += 1
                tick()

        found = asked.of_tile(self.block, share)
        return RawAttribution(torch.from_numpy(found)[None].to(lr), self.evaluations())
