"""RLFN: Residual Local Feature Network for Efficient Super-Resolution.

Kong et al., CVPR Workshops 2022. Layouts of the authors' code (bytedance/RLFN: ``conv_1``,
``block_1``, ``conv_2``) and of their entry in ofsoundof/NTIRE2022_ESR (``fea_conv``, ``B1``,
``LR_conv``), which works on 0-255.
"""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.engine.networks.architectures.blocks import ESA, conv1, conv3, sub_pixel
from srxai_plugin.engine.networks.architectures.reading import (
    count,
    has,
    load_strictly,
    rename,
    scale_of,
)
from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict
from srxai_plugin.engine.networks.behaviour.ramp import value_range

CHALLENGE = [(r"^fea_conv\.", "conv_1."), (r"^B(\d+)\.", r"block_\1."), (r"^LR_conv\.", "conv_2.")]


class RLFB(nn.Module):
    """Three convolutions with a residual, then spatial attention (fig. 3 b)."""

    def __init__(self, features: int, middle: int, squeezed: int) -> None:
        super().__init__()
        self.c1_r = conv3(features, middle)
        self.c2_r = conv3(middle, middle)
        self.c3_r = conv3(middle, features)
        self.c5 = conv1(features, features)
        self.esa = ESA(features, squeezed, refined=False)

    def forward(self, x: Tensor) -> Tensor:
        refined = x
        for conv in (self.c1_r, self.c2_r, self.c3_r):
            refined = F.leaky_relu(conv(refined), 0.05)
        return self.esa(self.c5(refined + x))


class RLFN(nn.Module):
    """(N, C, h, w) → (N, C, s·h, s·w); h and w of 15 at least."""

    def __init__(
        self,
        scale: int,
        bands: int,
        features: int,
        blocks: int,
        middle: int | None = None,
        squeezed: int = 16,
    ) -> None:
        super().__init__()
        self.blocks = blocks
        self.conv_1 = conv3(bands, features)
        for index in range(1, blocks + 1):
            setattr(self, f"block_{index}", RLFB(features, middle or features, squeezed))
        self.conv_2 = conv3(features, features)
        self.upsampler = sub_pixel(scale, features, bands)

    def forward(self, x: Tensor) -> Tensor:
        shallow = deep = self.conv_1(x)
        for index in range(1, self.blocks + 1):
            deep = getattr(self, f"block_{index}")(deep)
        return self.upsampler(self.conv_2(deep) + shallow)


class RLFNArchitecture(Architecture):
    id = "rlfn"
    name = "RLFN"
    paper = "Kong et al., Residual Local Feature Network for Efficient Super-Resolution, 2022"
    layout = "bytedance/RLFN (the authors); ofsoundof/NTIRE2022_ESR (team04_rlfn)"
    local = False

    def detect(self, state: StateDict) -> bool:
        return has(state, "conv_1.weight", "block_1.c1_r.weight", "block_1.esa.conv1.weight") or (
            has(state, "fea_conv.weight", "B1.c1_r.weight", "B1.esa.conv1.weight")
            and "B1.c1_d.weight" not in state
        )

    def read(self, state: StateDict) -> Reading:
        state = rename(state, CHALLENGE)
        features, bands = state["conv_1.weight"].shape[:2]
        scale = scale_of([state["upsampler.0.weight"].shape[0] // bands], self.name)
        module = RLFN(
            scale,
            bands,
            features,
            blocks=count(state, r"block_(\d+)\."),
            middle=state["block_1.c1_r.weight"].shape[0],
            squeezed=state["block_1.esa.conv1.weight"].shape[0],
        )
        load_strictly(module, state, self.name)
        return Reading(module, scale, bands, value_range(module, scale, bands))

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        return RLFN(scale, bands, features, blocks)
