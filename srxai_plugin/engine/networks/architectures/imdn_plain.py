"""IMDN without attention: the networks that won the AIM 2019 and AI in RTC challenges.

Hui et al., ACM Multimedia 2019; Zhang et al., AIM 2019 Challenge on Constrained Super-Resolution,
2019. Two layouts load: of the authors' ``IMDN_RTC`` (Zheng222/IMDN: ``model.0``,
``model.1.sub.N.c1``, ``model.2``; a last convolution of 1 × 1) and of cszn/KAIR
(``model.1.sub.N.conv1.0``, ``conv1x1``; of 3 × 3). Both work on 0-1.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.engine.networks.architectures.blocks import conv1, conv3, sub_pixel
from srxai_plugin.engine.networks.architectures.reading import (
    count,
    has,
    load_strictly,
    rename,
    scale_of,
)
from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict

KAIR = [
    (r"\.conv([123])\.0\.", r".c\1."),
    (r"\.conv4\.", ".c4."),
    (r"\.conv1x1\.", ".c5."),
]


class PlainModule(nn.Module):
    """Three times a quarter of the channels is kept and the rest refined."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.kept = features // 4
        self.passed = features - self.kept
        self.c1 = conv3(features, features)
        self.c2 = conv3(self.passed, features)
        self.c3 = conv3(self.passed, features)
        self.c4 = conv3(self.passed, self.kept)
        self.c5 = conv1(4 * self.kept, features)

    def forward(self, x: Tensor) -> Tensor:
        distilled, remaining = [], x
        for conv in (self.c1, self.c2, self.c3):
            refined = F.leaky_relu(conv(remaining), 0.05)
            kept, remaining = refined.split((self.kept, self.passed), 1)
            distilled.append(kept)
        return x + self.c5(torch.cat([*distilled, self.c4(remaining)], 1))


class Shortcut(nn.Module):
    """What its ``sub`` gives, added to the input."""

    def __init__(self, sub: nn.Module) -> None:
        super().__init__()
        self.sub = sub

    def forward(self, x: Tensor) -> Tensor:
        return x + self.sub(x)


class PlainIMDN(nn.Module):
    """(N, C, h, w) → (N, C, s·h, s·w); ``last`` is the side of the kernel after the blocks."""

    def __init__(self, scale: int, bands: int, features: int, blocks: int, last: int) -> None:
        super().__init__()
        body = nn.Sequential(
            *(PlainModule(features) for _ in range(blocks)),
            nn.Conv2d(features, features, last, padding=last // 2),
        )
        self.model = nn.Sequential(
            conv3(bands, features), Shortcut(body), *sub_pixel(scale, features, bands)
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.model(x)


class PlainIMDNArchitecture(Architecture):
    id = "imdn-rtc"
    name = "IMDN_RTC"
    paper = (
        "Hui et al., Lightweight Image Super-Resolution with Information Multi-Distillation "
        "Network, 2019"
    )
    layout = "Zheng222/IMDN (the authors); cszn/KAIR (IMDN)"
    local = True

    def detect(self, state: StateDict) -> bool:
        state = rename(state, KAIR)
        return has(state, "model.0.weight", "model.1.sub.0.c1.weight", "model.2.weight")

    def read(self, state: StateDict) -> Reading:
        state = rename(state, KAIR)
        features, bands = state["model.0.weight"].shape[:2]
        scale = scale_of([state["model.2.weight"].shape[0] // bands], self.name)
        blocks = count(state, r"model\.1\.sub\.(\d+)\.c1\.")
        last = state[f"model.1.sub.{blocks}.weight"].shape[-1]
        module = PlainIMDN(scale, bands, features, blocks, last)
        load_strictly(module, state, self.name)
        return Reading(module, scale, bands)

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        return PlainIMDN(scale, bands, features, blocks, last=1)
