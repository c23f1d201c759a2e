"""How a layer's map of textural change gates the response that passes it."""

from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor

from srxai_plugin.engine.attribution.base import normalise

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
            change: m = |Σ_k g_k ⊙ (A_k − A'_k)|, (…, h, w). Zeros around it change nothing.

        A hard gate opens as m / max m: one strong place closes all others, and over many layers
        the product of such gates collapses on it. A soft one is open wherever m reaches half of its
        own mean weighted by itself, s = ½ Σm² / Σm, and closes in proportion below: min(1, m / s).
        """
        if self.kind == HARD:
            return normalise(change) ** self.gamma
        highest = change.max()
        if not highest > 0:
            return change**self.gamma
        share = normalise(change)  # its squares stay within the range of numbers
        enough = 0.5 * share.square().sum() / share.sum()
        return (share / enough).clamp(max=1.0) ** self.gamma
