"""EDSR: Enhanced Deep Residual Networks for Single Image Super-Resolution.

Lim et al., CVPR Workshops 2017. Layout of the authors' PyTorch code (``head``, ``body``, ``tail``,
``sub_mean``, ``add_mean``), so that their published state dicts load strictly.
"""

from __future__ import annotations

from typing import Optional

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

WIDE = 256
"""The authors' full model has 256 features and scales its residuals by 0.1; the factor leaves no
trace in the weights and cannot be deduced from them, so the width decides."""


class EDSR(nn.Module):
    """(N, C, h, w) → (N, D, s·h, s·w), D = C where nothing else is asked for."""

    def __init__(
        self,
        scale: int,
        bands: int,
        features: int,
        blocks: int,
        residual_scale: float = 1.0,
        given: Optional[int] = None,
    ) -> None:
        """``given`` bands in the output; those of the input where it says nothing."""
        super().__init__()
        self.sub_mean = MeanShift(negative(mean_of(bands)))
        self.add_mean = MeanShift(mean_of(given or bands))
        self.head = nn.Sequential(conv3(bands, features))
        self.body = nn.Sequential(
            *(ResBlock(features, residual_scale) for _ in range(blocks)), conv3(features, features)
        )
        self.tail = nn.Sequential(upsampler(scale, features), conv3(features, given or bands))

    def forward(self, x: Tensor) -> Tensor:
        x = self.head(self.sub_mean(x))
        x = self.tail(x + self.body(x))
        return self.add_mean(x)


class EDSRArchitecture(Architecture):
    id = "edsr"
    name = "EDSR"
    paper = "Lim et al., Enhanced Deep Residual Networks for Single Image Super-Resolution, 2017"

    layout = "sanghyun-son/EDSR-PyTorch (the authors)"
    local = True
    scales = (2, 3, 4, 8)

    def detect(self, state: StateDict) -> bool:
        return has(
            state, "head.0.weight", "body.0.body.0.weight", "tail.0.0.weight", "tail.1.weight"
        )

    def read(self, state: StateDict) -> Reading:
        features, bands = state["head.0.weight"].shape[:2]
        blocks = count(state, r"body\.(\d+)\.body\.0\.weight")
        scale = scale_of_upsampler(state, "tail.0.", self.name)
        given = state["tail.1.weight"].shape[0]
        module = EDSR(scale, bands, features, blocks, _residual_scale(features), given)
        value_range = load_shifted(module, state, self.name)
        gives = None if given == bands else given
        return Reading(module, scale, bands, value_range, gives=gives)

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        return EDSR(scale, bands, features, blocks, _residual_scale(features))


def _residual_scale(features: int) -> float:
    return 0.1 if features >= WIDE else 1.0
