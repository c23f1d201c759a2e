"""The hard constraint of SEN2SR: low frequencies come from the image, high ones from the network.

Aybar et al., 2025; ESAOpenSR/SEN2SR (``HardConstraint``), whose mask holds for one size of image.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.networks.architectures.srcnn import enlarge


@dataclass(frozen=True)
class Size:
    """The one size of LR image that a network takes, in pixels."""

    height: int
    width: int


class Constrained(nn.Module):
    """(N, C, h, w) → (N, C, s·h, s·w), for h and w of ``input``.

    The Fourier transforms are products with matrices of cosines and sines, of those frequencies
    that the mask lets through: relevance has rules for products.
    """

    def __init__(self, module: nn.Module, mask: Tensor, scale: int) -> None:
        """``mask`` is (s·h, s·w), the share that the image has in each frequency, zero frequency
        in the middle."""
        super().__init__()
        if mask.dim() != 2 or any(side % scale for side in mask.shape):
            raise BadInput(
                f"The hard constraint is of {' × '.join(map(str, mask.shape))}, which is no image "
                f"at ×{scale}."
            )
        self.module = module
        self.scale = scale
        self.input = Size(mask.shape[0] // scale, mask.shape[1] // scale)
        mask = torch.fft.ifftshift(mask.double())
        rows, columns = (mask.any(over).nonzero()[:, 0] for over in (1, 0))
        self.register_buffer("share", mask[rows][:, columns].float() / mask.numel())
        for name, frequencies, side in (
            ("down", rows, mask.shape[0]),
            ("across", columns, mask.shape[1]),
        ):
            angles = 2 * math.pi / side * (frequencies[:, None] * torch.arange(side) % side)
            self.register_buffer(f"{name}_cos", angles.double().cos().float())
            self.register_buffer(f"{name}_sin", angles.double().sin().float())

    def forward(self, x: Tensor) -> Tensor:
        if x.shape[-2:] != (self.input.height, self.input.width):
            raise BadInput(
                f"This network is constrained for {self.input.height} × {self.input.width} pixels "
                "and takes no other size."
            )
        y = self.module(x).relu()
        return y + self._low(enlarge(x, self.scale) - y)

    def _low(self, x: Tensor) -> Tensor:
        """What the mask lets through: there and back, real parts and imaginary ones apart."""
        cos, sin = self.down_cos, self.down_sin
        across_cos, across_sin = self.across_cos, self.across_sin
        even, odd = cos @ x, sin @ x
        real = self.share * (even @ across_cos.mT - odd @ across_sin.mT)
        imaginary = self.share * -(even @ across_sin.mT + odd @ across_cos.mT)
        back = cos.mT @ real - sin.mT @ imaginary
        crossed = cos.mT @ imaginary + sin.mT @ real
        return back @ across_cos - crossed @ across_sin
