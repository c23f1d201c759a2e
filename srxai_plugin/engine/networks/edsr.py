"""EDSR: Enhanced Deep Residual Networks for Single Image Super-Resolution.

Lim et al., CVPR Workshops 2017. Layout of the authors' PyTorch code (``head``, ``body``, ``tail``,
``sub_mean``, ``add_mean``), so that their published state dicts load strictly.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict
from srxai_plugin.errors import BadInput

DIV2K_MEAN = (0.4488, 0.4371, 0.4040)
"""Channel means of DIV2K in [0, 1], that the authors subtract before the first convolution."""

WIDE = 256
"""The authors' full model has 256 features and scales its residuals by 0.1; the factor leaves no
trace in the weights and cannot be deduced from them, so the width decides."""


class MeanShift(nn.Module):
    """Adds a constant to each channel, kept in the authors' layout as a 1×1 convolution.

    Not an ``nn.Conv2d``: it computes nothing that an explanation could attribute.
    """

    def __init__(self, shift: tuple[float, ...]) -> None:
        super().__init__()
        bands = len(shift)
        self.weight = nn.Parameter(torch.eye(bands).view(bands, bands, 1, 1), requires_grad=False)
        self.bias = nn.Parameter(torch.tensor(shift), requires_grad=False)

    def forward(self, x: Tensor) -> Tensor:
        return F.conv2d(x, self.weight, self.bias)


def conv3(inputs: int, outputs: int) -> nn.Conv2d:
    return nn.Conv2d(inputs, outputs, 3, padding=1)


class ResBlock(nn.Module):
    """Convolution, ReLU, convolution, added to the input; no batch normalisation (EDSR, fig. 2)."""

    def __init__(self, features: int, residual_scale: float) -> None:
        super().__init__()
        self.body = nn.Sequential(
            conv3(features, features), nn.ReLU(inplace=True), conv3(features, features)
        )
        self.residual_scale = residual_scale

    def forward(self, x: Tensor) -> Tensor:
        residual = self.body(x)
        # A multiplication by one costs a full pass over the feature maps.
        return x + (residual if self.residual_scale == 1 else residual * self.residual_scale)


def upsampler(scale: int, features: int) -> nn.Sequential:
    """Sub-pixel convolutions: ×2 once for each factor of two, or ×3 once."""
    if scale == 3:
        return nn.Sequential(conv3(features, 9 * features), nn.PixelShuffle(3))
    layers: list[nn.Module] = []
    for _ in range(int(math.log2(scale))):
        layers += [conv3(features, 4 * features), nn.PixelShuffle(2)]
    return nn.Sequential(*layers)


class EDSR(nn.Module):
    """(N, C, h, w) → (N, C, s·h, s·w)."""

    def __init__(
        self, scale: int, bands: int, features: int, blocks: int, residual_scale: float = 1.0
    ) -> None:
        super().__init__()
        mean = DIV2K_MEAN if bands == 3 else (0.5,) * bands
        self.sub_mean = MeanShift(tuple(-m for m in mean))
        self.add_mean = MeanShift(mean)
        self.head = nn.Sequential(conv3(bands, features))
        self.body = nn.Sequential(
            *(ResBlock(features, residual_scale) for _ in range(blocks)), conv3(features, features)
        )
        self.tail = nn.Sequential(upsampler(scale, features), conv3(features, bands))

    def forward(self, x: Tensor) -> Tensor:
        x = self.head(self.sub_mean(x))
        x = self.tail(x + self.body(x))
        return self.add_mean(x)


class EDSRArchitecture(Architecture):
    id = "edsr"
    name = "EDSR"
    paper = "Lim et al., Enhanced Deep Residual Networks for Single Image Super-Resolution, 2017"

    def detect(self, state: StateDict) -> bool:
        return {"head.0.weight", "body.0.body.0.weight", "tail.0.0.weight", "tail.1.weight"} <= {
            *state
        }

    def read(self, state: StateDict) -> Reading:
        features, bands = state["head.0.weight"].shape[:2]
        blocks = sum(
            1 for key in state if key.startswith("body.") and key.endswith("body.0.weight")
        )
        scale = self._scale(state, features)
        residual_scale = 0.1 if features >= WIDE else 1.0
        module = EDSR(scale, bands, features, blocks, residual_scale)
        shifts = {k: v for k, v in module.state_dict().items() if "_mean." in k}
        if not any("_mean." in key for key in state):  # trained without a mean shift
            for key in ("sub_mean.bias", "add_mean.bias"):
                shifts[key] = torch.zeros(bands)
        try:
            module.load_state_dict({**shifts, **state}, strict=True)
        except RuntimeError as mismatch:
            reason = str(mismatch).splitlines()[-1].strip()
            raise BadInput(
                f"These weights look like EDSR, but do not fit together: {reason}"
            ) from None
        # The authors' own models work on 0-255: their mean shift is then about 114, not 0.45.
        value_range = 255.0 if float(module.add_mean.bias.abs().max()) > 1.5 else 1.0
        return Reading(module, scale, bands, value_range)

    @staticmethod
    def _scale(state: StateDict, features: int) -> int:
        upsampling = [
            weight.shape[0] // features
            for key, weight in state.items()
            if key.startswith("tail.0.") and key.endswith(".weight")
        ]
        if upsampling == [9]:
            return 3
        if upsampling and all(factor == 4 for factor in upsampling):
            return int(2 ** len(upsampling))
        raise BadInput(
            "These weights look like EDSR, but their upsampling gives no scale of 2, 3, 4 or 8."
        )

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        return EDSR(scale, bands, features, blocks, 0.1 if features >= WIDE else 1.0)
