"""PAN: Efficient Image Super-Resolution Using Pixel Attention.

Zhao et al., ECCV Workshops 2020. Layout of the authors' code (zhaohengyuan1/PAN: ``conv_first``,
``SCPA_trunk``, ``upconv1``, ``att1``, ``HRconv1``, ``conv_last``).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.networks.architectures.blocks import conv1, conv3
from srxai_plugin.engine.networks.architectures.reading import count, has, load_strictly
from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict
from srxai_plugin.engine.networks.behaviour.ramp import ramp_error


def plain(inputs: int, outputs: int, kernel: int) -> nn.Conv2d:
    """A convolution without bias."""
    return nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2, bias=False)


def lrelu(x: Tensor) -> Tensor:
    """LeakyReLU with the slope of the authors' code, 0.2."""
    return F.leaky_relu(x, 0.2)


class PixelAttention(nn.Module):
    """The input times a weight from 0 to 1 for each pixel and channel, from the input itself."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.conv = conv1(features, features)

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.sigmoid(self.conv(x))


class PAConv(nn.Module):
    """A convolution whose output is weighed by pixel attention, and another one."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.k2 = conv1(features, features)
        self.k3 = plain(features, features, 3)
        self.k4 = plain(features, features, 3)

    def forward(self, x: Tensor) -> Tensor:
        return self.k4(self.k3(x) * torch.sigmoid(self.k2(x)))


class SCPA(nn.Module):
    """Self-calibrated block: one half attends by pixels, the other keeps its own (fig. 3)."""

    def __init__(self, features: int) -> None:
        super().__init__()
        half = features // 2
        self.conv1_a = plain(features, half, 1)
        self.conv1_b = plain(features, half, 1)
        self.k1 = nn.Sequential(plain(half, half, 3))
        self.PAConv = PAConv(half)
        self.conv3 = plain(2 * half, features, 1)

    def forward(self, x: Tensor) -> Tensor:
        a = lrelu(self.k1(lrelu(self.conv1_a(x))))
        b = lrelu(self.PAConv(lrelu(self.conv1_b(x))))
        return x + self.conv3(torch.cat([a, b], 1))


class PAN(nn.Module):
    """(N, C, h, w) → (N, C, s·h, s·w). ×2 and ×3 share their weights' shapes, ×4 goes up twice."""

    def __init__(self, scale: int, bands: int, features: int, high: int, blocks: int) -> None:
        super().__init__()
        if scale not in PANArchitecture.scales:
            raise BadInput(f"PAN exists at ×2, ×3 and ×4, not at ×{scale}.")
        self.scale = scale
        self.conv_first = conv3(bands, features)
        self.SCPA_trunk = nn.Sequential(*(SCPA(features) for _ in range(blocks)))
        self.trunk_conv = conv3(features, features)
        self.upconv1 = conv3(features, high)
        self.att1 = PixelAttention(high)
        self.HRconv1 = conv3(high, high)
        if scale == 4:
            self.upconv2 = conv3(high, high)
            self.att2 = PixelAttention(high)
            self.HRconv2 = conv3(high, high)
        self.conv_last = conv3(high, bands)

    def forward(self, x: Tensor) -> Tensor:
        features = self.conv_first(x)
        features = features + self.trunk_conv(self.SCPA_trunk(features))
        factor = 2 if self.scale == 4 else self.scale
        up = F.interpolate(features, scale_factor=factor, mode="nearest")
        up = lrelu(self.HRconv1(lrelu(self.att1(self.upconv1(up)))))
        if self.scale == 4:
            up = F.interpolate(up, scale_factor=2, mode="nearest")
            up = lrelu(self.HRconv2(lrelu(self.att2(self.upconv2(up)))))
        enlarged = F.interpolate(x, scale_factor=self.scale, mode="bilinear", align_corners=False)
        return self.conv_last(up) + enlarged


class PANArchitecture(Architecture):
    id = "pan"
    name = "PAN"
    paper = "Zhao et al., Efficient Image Super-Resolution Using Pixel Attention, 2020"
    layout = "zhaohengyuan1/PAN (the authors)"
    local = True

    def detect(self, state: StateDict) -> bool:
        return has(state, "conv_first.weight", "SCPA_trunk.0.PAConv.k2.weight", "att1.conv.weight")

    def read(self, state: StateDict) -> Reading:
        features, bands = state["conv_first.weight"].shape[:2]
        high = state["upconv1.weight"].shape[0]
        blocks = count(state, r"SCPA_trunk\.(\d+)\.")
        module = PAN(4 if "upconv2.weight" in state else 2, bands, features, high, blocks)
        load_strictly(module, state, self.name)
        if module.scale == 4:
            return Reading(module, 4, bands)
        # Nothing but the answer tells ×2 from ×3.
        errors = {}
        for scale in (2, 3):
            module.scale = scale
            errors[scale] = ramp_error(module, scale, bands)
        module.scale = min(errors, key=lambda scale: errors[scale])
        return Reading(module, module.scale, bands, scales=(2, 3))

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        """The authors' own has 40 features, 24 of them after the upsampling, and 16 blocks."""
        return PAN(scale, bands, features, max(1, features * 3 // 5), blocks)
