"""Effective resolution: the finest structure in which an image agrees with the truth.

Fourier ring correlation (Saxton & Baumeister 1982; van Heel 1987): at each spatial frequency, how
alike two images' Fourier coefficients are. It asks for the structure itself and not for its
strength: blur and contrast leave it as it is, noise and invention lower it.
"""

from __future__ import annotations

from typing import Optional

import numpy as np
import scipy  # imports its parts when they are used

CUT = 1 / 7
"""Correlation below which structure no longer counts as the same (Nieuwenhuizen et al. 2013)."""
SMALLEST = 32
"""Pixels along an image below which its rings hold too few coefficients."""


def ring_correlation(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Correlation (n // 2 + 1,), −1 to 1, of two images (C, H, W) at k / n periods per pixel, with
    k from 0 and n the shorter side; 0 where either has nothing.

    Bands are summed; each without its mean, under a Hann window so that edges make no structure. A
    ring is three frequencies wide, as wide as that window spreads each.
    """
    height, width = one.shape[1:]
    shorter = min(height, width)
    radius = shorter * np.hypot(np.fft.fftfreq(height)[:, None], np.fft.fftfreq(width))
    rings = np.rint(radius).astype(int).ravel()
    window = np.outer(_hann(height), _hann(width))

    def summed(values: np.ndarray) -> np.ndarray:
        by_ring = np.bincount(rings, values.ravel())
        return np.convolve(by_ring, np.ones(3), "same")[: shorter // 2 + 1]

    sums = np.zeros((3, shorter // 2 + 1))
    for pair in zip(one, other):
        a, b = (np.fft.fft2(window * (band - band.mean())) for band in pair)
        products = ((a * b.conj()).real, np.abs(a) ** 2, np.abs(b) ** 2)
        sums += [summed(product) for product in products]
    both = np.sqrt(sums[1] * sums[2])
    return np.divide(sums[0], both, out=np.zeros_like(both), where=both > 0)


def resolution(image: np.ndarray, truth: np.ndarray) -> Optional[float]:
    """Period in pixels at which the correlation first falls below 1/7, between its rings.

    The shorter side where it never was above; None where it never falls below: the image then
    agrees to the finest that its pixels can show, 2 pixels.
    """
    correlation = ring_correlation(image, truth)
    shorter = min(image.shape[1:])
    below = np.flatnonzero(correlation[1:] < CUT)
    if below.size == 0:
        return None
    ring = int(below[0]) + 1
    if ring == 1:
        return float(shorter)
    before, after = correlation[ring - 1 : ring + 1]
    return float(shorter / (ring - 1 + (before - CUT) / (before - after)))


def whole_part(known: np.ndarray) -> Optional[tuple[slice, slice]]:
    """Rows and columns of a part where all pixels are ``known`` (H, W): the whole, else the largest
    square of an odd side. None below 32 pixels a side."""
    if known.all():
        return None if min(known.shape) < SMALLEST else (slice(None), slice(None))
    # How many steps of a king each pixel is from an unknown one, or from beyond the edge.
    steps = scipy.ndimage.distance_transform_cdt(np.pad(known, 1), "chessboard")[1:-1, 1:-1]
    row, column = np.unravel_index(steps.argmax(), steps.shape)
    reach = int(steps[row, column])
    if 2 * reach - 1 < SMALLEST:
        return None
    return slice(row - reach + 1, row + reach), slice(column - reach + 1, column + reach)


def _hann(length: int) -> np.ndarray:
    """Periodic Hann window, half a sample in: nowhere 0."""
    return np.sin(np.pi * (np.arange(length) + 0.5) / length) ** 2
