"""How far a network sees, and whether it sees the same in any crop: found by trying it.

A value that is not a number spreads to all that depends on it, through convolutions, attention and
pooling alike. So one such pixel shows which output pixels see it, for any network, exported ones
too, without a word about its layers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Optional

import torch
from torch import Tensor, nn

from srxai_plugin.engine.machine.byte_bounded import while_alive
from srxai_plugin.engine.networks.base import SRNetwork

ALIGNED = 16
"""LR pixels: crops begin at multiples of it, so that windows and strides inside networks fall on
the same pixels in every crop."""
BREADTH = 32
"""LR pixels across the strip that is tried."""
LENGTHS = (64, 128, 256)
"""LR pixels along it; a network that sees further than half the last counts as unbounded."""
UNBOUNDED_HALO = 32
"""LR pixels by which tiles overlap where no overlap holds all that a network sees."""
SAME = 1e-4
"""Largest difference in [0, 1] between the outputs of two crops that is rounding."""


@dataclass(frozen=True)
class Sight:
    """How far one network sees, and what that takes."""

    reach: Optional[int]
    """LR pixels on each side that an output pixel depends on; None where it is all of them, or
    more than can be tried."""
    is_exact: bool
    """Whether an output pixel is the same in every crop, beginning at a multiple of ``ALIGNED``,
    that holds all it can see."""
    bytes_per_pixel: int
    """Of the network's largest activation, for each LR pixel."""

    @property
    def halo(self) -> int:
        """LR pixels by which tiles should overlap on each side, a multiple of ``ALIGNED``."""
        return -(-(UNBOUNDED_HALO if self.reach is None else self.reach) // ALIGNED) * ALIGNED


def fixed_size(network: SRNetwork) -> Optional[tuple[int, int]]:
    """(h, w) that an exported network takes, where it takes no other."""
    taken: Any = getattr(network.module, "input", None)
    height: Any = getattr(taken, "height", None)
    width: Any = getattr(taken, "width", None)
    return (height or width, width or height) if height or width else None


@while_alive
@torch.no_grad()
def sight(network: SRNetwork) -> Sight:
    """Try a network on strips of noise; a few forward passes, remembered while it stays loaded."""
    fixed = fixed_size(network)
    if fixed:
        reach = _reach(network, *fixed)
        if reach is not None and reach > min(fixed) // 4:  # no room for a tile between its halos
            reach = None
        return Sight(reach, reach is not None, _largest(network, *fixed))
    try:
        reach = _first_bounded(network)
        is_exact = reach is not None and _is_same_in_crops(network, reach)
        return Sight(reach, is_exact, _largest(network, BREADTH, LENGTHS[0]))
    except RuntimeError:  # what networks of attention make of shapes or values that they dislike
        side = LENGTHS[0]
        return Sight(None, False, _largest(network, side, side))


def _first_bounded(network: SRNetwork) -> Optional[int]:
    for length in LENGTHS:
        reaches = [_reach(network, BREADTH, length), _reach(network, length, BREADTH)]
        if None not in reaches:
            return max(reaches)  # type: ignore[type-var]
    return None


def _reach(network: SRNetwork, height: int, width: int) -> Optional[int]:
    """Along the longer side; None where it touches its ends."""
    lr = _noise(network, height, width)
    lr[..., height // 2, width // 2] = math.nan
    seen = torch.isnan(network(lr)).any(1)[0]
    longer = max(height, width)
    seen = seen.any(0) if width == longer else seen.any(1)
    if bool(seen[0]) or bool(seen[-1]):
        return None
    places = seen.nonzero()[:, 0] / network.scale - longer // 2
    if not len(places):
        return 0
    return max(math.ceil(-places.min().item()), math.floor(places.max().item()))


def _is_same_in_crops(network: SRNetwork, reach: int) -> bool:
    halo = -(-reach // ALIGNED) * ALIGNED
    cut = ALIGNED
    lr = _noise(network, BREADTH, cut + 2 * halo + LENGTHS[0] + 5)
    scale = network.scale
    whole = network(lr)[..., (cut + halo) * scale : -halo * scale or None]
    crop = network(lr[..., cut:])[..., halo * scale : -halo * scale or None]
    across = network(lr.mT)[..., (cut + halo) * scale : -halo * scale or None, :]
    crop_across = network(lr.mT[..., cut:, :])[..., halo * scale : -halo * scale or None, :]
    return all((a - b).abs().max().item() < SAME for a, b in ((whole, crop), (across, crop_across)))


def _largest(network: SRNetwork, height: int, width: int) -> int:
    largest = 0

    def note(_module: nn.Module, _inputs: object, output: object) -> None:
        nonlocal largest
        if isinstance(output, Tensor):
            largest = max(largest, output.numel() * output.element_size())

    hooks = [module.register_forward_hook(note) for module in network.module.modules()]
    try:
        network(_noise(network, height, width))
    finally:
        for hook in hooks:
            hook.remove()
    return -(-largest // (height * width))


def _noise(network: SRNetwork, height: int, width: int) -> Tensor:
    generator = torch.Generator().manual_seed(0)
    return torch.rand(1, network.channels, height, width, generator=generator).to(network.device)
