"""How a layer's map of textural change gates the response that passes it.

Soft is the default: held against hard on the hardest 32 × 32 windows of held-back tiles, it changes
mean area ATV by −3.27 [−5.66, −1.46] points on fsrcnn-x4 (8 tiles), −2.51 [−3.42, −1.46] on rcan-x4
(4), −0.03 [−0.55, +0.35] on pan-x4 (6) and +0.12 [−0.91, +1.10] on edsr-x4 (8), and the rank
correlation with single pixels' effects beyond the blind by +0.12, +0.01, +0.13, +0.07. On the one
transformer that was tried hard is better (CRAFT, 3 tiles: +1.89 [+0.07, +4.30]; loc +2.37 [+0.73,
+4.78]). All by ``benchmarks/quick.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

SOFT, HARD = "soft", "hard"
"""Kinds of gates."""


@dataclass(frozen=True)
class Gate:
    """A gate of one kind, the same at every layer."""

    kind: str
    """``SOFT`` or ``HARD``."""
    gamma: float
    """Exponent of the opening; 0 leaves every gate open."""

    def opening(self, change: Tensor) -> Tensor:
        """How far the gate opens at each place, 0 to 1.

        Args:
            change: m = |Σ_k g_k ⊙ (A_k − A'_k)|, (N, …), each image by itself. Zeros around it
                change nothing.

        A hard gate opens as m / max m: one strong place closes all others, and over many layers
        the product of such gates collapses on it. A soft one is open wherever m reaches half of its
        own mean weighted by itself, s = ½ Σm² / Σm, and closes in proportion below: min(1, m / s).
        """
        over = tuple(range(1, change.dim()))
        most = change.amax(over, keepdim=True)
        share = change / torch.where(most > 0, most, 1)  # its squares stay within range
        if self.kind == HARD:
            return share**self.gamma
        enough = 0.5 * share.square().sum(over, keepdim=True) / share.sum(over, keepdim=True)
        # Where nothing changes there is nothing to divide by.
        opening = torch.where(most > 0, (share / enough).clamp(max=1.0), change)
        return opening if self.gamma == 1 else opening**self.gamma
