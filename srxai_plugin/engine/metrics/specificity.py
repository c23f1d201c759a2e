"""Does a map explain this network better than another network's map does?

The control that costs one map more: the same method asks another network the same of the same
pixels, and its map is measured on *this* network. Where that does as well, the map is one of the
image and of how such networks are, not of what this one learned. Full randomisation of the
weights, in ``sanity``, asks the same of a network that learned nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

from srxai_plugin.contract.results import ATV
from srxai_plugin.engine.attribution.base import Tick
from srxai_plugin.engine.metrics.subject import Subject
from srxai_plugin.engine.metrics.texture import atv


@dataclass(frozen=True)
class Specificity:
    """Own figure less the other map's, in percentage points; below 0 the own is better."""

    atv: float
    loc: Optional[float]
    """None where either has none."""


def specificity(own: ATV, control: Subject, tick: Tick = lambda: None) -> Specificity:
    """Hold a map's figures against those of another network's map on the same tile and region.

    Args:
        own: of the map of the network itself.
        control: the map of the other network, asked of the network itself and its ``Texture``.
        tick: called after each forward pass; there are ``texture.PASSES``.
    """
    other = atv(control, tick)
    loc = None
    if own.loc_mean is not None and other.loc_mean is not None:
        loc = own.loc_mean - other.loc_mean
    return Specificity(own.mean - other.mean, loc)
