"""SRGAN's generator: Photo-Realistic Single Image Super-Resolution Using a Generative Adversarial
Network.

Ledig et al., CVPR 2017. The authors published no weights. Layout of leftthomas/SRGAN (``block1``, a
residual block each from ``block2`` on, ``block7``, ``block8``), which works on 0-1: a hyperbolic
tangent bounds its image.
"""

from __future__ import annotations

import math

from torch import Tensor, nn

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.networks.architectures.blocks import conv3
from srxai_plugin.engine.networks.architectures.reading import count, has, load_strictly
from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict


class NormalisedPReLUBlock(nn.Module):
    """Two convolutions with batch normalisation around a PReLU, and the input added."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.conv1 = conv3(features, features)
        self.bn1 = nn.BatchNorm2d(features)
        self.prelu = nn.PReLU()
        self.conv2 = conv3(features, features)
        self.bn2 = nn.BatchNorm2d(features)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.bn2(self.conv2(self.prelu(self.bn1(self.conv1(x)))))


class Doubling(nn.Module):
    """A convolution, a pixel shuffle and PReLU: ×2."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.conv = conv3(features, 4 * features)
        self.pixel_shuffle = nn.PixelShuffle(2)
        self.prelu = nn.PReLU()

    def forward(self, x: Tensor) -> Tensor:
        return self.prelu(self.pixel_shuffle(self.conv(x)))


class SRGAN(nn.Module):
    """(N, C, h, w) → (N, C, s·h, s·w), within [0, 1]."""

    def __init__(self, scale: int, bands: int, features: int, blocks: int) -> None:
        super().__init__()
        self.blocks = blocks
        self.block1 = nn.Sequential(nn.Conv2d(bands, features, 9, padding=4), nn.PReLU())
        for index in range(2, blocks + 2):
            setattr(self, f"block{index}", NormalisedPReLUBlock(features))
        last = nn.Sequential(conv3(features, features), nn.BatchNorm2d(features))
        doublings = [Doubling(features) for _ in range(int(math.log2(scale)))]
        way_up = nn.Sequential(*doublings, nn.Conv2d(features, bands, 9, padding=4))
        setattr(self, f"block{blocks + 2}", last)
        setattr(self, f"block{blocks + 3}", way_up)

    def forward(self, x: Tensor) -> Tensor:
        shallow = deep = self.block1(x)
        for index in range(2, self.blocks + 3):
            deep = getattr(self, f"block{index}")(deep)
        return (getattr(self, f"block{self.blocks + 3}")(shallow + deep).tanh() + 1) / 2


class SRGANArchitecture(Architecture):
    id = "srgan"
    name = "SRGAN"
    paper = (
        "Ledig et al., Photo-Realistic Single Image Super-Resolution Using a Generative "
        "Adversarial Network, 2017"
    )
    layout = "leftthomas/SRGAN (its generator)"
    local = True
    scales = (2, 4, 8)

    def detect(self, state: StateDict) -> bool:
        return has(state, "block1.0.weight", "block1.1.weight", "block2.prelu.weight") and any(
            key.endswith(".0.prelu.weight") for key in state
        )

    def read(self, state: StateDict) -> Reading:
        features, bands = state["block1.0.weight"].shape[:2]
        blocks = count(state, r"block(\d+)\.conv1\.")
        doublings = count(state, rf"block{blocks + 3}\.(\d+)\.conv\.")
        if not doublings:
            raise BadInput("These weights look like SRGAN, but enlarge nothing.")
        module = SRGAN(2**doublings, bands, features, blocks)
        load_strictly(module, state, self.name)
        return Reading(module, 2**doublings, bands)

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        return SRGAN(scale, bands, features, blocks)
