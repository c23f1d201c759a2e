"""SRResNet with instance normalisation: each channel is brought to mean 0 and variance 1 within
the image at hand, by which every pixel counts for every other.

After Ledig et al., CVPR 2017. Layout of twtygqyy/pytorch-SRResNet as it is today: the names of its
older network, with ``in1`` and ``in2`` in each block.
"""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.engine.networks.architectures.reading import count, has, load_strictly, scale_of
from srxai_plugin.engine.networks.architectures.srresnet import SRResNet
from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict


class InstanceBlock(nn.Module):
    """Two convolutions with instance normalisation, and the input added."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(features, features, 3, padding=1, bias=False)
        self.in1 = nn.InstanceNorm2d(features, affine=True)
        self.conv2 = nn.Conv2d(features, features, 3, padding=1, bias=False)
        self.in2 = nn.InstanceNorm2d(features, affine=True)

    def forward(self, x: Tensor) -> Tensor:
        residual = F.leaky_relu(self.in1(self.conv1(x)), 0.2)
        return x + self.in2(self.conv2(residual))


class SRResNetInstance(SRResNet):
    """(N, C, h, w) → (N, C, s·h, s·w)."""

    def __init__(self, scale: int, bands: int, features: int, blocks: int) -> None:
        super().__init__(scale, bands, features, blocks)
        self.residual = nn.Sequential(*(InstanceBlock(features) for _ in range(blocks)))
        self.bn_mid = nn.InstanceNorm2d(features, affine=True)  # type: ignore[assignment]


class SRResNetInstanceArchitecture(Architecture):
    id = "srresnet-in"
    name = "SRResNet-IN"
    paper = (
        "Ledig et al., Photo-Realistic Single Image Super-Resolution Using a Generative "
        "Adversarial Network, 2017"
    )
    layout = "twtygqyy/pytorch-SRResNet (with instance normalisation)"
    local = False
    scales = (2, 4)

    def detect(self, state: StateDict) -> bool:
        return has(state, "conv_input.weight", "residual.0.in1.weight", "upscale4x.0.weight")

    def read(self, state: StateDict) -> Reading:
        features, bands = state["conv_input.weight"].shape[:2]
        scale = scale_of([4] * count(state, r"upscale4x\.(\d+)\.weight"), self.name)
        module = SRResNetInstance(scale, bands, features, count(state, r"residual\.(\d+)\."))
        load_strictly(module, state, self.name)
        return Reading(module, scale, bands)

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        return SRResNetInstance(scale, bands, features, blocks)
