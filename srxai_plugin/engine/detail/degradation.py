"""D: how the images that a network learned from were made small."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

import numpy as np
import scipy  # imports its parts when they are used

from srxai_plugin.engine.imagery.resampling import bicubic

ASSUMED = "bicubic"
"""Where nobody says: what nearly all published networks were trained on."""


@dataclass(frozen=True)
class Degradation:
    """One way to shrink an image, corner on corner."""

    kind: str
    """``bicubic`` (antialiased, Pillow's), ``area`` (mean of s × s pixels) or ``gaussian``."""
    sigma: Optional[float] = None
    """Of the Gaussian, in pixels of the finer image."""
    is_assumed: bool = False
    """Whether the network's card says nothing of it."""

    @property
    def words(self) -> str:
        """For people."""
        return self.kind if self.sigma is None else f"{self.kind}, σ {self.sigma:g}"

    def __call__(self, image: np.ndarray, scale: int) -> np.ndarray:
        """(C, s·h, s·w) → (C, h, w), float64."""
        bands, height, width = image.shape
        height, width = height // scale, width // scale
        if self.kind == "bicubic":
            return bicubic(image, width, height)
        if self.sigma is not None:
            image = scipy.ndimage.gaussian_filter(
                image, (0, self.sigma, self.sigma), mode="nearest"
            )
            return _centres(image, scale)
        return image.reshape(bands, height, scale, width, scale).mean((2, 4))


def degradation_of(card: Mapping[str, Any]) -> Degradation:
    """What a network's card says, which was checked when it was read."""
    kind = card.get("degradation")
    if kind is None:
        return Degradation(ASSUMED, is_assumed=True)
    return Degradation(kind, card.get("psf_sigma"))


def _centres(image: np.ndarray, scale: int) -> np.ndarray:
    """Values at the centres of s × s pixels: of the middle one, or of the middle four."""
    first, last = (scale - 1) // 2, scale // 2
    rows = (image[:, first::scale] + image[:, last::scale]) / 2
    return (rows[:, :, first::scale] + rows[:, :, last::scale]) / 2
