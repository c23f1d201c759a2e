"""DRLN: Densely Residual Laplacian Super-Resolution.

Anwar & Barnes, TPAMI 2020. Layout of the authors' code (saeed-anwar/DRLN: ``head``, ``b1`` …
``b20``, ``c1`` … ``c20``, ``upsample``, ``tail``, ``sub_mean.shifter``), whose default is 0-255
with a mean shift of 0.45, as for 0-1.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.engine.networks.architectures.blocks import (
    BasicBlock,
    Shifter,
    activated_upsampler,
    conv3,
    mean_of,
    negative,
)
from srxai_plugin.engine.networks.architectures.reading import has, load_shifted, scale_of_upsampler
from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict
from srxai_plugin.engine.networks.behaviour.ramp import value_range

CASCADES = (3, 3, 3, 3, 4, 4)
"""Dense residual Laplacian modules in each of the six cascading blocks (fig. 2)."""


class Activated(nn.Module):
    """A convolution and its activation under the name ``body``."""

    def __init__(self, conv: nn.Conv2d, activation: nn.Module) -> None:
        super().__init__()
        self.body = nn.Sequential(conv, activation)

    def forward(self, x: Tensor) -> Tensor:
        return self.body(x)


class LaplacianAttention(nn.Module):
    """Channel attention over a pyramid of dilations. What it dilates is the pooled image, a
    single pixel, so only the kernels' centres count."""

    def __init__(self, features: int, squeezed: int) -> None:
        super().__init__()
        for index, dilation in enumerate((3, 5, 7), 1):
            conv = nn.Conv2d(features, squeezed, 3, padding=dilation, dilation=dilation)
            setattr(self, f"c{index}", Activated(conv, nn.ReLU()))
        self.c4 = Activated(conv3(3 * squeezed, features), nn.Sigmoid())

    def forward(self, x: Tensor) -> Tensor:
        pooled = x.mean((2, 3), keepdim=True)
        pyramid = torch.cat([self.c1(pooled), self.c2(pooled), self.c3(pooled)], 1)
        return x * self.c4(pyramid)


class Residual(nn.Module):
    """Two convolutions around a ReLU, the input added, and ReLU."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            conv3(features, features), nn.ReLU(inplace=True), conv3(features, features)
        )

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.body(x) + x)


class DenseModule(nn.Module):
    """Three residual blocks, each twice as wide as the one before, then attention."""

    def __init__(self, features: int, squeezed: int) -> None:
        super().__init__()
        self.r1 = Residual(features)
        self.r2 = Residual(2 * features)
        self.r3 = Residual(4 * features)
        self.g = BasicBlock(8 * features, features, 1)
        self.ca = LaplacianAttention(features, squeezed)

    def forward(self, x: Tensor) -> Tensor:
        for residual in (self.r1, self.r2, self.r3):
            x = torch.cat([x, residual(x)], 1)
        return self.ca(self.g(x))


class Upsampling(nn.Module):
    """Sub-pixel convolutions, each with a ReLU, to one scale."""

    def __init__(self, scale: int, features: int) -> None:
        super().__init__()
        self.up = nn.Module()
        self.up.body = activated_upsampler(scale, features)

    def forward(self, x: Tensor) -> Tensor:
        return self.up.body(x)


class DRLN(nn.Module):
    """(N, C, h, w) → (N, C, s·h, s·w)."""

    def __init__(self, scale: int, bands: int, features: int, squeezed: int) -> None:
        super().__init__()
        self.sub_mean = Shifter(negative(mean_of(bands)))
        self.add_mean = Shifter(mean_of(bands))
        self.head = conv3(bands, features)
        index = 0
        for modules in CASCADES:
            for position in range(modules):
                index += 1
                setattr(self, f"b{index}", DenseModule(features, squeezed))
                setattr(self, f"c{index}", BasicBlock((position + 2) * features, features, 3))
        self.upsample = Upsampling(scale, features)
        self.tail = conv3(features, bands)

    def forward(self, x: Tensor) -> Tensor:
        shallow = cascaded = fused = self.head(self.sub_mean(x))
        index = 0
        for modules in CASCADES:
            # A block's first module sees the sum of all before, its dense concatenation begins
            # with what the block before fused last.
            dense, x = fused, cascaded
            for _ in range(modules):
                index += 1
                # The authors' fifth module reads what the fourth read, not what it gave.
                source = cascaded if index == 5 else x
                dense = torch.cat([dense, getattr(self, f"b{index}")(source)], 1)
                x = fused = getattr(self, f"c{index}")(dense)
            cascaded = fused + cascaded
        return self.add_mean(self.tail(self.upsample(cascaded + shallow)))


class DRLNArchitecture(Architecture):
    id = "drln"
    name = "DRLN"
    paper = "Anwar & Barnes, Densely Residual Laplacian Super-Resolution, 2020"
    layout = "saeed-anwar/DRLN (the authors)"
    local = False
    scales = (2, 3, 4, 8)

    def detect(self, state: StateDict) -> bool:
        return has(state, "head.weight", "b1.r1.body.0.weight", "b20.ca.c4.body.0.weight")

    def read(self, state: StateDict) -> Reading:
        features, bands = state["head.weight"].shape[:2]
        scale = scale_of_upsampler(state, "upsample.up.body.", self.name)
        squeezed = state["b1.ca.c1.body.0.weight"].shape[0]
        module = DRLN(scale, bands, features, squeezed)
        if load_shifted(module, state, self.name) == 255:
            return Reading(module, scale, bands, 255.0)
        # The authors' shift is 0.45 though their values go to 255: a smooth ramp tells.
        return Reading(module, scale, bands, value_range(module, scale, bands))

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        """``blocks`` has no meaning here: there are always twenty modules."""
        return DRLN(scale, bands, features, max(1, features // 16))
