"""RDN: Residual Dense Network for Image Super-Resolution.

Zhang et al., CVPR 2018. The authors published Lua Torch weights. Two layouts load:
sanghyun-son/EDSR-PyTorch (``SFENet1``, ``RDBs``, ``GFF``, ``UPNet``, 0-255 or 0-1) and
yjn870/RDN-pytorch (``sfe1``, ``rdbs``, ``gff``, ``upscale``, ``output``, 0-1).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.engine.networks.architectures.blocks import conv1, conv3
from srxai_plugin.engine.networks.architectures.reading import (
    count,
    has,
    load_strictly,
    rename,
    scale_of,
)
from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict
from srxai_plugin.engine.networks.behaviour.ramp import value_range


class DenseConv(nn.Module):
    """A convolution and ReLU, its ``growth`` channels beside those of its input."""

    def __init__(self, inputs: int, growth: int) -> None:
        super().__init__()
        self.conv = nn.Sequential(conv3(inputs, growth))

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([x, F.relu(self.conv(x))], 1)


class RDB(nn.Module):
    """Residual dense block: ``layers`` dense convolutions and a local fusion (fig. 3)."""

    def __init__(self, features: int, growth: int, layers: int) -> None:
        super().__init__()
        self.convs = nn.Sequential(
            *(DenseConv(features + index * growth, growth) for index in range(layers))
        )
        self.LFF = conv1(features + layers * growth, features)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.LFF(self.convs(x))


class RDN(nn.Module):
    """(N, C, h, w) → (N, C, s·h, s·w); G₀ = ``features``, G = ``growth``, D = ``blocks``,
    C = ``layers`` in the paper. ``width`` is that of the upsampling: G, or G₀ for yjn870."""

    def __init__(
        self,
        scale: int,
        bands: int,
        features: int,
        growth: int,
        blocks: int,
        layers: int,
        width: int | None = None,
    ) -> None:
        super().__init__()
        width = width or growth
        self.SFENet1 = conv3(bands, features)
        self.SFENet2 = conv3(features, features)
        self.RDBs = nn.ModuleList(RDB(features, growth, layers) for _ in range(blocks))
        self.GFF = nn.Sequential(conv1(blocks * features, features), conv3(features, features))
        upsampling: list[nn.Module] = []
        inputs = features
        for factor in [2, 2] if scale == 4 else [scale]:
            upsampling += [conv3(inputs, factor**2 * width), nn.PixelShuffle(factor)]
            inputs = width
        self.UPNet = nn.Sequential(*upsampling, conv3(width, bands))

    def forward(self, x: Tensor) -> Tensor:
        shallow = self.SFENet1(x)
        x = self.SFENet2(shallow)
        outputs = []
        for block in self.RDBs:
            x = block(x)
            outputs.append(x)
        return self.UPNet(self.GFF(torch.cat(outputs, 1)) + shallow)


class RDNArchitecture(Architecture):
    id = "rdn"
    name = "RDN"
    paper = "Zhang et al., Residual Dense Network for Image Super-Resolution, 2018"
    layout = "sanghyun-son/EDSR-PyTorch; yjn870/RDN-pytorch"
    local = True

    def detect(self, state: StateDict) -> bool:
        return has(state, "SFENet1.weight", "RDBs.0.LFF.weight", "UPNet.0.weight") or has(
            state, "sfe1.weight", "rdbs.0.lff.weight", "upscale.0.weight"
        )

    def read(self, state: StateDict) -> Reading:
        if "sfe1.weight" in state:
            state = _from_yjn870(state)
        features, bands = state["SFENet1.weight"].shape[:2]
        growth = state["RDBs.0.convs.0.conv.0.weight"].shape[0]
        upsampling = count(state, r"UPNet\.(\d+)\.weight") - 1
        width = state[f"UPNet.{2 * upsampling}.weight"].shape[1]
        factors = [state[f"UPNet.{2 * i}.weight"].shape[0] // width for i in range(upsampling)]
        scale = scale_of(factors, self.name)
        blocks = count(state, r"RDBs\.(\d+)\.")
        layers = count(state, r"RDBs\.0\.convs\.(\d+)\.")
        module = RDN(scale, bands, features, growth, blocks, layers, width)
        load_strictly(module, state, self.name)
        return Reading(module, scale, bands, value_range(module, scale, bands))

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        return RDN(scale, bands, features, features, blocks, layers=8)


def _from_yjn870(state: StateDict) -> dict[str, Tensor]:
    last = 2 * count(state, r"upscale\.(\d+)\.weight")
    return rename(
        state,
        [
            (r"^sfe(\d)\.", r"SFENet\1."),
            (r"^rdbs\.(\d+)\.layers\.(\d+)\.conv\.", r"RDBs.\1.convs.\2.conv.0."),
            (r"^rdbs\.(\d+)\.lff\.", r"RDBs.\1.LFF."),
            (r"^gff\.", "GFF."),
            (r"^upscale\.", "UPNet."),
            (r"^output\.", f"UPNet.{last}."),
        ],
    )
