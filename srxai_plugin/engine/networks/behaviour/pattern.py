"""What a network makes of a pattern of edges, made small: where two forwards have the same weights,
only the one that they were trained in brings the edges back.

A smooth ramp does not tell them apart, for it has no detail.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional as F

SIDE = 48
"""LR pixels of the pattern along a side."""
BORDER = 4
"""LR pixels that are cut at each side."""
FINER = 4
"""By which the pattern is drawn finer than its pixels, for edges that lie between them."""


def pattern(scale: int) -> Tensor:
    """(1, 1, s·48, s·48) in [0, 1]: rings that grow narrow, oblique stripes and a chessboard."""
    side = SIDE * scale
    places = (torch.arange(side * FINER) + 0.5) / (side * FINER) - 0.5
    rows, columns = places[:, None], places[None]
    rings = torch.sign(torch.sin(160 * (rows**2 + columns**2)))
    stripes = torch.sign(torch.sin(30 * (columns + 2 * rows))) * (columns > 0)
    board = ((columns * 7).floor() + (rows * 7).floor()) % 2
    drawn = 0.5 + 0.2 * rings + 0.15 * stripes + 0.1 * board
    return F.avg_pool2d(drawn[None, None], FINER).clamp(0, 1)


@torch.no_grad()
def gain(upscale: Callable[[Tensor], Tensor], scale: int, bands: int) -> float:
    """By how many dB PSNR a network brings the pattern back better than bicubic interpolation.

    Args:
        upscale: (1, C, 48, 48) in [0, 1] → (1, C, s·48, s·48).
    """
    truth = pattern(scale).expand(-1, bands, -1, -1)
    small = F.interpolate(truth, (SIDE, SIDE), mode="bicubic", antialias=True)
    inner = slice(BORDER * scale, -BORDER * scale)

    def error(found: Tensor) -> float:
        return (found - truth)[..., inner, inner].square().mean().item()

    plain = F.interpolate(small, scale_factor=scale, mode="bicubic", align_corners=False)
    return 10 * math.log10(error(plain) / max(error(upscale(small)), 1e-12))
