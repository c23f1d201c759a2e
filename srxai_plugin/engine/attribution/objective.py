"""Scalar questions to ask of a super-resolved image: what attribution methods differentiate."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Optional

import numpy as np
import torch
from torch import Tensor

from srxai_plugin.contract import Window
from srxai_plugin.engine.attribution.parameters import Parameterised
from srxai_plugin.errors import BadInput

EPSILON = 1e-16
"""Inside the root, where the authors have none: it gives flat pixels a zero gradient instead of
NaN. Its root, 1e-8, is far below an 8-bit step (4e-3), so it moves nothing else."""

FAINT = 5e-4
"""Mean gradient magnitude, in [0, 1] values, that is no texture: an eighth of an 8-bit step, twice
what edsr-x4 makes of a constant image. A map of it, divided by its maximum, would be noise."""


@dataclass(frozen=True)
class RegionObjective(Parameterised, ABC):
    """A scalar of the region; further fields are parameters."""

    region: Window
    """In SR pixels of the tile."""
    mask: Optional[Tensor] = None
    """(height, width) of the region, 1 where a pixel counts; None counts all."""

    asks_for_texture: ClassVar[bool] = False
    """Whether a region without texture leaves nothing to explain."""

    @abstractmethod
    def __call__(self, sr: Tensor) -> Tensor:
        """(N, C, H, W) → (N,), one value for each image."""

    def check(self, bands: int) -> None:
        """Raises BadInput where the network's bands cannot be asked this."""

    def _cut(self, image: Tensor) -> Tensor:
        """(..., H, W) → (..., height, width) of the region."""
        region = self.region
        return image[..., region.row : region.bottom, region.column : region.right]

    def _sum(self, values: Tensor) -> Tensor:
        """(N, C, height, width) → (N,), pixels that do not count left out."""
        if self.mask is not None:
            # Chosen, not multiplied: what does not count may be infinite.
            values = torch.where(self.mask.to(values.device).bool(), values, 0)
        return values.flatten(1).sum(1)

    def _mean(self, values: Tensor) -> Tensor:
        """(N, C, height, width) → (N,): over the bands and the pixels that count."""
        region = self.region
        counted = region.width * region.height
        if self.mask is not None:
            # Not by torch: a number out of a tensor is what no trace can follow.
            counted = int(np.count_nonzero(self.mask.cpu().numpy()))
        return self._sum(values) / (counted * values.shape[1])


@dataclass(frozen=True)
class Texture(RegionObjective):
    """T_R(y) = Σ over bands and the region of sqrt(∂_y y² + ∂_x y² + ε), on the SR image.

    Forward differences, as in the LAM authors' demo: a pixel against its right and lower neighbour.
    At the tile's last row or column, which has no neighbour, that difference is zero.
    """

    id: ClassVar[str] = "texture"
    name: ClassVar[str] = "Texture"
    sentence: ClassVar[str] = "Where did the region's edges and patterns come from?"
    asks_for_texture: ClassVar[bool] = True

    def __call__(self, sr: Tensor) -> Tensor:
        return self._sum((self._squares(sr) + EPSILON).sqrt())

    def is_faint(self, sr: Tensor) -> bool:
        """Whether the region of this one image (1, C, H, W) has no texture to speak of."""
        return self._mean((self._squares(sr) + EPSILON).sqrt()).item() < FAINT

    def flat_pixels(self, sr: Tensor) -> int:
        """Pixels of the region where a band is exactly flat, so that its root has no gradient."""
        flat = (self._squares(sr) == 0).any(dim=1)
        if self.mask is not None:
            flat = flat & self.mask.to(flat)
        return int(flat.sum())

    def _squares(self, sr: Tensor) -> Tensor:
        """(N, C, height, width): squared gradient magnitude over the region."""
        region = self.region
        patch = sr[..., region.row : region.bottom + 1, region.column : region.right + 1]
        height, width = region.height, region.width
        if patch.shape[-2] == height:
            patch = torch.cat([patch, patch[..., -1:, :]], dim=-2)
        if patch.shape[-1] == width:
            patch = torch.cat([patch, patch[..., -1:]], dim=-1)
        here = patch[..., :height, :width]
        down = here - patch[..., 1:, :width]
        right = here - patch[..., :height, 1:]
        return down**2 + right**2


def check_band(what: str, band: int, bands: int) -> None:
    """Raises BadInput for a 1-based band that the network's output does not have."""
    if not 1 <= band <= bands:
        raise BadInput(f"{what} is {band}, but the network gives bands 1 to {bands}.")
