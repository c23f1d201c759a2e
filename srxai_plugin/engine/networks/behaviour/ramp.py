"""What a network's answer to a smooth ramp tells: there is nothing in one to super-resolve.

While weights are read, it tells what shapes do not: a network gives a ramp back as a ramp only at
the value range and the stride that it was trained for (``value_range``, ``ramp_error``). Once a
network is loaded, whatever is far from the ramp comes from a wrong description, and the way it is
off tells which (``check_ramp``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any, Optional

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.engine.machine.byte_bounded import while_alive
from srxai_plugin.engine.networks.base import SRNetwork

PLAIN_SIDE = 24
PLAIN_BORDER = 4
"""LR pixels of the ramp that tells of weights: a side, and what is cut at each, where zero padding
disturbs it."""
SIDE = 48
BORDER = 8
"""LR pixels of the ramp that checks a network: a side, and what is cut at each."""
FAR = 0.03
"""Mean absolute error in [0, 1] from which a network is suspect: 8 of 255 grey values."""


@torch.no_grad()
def ramp_error(upscale: Callable[[Tensor], Tensor], scale: int, bands: int) -> float:
    """Mean absolute difference from a grey ramp, over its inner part, in parts of the value range.

    Args:
        upscale: (1, C, 24, 24) in [0, 1] → (1, C, s·24, s·24).
    """
    line = torch.linspace(0.25, 0.75, PLAIN_SIDE)
    ramp = ((line[:, None] + line[None]) / 2).expand(1, bands, PLAIN_SIDE, PLAIN_SIDE)
    inner = slice(PLAIN_BORDER * scale, -PLAIN_BORDER * scale)
    expected = F.interpolate(ramp, scale_factor=scale, mode="bilinear", align_corners=False)
    return (upscale(ramp) - expected)[..., inner, inner].abs().mean().item()


def value_range(module: nn.Module, scale: int, bands: int) -> float:
    """Largest value of the images that a module was trained on, 1 or 255, told by its answer.

    It takes a clear answer to say 255: untrained weights keep the default of 1.
    """
    module.eval()
    at_1 = ramp_error(module, scale, bands)
    at_255 = ramp_error(lambda x: module(x * 255) / 255, scale, bands)
    return 255.0 if at_255 < 0.05 and at_255 < at_1 / 2 else 1.0


@dataclass(frozen=True)
class RampCheck:
    """How far a network is from giving a smooth ramp back, and why it likely is."""

    error: Optional[float]
    """Mean absolute difference between the network's output and the ramp, in [0, 1], over the bands
    that it takes and gives; None where there are none."""
    warning: Optional[str]
    """One sentence with the likely cause; None for a network that gives the ramp back."""


@while_alive
@torch.no_grad()
def check_ramp(network: SRNetwork) -> RampCheck:
    """Run a smooth ramp through a network; costs one forward pass of 48 × 48 pixels.

    Remembered while the network stays loaded, for every request asks.
    """
    if not network.matched.sr or network.guide is not None:
        return RampCheck(None, None)
    lr, expected = _ramp(network)
    found = _answer(network, lr)
    error = _error(found, expected)
    if error <= FAR:
        return RampCheck(round(error, 4), None)
    cause = _cause(network, lr, found, expected)
    return RampCheck(
        round(error, 4),
        f"{network.id} does not give a smooth ramp back: it is off by {error:.2f} of the value "
        f"range on average. {cause} Its maps cannot be relied on until that is settled.",
    )


def _cause(network: SRNetwork, lr: Tensor, found: Tensor, expected: Tensor) -> str:
    """The cause whose remedy leaves least error, if that is as little as a right network's.

    A remedy with free numbers in it fits more easily, so it must leave less.
    """
    other = 255.0 if network.value_range == 1 else 1.0
    ranged = _answer(replace(network, value_range=other), lr)
    centred = (_answer(network, 2 * lr - 1) + 1) / 2
    shifted = found + (expected - found).mean((-2, -1), keepdim=True)
    orders = [found[:, list(order)] for order in _orders(found.shape[1])]
    remedies = [
        (1, ranged, f"its values go from 0 to {other:g}; say so with value_range {other:g}"),
        (1, centred, "its normalisation, for it was trained on values from -1 to 1"),
        *((1, ordered, "the order of its bands, as in BGR for RGB") for ordered in orders),
        (2, shifted, "a mean shift that is subtracted or added on one side only"),
        (4, _fitted(found, expected), "its normalisation, for it gives a stretched copy"),
    ]
    doubts = [freedom * _error(remedied, expected) for freedom, remedied, _ in remedies]
    if min(doubts) > FAR:
        return "No usual cause explains it: it may be untrained, or made for something else."
    return f"Likely cause: {remedies[doubts.index(min(doubts))][2]}."


def _ramp(network: SRNetwork) -> tuple[Tensor, Tensor]:
    """The ramp (1, C, h, w), and the inner part of the same at the network's scale, of the bands
    that the network gives back.

    Bands differ in level and direction, so that an exchange of two is seen.
    """
    height, width = _size(network)
    levels = torch.linspace(0.65, 0.35, network.bands) if network.bands > 1 else torch.tensor([0.5])

    def at(scale: int) -> Tensor:
        rows, columns = (
            ((torch.arange(side * scale) + 0.5) / (side * scale) - 0.5) for side in (height, width)
        )
        slopes = [
            0.4 * (rows[:, None] + columns[None] * (-1) ** band) * (0.5 if band % 3 else 1)
            for band in range(network.bands)
        ]
        return (levels[:, None, None] + torch.stack(slopes))[None].to(network.device)

    return at(1), _inner(network.matched.of_lr(at(network.scale)), network.scale)


def _answer(network: SRNetwork, lr: Tensor) -> Tensor:
    """The inner part of what it makes of the ramp, of these bands."""
    return _inner(network.matched.of_sr(network(lr)), network.scale)


def _size(network: SRNetwork) -> tuple[int, int]:
    """48 × 48, or the one size that an exported network takes."""
    taken: Any = getattr(network.module, "input", None)
    return getattr(taken, "height", None) or SIDE, getattr(taken, "width", None) or SIDE


def _inner(image: Tensor, scale: int) -> Tensor:
    cut = min(BORDER, min(image.shape[-2:]) // (4 * scale)) * scale
    return image[..., cut : image.shape[-2] - cut, cut : image.shape[-1] - cut]


def _error(found: Tensor, expected: Tensor) -> float:
    return (found - expected).abs().mean().item()


def _orders(bands: int) -> list[tuple[int, ...]]:
    """Orders of the bands that networks come with: any of three, reversed for more."""
    usual = tuple(range(bands))
    orders = list(permutations(usual)) if bands <= 3 else [usual[::-1]]
    return [order for order in orders if order != usual]


def _fitted(found: Tensor, expected: Tensor) -> Tensor:
    """``found`` stretched and shifted, band by band, to fit best; a flat one has no copy in it."""
    mean, wanted = (t.mean((-2, -1), keepdim=True) for t in (found, expected))
    variance = (found - mean).square().mean((-2, -1), keepdim=True)
    covariance = ((found - mean) * (expected - wanted)).mean((-2, -1), keepdim=True)
    return (found - mean) * covariance / variance.clamp_min(1e-12) + wanted
