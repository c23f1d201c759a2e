"""What an objective is: a scalar of a region of the super-resolved image, with parameters."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Optional

import numpy as np
import torch
from torch import Tensor

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.parameters import Parameterised
from srxai_plugin.engine.networks.base import SRNetwork


@dataclass(frozen=True)
class RegionObjective(Parameterised, ABC):
    """A scalar of the region; further fields are parameters."""

    region: Window
    """In SR pixels of the tile."""
    mask: Optional[Tensor] = None
    """(height, width) of the region, 1 where a pixel counts; None counts all."""

    asks_for_texture: ClassVar[bool] = False
    """Whether a region without texture leaves nothing to explain."""
    nothing: ClassVar[str] = (
        "The super-resolved region has no texture: there is nothing to explain."
    )
    """What is said then."""
    measured: ClassVar[str] = (
        "ATV and the verdict ask whether a map carries the region's texture, which is not what "
        "this objective asks."
    )
    """What the figures ask, for the result; empty where there is no more to say of it."""

    @abstractmethod
    def __call__(self, sr: Tensor) -> Tensor:
        """(N, C, H, W) → (N,), one value for each image."""

    def check(self, bands: int) -> None:
        """Raises BadInput where the network's bands cannot be asked this."""

    def put_to(self, network: SRNetwork) -> tuple[SRNetwork, RegionObjective]:
        """The network that is asked in this one's place, and what of its answer: mostly itself.

        ATV, the probe and the verdict ask that network of its texture.

        Raises:
            BadInput: it cannot be asked this.
        """
        return network, self

    def looked_at(self, network: SRNetwork, sr: Tensor, lr: Tensor) -> Tensor:
        """The answer of that network, from this one's SR image (N, C, H, W) of the LR image."""
        return sr

    def _cut(self, image: Tensor) -> Tensor:
        """(..., H, W) → (..., height, width) of the region."""
        region = self.region
        return image[(..., *region.slices)]

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
