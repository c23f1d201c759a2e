"""How far a network is from its own image when it sees that image again, half a pixel aside.

Equivariant bootstrapping (Tachella & Pereyra, 2023, arXiv 2310.11838): take the super-resolved
image for a truth, move it by what no LR image can tell from nothing, degrade it, super-resolve it,
move it back. Detail that follows from the input returns; what was made up for this grid does not.
"""

from __future__ import annotations

import numpy as np

from srxai_plugin.engine.detail.degradation import Degradation
from srxai_plugin.engine.detail.passes import Passes
from srxai_plugin.engine.networks.base import SRNetwork


def bootstrap_error(
    network: SRNetwork, sr: np.ndarray, degradation: Degradation, run: Passes
) -> np.ndarray:
    """Root mean square difference (H, W), over bands and two passes, once so and once after a half
    turn, in the network's values.

    Args:
        sr: (C, H, W), the network's own image.

    A strip of half an LR pixel at two edges has no difference of its own in either pass, and takes
    its neighbours'.
    """
    return np.sqrt(
        np.mean(
            [
                _moved(network, sr, degradation, run),
                _turned(_moved(network, _turned(sr), degradation, run)),
            ],
            axis=0,
        )
    )


def _moved(network: SRNetwork, sr: np.ndarray, degradation: Degradation, run: Passes) -> np.ndarray:
    """Mean square over bands (H, W); moved by half an LR pixel, and mirrored in at the far edge, so
    that the image keeps its size: some networks take one only."""
    half = max(network.scale // 2, 1)
    inner = sr[:, half:, half:]
    moved = np.pad(inner, ((0, 0), (0, half), (0, half)), mode="symmetric")
    lr = run.storage.rounded(degradation(moved, network.scale))
    again = run(network, lr)[:, :-half, :-half]
    off = ((again - inner) ** 2).mean(0)
    return np.pad(off, ((half, 0), (half, 0)), mode="edge")


def _turned(image: np.ndarray) -> np.ndarray:
    return image[..., ::-1, ::-1]
