"""Networks that do not invent: trained to be near the truth and nothing else, they draw what the
input determines, as far as they can."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from srxai_plugin.engine.detail.passes import Passes
from srxai_plugin.engine.imagery.resampling import bicubic
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.loading.sidecar import beside
from srxai_plugin.engine.networks.loading.zoo import bundled, load_network

PIXEL_LOSS = "l1"
"""What a card's ``loss`` says of a network that was trained to be near the truth alone."""


def referees_of(network: SRNetwork) -> tuple[SRNetwork, ...]:
    """The bundled networks of the same scale and bands that may judge a network: not it itself."""
    found = []
    for id, path in bundled().items():
        card = beside(path).card
        fits = (card.get("scale"), card.get("bands")) == (network.scale, network.bands)
        if fits and card.get("loss") == PIXEL_LOSS:
            referee = load_network(id, network.device)
            if referee.sha256 != network.sha256:
                found.append(referee)
    return tuple(found)


def added_by(sr: np.ndarray, lr: np.ndarray) -> np.ndarray:
    """a: what an image (C, s·h, s·w) has beyond the interpolation of its input (C, h, w)."""
    return sr - bicubic(lr, sr.shape[2], sr.shape[1])


def determined(referees: Sequence[SRNetwork], lr: np.ndarray, run: Passes) -> np.ndarray:
    """m: the mean of what referees add to the input (C, h, w); (C, s·h, s·w)."""
    return np.mean([added_by(run(each, lr), lr) for each in referees], axis=0)
