"""Networks that do not invent: trained to be near the truth and nothing else, they draw what the
input determines, as far as they can."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

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
    ids = [id for id, path in bundled().items() if _fits(path, network.scale, network.bands)]
    fitting = (load_network(id, network.device) for id in ids)
    return tuple(referee for referee in fitting if referee.sha256 != network.sha256)


@cache
def _fits(path: Path, scale: int, bands: int) -> bool:
    """Whether a bundled checkpoint's card says so; read once, for every tile asks."""
    wanted = {"scale": scale, "bands": bands, "loss": PIXEL_LOSS}
    return wanted.items() <= beside(path).card.items()


def added_by(sr: np.ndarray, lr: np.ndarray) -> np.ndarray:
    """a: what an image (C, s·h, s·w) has beyond the interpolation of its input (C, h, w)."""
    return sr - bicubic(lr, sr.shape[2], sr.shape[1])


def determined(referees: Sequence[SRNetwork], lr: np.ndarray, run: Passes) -> np.ndarray:
    """m: the mean of what referees add to the input (C, h, w); (C, s·h, s·w)."""
    return np.mean([added_by(run(each, lr), lr) for each in referees], axis=0)
