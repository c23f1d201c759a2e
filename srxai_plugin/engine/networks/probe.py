"""What shapes do not tell of trained weights, told by their answer to a smooth ramp.

Every super-resolution network gives back a smooth ramp as a smooth ramp. It does so only at the
value range and the stride that it was trained for.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn import functional as F

SIDE = 24
MARGIN = 4
"""LR pixels along the edges that are not compared: zero padding disturbs them."""


@torch.no_grad()
def ramp_error(upscale: Callable[[Tensor], Tensor], scale: int, bands: int) -> float:
    """Mean absolute difference from the ramp, in parts of the value range."""
    line = torch.linspace(0.25, 0.75, SIDE)
    ramp = ((line[:, None] + line[None]) / 2).expand(1, bands, SIDE, SIDE)
    inner = slice(MARGIN * scale, -MARGIN * scale)
    expected = F.interpolate(ramp, scale_factor=scale, mode="bilinear", align_corners=False)
    return (upscale(ramp) - expected)[..., inner, inner].abs().mean().item()


def value_range(module: nn.Module, scale: int, bands: int) -> float:
    """1 or 255. It takes a clear answer to say 255: untrained weights keep the default of 1."""
    module.eval()
    at_1 = ramp_error(module, scale, bands)
    at_255 = ramp_error(lambda x: module(x * 255) / 255, scale, bands)
    return 255.0 if at_255 < 0.05 and at_255 < at_1 / 2 else 1.0
