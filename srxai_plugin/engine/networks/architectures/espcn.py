"""ESPCN: Real-Time Single Image and Video Super-Resolution Using an Efficient Sub-Pixel CNN.

Shi et al., CVPR 2016. The authors published no weights. Two layouts load: yjn870/ESPCN-pytorch
(``first_part``, ``last_part``, Y of YCbCr) and Nhat-Thanh/ESPCN-Pytorch (``conv_1`` to ``conv_3``,
all of YCbCr).
"""

from __future__ import annotations

from torch import Tensor, nn

from srxai_plugin.engine.networks.architectures.blocks import conv3, sub_pixel
from srxai_plugin.engine.networks.architectures.reading import has, load_strictly, rename, scale_of
from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict

NHAT_THANH = [
    (r"^conv_1\.", "first_part.0."),
    (r"^conv_2\.", "first_part.2."),
    (r"^conv_3\.", "last_part.0."),
]


class ESPCN(nn.Module):
    """(N, C, h, w) → (N, C, s·h, s·w)."""

    def __init__(self, scale: int, bands: int, features: int = 64, mapped: int = 32) -> None:
        super().__init__()
        self.first_part = nn.Sequential(
            nn.Conv2d(bands, features, 5, padding=2), nn.Tanh(), conv3(features, mapped), nn.Tanh()
        )
        self.last_part = sub_pixel(scale, mapped, bands)

    def forward(self, x: Tensor) -> Tensor:
        return self.last_part(self.first_part(x))


class ESPCNArchitecture(Architecture):
    id = "espcn"
    name = "ESPCN"
    paper = (
        "Shi et al., Real-Time Single Image and Video Super-Resolution Using an Efficient "
        "Sub-Pixel Convolutional Neural Network, 2016"
    )
    layout = "yjn870/ESPCN-pytorch; Nhat-Thanh/ESPCN-Pytorch"
    local = True

    def detect(self, state: StateDict) -> bool:
        return len(state) == 6 and (
            has(state, "first_part.0.weight", "first_part.2.weight", "last_part.0.weight")
            or has(state, "conv_1.weight", "conv_2.weight", "conv_3.weight")
        )

    def read(self, state: StateDict) -> Reading:
        whole_colour = "conv_1.weight" in state
        state = rename(state, NHAT_THANH)
        features, bands = state["first_part.0.weight"].shape[:2]
        mapped = state["first_part.2.weight"].shape[0]
        scale = scale_of([state["last_part.0.weight"].shape[0] // bands], self.name)
        module = ESPCN(scale, bands, features, mapped)
        load_strictly(module, state, self.name)
        if bands == 1:
            return Reading(module, scale, 3, colour="y")
        return Reading(
            module, scale, bands, colour="ycbcr" if whole_colour and bands == 3 else "rgb"
        )

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        return ESPCN(scale, bands, features, max(1, features // 2))
