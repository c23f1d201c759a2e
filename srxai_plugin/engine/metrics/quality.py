"""How good a super-resolved image is, where the truth is known."""

from __future__ import annotations

import numpy as np
from PIL import Image
from skimage.metrics import peak_signal_noise_ratio


def bicubic(image: np.ndarray, width: int, height: int) -> np.ndarray:
    """Antialiased bicubic resampling of (h, w, 3) uint8, as Pillow does it (close to MATLAB's)."""
    return np.asarray(Image.fromarray(image).resize((width, height), Image.Resampling.BICUBIC))


def psnr(truth: np.ndarray, estimate: np.ndarray, border: int) -> float:
    """PSNR in dB of two (h, w, C) uint8 images over all channels, without a border in pixels."""
    inner = slice(border, -border or None)
    return float(
        peak_signal_noise_ratio(truth[inner, inner], estimate[inner, inner], data_range=255)
    )
