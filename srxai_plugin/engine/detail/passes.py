"""Super-resolved images as the analyst gets them: rounded and clipped to the raster's type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import torch

from srxai_plugin.contract.fields import REFLECTANCES
from srxai_plugin.contract.results import Radiometry
from srxai_plugin.engine.imagery.radiometry import refuse_not_finite, rounded
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.behaviour.interruptible import interruptible

REFLECTING = 0.4
"""Reflectance of the ground, up to which imagery of it is shown: its grey values are parts of
that."""
STEP = 1 / 255
"""Of the value range: what differences are measured in, one grey value of 8 bits."""


@dataclass(frozen=True)
class Storage:
    """How the raster holds values."""

    radiometry: Radiometry
    dtype: np.dtype

    def rounded(self, values: np.ndarray) -> np.ndarray:
        """(C, h, w) in the network's values, as they come back from the raster."""
        return rounded(values, self.radiometry, self.dtype)

    def of_mean(self, bands: int) -> Storage:
        """How it would hold the mean of its bands, repeated."""
        how, count = self.radiometry, len(self.radiometry.gain)
        if count == bands:
            return self
        offset, gain = sum(how.offset) / count, sum(how.gain) / count
        mean = replace(how, offset=(offset,) * bands, gain=(gain,) * bands)
        return Storage(mean, self.dtype)

    @property
    def shown(self) -> float:
        """Network values from black to white as people look at such imagery."""
        return REFLECTING if self.radiometry.scaling in REFLECTANCES else 1.0

    @property
    def unit(self) -> float:
        """Raster units of one network value, mean of the bands."""
        return float(np.mean(self.radiometry.gain))


@dataclass(frozen=True)
class Passes:
    """Runs networks on images of one raster."""

    storage: Storage
    tick: Callable[[], None] = lambda: None
    """Called after each pass."""
    check: Callable[[], None] = lambda: None
    """Called between layers; raises what ends it."""

    @torch.no_grad()
    def __call__(self, network: SRNetwork, lr: np.ndarray) -> np.ndarray:
        """(C, h, w) → (C, s·h, s·w), float64, rounded as the raster holds it."""
        image = torch.from_numpy(lr).float().to(network.device)[None]
        with interruptible(network, self.check):
            sr = network(image)[0].cpu().numpy().astype(np.float64)
        refuse_not_finite(sr)
        self.tick()
        return self.storage.rounded(sr)
