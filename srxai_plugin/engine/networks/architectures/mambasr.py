"""MambaSR: the state-space network of opensr-mamba, for Sentinel-2's red, green and blue.

After MambaIR (Guo et al., 2024), with attention that has no parameters in place of convolutions.
Layout of the authors' package (opensr-mamba 0.0.1 on PyPI, ``srmodel.pth``: ``conv_first``,
``layers.N.residual_group.blocks``, ``upsample.0``), which works on reflectance, 0-1. Its weights do
not tell which of its package's attentions a network has: it is the one that the package uses.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.contract.errors import Unsupported
from srxai_plugin.engine.networks.architectures.blocks import conv3, sub_pixel
from srxai_plugin.engine.networks.architectures.reading import (
    count,
    has,
    load_strictly,
    scale_of,
)
from srxai_plugin.engine.networks.architectures.selective_scan import selective_scan
from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict

BLOCK = "layers.0.residual_group.blocks.0"
WAYS = 4
"""Sequences that an image is read as: along its rows and its columns, each there and back."""


class SelectiveScan2d(nn.Module):
    """A selective scan along four ways through the image, gated (SS2D): (h, w, C) → (h, w, C)."""

    def __init__(self, features: int, inner: int, rank: int, states: int) -> None:
        super().__init__()
        self.rank, self.states = rank, states
        self.in_proj = nn.Linear(features, 2 * inner, bias=False)
        self.conv2d = nn.Conv2d(inner, inner, 3, padding=1, groups=inner)
        self.x_proj_weight = nn.Parameter(torch.randn(WAYS, rank + 2 * states, inner) / inner**0.5)
        self.dt_projs_weight = nn.Parameter(torch.randn(WAYS, inner, rank) / rank**0.5)
        # Steps of 0.05 to begin with.
        self.dt_projs_bias = nn.Parameter(torch.full((WAYS, inner), -3.0))
        decays = torch.arange(1, states + 1).float().log()
        self.A_logs = nn.Parameter(decays.repeat(WAYS * inner, 1))
        self.Ds = nn.Parameter(torch.ones(WAYS * inner))
        self.out_norm = nn.LayerNorm(inner)
        self.out_proj = nn.Linear(inner, features, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        x, gate = self.in_proj(x).chunk(2, -1)
        x = F.silu(self.conv2d(x.permute(2, 0, 1)[None]))[0]
        y = self.out_norm(self._scanned(x).permute(1, 2, 0))
        return self.out_proj(y * F.silu(gate))

    def _scanned(self, x: Tensor) -> Tensor:
        """(C, h, w) → (C, h, w), the sum over all ways."""
        there = torch.stack([x.flatten(1), x.mT.flatten(1)])
        u = torch.cat([there, there.flip(-1)])
        delta, b, c = (self.x_proj_weight @ u).split([self.rank, self.states, self.states], 1)
        delta = F.softplus(self.dt_projs_weight @ delta + self.dt_projs_bias[..., None])
        a = -self.A_logs.exp().view(WAYS, -1, self.states)
        y = selective_scan(u, delta, a, b, c, self.Ds.view(WAYS, -1))
        rows, columns = y[:2] + y[2:].flip(-1)
        return rows.view(x.shape) + columns.view(x.mT.shape).mT


class Block(nn.Module):
    """A scan and attention by a sigmoid, each beside its scaled input: (h, w, C) → (h, w, C)."""

    def __init__(self, features: int, inner: int, rank: int, states: int) -> None:
        super().__init__()
        self.ln_1 = nn.LayerNorm(features)
        self.self_attention = SelectiveScan2d(features, inner, rank, states)
        self.skip_scale = nn.Parameter(torch.ones(features))
        self.conv_blk = nn.Module()
        # In the weights, and used by none of the attentions that have no parameters.
        self.conv_blk.a_parameter = nn.Parameter(torch.ones(1))
        self.conv_blk.b_parameter = nn.Parameter(torch.ones(1))
        self.ln_2 = nn.LayerNorm(features)
        self.skip_scale2 = nn.Parameter(torch.ones(features))

    def forward(self, x: Tensor) -> Tensor:
        x = x * self.skip_scale + self.self_attention(self.ln_1(x))
        return x * self.skip_scale2 + self.ln_2(x).sigmoid() - 0.5


class Group(nn.Module):
    """Blocks and a convolution, and the input added: (h, w, C) → (h, w, C)."""

    def __init__(self, features: int, blocks: list[Block]) -> None:
        super().__init__()
        self.residual_group = nn.Module()
        self.residual_group.blocks = nn.Sequential(*blocks)
        self.conv = conv3(features, features)

    def forward(self, x: Tensor) -> Tensor:
        deep = self.residual_group.blocks(x).permute(2, 0, 1)
        return x + self.conv(deep[None])[0].permute(1, 2, 0)


class MambaSR(nn.Module):
    """(N, C, h, w) → (N, C, s·h, s·w)."""

    def __init__(
        self,
        scale: int,
        bands: int,
        features: int,
        depths: list[int],
        inner: int,
        rank: int,
        states: int,
    ) -> None:
        super().__init__()
        self.conv_first = conv3(bands, features)
        self.patch_embed = nn.Module()
        self.patch_embed.norm = nn.LayerNorm(features)
        self.layers = nn.Sequential(
            *(
                Group(features, [Block(features, inner, rank, states) for _ in range(depth)])
                for depth in depths
            )
        )
        self.norm = nn.LayerNorm(features)
        self.conv_after_body = conv3(features, features)
        self.upsample = sub_pixel(scale, features, bands)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv_first(x)
        deep = torch.stack([self._deep(image) for image in x.permute(0, 2, 3, 1)])
        return self.upsample(self.conv_after_body(deep.permute(0, 3, 1, 2)) + x)

    def _deep(self, x: Tensor) -> Tensor:
        return self.norm(self.layers(self.patch_embed.norm(x)))


class MambaSRArchitecture(Architecture):
    id = "mambasr"
    name = "MambaSR"
    paper = (
        "opensr-mamba, 2024; after Guo et al., MambaIR: A Simple Baseline for Image Restoration "
        "with State-Space Model, 2024"
    )
    layout = "opensr-mamba 0.0.1 on PyPI (the authors)"
    local = False

    def detect(self, state: StateDict) -> bool:
        return has(
            state,
            "conv_first.weight",
            f"{BLOCK}.self_attention.A_logs",
            f"{BLOCK}.conv_blk.a_parameter",
            "upsample.0.weight",
        )

    def read(self, state: StateDict) -> Reading:
        """Raises Unsupported for one of the package's networks that give other bands."""
        features, bands = state["conv_first.weight"].shape[:2]
        given = state["upsample.0.weight"].shape[0]
        if given <= bands or given % bands:
            raise Unsupported(
                f"This MambaSR takes {bands} bands and gives {given} at no larger scale. Only "
                "networks that enlarge the bands they take are explained here."
            )
        scale = scale_of([given // bands], self.name)
        layers = count(state, r"layers\.(\d+)\.")
        depths = [
            count(state, rf"layers\.{n}\.residual_group\.blocks\.(\d+)\.") for n in range(layers)
        ]
        inner, rank = state[f"{BLOCK}.self_attention.dt_projs_weight"].shape[1:]
        states = state[f"{BLOCK}.self_attention.A_logs"].shape[1]
        module = MambaSR(scale, bands, features, depths, inner, rank, states)
        load_strictly(module, state, self.name)
        return Reading(module, scale, bands)

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        """Groups of two blocks; the authors have 60 features and four groups."""
        inner, rank = features * 3 // 2, -(-features // 16)
        depths = [2] * (blocks // 2) + [1] * (blocks % 2)
        return MambaSR(scale, bands, features, depths, inner, rank, states=16)
