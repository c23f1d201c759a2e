"""LapSRN: Deep Laplacian Pyramid Networks for Fast and Accurate Super-Resolution.

Lai et al., CVPR 2017. The authors published MATLAB (MatConvNet) weights; this is the layout of
twtygqyy/pytorch-LapSRN (``conv_input``, ``convt_F1``, ``convt_I1``, ``convt_R1`` …), on Y of YCbCr.
"""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.networks.architectures.reading import count, has, load_strictly
from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict


def plain3(inputs: int, outputs: int) -> nn.Conv2d:
    """3 × 3 convolution without bias that keeps the image's size."""
    return nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)


def twice(inputs: int, outputs: int) -> nn.ConvTranspose2d:
    """A transposed convolution that doubles the sides."""
    return nn.ConvTranspose2d(inputs, outputs, 4, stride=2, padding=1, bias=False)


class Features(nn.Module):
    """``depth`` convolutions and a transposed one that doubles the sides."""

    def __init__(self, features: int, depth: int) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for _ in range(depth):
            layers += [plain3(features, features), nn.LeakyReLU(0.2)]
        self.cov_block = nn.Sequential(*layers, twice(features, features), nn.LeakyReLU(0.2))

    def forward(self, x: Tensor) -> Tensor:
        return self.cov_block(x)


class LapSRN(nn.Module):
    """(N, C, h, w) → (N, C, 2ᴸ·h, 2ᴸ·w), L = ``levels`` of the pyramid; the finest one only."""

    def __init__(self, levels: int, bands: int, features: int, depth: int) -> None:
        super().__init__()
        self.levels = levels
        self.conv_input = plain3(bands, features)
        for level in range(1, levels + 1):
            setattr(self, f"convt_I{level}", twice(bands, bands))
            setattr(self, f"convt_R{level}", plain3(features, bands))
            setattr(self, f"convt_F{level}", nn.Sequential(Features(features, depth)))

    def forward(self, x: Tensor) -> Tensor:
        features = F.leaky_relu(self.conv_input(x), 0.2)
        for level in range(1, self.levels + 1):
            features = getattr(self, f"convt_F{level}")(features)
            residual = getattr(self, f"convt_R{level}")(features)
            x = getattr(self, f"convt_I{level}")(x) + residual
        return x


class LapSRNArchitecture(Architecture):
    id = "lapsrn"
    name = "LapSRN"
    paper = (
        "Lai et al., Deep Laplacian Pyramid Networks for Fast and Accurate Super-Resolution, 2017"
    )
    layout = "twtygqyy/pytorch-LapSRN"
    local = True
    scales = (2, 4, 8)

    def detect(self, state: StateDict) -> bool:
        return has(state, "conv_input.weight", "convt_F1.0.cov_block.0.weight", "convt_I1.weight")

    def read(self, state: StateDict) -> Reading:
        features, bands = state["conv_input.weight"].shape[:2]
        levels = count(state, r"convt_F(\d+)\.")
        depth = count(state, r"convt_F1\.0\.cov_block\.(\d+)\.weight") - 1
        module = LapSRN(levels, bands, features, depth)
        load_strictly(module, state, self.name)
        if bands == 1:
            return Reading(module, 2**levels, 3, colour="y")
        return Reading(module, 2**levels, bands)

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        if scale not in self.scales:
            raise BadInput(f"LapSRN exists at ×2, ×4 and ×8, not at ×{scale}.")
        return LapSRN(scale.bit_length() - 1, bands, features, blocks)
