"""The Gaussian blur that takes the detail out of an image: LAM's path and every reference image.

Kernel of the LAM authors' public demo: K(σ) ∝ exp(−r² / (2 (σ + 1e-5)²)) on a square integer grid,
normalised over it. It is a product of two one-dimensional kernels, so it is applied as such.
"""

from __future__ import annotations

from typing import Optional

import numpy as np
import torch
from torch import Tensor

from srxai_plugin.contract.geometry import Window

SIGMA = 1.2
"""Published blur of LAM, in LR pixels (Gu & Dong, CVPR 2021)."""
KERNEL = 9
"""Published side of the kernel, in LR pixels."""


def blur(
    image: Tensor, sigma: float, kernel: int = KERNEL, window: Optional[Window] = None
) -> Tensor:
    """Blur (..., h, w) with reflected borders (reflect-101); the same shape, σ = 0 changes nothing.

    The reflection repeats where the image is smaller than the kernel, so any size is defined.

    Args:
        window: of the image, all that is given and computed; None for the whole.
    """
    height, width = image.shape[-2:]
    window = window or Window(0, 0, width, height)
    taps = _taps(sigma, kernel).to(image)
    radius = kernel // 2
    sides = ((-2, window.row, window.height), (-1, window.column, window.width))
    for dimension, start, length in sides:
        source = np.pad(np.arange(image.shape[dimension]), radius, mode="reflect")
        index = torch.as_tensor(source[start : start + length + 2 * radius], device=image.device)
        padded = image.index_select(dimension, index)
        image = sum(
            tap * padded.narrow(dimension, offset, length) for offset, tap in enumerate(taps)
        )
    return image


def _taps(sigma: float, kernel: int) -> Tensor:
    offsets = torch.arange(kernel, dtype=torch.float64) - kernel // 2
    taps = torch.exp(-(offsets**2) / (2 * (sigma + 1e-5) ** 2))
    return taps / taps.sum()
