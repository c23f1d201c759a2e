"""IMDN: Lightweight Image Super-Resolution with Information Multi-Distillation Network.

Hui et al., ACM Multimedia 2019. Layout of the authors' code (Zheng222/IMDN: ``fea_conv``,
``IMDB1`` …, ``c``, ``LR_conv``, ``upsampler``), which works on 0-1.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.engine.networks.architectures.blocks import Distillation, conv1, conv3
from srxai_plugin.engine.networks.architectures.reading import count, has, load_strictly, scale_of
from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict

TINY = 1e-20
"""Keeps the slope of the standard deviation finite where a channel is flat."""


class CCA(nn.Module):
    """Contrast-aware channel attention: standard deviation plus mean (fig. 4)."""

    def __init__(self, features: int, squeezed: int) -> None:
        super().__init__()
        self.conv_du = nn.Sequential(
            conv1(features, squeezed), nn.ReLU(), conv1(squeezed, features), nn.Sigmoid()
        )

    def forward(self, x: Tensor) -> Tensor:
        mean = x.mean((2, 3), keepdim=True)
        variance = (x - mean).square().mean((2, 3), keepdim=True)
        return x * self.conv_du(variance.clamp_min(TINY).sqrt() + mean)


class IMDModule(nn.Module):
    """Three times a quarter of the channels is kept and the rest refined (fig. 3)."""

    def __init__(self, features: int, squeezed: int) -> None:
        super().__init__()
        self.kept = features // 4
        self.passed = features - self.kept
        self.c1 = conv3(features, features)
        self.c2 = conv3(self.passed, features)
        self.c3 = conv3(self.passed, features)
        self.c4 = conv3(self.passed, self.kept)
        self.c5 = conv1(features, features)
        self.cca = CCA(4 * self.kept, squeezed)

    def forward(self, x: Tensor) -> Tensor:
        distilled, remaining = [], x
        for conv in (self.c1, self.c2, self.c3):
            refined = F.leaky_relu(conv(remaining), 0.05)
            kept, remaining = refined.split((self.kept, self.passed), 1)
            distilled.append(kept)
        distilled.append(self.c4(remaining))
        return x + self.c5(self.cca(torch.cat(distilled, 1)))


class IMDN(Distillation):
    """(N, C, h, w) → (N, C, s·h, s·w)."""

    def __init__(self, scale: int, bands: int, features: int, blocks: int, squeezed: int) -> None:
        modules = [IMDModule(features, squeezed) for _ in range(blocks)]
        super().__init__(scale, bands, features, "IMDB", modules)


class IMDNArchitecture(Architecture):
    id = "imdn"
    name = "IMDN"
    paper = (
        "Hui et al., Lightweight Image Super-Resolution with Information Multi-Distillation "
        "Network, 2019"
    )
    layout = "Zheng222/IMDN (the authors)"
    local = False

    def detect(self, state: StateDict) -> bool:
        return has(state, "fea_conv.weight", "IMDB1.c1.weight", "IMDB1.cca.conv_du.0.weight")

    def read(self, state: StateDict) -> Reading:
        features, bands = state["fea_conv.weight"].shape[:2]
        scale = scale_of([state["upsampler.0.weight"].shape[0] // bands], self.name)
        blocks = count(state, r"IMDB(\d+)\.")
        squeezed = state["IMDB1.cca.conv_du.0.weight"].shape[0]
        module = IMDN(scale, bands, features, blocks, squeezed)
        load_strictly(module, state, self.name)
        return Reading(module, scale, bands)

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        return IMDN(scale, bands, features, blocks, max(1, features // 16))
