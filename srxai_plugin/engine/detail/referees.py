"""Networks that do not invent: trained to be near the truth and nothing else, they draw what the
input determines, as far as they can."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Optional

import numpy as np

from srxai_plugin.engine.detail.passes import Passes
from srxai_plugin.engine.imagery.resampling import bicubic
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.loading.sidecar import beside
from srxai_plugin.engine.networks.loading.zoo import bundled, load_network

PIXEL_LOSS = "l1"
"""What a card's ``loss`` says of a network that was trained to be near the truth alone."""
IDEAL = "bicubic"
"""The degradation that a referee knows. One that learned from noise, JPEG and all kinds of blur
leaves out whatever might be one of these, true detail too: that it does not draw a thing is no
evidence against it."""


def referees_of(network: SRNetwork) -> tuple[SRNetwork, ...]:
    """The bundled networks of the same scale and bands that may judge a network: not it itself."""
    names = network.card.get("band_names")
    named = tuple(names) if isinstance(names, (list, tuple)) else None
    ids = [id for id, path in bundled().items() if _fits(path, network.scale, network.bands, named)]
    fitting = (load_network(id, network.device) for id in ids)
    return tuple(referee for referee in fitting if referee.sha256 != network.sha256)


@cache
def _fits(path: Path, scale: int, bands: int, named: Optional[tuple[str, ...]]) -> bool:
    """Whether a bundled checkpoint's card says so; read once, for every tile asks. Bands in another
    order are other bands, where both cards name them."""
    card = beside(path).card
    wanted = {"scale": scale, "bands": bands, "loss": PIXEL_LOSS, "degradation": IDEAL}
    own = card.get("band_names")
    return wanted.items() <= card.items() and (not named or not own or tuple(own) == named)


def added_by(sr: np.ndarray, lr: np.ndarray) -> np.ndarray:
    """a: what an image (C, s·h, s·w) has beyond the interpolation of its input (C, h, w)."""
    return sr - bicubic(lr, sr.shape[2], sr.shape[1])


def determined(referees: Sequence[SRNetwork], lr: np.ndarray, run: Passes) -> np.ndarray:
    """m: the mean of what referees add to the input (C, h, w); (C, s·h, s·w)."""
    return np.mean([added_by(run(each, lr), lr) for each in referees], axis=0)
