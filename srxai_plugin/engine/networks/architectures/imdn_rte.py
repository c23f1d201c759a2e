"""IMDN that works at half the image's size: second in the AI in RTE challenge of 2020.

After Hui et al., ACM Multimedia 2019. Layout of the authors' code (Zheng222/IMDN, ``IMDN_RTE``:
``fea_conv.0``, ``block1.c1`` … ``block1.c7``, ``LR_conv``, ``upsampler``), whose published model
enlarges twice, takes noise off, and works on 0-255.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.networks.architectures.blocks import sub_pixel
from srxai_plugin.engine.networks.architectures.reading import count, has, load_strictly, scale_of
from srxai_plugin.engine.networks.base import Architecture, Reading, StateDict
from srxai_plugin.engine.networks.behaviour.ramp import value_range

STRIDE = 2
"""By which the image is shrunk first, and enlarged again beyond its scale."""


def bare(inputs: int, outputs: int, kernel: int = 3, stride: int = 1) -> nn.Conv2d:
    """A convolution without bias that keeps the size, but for its stride."""
    return nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)


class LargeModule(nn.Module):
    """A quarter of the channels is kept at each of five steps, and what is left after the last."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.kept = kept = features // 4
        rest = features - kept
        self.c1 = bare(features, features)
        self.c2 = bare(rest, features)
        self.c3 = bare(rest, features)
        self.c4 = bare(rest, rest)
        self.c5 = bare(rest - kept, rest - kept)
        self.c6 = bare(rest - 2 * kept, kept)
        self.c7 = bare(6 * kept, features, kernel=1)

    def forward(self, x: Tensor) -> Tensor:
        distilled, remaining = [], x
        for conv in (self.c1, self.c2, self.c3, self.c4, self.c5):
            refined = F.relu(conv(remaining))
            distilled.append(refined[:, : self.kept])
            remaining = refined[:, self.kept :]
        distilled.append(F.relu(self.c6(remaining)))
        return x + self.c7(torch.cat(distilled, 1))


class HalvedIMDN(nn.Module):
    """(N, C, h, w) → (N, C, s·h, s·w); an odd side is continued at its lower or right edge."""

    def __init__(self, scale: int, bands: int, features: int, blocks: int) -> None:
        super().__init__()
        self.scale = scale
        self.fea_conv = nn.Sequential(
            nn.Conv2d(bands, features, 3, padding=1),
            nn.ReLU(),
            bare(features, features, stride=STRIDE),
        )
        self.names = [f"block{index}" for index in range(1, blocks + 1)]
        for name in self.names:
            self.add_module(name, LargeModule(features))
        self.LR_conv = bare(features, features, kernel=1)
        self.upsampler = sub_pixel(STRIDE * scale, features, bands)

    def forward(self, x: Tensor) -> Tensor:
        height, width = x.shape[-2:]
        x = F.pad(x, (0, width % STRIDE, 0, height % STRIDE), "replicate")
        shallow = deep = self.fea_conv(x)
        for name in self.names:
            deep = getattr(self, name)(deep)
        enlarged = self.upsampler(self.LR_conv(deep) + shallow)
        return enlarged[..., : height * self.scale, : width * self.scale]


class HalvedIMDNArchitecture(Architecture):
    id = "imdn-rte"
    name = "IMDN_RTE"
    paper = (
        "Hui et al., Lightweight Image Super-Resolution with Information Multi-Distillation "
        "Network, 2019"
    )
    layout = "Zheng222/IMDN (the authors)"
    local = False  # its stride meets other pixels in a crop that begins at an odd one

    def detect(self, state: StateDict) -> bool:
        return has(state, "fea_conv.0.weight", "fea_conv.2.weight", "block1.c7.weight")

    def read(self, state: StateDict) -> Reading:
        features, bands = state["fea_conv.0.weight"].shape[:2]
        enlarged = scale_of([state["upsampler.0.weight"].shape[0] // bands], self.name)
        scale, odd = divmod(enlarged, STRIDE)
        if odd or scale < 2:
            raise BadInput(
                f"These weights look like IMDN_RTE, but enlarge by {enlarged} what they shrink by "
                f"{STRIDE}: that is no scale of 2 or more."
            )
        module = HalvedIMDN(scale, bands, features, count(state, r"block(\d+)\."))
        load_strictly(module, state, self.name)
        return Reading(module, scale, bands, value_range(module, scale, bands))

    def build(self, scale: int, bands: int, features: int, blocks: int) -> nn.Module:
        return HalvedIMDN(scale, bands, features, blocks)
