"""How a raster is cut into tiles that overlap."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Optional

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.behaviour.sight import ALIGNED, fixed_size, sight

MEMORY = 1_000_000_000
"""Bytes that a tile's activations may take; the same on every machine, and so are the tiles."""
LIVE = 3
"""Times the largest activation that a pass holds at once."""
RESTORING = 24
"""Bytes for each SR value while it is brought back to the raster's type."""
STEP, LARGEST = 64, 512
"""LR pixels: what a tile is a multiple of, and at most."""


@dataclass(frozen=True)
class Cut:
    """One tile, in LR pixels of the raster."""

    core: Window
    """What it gives to the result."""
    crop: Window
    """What goes through the network."""


@dataclass(frozen=True)
class Tiling:
    """Along and across a raster."""

    width: int
    height: int
    core: tuple[int, int]
    """(height, width) of a tile without its overlap."""
    halo: int
    crop: Optional[tuple[int, int]] = None
    """(h, w) of every crop, for networks that take one size only."""

    def __len__(self) -> int:
        return -(-self.width // self.core[1]) * -(-self.height // self.core[0])

    def __iter__(self) -> Iterator[Cut]:
        """Row by row."""
        fixed = self.crop or (None, None)
        for row, height, top, deep in _spans(self.height, self.core[0], self.halo, fixed[0]):
            for column, width, left, wide in _spans(self.width, self.core[1], self.halo, fixed[1]):
                yield Cut(Window(column, row, width, height), Window(left, top, wide, deep))


def tiling(width: int, height: int, network: SRNetwork, asked: Optional[int]) -> Tiling:
    """Cut a raster of ``width`` × ``height`` LR pixels for a network.

    Args:
        asked: LR pixels along a tile without its overlap, rounded up to a multiple of 16; None
            takes what fits into ``MEMORY``.

    Raises:
        BadInput: ``asked`` is below 1, or the network takes only images larger than the raster.
    """
    if asked is not None and asked < 1:
        raise BadInput("The tile's side is a whole number of raster pixels, 1 or more.")
    seen = sight(network)
    fixed = fixed_size(network)
    if fixed is None:
        each = LIVE * seen.bytes_per_pixel + RESTORING * network.bands_out * network.scale**2
        side = _fitting(each, seen.halo) if asked is None else asked
        side = -(-side // ALIGNED) * ALIGNED
        return Tiling(width, height, (side, side), seen.halo)
    if height < fixed[0] or width < fixed[1]:
        raise BadInput(
            f"{network.id} takes images of {fixed[1]} × {fixed[0]} pixels only, and the raster has "
            f"{width} × {height}. Give a larger raster, or export the network for any size."
        )
    halo = min(seen.halo if seen.reach is None else seen.reach, min(fixed) // 4)
    return Tiling(width, height, (fixed[0] - 2 * halo, fixed[1] - 2 * halo), halo, fixed)


def _fitting(bytes_per_pixel: int, halo: int) -> int:
    crop = math.isqrt(MEMORY // bytes_per_pixel)
    return min(max((crop - 2 * halo) // STEP * STEP, STEP), LARGEST)


def _spans(
    length: int, core: int, halo: int, fixed: Optional[int]
) -> Iterator[tuple[int, int, int, int]]:
    """Start and length of each core, and of its crop."""
    for start in range(0, length, core):
        size = min(core, length - start)
        if fixed is None:
            first, last = max(start - halo, 0), min(start + size + halo, length)
        else:
            first = min(max(start - halo, 0), length - fixed)
            last = first + fixed
        yield start, size, first, last - first
