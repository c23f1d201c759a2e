"""SAN: Second-order Attention Network for Single Image Super-Resolution.

Dai et al., CVPR 2019. Layout of the authors' code (daitao/SAN: ``head``, ``RG``, ``conv_last``,
``non_local``, ``gamma``, ``tail``, ``sub_mean``), which works on 0-255. Their network holds two
layers that nothing calls (``conv_last``, ``non_local.soca``). As it stands, their code asks for no
pooling before the non-local attention and builds one all the same, which shows in its names
(``non_local.non_local.g.0``); files without it load, too (``non_local.non_local.g``).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.networks.architectures.blocks import (
    MeanShift,
    NonLocal,
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

POOLED = 1000
"""Longest side of the central part that covariance is pooled over, in pixels."""

TINY = 1e-12
"""Least trace of a covariance: that of a flat image is zero."""


def covariance(x: Tensor) -> Tensor:
    """Between channels, over all positions: (N, C, h, w) → (N, C, C)."""
    top, left = (max(0, side - POOLED) // 2 for side in x.shape[-2:])
    flat = x[..., top : top + POOLED, left : left + POOLED].flatten(2)
    centred = flat - flat.mean(2, keepdim=True)
    return centred @ centred.transpose(1, 2) / flat.shape[2]


def square_root(matrix: Tensor, iterations: int = 5) -> Tensor:
    """Newton-Schulz square root of (N, C, C) (iSQRT-COV; eqs. 9-11)."""
    trace = matrix.diagonal(dim1=1, dim2=2).sum(1).clamp_min(TINY).view(-1, 1, 1)
    three = 3 * torch.eye(matrix.shape[1], dtype=matrix.dtype, device=matrix.device)
    normalised = matrix / trace
    z = 0.5 * (three - normalised)
    y = normalised @ z
    for _ in range(iterations - 2):
        step = 0.5 * (three - z @ y)
        y, z = y @ step, step @ z
    return 0.5 * y @ (three - z @ y) * trace.sqrt()


class SOCA(nn.Module):
    """Second-order channel attention (fig. 3)."""

    def __init__(self, features: int, squeezed: int) -> None:
        super().__init__()
        self.conv_du = nn.Sequential(
            conv1(features, squeezed), nn.ReLU(), conv1(squeezed, features), nn.Sigmoid()
        )

    def forward(self, x: Tensor) -> Tensor:
        statistics = square_root(covariance(x)).mean(1)
        return x * self.conv_du(statistics[..., None, None])


class RegionNonLocal(nn.Module):
    """Non-local attention within each quarter of the image (RL-NL)."""

    LEAST = 4
    """Pixels along a side, so that a pooling of each quarter has two to pool."""

    def __init__(self, features: int, inner: int, squeezed: int, pooled: bool) -> None:
        super().__init__()
        self.soca = SOCA(features, squeezed)
        self.non_local = NonLocal(features, inner, pooled=pooled)

    def forward(self, x: Tensor) -> Tensor:
        if min(x.shape[-2:]) < self.LEAST:
            raise BadInput(
                f"This network's attention needs {self.LEAST} × {self.LEAST} pixels at least. "
                "Take a larger tile."
            )
        height, width = (side // 2 for side in x.shape[-2:])
        halves = (x[..., :height, :], x[..., height:, :])
        rows = [
            torch.cat([self.non_local(half[..., :width]), self.non_local(half[..., width:])], 3)
            for half in halves
        ]
        return torch.cat(rows, 2)


class Block(nn.Module):
    """Two convolutions around a ReLU, and the input added."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.conv_first = nn.Sequential(
            conv3(features, features), nn.ReLU(inplace=True), conv3(features, features)
        )

    def forward(self, x: Tensor) -> Tensor:
        return x + self.conv_first(x)


class Group(nn.Module):
    """Local-source residual attention group (LSRAG)."""

    def __init__(self, features: int, blocks: int, squeezed: int) -> None:
        super().__init__()
        self.rcab = nn.ModuleList(Block(features) for _ in range(blocks))
        self.soca = SOCA(features, squeezed)
        self.conv_last = conv3(features, features)
        self.gamma = nn.Parameter(torch.zeros(1))

    def forward(self, x: Tensor) -> Tensor:
        deep = x
        for block in self.rcab:
            deep = block(deep)
        return x + self.conv_last(self.soca(deep))


class SAN(nn.Module):
    """(N, C, h, w) → (N, C, s·h, s·w)."""

    def __init__(
        self,
        scale: int,
        bands: int,
        features: int,
        groups: int,
        blocks: int,
        squeezed: int,
        inner: int,
        pooled: bool = False,
    ) -> None:
        super().__init__()
        self.sub_mean = MeanShift(negative(mean_of(bands)))
        self.add_mean = MeanShift(mean_of(bands))
        self.head = nn.Sequential(conv3(bands, features))
        self.gamma = nn.Parameter(torch.zeros(1))
        self.RG = nn.ModuleList(Group(features, blocks, squeezed) for _ in range(groups))
        self.conv_last = conv3(features, features)
        self.non_local = RegionNonLocal(features, inner, max(1, features // 8), pooled)
        self.tail = nn.Sequential(upsampler(scale, features), conv3(features, bands))

    def forward(self, x: Tensor) -> Tensor:
        shallow = self.head(self.sub_mean(x))
        # Share-source skip connections: every group adds the same non-local features.
        source = deep = self.non_local(shallow)
        for group in self.RG:
            deep = group(deep) + self.gamma * source
        return self.add_mean(self.tail(self.non_local(deep) + shallow))


class SANArchitecture(Architecture):
    id = "san"
    name = "SAN"
    paper = "Dai et al., Second-order Attention Network for Single Image Super-Resolution, 2019"
    layout = "daitao/SAN (the authors)"
    local = False
    scales = (2, 3, 4, 8)

    def detect(self, state: StateDict) -> bool:
        return has(state, "head.0.weight", "RG.0.rcab.0.conv_first.0.weight", "gamma")

    def read(self, state: StateDict) -> Reading:
        features, bands = state["head.0.weight"].shape[:2]
        scale = scale_of_upsampler(state, "tail.0.", self.name)
        pooled = "non_local.non_local.g.0.weight" in state
        g = state[f"non_local.non_local.g{'.0' * pooled}.weight"]
        module = SAN(
            scale,
            bands,
            features,
            groups=count(state, r"RG\.(\d+)\."),
            blocks=count(state, r"RG\.0\.rcab\.(\d+)\."),
            squeezed=state["RG.0.soca.conv_du.0.weight"].shape[0],
            inner=g.shape[0],
            pooled=pooled,
        )
        value_range = load_shifted(module, state, self.name)
        return Reading(module, scale, bands, value_range)

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        """``blocks`` groups of ten blocks each; the authors have 20 groups of 64 features."""
        squeezed, inner = max(1, features // 16), max(1, features // 8)
        return SAN(scale, bands, features, blocks, 10, squeezed, inner, pooled=True)
