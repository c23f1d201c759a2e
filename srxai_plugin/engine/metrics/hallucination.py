"""Improvement, omission and hallucination: which of three ideals each super-resolved pixel is like.

The measure of opensr-test (Aybar et al. 2024, "A Comprehensive Benchmark for Optical Remote Sensing
Image Super-Resolution"), with the settings of its release 1.3.3. A pixel is placed by two
distances, as multiples of the one between interpolation and truth: d_im to the truth, d_om to the
interpolation. Near (0, 1) it was improved, near (1, 0) what was there to add was left out, and far
from both something was drawn that is in neither.

Three things are other than there, so that the figures hold for the raster as written: interpolation
is bicubic, not bilinear; no border is cut; and the image is neither matched to the truth's
histogram nor shifted onto it.
"""

from __future__ import annotations

from typing import Optional

import numpy as np

LAMBDA = 0.05
"""How fast distance counts, in all three scores."""
TEMPERATURE = 0.25
"""Of the softmin that turns the scores into shares."""
QUANTILE = 0.75
"""Of the distances between interpolation and truth: a pixel where no distance is above it tells
too little to count."""


def difference(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Normalised difference |x − y| / (|x| + |y|) of images (C, H, W), mean of the bands, (H, W).

    0 for equal values to 1. As published where values are not negative; bounded for others too.
    """
    both = np.abs(one) + np.abs(other)
    parts = np.divide(np.abs(one - other), both, out=np.zeros_like(both), where=both > 0)
    return parts.mean(axis=0)


def shares(sr: np.ndarray, plain: np.ndarray, truth: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Hallucination, omission and improvement, (3, H, W) float64, of each pixel; they sum to 1.

    NaN where the truth is not known, and where the images differ too little to tell. The truth
    itself gets 0.965 of improvement, and interpolation as much of omission: none reaches 1.

    Args:
        sr: (C, H, W) in raster values, as are the next two.
        plain: the interpolated input.
        known: (H, W) bool.
    """
    found = np.full((3, *known.shape), np.nan)
    between, to_truth, to_plain = (
        difference(a, b)[known] for a, b in ((plain, truth), (sr, truth), (sr, plain))
    )
    if between.size == 0:
        return found
    faint = np.sort(between)[max(int(QUANTILE * between.size), 1) - 1]
    counted = np.max((between, to_truth, to_plain), axis=0) > faint
    with np.errstate(divide="ignore"):  # infinitely far where interpolation is the truth already
        im, om = to_truth[counted] / between[counted], to_plain[counted] / between[counted]
    part = np.full((3, counted.size), np.nan)
    part[:, counted] = _softmin(_scores(im, om))
    found[:, known] = part
    return found


def mean_shares(found: np.ndarray, part: np.ndarray) -> Optional[tuple[float, float, float]]:
    """Means of ``shares`` over the pixels of ``part`` (H, W) that count; None where none does."""
    counted = part & np.isfinite(found[0])
    if not counted.any():
        return None
    hallucination, omission, improvement = found[:, counted].mean(axis=1)
    return float(hallucination), float(omission), float(improvement)


def _scores(im: np.ndarray, om: np.ndarray) -> np.ndarray:
    """(3, n): distances from what is hallucination, omission and improvement; smaller is nearer."""
    beyond = 1 - np.exp(-LAMBDA * (im + om - 1))  # 0 on the straight way from input to truth
    return np.stack([np.exp(-LAMBDA * im * om), om + im * beyond, im + om * beyond])


def _softmin(scores: np.ndarray) -> np.ndarray:
    weights = np.exp(-scores / TEMPERATURE)
    return weights / weights.sum(axis=0)
