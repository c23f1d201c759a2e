"""RGB to YCbCr and back, differentiable, for networks that work on luma.

Images are (N, 3, h, w) in [0, 1]; Y, Cb and Cr are in [0, 1] too, chroma around 128/255.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F


@dataclass(frozen=True)
class YCbCr:
    """One of the two conventions of the field: rows of Y, Cb, Cr over R, G, B, and offsets."""

    matrix: tuple[tuple[float, float, float], ...]
    offset: tuple[float, float, float]

    def of(self, rgb: Tensor) -> Tensor:
        """RGB (N, 3, h, w) in [0, 1] → Y, Cb and Cr."""
        matrix, offset = self._tensors(rgb)
        return _mixed(matrix, rgb) + offset

    def to_rgb(self, ycbcr: Tensor) -> Tensor:
        """The inverse of ``of``, not clipped to [0, 1]."""
        matrix, offset = self._tensors(ycbcr)
        return _mixed(torch.linalg.inv(matrix), ycbcr - offset)

    def _tensors(self, like: Tensor) -> tuple[Tensor, Tensor]:
        return like.new_tensor(self.matrix), like.new_tensor(self.offset).view(1, 3, 1, 1)


def _mixed(matrix: Tensor, image: Tensor) -> Tensor:
    """Each output band a weighted sum of all. No product of matrices: that would lay the images of
    a batch side by side, and one could not be told from the next when pixels are tried."""
    return (image.unsqueeze(1) * matrix[:, :, None, None]).sum(2)


MATLAB = YCbCr(
    matrix=(
        (65.481 / 255, 128.553 / 255, 24.966 / 255),
        (-37.797 / 255, -74.203 / 255, 112.0 / 255),
        (112.0 / 255, -93.786 / 255, -18.214 / 255),
    ),
    offset=(16 / 255, 128 / 255, 128 / 255),
)
"""BT.601 with Y from 16 to 235, as MATLAB's rgb2ycbcr: what the field measures PSNR on."""

JPEG = YCbCr(
    matrix=(
        (0.299, 0.587, 0.114),
        (-0.168736, -0.331264, 0.5),
        (0.5, -0.418688, -0.081312),
    ),
    offset=(0.0, 128 / 255, 128 / 255),
)
"""BT.601 over the full range, as in JPEG."""


def through_y(network: Callable[[Tensor], Tensor], rgb: Tensor, scale: int) -> Tensor:
    """Super-resolve the luma by the network and the chroma by bicubic interpolation."""
    ycbcr = MATLAB.of(rgb)
    luma = network(ycbcr[:, :1])
    chroma = F.interpolate(
        ycbcr[:, 1:], scale_factor=scale, mode="bicubic", align_corners=False, antialias=False
    )
    return MATLAB.to_rgb(torch.cat([luma, chroma], 1))


def through_ycbcr(network: Callable[[Tensor], Tensor], rgb: Tensor) -> Tensor:
    """Super-resolve all three of JPEG's YCbCr by the network."""
    return JPEG.to_rgb(network(JPEG.of(rgb)))
