"""How good a super-resolved image is, where the truth is known."""

from __future__ import annotations

from typing import Optional

import numpy as np
import scipy  # imports its parts when they are used
import skimage.metrics  # lazy: it would wait for half of scipy
from PIL import Image

from srxai_plugin.contract.geometry import Window
from srxai_plugin.contract.results import Quality, Score
from srxai_plugin.engine.imagery import resampling
from srxai_plugin.engine.imagery.reference import Truth

WINDOW = 11
"""Side of SSIM's Gaussian window in pixels: σ 1.5, cut at 3.5 σ."""


def bicubic(image: np.ndarray, width: int, height: int) -> np.ndarray:
    """Antialiased bicubic resampling of (h, w, 3) uint8, as Pillow does it (close to MATLAB's)."""
    return np.asarray(Image.fromarray(image).resize((width, height), Image.Resampling.BICUBIC))


def psnr(truth: np.ndarray, estimate: np.ndarray, border: int) -> float:
    """PSNR in dB of two (h, w, C) uint8 images over all channels, without a border in pixels."""
    inner = slice(border, -border or None)
    return float(
        skimage.metrics.peak_signal_noise_ratio(
            truth[inner, inner], estimate[inner, inner], data_range=255
        )
    )


def ssim(truth: np.ndarray, estimate: np.ndarray, border: int) -> float:
    """SSIM of two (h, w, C) uint8 images, mean of the channels, without a border in pixels.

    Gaussian window of σ 1.5 as in Wang et al. (2004). Raises ValueError for less than 11 pixels.
    """
    inner = slice(border, -border or None)
    return float(
        skimage.metrics.structural_similarity(
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
        skimage.metrics.peak_signal_noise_ratio(
            luma(truth)[inner, inner], luma(estimate)[inner, inner], data_range=255
        )
    )


def against_truth(
    sr: np.ndarray, lr: np.ndarray, truth: Truth, valid: np.ndarray, region: Window
) -> Quality:
    """PSNR and SSIM of the super-resolved tile, beside the bicubic interpolation of its input.

    Args:
        sr: (C, H, W) in the network's values.
        lr: (C, h, w), what the network took.
        valid: (H, W) bool: where the raster has data.
        region: in SR pixels of the tile.

    No border is cut, unlike in papers, which cut as many pixels as the scale.
    """
    known = truth.valid & valid
    inside = np.zeros_like(known)
    inside[region.slices] = True
    images = {"super_resolved": sr, "bicubic": resampling.bicubic(lr, *sr.shape[:0:-1])}
    maps = {name: ssim_map(truth.values, image, known) for name, image in images.items()}

    def scores(part: np.ndarray) -> dict[str, Score]:
        return {
            name: Score(psnr_where(truth.values, image, part), ssim_where(*maps[name], part))
            for name, image in images.items()
        }

    covered = 100 * float(known.sum() / valid.sum())
    return Quality(scores(known), scores(known & inside), covered, truth.resampled)


def psnr_where(truth: np.ndarray, estimate: np.ndarray, part: np.ndarray) -> Optional[float]:
    """PSNR in dB of float images (C, H, W) of peak 1, over the pixels ``part`` (H, W); None where
    they are equal, for it would be infinite."""
    error = float(np.mean((truth[:, part] - estimate[:, part]) ** 2))
    return float(-10 * np.log10(error)) if error > 0 else None


def ssim_map(
    truth: np.ndarray, estimate: np.ndarray, valid: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """SSIM at each pixel, mean of the bands, and where its whole window is valid; both (H, W).

    Settings as in ``ssim``, for float images (C, H, W) of peak 1.
    """
    if min(valid.shape) < WINDOW:
        return np.zeros(valid.shape), np.zeros(valid.shape, dtype=bool)
    _, found = skimage.metrics.structural_similarity(
        np.where(valid, truth, 0.0),
        np.where(valid, estimate, 0.0),
        data_range=1.0,
        channel_axis=0,
        gaussian_weights=True,
        sigma=1.5,
        use_sample_covariance=False,
        full=True,
    )
    return found.mean(axis=0), scipy.ndimage.binary_erosion(valid, np.ones((WINDOW, WINDOW)))


def ssim_where(found: np.ndarray, whole: np.ndarray, part: np.ndarray) -> Optional[float]:
    """Mean of an SSIM map over ``part`` (H, W), where it is ``whole``; None where it is nowhere."""
    counted = whole & part
    return float(found[counted].mean()) if counted.any() else None
