"""SRResNet: Photo-Realistic Single Image Super-Resolution Using a Generative Adversarial Network.

Ledig et al., CVPR 2017. The authors published no weights. Two layouts load: that of the paper's
network by twtygqyy/pytorch-SRResNet (``conv_input``, ``residual``, ``upscale4x``, with batch
normalisation) and the field's modified one without it, MSRResNet of XPixelGroup/BasicSR
(``conv_first``, ``body``, ``conv_hr``, or formerly ``recon_trunk`` and ``HRconv``).
"""

from __future__ import annotations

import math

from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.networks.architectures.blocks import conv3
from srxai_plugin.engine.networks.architectures.reading import (
    count,
    has,
    load_strictly,
    rename,
    scale_of,
)
from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict

FORMERLY = [(r"^recon_trunk\.", "body."), (r"^HRconv\.", "conv_hr.")]


class NormalisedBlock(nn.Module):
    """Two convolutions with batch normalisation, and the input added."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(features, features, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(features)
        self.conv2 = nn.Conv2d(features, features, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(features)

    def forward(self, x: Tensor) -> Tensor:
        residual = F.leaky_relu(self.bn1(self.conv1(x)), 0.2)
        return x + self.bn2(self.conv2(residual))


class SRResNet(nn.Module):
    """The paper's, ×4 by its layout's names: (N, C, h, w) → (N, C, 4·h, 4·w)."""

    def __init__(self, scale: int, bands: int, features: int, blocks: int) -> None:
        super().__init__()
        self.conv_input = nn.Conv2d(bands, features, 9, padding=4, bias=False)
        self.residual = nn.Sequential(*(NormalisedBlock(features) for _ in range(blocks)))
        self.conv_mid = nn.Conv2d(features, features, 3, padding=1, bias=False)
        self.bn_mid = nn.BatchNorm2d(features)
        layers: list[nn.Module] = []
        for _ in range(int(math.log2(scale))):
            conv = nn.Conv2d(features, 4 * features, 3, padding=1, bias=False)
            layers += [conv, nn.PixelShuffle(2), nn.LeakyReLU(0.2)]
        self.upscale4x = nn.Sequential(*layers)
        self.conv_output = nn.Conv2d(features, bands, 9, padding=4, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        shallow = F.leaky_relu(self.conv_input(x), 0.2)
        deep = self.bn_mid(self.conv_mid(self.residual(shallow)))
        return self.conv_output(self.upscale4x(shallow + deep))


class PlainBlock(nn.Module):
    """Two convolutions around a ReLU, and the input added: without normalisation."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.conv1 = conv3(features, features)
        self.conv2 = conv3(features, features)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.conv2(F.relu(self.conv1(x)))


class MSRResNet(nn.Module):
    """Without normalisation, over a bilinear base: (N, C, h, w) → (N, C, s·h, s·w)."""

    def __init__(self, scale: int, bands: int, features: int, blocks: int) -> None:
        super().__init__()
        if scale not in SRResNetArchitecture.scales:
            raise BadInput(f"SRResNet exists at ×2, ×3 and ×4, not at ×{scale}.")
        self.scale = scale
        self.conv_first = conv3(bands, features)
        self.body = nn.Sequential(*(PlainBlock(features) for _ in range(blocks)))
        factor = 2 if scale == 4 else scale
        self.upconv1 = conv3(features, factor**2 * features)
        if scale == 4:
            self.upconv2 = conv3(features, factor**2 * features)
        self.conv_hr = conv3(features, features)
        self.conv_last = conv3(features, bands)

    def forward(self, x: Tensor) -> Tensor:
        features = self.body(lrelu(self.conv_first(x)))
        if self.scale == 4:
            features = lrelu(F.pixel_shuffle(self.upconv1(features), 2))
            features = lrelu(F.pixel_shuffle(self.upconv2(features), 2))
        else:
            features = lrelu(F.pixel_shuffle(self.upconv1(features), self.scale))
        base = F.interpolate(x, scale_factor=self.scale, mode="bilinear", align_corners=False)
        return self.conv_last(lrelu(self.conv_hr(features))) + base


def lrelu(x: Tensor) -> Tensor:
    """LeakyReLU with the slope of the authors' code, 0.1."""
    return F.leaky_relu(x, 0.1)


class SRResNetArchitecture(Architecture):
    id = "srresnet"
    name = "SRResNet"
    paper = (
        "Ledig et al., Photo-Realistic Single Image Super-Resolution Using a Generative "
        "Adversarial Network, 2017"
    )
    layout = "twtygqyy/pytorch-SRResNet; XPixelGroup/BasicSR (MSRResNet)"
    local = True

    def detect(self, state: StateDict) -> bool:
        state = rename(state, FORMERLY)
        return has(state, "conv_first.weight", "body.0.conv1.weight", "conv_hr.weight") or (
            has(state, "conv_input.weight", "residual.0.bn1.weight", "upscale4x.0.weight")
        )

    def read(self, state: StateDict) -> Reading:
        module: nn.Module
        if "conv_input.weight" in state:
            features, bands = state["conv_input.weight"].shape[:2]
            blocks = count(state, r"residual\.(\d+)\.")
            scale = scale_of([4] * count(state, r"upscale4x\.(\d+)\.weight"), self.name)
            module = SRResNet(scale, bands, features, blocks)
        else:
            state = rename(state, FORMERLY)
            features, bands = state["conv_first.weight"].shape[:2]
            upsampling = [state[k] for k in ("upconv1.weight", "upconv2.weight") if k in state]
            scale = scale_of([w.shape[0] // features for w in upsampling], self.name)
            module = MSRResNet(scale, bands, features, count(state, r"body\.(\d+)\."))
        load_strictly(module, state, self.name)
        return Reading(module, scale, bands)

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        return MSRResNet(scale, bands, features, blocks)
