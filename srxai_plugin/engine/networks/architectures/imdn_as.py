"""IMDN for any scale: it takes an image as large as the one it gives, which strides make smaller.

Hui et al., Lightweight Image Super-Resolution with Information Multi-Distillation Network, ACM
Multimedia 2019. Layout of the authors' code (Zheng222/IMDN, ``IMDN_AS``: IMDN's names, with
``fea_conv.0`` and ``fea_conv.2``), which works on 0-1.
"""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.networks.architectures.blocks import Distillation
from srxai_plugin.engine.networks.architectures.imdn import IMDModule
from srxai_plugin.engine.networks.architectures.reading import count, has, load_strictly, scale_of
from srxai_plugin.engine.networks.architectures.srcnn import PRE_UPSAMPLED, enlarge
from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict

STRIDES = 4
"""By which the network shrinks an image before it enlarges it as much: both sides of an image are
multiples of it, so one that is not is continued at its lower and right edge."""


class IMDNAnyScale(Distillation):
    """(N, C, h, w) → (N, C, s·h, s·w)."""

    def __init__(self, scale: int, bands: int, features: int, blocks: int, squeezed: int) -> None:
        modules = [IMDModule(features, squeezed) for _ in range(blocks)]
        super().__init__(STRIDES, bands, features, "IMDB", modules)
        self.scale = scale
        self.fea_conv = nn.Sequential(  # type: ignore[assignment]
            nn.Conv2d(bands, features, 3, stride=2, padding=1),
            nn.LeakyReLU(0.05),
            nn.Conv2d(features, features, 3, stride=2, padding=1),
        )

    def forward(self, x: Tensor) -> Tensor:
        x = enlarge(x, self.scale)
        height, width = x.shape[-2:]
        x = F.pad(x, (0, -width % STRIDES, 0, -height % STRIDES), "replicate")
        return super().forward(x)[..., :height, :width]


class IMDNAnyScaleArchitecture(Architecture):
    id = "imdn-as"
    name = "IMDN_AS"
    paper = (
        "Hui et al., Lightweight Image Super-Resolution with Information Multi-Distillation "
        "Network, 2019"
    )
    layout = "Zheng222/IMDN (the authors)"
    local = False

    def detect(self, state: StateDict) -> bool:
        return has(state, "fea_conv.0.weight", "fea_conv.2.weight", "IMDB1.cca.conv_du.0.weight")

    def read(self, state: StateDict) -> Reading:
        features, bands = state["fea_conv.0.weight"].shape[:2]
        if scale_of([state["upsampler.0.weight"].shape[0] // bands], self.name) != STRIDES:
            raise BadInput(
                "These weights look like IMDN_AS, but do not enlarge as much as their strides "
                "shrink: they are made for something else."
            )
        squeezed = state["IMDB1.cca.conv_du.0.weight"].shape[0]
        module = IMDNAnyScale(4, bands, features, count(state, r"IMDB(\d+)\."), squeezed)
        load_strictly(module, state, self.name)
        return Reading(module, 4, bands, scales=PRE_UPSAMPLED)

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        return IMDNAnyScale(scale, bands, features, blocks, max(1, features // 16))
