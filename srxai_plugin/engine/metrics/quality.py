"""How good a super-resolved image is, where the truth is known."""

from __future__ import annotations

import numpy as np
from PIL import Image
from skimage.metrics import peak_signal_noise_ratio, structural_similarity


def bicubic(image: np.ndarray, width: int, height: int) -> np.ndarray:
    """Antialiased bicubic resampling of (h, w, 3) uint8, as Pillow does it (close to MATLAB's)."""
    return np.asarray(Image.fromarray(image).resize((width, height), Image.Resampling.BICUBIC))


def psnr(truth: np.ndarray, estimate: np.ndarray, border: int) -> float:
    """PSNR in dB of two (h, w, C) uint8 images over all channels, without a border in pixels."""
    inner = slice(border, -border or None)
    return float(
        peak_signal_noise_ratio(truth[inner, inner], estimate[inner, inner], data_range=255)
    )


def ssim(truth: np.ndarray, estimate: np.ndarray, border: int) -> float:
    """SSIM of two (h, w, C) uint8 images, mean of the channels, without a border in pixels.

    Gaussian window of σ 1.5 as in Wang et al. (2004). Raises ValueError for less than 11 pixels.
    """
    inner = slice(border, -border or None)
    return float(
        structural_similarity(
            truth[inner, inner],
            estimate[inner, inner],
            data_range=255,
            channel_axis=2,
            gaussian_weights=True,
            sigma=1.5,
            use_sample_covariance=False,
        )
    )


def luma(image: np.ndarray) -> np.ndarray:
    """Y of MATLAB's rgb2ycbcr, (h, w, 3) uint8 → (h, w) float64 from 16 to 235, not rounded."""
    return 16 + image.astype(np.float64) @ (np.array([65.481, 128.553, 24.966]) / 255)


def psnr_y(truth: np.ndarray, estimate: np.ndarray, border: int) -> float:
    """PSNR in dB of two (h, w, 3) uint8 images on Y, as papers print it; peak 255."""
    inner = slice(border, -border or None)
    return float(
        peak_signal_noise_ratio(
            luma(truth)[inner, inner], luma(estimate)[inner, inner], data_range=255
        )
    )
