"""Where networks draw different pictures of one tile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

import numpy as np
import torch
from torch.nn.functional import interpolate

LIMITS = (0.02, 0.06, 0.12)
"""Shares of a network's range that part what a difference means: up to the first (5 of 255) the eye
sees none, up to the second (15) the pictures differ a little, up to the third (31) they differ, and
above it they contradict each other."""


def disagreement(
    pictures: Sequence[np.ndarray], bands: Sequence[Sequence[int]]
) -> Optional[np.ndarray]:
    """(H, W) float64 in the pictures' own units: the largest less the smallest value that the
    networks give a pixel, mean of the bands; 0 where all say the same.

    Args:
        pictures: (C, s·h, s·w) of each network, of the same tile and any scales s; coarser ones are
            interpolated (bicubic) to the finest, as a viewer would.
        bands: of the raster that each picture's bands were made from; those that all have count.

    Returns:
        None where they have no band in common.
    """
    shared = [band for band in bands[0] if all(band in others for others in bands)]
    if not shared:
        return None
    size = max(picture.shape[1:] for picture in pictures)
    alike = np.stack(
        [
            _of_size(picture[[list(own).index(band) for band in shared]], size)
            for picture, own in zip(pictures, bands)
        ]
    )
    return (alike.max(0) - alike.min(0)).mean(0)


def limits(gain: Sequence[float]) -> tuple[float, ...]:
    """``LIMITS`` in raster units; see ``Radiometry.gain``."""
    return tuple(float(share * np.mean(np.abs(gain))) for share in LIMITS)


def _of_size(picture: np.ndarray, size: tuple[int, ...]) -> np.ndarray:
    values = picture.astype(np.float64)
    if values.shape[1:] == size:
        return values
    finer = interpolate(torch.from_numpy(values)[None], size=size, mode="bicubic")
    return finer[0].numpy()
