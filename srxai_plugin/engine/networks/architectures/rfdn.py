"""RFDN: Residual Feature Distillation Network for Lightweight Image Super-Resolution.

Liu et al., ECCV Workshops 2020. Layout of the authors' code (njulj/RFDN: ``fea_conv``, ``B1`` …,
``c``, ``LR_conv``, ``upsampler``), whose published model works on 0-255.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.engine.networks.architectures.blocks import ESA, Distillation, conv1, conv3
from srxai_plugin.engine.networks.architectures.reading import count, has, load_strictly, scale_of
from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict
from srxai_plugin.engine.networks.behaviour.ramp import value_range


def lrelu(x: Tensor) -> Tensor:
    """LeakyReLU with the slope of the authors' code, 0.05."""
    return F.leaky_relu(x, 0.05)


class RFDB(nn.Module):
    """A 1×1 convolution distils at each of three shallow residual steps (fig. 3)."""

    def __init__(self, features: int, distilled: int, squeezed: int) -> None:
        super().__init__()
        for step in (1, 2, 3):
            setattr(self, f"c{step}_d", conv1(features, distilled))
            setattr(self, f"c{step}_r", conv3(features, features))
        self.c4 = conv3(features, distilled)
        self.c5 = conv1(4 * distilled, features)
        self.esa = ESA(features, squeezed, refined=True)

    def forward(self, x: Tensor) -> Tensor:
        distilled = []
        for step in (1, 2, 3):
            distilled.append(lrelu(getattr(self, f"c{step}_d")(x)))
            x = lrelu(getattr(self, f"c{step}_r")(x) + x)
        distilled.append(lrelu(self.c4(x)))
        return self.esa(self.c5(torch.cat(distilled, 1)))


class RFDN(Distillation):
    """(N, C, h, w) → (N, C, s·h, s·w); h and w of 15 at least."""

    def __init__(self, scale: int, bands: int, features: int, blocks: int) -> None:
        modules = [RFDB(features, features // 2, features // 4) for _ in range(blocks)]
        super().__init__(scale, bands, features, "B", modules)


class RFDNArchitecture(Architecture):
    id = "rfdn"
    name = "RFDN"
    paper = (
        "Liu et al., Residual Feature Distillation Network for Lightweight Image "
        "Super-Resolution, 2020"
    )
    layout = "njulj/RFDN (the authors)"
    local = False

    def detect(self, state: StateDict) -> bool:
        return has(state, "fea_conv.weight", "B1.c1_d.weight", "B1.esa.conv_max.weight")

    def read(self, state: StateDict) -> Reading:
        features, bands = state["fea_conv.weight"].shape[:2]
        scale = scale_of([state["upsampler.0.weight"].shape[0] // bands], self.name)
        module = RFDN(scale, bands, features, count(state, r"B(\d+)\."))
        load_strictly(module, state, self.name)
        return Reading(module, scale, bands, value_range(module, scale, bands))

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        return RFDN(scale, bands, features, blocks)
