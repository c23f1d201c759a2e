"""A region's texture where only a part of the super-resolved image was computed."""

from __future__ import annotations

from torch import Tensor

from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.cone.onward.around import Base


def texture_within(objective: Texture, known: Base, output: Tensor) -> Tensor:
    """(N, D, height, width): the region's texture, from a network's output on its box."""
    top, left = known.corner
    return Texture(objective.region.moved(-left, -top), objective.mask).of_pixels(output)
