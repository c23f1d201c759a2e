"""RFDN: Residual Feature Distillation Network for Lightweight Image Super-Resolution.

Liu et al., ECCV Workshops 2020. Layout of the authors' code (njulj/RFDN: ``fea_conv``, ``B1`` …,
``c``, ``LR_conv``, ``upsampler``), whose published model works on 0-255. Re-parametrised variants
of efficiency challenges have the same layout and forward. Two of NTIRE2022_ESR have another: in
team13_rfdn_dilated the second and third convolution of a block look 2 and 5 pixels away, and
team40_rfdn_pruned adds no step's input to it. No tensor says so; a pattern of edges tells (see
``behaviour.pattern``).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.engine.networks.architectures.blocks import ESA, Distillation, conv1, conv3
from srxai_plugin.engine.networks.architectures.reading import count, has, load_strictly, scale_of
from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict
from srxai_plugin.engine.networks.behaviour.pattern import gain
from srxai_plugin.engine.networks.behaviour.ramp import value_range

CLEARLY = 0.2
"""dB by which one forward brings edges back better than the usual one, and than bicubic
interpolation, where weights were trained in it. For the published dilated one it is 0.7, and 2.9;
those of the usual forward are worse by 1.3 at least in that one."""


@dataclass(frozen=True)
class Steps:
    """What no weight tells of a block's three steps."""

    dilations: tuple[int, int, int] = (1, 1, 1)
    residual: bool = True
    """Whether a step's input is added to its convolution's output."""


USUAL = Steps()
OTHERS = (Steps(dilations=(1, 2, 5)), Steps(residual=False))


def lrelu(x: Tensor) -> Tensor:
    """LeakyReLU with the slope of the authors' code, 0.05."""
    return F.leaky_relu(x, 0.05)


class RFDB(nn.Module):
    """A 1×1 convolution distils at each of three shallow residual steps (fig. 3)."""

    def __init__(self, features: int, distilled: int, squeezed: int, steps: Steps = USUAL) -> None:
        super().__init__()
        self.residual = steps.residual
        for step, away in enumerate(steps.dilations, 1):
            conv = nn.Conv2d(features, features, 3, padding=away, dilation=away)
            setattr(self, f"c{step}_d", conv1(features, distilled))
            setattr(self, f"c{step}_r", conv)
        self.c4 = conv3(features, distilled)
        self.c5 = conv1(4 * distilled, features)
        self.esa = ESA(features, squeezed, refined=True)

    def forward(self, x: Tensor) -> Tensor:
        distilled = []
        for step in (1, 2, 3):
            distilled.append(lrelu(getattr(self, f"c{step}_d")(x)))
            refined = getattr(self, f"c{step}_r")(x)
            x = lrelu(refined + x if self.residual else refined)
        distilled.append(lrelu(self.c4(x)))
        return self.esa(self.c5(torch.cat(distilled, 1)))


class RFDN(Distillation):
    """(N, C, h, w) → (N, C, s·h, s·w); h and w of 15 at least."""

    def __init__(
        self,
        scale: int,
        bands: int,
        features: int,
        blocks: int,
        squeezed: int | None = None,
        steps: Steps = USUAL,
    ) -> None:
        modules = [
            RFDB(features, features // 2, squeezed or features // 4, steps) for _ in range(blocks)
        ]
        super().__init__(scale, bands, features, "B", modules)


class RFDNArchitecture(Architecture):
    id = "rfdn"
    name = "RFDN"
    paper = (
        "Liu et al., Residual Feature Distillation Network for Lightweight Image "
        "Super-Resolution, 2020"
    )
    layout = "njulj/RFDN (the authors); ofsoundof/NTIRE2022_ESR (dilated and pruned, too)"
    local = False

    def detect(self, state: StateDict) -> bool:
        return has(state, "fea_conv.weight", "B1.c1_d.weight", "B1.esa.conv_max.weight")

    def read(self, state: StateDict) -> Reading:
        features, bands = state["fea_conv.weight"].shape[:2]
        scale = scale_of([state["upsampler.0.weight"].shape[0] // bands], self.name)
        blocks = count(state, r"B(\d+)\.")
        squeezed = state["B1.esa.conv1.weight"].shape[0]

        def reading(steps: Steps) -> tuple[Reading, float]:
            module = RFDN(scale, bands, features, blocks, squeezed, steps)
            load_strictly(module, state, self.name)
            read = Reading(module, scale, bands, value_range(module, scale, bands))
            return read, gain(read.ranged, scale, bands)

        usual, least = reading(USUAL)
        found, most = max((reading(steps) for steps in OTHERS), key=lambda other: other[1])
        return found if most > max(least, 0) + CLEARLY else usual

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        return RFDN(scale, bands, features, blocks)
