"""SRCNN: Image Super-Resolution Using Deep Convolutional Networks.

Dong et al., TPAMI 2016 (arXiv 1501.00092): three convolutions (9-5-5) on an image that bicubic
interpolation has enlarged. The authors published MATLAB matrices; this is the layout of
yjn870/SRCNN-pytorch (``conv1``, ``conv2``, ``conv3``), whose state dicts take Y of YCbCr.
"""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.engine.networks.architectures.reading import load_strictly
from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict

PRE_UPSAMPLED = (2, 3, 4)
"""The scale of a network on an enlarged image leaves no trace in its weights: a model card's
``scale`` decides, and ×4 where there is none."""


class SRCNN(nn.Module):
    """(N, C, h, w) → (N, C, s·h, s·w); all convolutions work at the output's resolution."""

    def __init__(
        self, scale: int, bands: int, features: int = 64, mapped: int = 32, middle: int = 5
    ) -> None:
        super().__init__()
        self.scale = scale
        self.conv1 = nn.Conv2d(bands, features, 9, padding=4)
        self.conv2 = nn.Conv2d(features, mapped, middle, padding=middle // 2)
        self.conv3 = nn.Conv2d(mapped, bands, 5, padding=2)

    def forward(self, x: Tensor) -> Tensor:
        x = enlarge(x, self.scale)
        return self.conv3(F.relu(self.conv2(F.relu(self.conv1(x)))))


def enlarge(x: Tensor, scale: int) -> Tensor:
    """Bicubic with the kernel of MATLAB and Pillow (a = −0.5), which is torch's antialiased one."""
    size = (x.shape[-2] * scale, x.shape[-1] * scale)
    return F.interpolate(x, size, mode="bicubic", align_corners=False, antialias=True)


class SRCNNArchitecture(Architecture):
    id = "srcnn"
    name = "SRCNN"
    paper = "Dong et al., Image Super-Resolution Using Deep Convolutional Networks, 2016"
    layout = "yjn870/SRCNN-pytorch"
    local = True

    def detect(self, state: StateDict) -> bool:
        weights = {"conv1.weight", "conv2.weight", "conv3.weight"}
        return set(state) == weights | {w.replace("weight", "bias") for w in weights} and (
            state["conv1.weight"].shape[-1] == 9
        )

    def read(self, state: StateDict) -> Reading:
        features, bands = state["conv1.weight"].shape[:2]
        mapped, _, middle, _ = state["conv2.weight"].shape
        module = SRCNN(4, bands, features, mapped, middle)
        load_strictly(module, state, self.name)
        if bands == 1:
            return Reading(module, 4, 3, colour="y", scales=PRE_UPSAMPLED)
        return Reading(module, 4, bands, scales=PRE_UPSAMPLED)

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        return SRCNN(scale, bands, features, max(1, features // 2))
