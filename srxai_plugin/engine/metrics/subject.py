"""What a measure is taken of: a map, and all that it is a map of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from torch import Tensor

from srxai_plugin.engine.attribution.base import ScalarTarget, value
from srxai_plugin.engine.networks.base import SRNetwork


@dataclass(frozen=True)
class Subject:
    """A map (h, w), and the network, image and question that it answers for."""

    network: SRNetwork
    lr: Tensor
    """(C, h, w) in [0, 1]."""
    objective: ScalarTarget
    map: np.ndarray
    """(h, w); only its order counts, except where a measure says otherwise."""
    valid: np.ndarray
    """(h, w) bool; other pixels do not count, and are never kept sharp."""

    def value(self, image: Tensor) -> float:
        """D of another image (C, h, w)."""
        return value(self.network, self.objective, image)
