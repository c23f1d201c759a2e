"""Scenes whose truth is known, and networks that invent or do not."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from srxai_plugin.contract.results import Radiometry
from srxai_plugin.engine.detail.degradation import Degradation
from srxai_plugin.engine.detail.passes import Passes, Storage
from srxai_plugin.engine.networks.base import SRNetwork, freeze

BYTES = Storage(Radiometry((1, 2, 3), "dtype", (0.0,) * 3, (255.0,) * 3, ""), np.dtype(np.uint8))
RUN = Passes(BYTES)
BICUBIC = Degradation("bicubic")


def leaves(side: int, seed: int = 0, count: int = 400) -> np.ndarray:
    """(3, side, side) in [0, 1]: discs of any size and colour that cover each other, as roofs and
    fields do; edges everywhere, and detail at all sizes."""
    random = np.random.default_rng(seed)
    image = np.full((3, side, side), 0.5)
    for _ in range(count):
        radius = min(3 / random.random(), side / 4)
        row, column = random.random(2) * side
        top, left = int(max(row - radius, 0)), int(max(column - radius, 0))
        part = image[:, top : int(row + radius) + 1, left : int(column + radius) + 1]
        rows, columns = np.indices(part.shape[1:]) + 0.5
        inside = (rows + top - row) ** 2 + (columns + left - column) ** 2 < radius**2
        part[:, inside] = (0.15 + 0.7 * random.random(3))[:, None]
    return image


class Adding(nn.Module):
    """Bicubic interpolation, and the same texture on each LR pixel that no input asks for."""

    def __init__(self, scale: int, amplitude: float) -> None:
        super().__init__()
        self.scale = scale
        random = torch.Generator().manual_seed(0)
        pattern = torch.randn(scale, scale, generator=random)
        pattern = (pattern - pattern.mean()) / pattern.std()
        self.pattern = nn.Parameter(amplitude * pattern[None, None])

    def forward(self, x: Tensor) -> Tensor:
        plain = nn.functional.interpolate(
            x, scale_factor=self.scale, mode="bicubic", align_corners=False
        )
        return plain + self.pattern.repeat(1, 1, *x.shape[2:])


def inventing(scale: int = 4, amplitude: float = 0.04, **card: object) -> SRNetwork:
    """A network that draws its own texture on everything."""
    module = freeze(Adding(scale, amplitude))
    return SRNetwork("inventing", "made", scale, 3, module, sha256="1" * 64, card=card)
