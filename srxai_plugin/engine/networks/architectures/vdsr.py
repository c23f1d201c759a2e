"""VDSR: Accurate Image Super-Resolution Using Very Deep Convolutional Networks.

Kim et al., CVPR 2016: twenty 3×3 convolutions find the residual of an image that bicubic
interpolation has enlarged; one network for ×2, ×3 and ×4. The authors published MATLAB matrices.
Three layouts load: twtygqyy/pytorch-vdsr (``input``, ``residual_layer``, ``output``, no biases, Y
of YCbCr), Nhat-Thanh/VDSR-Pytorch (``conv_1``, ``conv_2_to_19``, ``conv_20``, all of YCbCr) and
sanghyun-son/EDSR-PyTorch (``body.N.0`` between ``sub_mean`` and ``add_mean``, RGB).
"""

from __future__ import annotations

import re

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.engine.networks.architectures.blocks import MeanShift, mean_of, negative
from srxai_plugin.engine.networks.architectures.reading import (
    count,
    has,
    load_shifted,
    load_strictly,
    rename,
)
from srxai_plugin.engine.networks.architectures.srcnn import PRE_UPSAMPLED, enlarge
from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict


class ConvReLU(nn.Module):
    """A convolution and ReLU."""

    def __init__(self, features: int, bias: bool) -> None:
        super().__init__()
        self.conv = nn.Conv2d(features, features, 3, padding=1, bias=bias)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.conv(x))


class VDSR(nn.Module):
    """(N, C, h, w) → (N, C, s·h, s·w); all convolutions work at the output's resolution."""

    def __init__(self, scale: int, bands: int, features: int, blocks: int, bias: bool) -> None:
        super().__init__()
        self.scale = scale
        self.input = nn.Conv2d(bands, features, 3, padding=1, bias=bias)
        self.residual_layer = nn.Sequential(*(ConvReLU(features, bias) for _ in range(blocks)))
        self.output = nn.Conv2d(features, bands, 3, padding=1, bias=bias)

    def forward(self, x: Tensor) -> Tensor:
        return self.refine(enlarge(x, self.scale))

    def refine(self, x: Tensor) -> Tensor:
        """An enlarged image and its residual."""
        return x + self.output(self.residual_layer(F.relu(self.input(x))))


class ShiftedVDSR(VDSR):
    """VDSR between two mean shifts."""

    def __init__(self, scale: int, bands: int, features: int, blocks: int, bias: bool) -> None:
        super().__init__(scale, bands, features, blocks, bias)
        self.sub_mean = MeanShift(negative(mean_of(bands)))
        self.add_mean = MeanShift(mean_of(bands))

    def forward(self, x: Tensor) -> Tensor:
        return self.add_mean(self.refine(self.sub_mean(enlarge(x, self.scale))))


class VDSRArchitecture(Architecture):
    id = "vdsr"
    name = "VDSR"
    paper = (
        "Kim et al., Accurate Image Super-Resolution Using Very Deep Convolutional Networks, 2016"
    )
    layout = "twtygqyy/pytorch-vdsr; Nhat-Thanh/VDSR-Pytorch; sanghyun-son/EDSR-PyTorch"
    local = True

    def detect(self, state: StateDict) -> bool:
        return (
            has(state, "input.weight", "residual_layer.0.conv.weight", "output.weight")
            or has(state, "conv_1.weight", "conv_2_to_19.conv_2.weight", "conv_20.weight")
            or _is_shifted(state)
        )

    def read(self, state: StateDict) -> Reading:
        if _is_shifted(state):
            return self._shifted(_from_edsr(state))
        whole_colour = "conv_1.weight" in state
        if whole_colour:
            state = _from_nhat_thanh(state)
        features, bands = state["input.weight"].shape[:2]
        blocks = count(state, r"residual_layer\.(\d+)\.conv\.weight")
        module = VDSR(4, bands, features, blocks, bias="input.bias" in state)
        load_strictly(module, state, self.name)
        if bands == 1:
            return Reading(module, 4, 3, colour="y", scales=PRE_UPSAMPLED)
        colour = "ycbcr" if whole_colour and bands == 3 else "rgb"
        return Reading(module, 4, bands, colour=colour, scales=PRE_UPSAMPLED)

    def _shifted(self, state: StateDict) -> Reading:
        features, bands = state["input.weight"].shape[:2]
        blocks = count(state, r"residual_layer\.(\d+)\.conv\.weight")
        module = ShiftedVDSR(4, bands, features, blocks, bias="input.bias" in state)
        value_range = load_shifted(module, state, self.name)
        return Reading(module, 4, bands, value_range, scales=PRE_UPSAMPLED)

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        module = VDSR(scale, bands, features, blocks, bias=False)
        # The authors start from He's initialisation; the default one loses the signal on its way.
        for weight in module.parameters():
            nn.init.kaiming_normal_(weight, nonlinearity="relu")
        with torch.no_grad():
            module.output.weight *= 0.1
        return module


def _from_nhat_thanh(state: StateDict) -> dict[str, Tensor]:
    middle = re.compile(r"conv_2_to_19\.conv_(\d+)\.")
    counted = {
        middle.sub(lambda m: f"residual_layer.{int(m[1]) - 2}.conv.", key): value
        for key, value in state.items()
    }
    return rename(counted, [(r"^conv_1\.", "input."), (r"^conv_20\.", "output.")])


SHIFTED = re.compile(r"body\.\d+\.0\.(weight|bias)|(sub|add)_mean\.(weight|bias)")


def _is_shifted(state: StateDict) -> bool:
    """Nothing but a row of convolutions, as wide at its end as at its beginning, and the means:
    such names are common, and say little by themselves."""
    length = count(state, r"body\.(\d+)\.")
    last = f"body.{length - 1}.0.weight"
    return (
        length > 2
        and has(state, "body.0.0.weight", "sub_mean.weight", "add_mean.weight", last)
        and all(SHIFTED.fullmatch(key) for key in state)
        and all(w.shape[-2:] == (3, 3) for k, w in state.items() if k.endswith(".0.weight"))
        and state[last].shape[0] == state["body.0.0.weight"].shape[1]
    )


def _from_edsr(state: StateDict) -> dict[str, Tensor]:
    last = count(state, r"body\.(\d+)\.") - 1
    named = rename(state, [(r"^body\.0\.0\.", "input."), (rf"^body\.{last}\.0\.", "output.")])
    middle = re.compile(r"body\.(\d+)\.0\.")
    return {
        middle.sub(lambda m: f"residual_layer.{int(m[1]) - 1}.conv.", key): value
        for key, value in named.items()
    }
