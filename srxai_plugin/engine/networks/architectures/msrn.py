"""MSRN: Multi-scale Residual Network for Image Super-Resolution.

Li et al., ECCV 2018. Layout of the authors' code (MIVRC/MSRN-PyTorch, the version on EDSR's
framework: ``head``, ``body.N.conv_3_1`` …, ``tail``, ``sub_mean``), which works on 0-255.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.engine.networks.architectures.blocks import (
    MeanShift,
    conv1,
    conv3,
    mean_of,
    negative,
    upsampler,
)
from srxai_plugin.engine.networks.architectures.reading import (
    count,
    has,
    load_shifted,
    scale_of_upsampler,
)
from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict


def conv5(inputs: int, outputs: int) -> nn.Conv2d:
    """5 × 5 convolution with bias that keeps the image's size."""
    return nn.Conv2d(inputs, outputs, 5, padding=2)


class MSRB(nn.Module):
    """3×3 and 5×5 side by side, twice, each seeing both (fig. 3)."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.conv_3_1 = conv3(features, features)
        self.conv_3_2 = conv3(2 * features, 2 * features)
        self.conv_5_1 = conv5(features, features)
        self.conv_5_2 = conv5(2 * features, 2 * features)
        self.confusion = conv1(4 * features, features)

    def forward(self, x: Tensor) -> Tensor:
        first = torch.cat([F.relu(self.conv_3_1(x)), F.relu(self.conv_5_1(x))], 1)
        second = torch.cat([F.relu(self.conv_3_2(first)), F.relu(self.conv_5_2(first))], 1)
        return x + self.confusion(second)


class MSRN(nn.Module):
    """(N, C, h, w) → (N, C, s·h, s·w)."""

    def __init__(self, scale: int, bands: int, features: int, blocks: int) -> None:
        super().__init__()
        self.sub_mean = MeanShift(negative(mean_of(bands)))
        self.add_mean = MeanShift(mean_of(bands))
        self.head = nn.Sequential(conv3(bands, features))
        self.body = nn.Sequential(*(MSRB(features) for _ in range(blocks)))
        self.tail = nn.Sequential(
            conv1((blocks + 1) * features, features),
            conv3(features, features),
            upsampler(scale, features),
            conv3(features, bands),
        )

    def forward(self, x: Tensor) -> Tensor:
        shallow = x = self.head(self.sub_mean(x))
        outputs = []
        for block in self.body:
            x = block(x)
            outputs.append(x)
        return self.add_mean(self.tail(torch.cat([*outputs, shallow], 1)))


class MSRNArchitecture(Architecture):
    id = "msrn"
    name = "MSRN"
    paper = "Li et al., Multi-scale Residual Network for Image Super-Resolution, 2018"
    layout = "MIVRC/MSRN-PyTorch (the authors)"
    local = True
    scales = (2, 3, 4, 8)

    def detect(self, state: StateDict) -> bool:
        return has(state, "head.0.weight", "body.0.conv_3_1.weight", "tail.2.0.weight")

    def read(self, state: StateDict) -> Reading:
        features, bands = state["head.0.weight"].shape[:2]
        scale = scale_of_upsampler(state, "tail.2.", self.name)
        module = MSRN(scale, bands, features, count(state, r"body\.(\d+)\."))
        value_range = load_shifted(module, state, self.name)
        return Reading(module, scale, bands, value_range)

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        return MSRN(scale, bands, features, blocks)
