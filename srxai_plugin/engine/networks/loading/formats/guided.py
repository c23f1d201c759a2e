"""Programs of two images: the raster, and a guide whose pixels are as fine or finer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Optional

from torch import Tensor, nn

from srxai_plugin.engine.networks.base import Guide, Reading
from srxai_plugin.engine.networks.loading.formats.program import Input, read_program

Inputs = Sequence[tuple[str, Sequence[Optional[int]]]]
"""Name and sides (N, C, h, w) of each input, those of an example where they are free."""


class Guided(nn.Module):
    """(N, bands + guide.channels, h, w) → what the module makes of both images."""

    def __init__(self, module: nn.Module, bands: int, guide: Guide, is_first: bool) -> None:
        super().__init__()
        self.module = module
        self.bands, self.guide, self.is_first = bands, guide, is_first

    def forward(self, x: Tensor) -> Tensor:
        image, guide = x[:, : self.bands], self.guide.unpacked(x[:, self.bands :])
        return self.module(image, guide) if self.is_first else self.module(guide, image)


@dataclass(frozen=True)
class TwoImages:
    """What a program of two images takes, at the one size that it was exported for: what guards
    say of two sizes together is not read."""

    bands: int
    height: int
    width: int
    guide: Guide
    is_first: bool
    """Whether the raster comes before the guide."""

    def read(self, name: str, module: nn.Module) -> Reading:
        """Raises as ``read_program``."""
        channels = self.bands + self.guide.channels
        packed = Guided(module, self.bands, self.guide, self.is_first)
        found = read_program(name, packed, Input(1, channels, self.height, self.width))
        given = found.bands_out
        return replace(
            found,
            bands=self.bands,
            gives=None if given == self.bands else given,
            guide=self.guide,
        )


def guided_by(inputs: Inputs, outputs: int) -> Optional[TwoImages]:
    """How two inputs are a raster and its guide: that of the larger pixels is the raster, the first
    of two alike. None where they are not."""
    if len(inputs) != 2 or outputs != 1:
        return None
    shapes = [list(sides) for _, sides in inputs]
    if any(len(s) != 4 or s[0] != 1 or None in s or 0 in s for s in shapes):
        return None
    sides: list[list[int]] = [[n for n in s if n is not None] for s in shapes]
    is_first = sides[0][2] <= sides[1][2]
    (_, bands, height, width), (_, others, tall, wide) = sides if is_first else sides[::-1]
    ratio = tall // height
    if ratio < 1 or (tall, wide) != (ratio * height, ratio * width):
        return None
    return TwoImages(bands, height, width, Guide(others, ratio), is_first)
