"""RNAN: Residual Non-local Attention Networks for Image Restoration.

Zhang et al., ICLR 2019. Layout of the authors' code for super-resolution (yulunzhang/RNAN, SR:
``head``, ``body_nl_low``, ``body``, ``body_nl_high``, ``tail``, ``sub_mean``); it works on 0-255.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.engine.networks.architectures.blocks import (
    MeanShift,
    NonLocal,
    ResBlock,
    conv1,
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

QUERIES = 1
"""Dimension of the attention that the authors normalise over; usual is that of the keys."""


class Trunk(nn.Module):
    """Two residual blocks, beside the mask of an attention module."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.body = nn.Sequential(ResBlock(features), ResBlock(features))

    def forward(self, x: Tensor) -> Tensor:
        return self.body(x)


class Mask(nn.Module):
    """Attention between 0 and 1 from half the resolution; non-local with an ``inner`` width."""

    def __init__(self, features: int, inner: int | None) -> None:
        super().__init__()
        first: list[nn.Module] = [ResBlock(features)]
        if inner is not None:
            first.insert(0, NonLocal(features, inner, QUERIES))
        self.MB_RB1 = nn.Sequential(*first)
        self.MB_Down = nn.Sequential(nn.Conv2d(features, features, 3, stride=2, padding=1))
        self.MB_RB2 = nn.Sequential(ResBlock(features), ResBlock(features))
        self.MB_Up = nn.Sequential(nn.ConvTranspose2d(features, features, 6, stride=2, padding=2))
        self.MB_RB3 = nn.Sequential(ResBlock(features))
        self.MB_1x1conv = nn.Sequential(conv1(features, features))

    def forward(self, x: Tensor) -> Tensor:
        x = self.MB_RB1(x)
        coarse = self.MB_Up(self.MB_RB2(self.MB_Down(x)))
        return torch.sigmoid(self.MB_1x1conv(self.MB_RB3(x + coarse)))


class AttentionModule(nn.Module):
    """Residual (non-)local attention: trunk times mask, between residual blocks (fig. 2)."""

    def __init__(self, features: int, inner: int | None) -> None:
        super().__init__()
        self.RA_RB1 = nn.Sequential(ResBlock(features))
        self.RA_TB = nn.Sequential(Trunk(features))
        self.RA_MB = nn.Sequential(Mask(features, inner))
        self.RA_tail = nn.Sequential(ResBlock(features), ResBlock(features))

    def forward(self, x: Tensor) -> Tensor:
        x = self.RA_RB1(x)
        return self.RA_tail(self.RA_TB(x) * self.RA_MB(x) + x)


class Group(nn.Module):
    """An attention module and a convolution."""

    def __init__(self, features: int, inner: int | None = None) -> None:
        super().__init__()
        self.body = nn.Sequential(AttentionModule(features, inner), conv3(features, features))

    def forward(self, x: Tensor) -> Tensor:
        return self.body(x)


class RNAN(nn.Module):
    """(N, C, h, w) → (N, C, s·h, s·w); ``blocks`` groups, the first and the last non-local."""

    def __init__(self, scale: int, bands: int, features: int, blocks: int) -> None:
        super().__init__()
        self.scale = scale
        self.sub_mean = MeanShift(negative(mean_of(bands)))
        self.add_mean = MeanShift(mean_of(bands))
        self.head = nn.Sequential(conv3(bands, features))
        self.body_nl_low = nn.Sequential(Group(features, features // 2))
        local = (Group(features) for _ in range(blocks - 2))
        self.body = nn.Sequential(*local, conv3(features, features))
        self.body_nl_high = nn.Sequential(Group(features, features // 2))
        self.tail = nn.Sequential(upsampler(scale, features), conv3(features, bands))

    def forward(self, x: Tensor) -> Tensor:
        height, width = x.shape[-2:]
        # Half the resolution and back gives even sides only.
        x = F.pad(x, (0, width % 2, 0, height % 2), mode="replicate")
        shallow = self.head(self.sub_mean(x))
        deep = self.body_nl_high(self.body(self.body_nl_low(shallow)))
        sr = self.add_mean(self.tail(deep + shallow))
        return sr[..., : height * self.scale, : width * self.scale]


class RNANArchitecture(Architecture):
    id = "rnan"
    name = "RNAN"
    paper = "Zhang et al., Residual Non-local Attention Networks for Image Restoration, 2019"
    layout = "yulunzhang/RNAN (the authors)"
    local = False
    scales = (2, 3, 4, 8)

    def detect(self, state: StateDict) -> bool:
        return has(
            state,
            "head.0.weight",
            "body_nl_low.0.body.0.RA_MB.0.MB_RB1.0.theta.weight",
            "tail.0.0.weight",
        )

    def read(self, state: StateDict) -> Reading:
        features, bands = state["head.0.weight"].shape[:2]
        scale = scale_of_upsampler(state, "tail.0.", self.name)
        local = count(state, r"body\.(\d+)\.body\.")
        module = RNAN(scale, bands, features, local + 2)
        value_range = load_shifted(module, state, self.name)
        return Reading(module, scale, bands, value_range)

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        return RNAN(scale, bands, features, max(2, blocks))
