"""Shares of the added detail: how much of it is true, or drawn by networks that do not invent.

a = SR − bicubic, the detail that a network added; t = HR − bicubic, the true one; m, what referees
add. The true share Σ a·t / Σ a² is 1 where all of a is true and 0 where none is; below ½ the image
is farther from the truth than bicubic interpolation is. The supported share puts m in t's place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

import numpy as np

from srxai_plugin.engine.detail.passes import STEP

FLOOR = STEP**2
"""Added to Σ a²: where next to nothing was added, no share is large."""


@dataclass(frozen=True)
class Products:
    """Sums over bands at each pixel (H, W); 0 where the raster has no data."""

    own: np.ndarray
    """a²."""
    other: Optional[np.ndarray]
    """a·m, or a·t; None where there is neither."""

    def share(self, part: np.ndarray) -> Optional[float]:
        """Σ other / Σ own over some pixels (H, W) bool."""
        if self.other is None:
            return None
        return float(self.other[part].sum() / (self.own[part].sum() + FLOOR))


def products(added: np.ndarray, other: Optional[np.ndarray], valid: np.ndarray) -> Products:
    """Of added detail and another's, (C, H, W) both, where the raster has data (H, W)."""
    own = np.where(valid, (added**2).sum(0), 0.0)
    return Products(own, None if other is None else np.where(valid, (added * other).sum(0), 0.0))
