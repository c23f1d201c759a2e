"""Objectives beside the texture: brightness, one band, a spectral index, stripes of one kind."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

import numpy as np
import skimage.filters
import torch
from torch import Tensor
from torch.nn import functional as F

from srxai_plugin.engine.attribution.objective import (
    EPSILON,
    RegionObjective,
    Texture,
    check_band,
)
from srxai_plugin.engine.attribution.parameters import parameter


@dataclass(frozen=True)
class Intensity(RegionObjective):
    """Mean of all bands over the region, in [0, 1] (Gu & Dong, 2021, compare it with texture)."""

    id: ClassVar[str] = "intensity"
    name: ClassVar[str] = "Mean intensity"
    sentence: ClassVar[str] = "Which pixels made the region as bright as it is?"

    def __call__(self, sr: Tensor) -> Tensor:
        return self._mean(self._cut(sr))


@dataclass(frozen=True)
class Band(Texture):
    """The texture of one band alone."""

    id: ClassVar[str] = "band"
    name: ClassVar[str] = "Texture of one band"
    sentence: ClassVar[str] = "Where did the edges and patterns of one band come from?"

    band: int = parameter(1, "Band among the network's own, counted from 1.", low=1, high=1000)

    def check(self, bands: int) -> None:
        check_band("The band to explain", self.band, bands)

    def _squares(self, sr: Tensor) -> Tensor:
        return super()._squares(sr[:, self.band - 1 : self.band])


@dataclass(frozen=True)
class SpectralIndex(RegionObjective):
    """Mean normalised difference (a − b) / (a + b) of two bands: NDVI with near infrared and red.

    It is taken of the network's values in [0, 1]. A scaling by percentiles moves the bands against
    each other, so that it is no NDVI of reflectances then.
    """

    id: ClassVar[str] = "index"
    name: ClassVar[str] = "Spectral index"
    sentence: ClassVar[str] = "Which pixels made the region's index, such as NDVI, what it is?"

    LEAST: ClassVar[float] = 1e-3
    """Sum of two bands below which both are black; there the index counts as 0."""

    plus: int = parameter(
        4, "Band a of (a - b) / (a + b): near infrared for NDVI.", low=1, high=1000
    )
    minus: int = parameter(1, "Band b of (a - b) / (a + b): red for NDVI.", low=1, high=1000)

    def check(self, bands: int) -> None:
        check_band("The index's first band", self.plus, bands)
        check_band("The index's second band", self.minus, bands)

    def __call__(self, sr: Tensor) -> Tensor:
        cut = self._cut(sr)
        a, b = cut[:, self.plus - 1 : self.plus], cut[:, self.minus - 1 : self.minus]
        bright = (a + b) > self.LEAST
        return self._mean(torch.where(bright, (a - b) / torch.where(bright, a + b, 1), 0))


@dataclass(frozen=True)
class Gabor(RegionObjective):
    """Σ over the region of the magnitude of a complex Gabor filter, on the mean of the bands.

    The filter is scikit-image's, one octave wide, its mean taken off so that brightness alone gives
    nothing. Beyond the tile the image goes on as its last row and column.
    """

    id: ClassVar[str] = "gabor"
    name: ClassVar[str] = "Gabor"
    sentence: ClassVar[str] = "Where did stripes of one width and direction come from?"
    asks_for_texture: ClassVar[bool] = True

    frequency: float = parameter(
        0.25, "Stripes in an SR pixel: 0.25 is one in four pixels.", low=0.02, high=0.5
    )
    angle: float = parameter(
        0.0,
        "Direction across the stripes, in degrees: 0 crosses upright stripes, 90 level ones.",
        low=-180.0,
        high=180.0,
    )

    def __call__(self, sr: Tensor) -> Tensor:
        kernel = _kernel(float(self.frequency), float(self.angle)).to(sr)
        down, across = (side // 2 for side in kernel.shape[-2:])
        grey = F.pad(sr.mean(1, keepdim=True), (across, across, down, down), "replicate")
        region = self.region
        patch = grey[
            ...,
            region.row : region.bottom + 2 * down,
            region.column : region.right + 2 * across,
        ]
        squares = F.conv2d(patch, kernel).square().sum(1, keepdim=True)
        return self._sum((squares + EPSILON).sqrt())


@lru_cache(maxsize=8)
def _kernel(frequency: float, angle: float) -> Tensor:
    """(2, 1, k, l): real and imaginary part, each of mean zero."""
    kernel = skimage.filters.gabor_kernel(frequency, theta=np.deg2rad(angle))
    parts = np.stack([kernel.real, kernel.imag])
    parts -= parts.mean((1, 2), keepdims=True)
    return torch.from_numpy(parts)[:, None]
