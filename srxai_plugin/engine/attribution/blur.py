"""The Gaussian blur that takes the detail out of an image: LAM's path and every reference image.

Kernel of the LAM authors' public demo: K(σ) ∝ exp(−r² / (2 (σ + 1e-5)²)) on a square integer grid,
normalised over it. It is a product of two one-dimensional kernels, so it is applied as such.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

SIGMA = 1.2
"""Published blur of LAM, in LR pixels (Gu & Dong, CVPR 2021)."""
KERNEL = 9
"""Published side of the kernel, in LR pixels."""


def blur(image: Tensor, sigma: float, kernel: int = KERNEL) -> Tensor:
    """Blur (..., h, w) with reflected borders (reflect-101); the same shape, σ = 0 changes nothing.

    The reflection repeats where the image is smaller than the kernel, so any size is defined.
    """
    taps = _taps(sigma, kernel).to(image)
    radius = kernel // 2
    for dimension in (-2, -1):
        length = image.shape[dimension]
        index = np.pad(np.arange(length), radius, mode="reflect")
        padded = image.index_select(dimension, torch.as_tensor(index, device=image.device))
        image = sum(
            tap * padded.narrow(dimension, offset, length) for offset, tap in enumerate(taps)
        )
    return image


def _taps(sigma: float, kernel: int) -> Tensor:
    offsets = torch.arange(kernel, dtype=torch.float64) - kernel // 2
    taps = torch.exp(-(offsets**2) / (2 * (sigma + 1e-5) ** 2))
    return taps / taps.sum()
