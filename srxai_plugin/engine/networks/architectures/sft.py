"""SFT: Recovering Realistic Texture in Image Super-resolution by Deep Spatial Feature Transform.

Wang et al., CVPR 2018: an SRResNet whose features are scaled and shifted by maps of what is where.
Layout of the authors' code (xinntao/SFTGAN: ``conv0``, ``sft_branch``, ``HR_branch``, ``CondNet``),
which works on 0-1; both of their generators, the one of PyTorch and the one of the paper (Torch).

The network asks for probabilities of eight categories beside the image: background, sky, water,
grass, mountain, building, plant, animal. A raster has none, so all is background unless ``prior``
is set.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.networks.architectures.blocks import conv1, conv3
from srxai_plugin.engine.networks.architectures.reading import count, has, load_strictly
from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict


class SFTLayer(nn.Module):
    """features · scale(condition) + shift(condition) (eq. 4). Where not ``as_paper``, the scale is
    learnt around one."""

    def __init__(self, features: int, condition: int, as_paper: bool) -> None:
        super().__init__()
        for name in ("scale", "shift"):
            setattr(self, f"SFT_{name}_conv0", conv1(condition, condition))
            setattr(self, f"SFT_{name}_conv1", conv1(condition, features))
        self.offset, self.slope = (0.0, 0.01) if as_paper else (1.0, 0.1)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        scale = self.SFT_scale_conv0(condition)
        scale = self.SFT_scale_conv1(F.leaky_relu(scale, self.slope))
        shift = self.SFT_shift_conv0(condition)
        shift = self.SFT_shift_conv1(F.leaky_relu(shift, self.slope))
        return x * (scale + self.offset) + shift


class SFTBlock(nn.Module):
    """Two convolutions, the features scaled and shifted before each by what is where, and the input
    added."""

    def __init__(self, features: int, condition: int, as_paper: bool) -> None:
        super().__init__()
        self.sft0 = SFTLayer(features, condition, as_paper)
        self.conv0 = conv3(features, features)
        self.sft1 = SFTLayer(features, condition, as_paper)
        self.conv1 = conv3(features, features)
        self.as_paper = as_paper

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        if self.as_paper:
            first = self.conv0(F.relu(self.sft0(x, condition)))
            return x + self.conv1(F.relu(self.sft1(first, condition)))
        first = F.relu(self.conv0(self.sft0(x, condition)))
        return x + self.conv1(self.sft1(first, condition))


class SFTNet(nn.Module):
    """(N, C, h, w) → (N, C, 4·h, 4·w).

    ``prior`` (1, K, 4, 4) is the same everywhere; (1, K, 4·h, 4·w) says what is where.
    """

    def __init__(
        self,
        bands: int,
        features: int,
        blocks: int,
        condition: int = 32,
        hidden: int = 128,
        categories: int = 8,
        as_paper: bool = False,
    ) -> None:
        super().__init__()
        self.conv0 = conv3(bands, features)
        self.sft_branch = nn.Sequential(
            *(SFTBlock(features, condition, as_paper) for _ in range(blocks)),
            SFTLayer(features, condition, as_paper),
            conv3(features, features),
        )
        upsampling: list[nn.Module] = []
        for _ in range(2):
            if as_paper:
                upsampling += [nn.Upsample(scale_factor=2), conv3(features, features), nn.ReLU()]
            else:
                upsampling += [conv3(features, 4 * features), nn.PixelShuffle(2), nn.ReLU()]
        self.HR_branch = nn.Sequential(
            *upsampling, conv3(features, features), nn.ReLU(), conv3(features, bands)
        )
        layers: list[nn.Module] = [nn.Conv2d(categories, hidden, 4, stride=4), nn.LeakyReLU(0.1)]
        for _ in range(3):
            layers += [conv1(hidden, hidden), nn.LeakyReLU(0.1)]
        self.CondNet = nn.Sequential(*layers, conv1(hidden, condition))
        background = torch.zeros(1, categories, 4, 4)
        background[:, 0] = 1
        self.register_buffer("prior", background, persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        # The image before the prior, so that the first convolution works at the image's size.
        shallow = deep = self.conv0(x)
        condition = self.CondNet(self.prior)
        *blocks, last, conv = self.sft_branch
        for block in blocks:
            deep = block(deep, condition)
        return self.HR_branch(shallow + conv(last(deep, condition)))


class SFTArchitecture(Architecture):
    id = "sft"
    name = "SFT"
    paper = (
        "Wang et al., Recovering Realistic Texture in Image Super-resolution by Deep Spatial "
        "Feature Transform, 2018"
    )
    layout = "xinntao/SFTGAN (the authors)"
    local = True
    scales = (4,)

    def detect(self, state: StateDict) -> bool:
        return has(
            state, "conv0.weight", "CondNet.0.weight", "sft_branch.0.sft0.SFT_scale_conv0.weight"
        )

    def read(self, state: StateDict) -> Reading:
        features, bands = state["conv0.weight"].shape[:2]
        hidden, categories = state["CondNet.0.weight"].shape[:2]
        module = SFTNet(
            bands,
            features,
            blocks=count(state, r"sft_branch\.(\d+)\.sft0\."),
            condition=state["CondNet.8.weight"].shape[0],
            hidden=hidden,
            categories=categories,
            as_paper="HR_branch.1.weight" in state,
        )
        load_strictly(module, state, self.name)
        return Reading(module, 4, bands)

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        if scale != 4:
            raise BadInput(f"SFT exists at ×4, not at ×{scale}.")
        return SFTNet(bands, features, blocks)
