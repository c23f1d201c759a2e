"""How well a map agrees with the measured truth of which pixel matters (``intervention``)."""

from __future__ import annotations

from typing import Optional

import numpy as np

from srxai_plugin.engine.metrics.agreement import spearman
from srxai_plugin.engine.metrics.sanity import strongest
from srxai_plugin.engine.metrics.texture import top

SHARES = (1.0, 5.0)
"""Of the LR pixels, in %, at which a map's first ones are compared with the truth's."""


def rank_agreement(map: np.ndarray, truth: np.ndarray) -> Optional[float]:
    """Spearman's ρ, −1 to 1, over the pixels that hold 95 % of the truth: the same for all maps.

    Farther ones have no effect to speak of, and there all maps agree, being near zero.

    Args:
        map: (h, w), non-negative.
        truth: (h, w), non-negative.

    Returns:
        None where either is constant there.
    """
    held = strongest(truth)
    return spearman(map[held], truth[held])


def shared(map: np.ndarray, truth: np.ndarray, share: float) -> Optional[float]:
    """Share, 0 to 1, of the map's top ``share`` % of pixels that are the truth's too.

    Returns:
        None where one of them is empty.
    """
    if not (map.any() and truth.any()):
        return None
    everywhere = np.ones(map.shape, dtype=bool)
    a, b = top(map, everywhere, share), top(truth, everywhere, share)
    return float((a & b).sum() / a.sum())
