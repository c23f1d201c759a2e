"""MDSR: the multi-scale network of Enhanced Deep Residual Networks for Single Image
Super-Resolution.

Lim et al., CVPR Workshops 2017. Layout of the authors' PyTorch code (sanghyun-son/EDSR-PyTorch:
``head``, ``pre_process``, ``body``, ``upsample``, ``tail``, ``sub_mean``, ``add_mean``): each scale
has residual blocks of 5 × 5 before the shared body, and an upsampler after it.
"""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor, nn

from srxai_plugin.engine.networks.architectures.blocks import (
    MeanShift,
    ResBlock,
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


class MDSR(nn.Module):
    """(N, C, h, w) → (N, C, s·h, s·w), s = ``scale``, one of ``scales``."""

    def __init__(
        self, scale: int, scales: Sequence[int], bands: int, features: int, blocks: int
    ) -> None:
        super().__init__()
        self.scale, self.scales = scale, tuple(scales)
        self.sub_mean = MeanShift(negative(mean_of(bands)))
        self.add_mean = MeanShift(mean_of(bands))
        self.head = nn.Sequential(conv3(bands, features))
        self.pre_process = nn.ModuleList(
            nn.Sequential(*(ResBlock(features, kernel=5) for _ in range(2))) for _ in scales
        )
        self.body = nn.Sequential(
            *(ResBlock(features) for _ in range(blocks)), conv3(features, features)
        )
        self.upsample = nn.ModuleList(upsampler(s, features) for s in scales)
        self.tail = nn.Sequential(conv3(features, bands))

    def forward(self, x: Tensor) -> Tensor:
        index = self.scales.index(self.scale)
        x = self.pre_process[index](self.head(self.sub_mean(x)))
        x = self.upsample[index](x + self.body(x))
        return self.add_mean(self.tail(x))


class MDSRArchitecture(Architecture):
    id = "mdsr"
    name = "MDSR"
    paper = "Lim et al., Enhanced Deep Residual Networks for Single Image Super-Resolution, 2017"
    layout = "sanghyun-son/EDSR-PyTorch (the authors)"
    local = True
    scales = (2, 3, 4, 8)

    def detect(self, state: StateDict) -> bool:
        return has(state, "head.0.weight", "pre_process.0.0.body.0.weight", "upsample.0.0.weight")

    def read(self, state: StateDict) -> Reading:
        """At the largest of their scales, unless a model card asks for another."""
        features, bands = state["head.0.weight"].shape[:2]
        scales = tuple(
            scale_of_upsampler(state, f"upsample.{index}.", self.name)
            for index in range(count(state, r"upsample\.(\d+)\."))
        )
        blocks = count(state, r"body\.(\d+)\.body\.0\.weight")
        module = MDSR(max(scales), scales, bands, features, blocks)
        value_range = load_shifted(module, state, self.name)
        return Reading(module, max(scales), bands, value_range, scales=tuple(sorted(scales)))

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        """For one scale; the authors' have three, 64 features and 80 blocks."""
        return MDSR(scale, (scale,), bands, features, blocks)
