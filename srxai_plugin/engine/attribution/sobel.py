"""The textural objective of AMVE-SR (Yao et al., IEEE GRSL 2026)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import torch
from torch import Tensor
from torch.nn import functional as F

from srxai_plugin.engine.attribution.objectives import RegionObjective

ACROSS = ((1.0, 0.0, -1.0), (2.0, 0.0, -2.0), (1.0, 0.0, -1.0))
DOWN = ((1.0, 2.0, 1.0), (0.0, 0.0, 0.0), (-1.0, -2.0, -1.0))


@dataclass(frozen=True)
class Sobel(RegionObjective):
    """Σ over bands and the region of sqrt(Sobel_x² + Sobel_y²), on the SR image.

    The region is cut out first and then padded by repeating its border: nothing outside counts.
    Under a mask, its bounding window is cut out, and the pixels of the mask are added up.
    """

    id: ClassVar[str] = "sobel"
    name: ClassVar[str] = "Sobel texture"
    sentence: ClassVar[str] = "Where did the region's edges come from?"
    asks_for_texture: ClassVar[bool] = True

    def __call__(self, sr: Tensor) -> Tensor:
        patch = F.pad(self._cut(sr), (1, 1, 1, 1), mode="replicate")
        bands = patch.shape[1]
        across, down = (
            F.conv2d(patch, patch.new_tensor(kernel).repeat(bands, 1, 1, 1), groups=bands)
            for kernel in (ACROSS, DOWN)
        )
        squares = across**2 + down**2
        # The root has no slope at 0, where the authors get NaN; every other pixel stays as it is.
        flat = squares == 0
        return self._sum(torch.where(flat, 0, torch.where(flat, 1, squares).sqrt()))
