"""Networks whose attributions can be written down."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from srxai_plugin.engine.networks.base import SRNetwork
from tests.engine.conftest import network_of

SIDE = 12
ROW, COLUMN = 6, 5


def linear_network() -> tuple[SRNetwork, Tensor]:
    """One convolution, and what each input pixel (1, h, w) weighs in the answer to ``one_pixel``:
    its kernel, placed there."""
    torch.manual_seed(5)
    convolution = nn.Conv2d(1, 1, 3, padding=1, bias=False).double()
    kernel = torch.zeros(1, SIDE, SIDE, dtype=torch.float64)
    kernel[0, ROW - 1 : ROW + 2, COLUMN - 1 : COLUMN + 2] = convolution.weight.detach()[0, 0]
    return network_of(convolution, scale=1, bands=1), kernel


def one_pixel(sr: Tensor) -> Tensor:
    """(N, 1, H, W) → (N,): a linear question."""
    return sr[:, 0, ROW, COLUMN]


def pixels() -> Tensor:
    """(1, h, w)"""
    return torch.rand(
        1, SIDE, SIDE, dtype=torch.float64, generator=torch.Generator().manual_seed(2)
    )
