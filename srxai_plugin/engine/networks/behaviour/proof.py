"""Does a network super-resolve? A piece of real imagery is made small and asked for again.

A smooth ramp is given back by much that is computed wrongly: residuals of ten times their size,
other dilations, noise that averages out. What was trained comes nearer the truth than bicubic
interpolation does, on imagery of about the pixels that it learned from; what does not is described
wrongly, or was trained for something else than truth.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Optional

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.contract.geometry import is_of_size
from srxai_plugin.contract.resource import resource
from srxai_plugin.engine.machine.byte_bounded import while_alive
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.behaviour.added import interpolated
from srxai_plugin.engine.networks.behaviour.ramp import check_ramp
from srxai_plugin.engine.networks.behaviour.sight import fixed_size
from srxai_plugin.engine.networks.foreign.spandrel_networks import reflect
from srxai_plugin.engine.networks.loading.untold import alternatives

PIECE_PIXEL = 0.3
"""Metres along a pixel of ``resources/proof``."""
LEAST = 24
"""LR pixels along a side that any network gets; the piece is reflected where it is smaller."""
SMALLEST, LARGEST = 12, 32
"""LR pixels along a side of a raster's own piece, one scale down."""
PLAIN = (1 / 255) ** 2
"""Mean square by which bicubic interpolation misses a piece that shows too little to tell."""
WORSE = 0.0
"""Gain over bicubic interpolation in dB below which a network proves nothing on the known piece."""
WORSE_HERE = -0.5
"""The same on a raster of anybody's, which noise or resampling may spoil."""
CLEAR = 0.5
"""Gain on a raster's first parts from which no more are looked at."""
PIECES = 4
"""Parts of a raster that are looked at, at most."""
BETTER = 0.3
"""dB by which another reading of the same weights must do better to be told."""


@dataclass(frozen=True)
class Proof:
    """What a network gains over bicubic interpolation on a piece whose truth is known."""

    gain: Optional[float]
    """dB; None where nothing could be tried: other bands or pixels than the piece has, another
    degradation, or images as small are not taken."""
    warning: Optional[str] = None
    """One sentence with the likely cause; None for a network that proves itself."""


UNTRIED = Proof(None)


@while_alive
@torch.no_grad()
def check_proof(network: SRNetwork) -> Proof:
    """Try a network on 96 × 96 pixels of aerial imagery; remembered while it stays loaded."""
    learned = network.card.get("pixel_size")
    if network.bands not in (1, 3) or (
        learned is not None and not is_of_size(PIECE_PIXEL * network.scale, learned)
    ):
        return UNTRIED
    truth = _piece(network.bands)
    gain = _gain(network, truth)
    if gain is None:
        return UNTRIED
    best = max(_readings(network, truth), default=(-math.inf, ""))
    if gain >= WORSE and best[0] < gain + BETTER:
        return Proof(round(gain, 2))
    cause = "No usual cause explains it: it may be untrained, or trained to please, not to be true."
    if best[0] >= max(WORSE, gain + BETTER):
        cause = f"Likely cause: {best[1]} ({best[0]:+.1f} dB so); say so in its JSON file."
    how = f"{abs(gain):.1f} dB {'better' if gain >= 0 else 'worse'} than bicubic interpolation"
    return Proof(
        round(gain, 2),
        f"On a known piece of aerial imagery {network.id} is {how}. {cause} Its maps cannot be "
        "relied on until that is settled.",
    )


@torch.no_grad()
def proof_on(network: SRNetwork, images: Iterable[Tensor]) -> Proof:
    """Try a network on parts of the raster at hand, one scale down, until they tell clearly.

    Args:
        images: (C, h, w) each, in the network's values; of each the middle is taken.
    """
    plain = missed = 0.0
    gain: Optional[float] = None
    for image in images:
        found = _errors(network, _middle(image, network.scale))
        if found is None:
            continue
        plain, missed = plain + found[0], missed + found[1]
        gain = _decibels(plain, missed)
        if gain >= CLEAR:
            break
    if gain is None or gain >= WORSE_HERE:
        return UNTRIED if gain is None else Proof(round(gain, 2))
    return Proof(
        round(gain, 2),
        f"On this raster, made {network.scale} times as coarse, {network.id} is {-gain:.1f} dB "
        "farther from the truth than bicubic interpolation. What it draws here is mostly not in "
        "the input: it is described wrongly, or such imagery is foreign to it.",
    )


def doubts_of(network: SRNetwork, here: Optional[Proof] = None) -> dict[str, str]:
    """Warnings for a result by code: ``ramp``, ``proof`` or ``unproven``; none for a network that
    passes all that there is.

    Args:
        here: what ``proof_on`` says of it on the raster at hand.
    """
    if network.guide is not None:
        return {
            "unproven": f"{network.id} takes a guide: neither a smooth ramp nor imagery made small "
            "tells whether it computes what it should. Its maps are not proven."
        }
    if not network.matched.sr:
        return {
            "unproven": f"{network.id} gives none of the bands that it takes, or nobody says "
            "which: neither a smooth ramp nor imagery made small can tell whether it computes what "
            "it should. Name its bands by band_names and band_names_out in its JSON file; until "
            "then its maps are not proven."
        }
    ramp = check_ramp(network).warning
    if ramp:
        return {"ramp": ramp}
    known = check_proof(network)
    if known.warning:
        return {"proof": known.warning}
    if here is None:
        return {}
    if here.warning:
        return {"proof": here.warning}
    if known.gain is not None or (here.gain is not None and here.gain > 0):
        return {}
    found = (
        "this raster is too small or too even to try it on"
        if here.gain is None
        else f"on this raster, made {network.scale} times as coarse, it is {-here.gain:.1f} dB "
        "farther from the truth than bicubic interpolation"
    )
    return {
        "unproven": f"Nothing shows that {network.id} brings imagery nearer the truth: no known "
        f"piece of imagery is of its bands and pixels, and {found}."
    }


def _middle(image: Tensor, s: int) -> Tensor:
    """(1, C, s·a, s·b) of an image, a and b at most ``LARGEST``; empty below ``SMALLEST``."""
    sides = [min(side // s, LARGEST) for side in image.shape[-2:]]
    if min(sides) < SMALLEST:
        return image[None, :, :0, :0]
    (height, width), (top, left) = (
        [side * s for side in sides],
        [(whole - side * s) // 2 for whole, side in zip(image.shape[-2:], sides)],
    )
    return image[None, :, top : top + height, left : left + width]


def _piece(bands: int) -> Tensor:
    with Image.open(resource("proof", "residential.webp")) as image:
        values = np.asarray(image.convert("RGB"), dtype=np.float32) / 255
    piece = torch.from_numpy(values).permute(2, 0, 1)[None]
    return piece if bands == 3 else piece.mean(1, keepdim=True)


def _gain(network: SRNetwork, truth: Tensor) -> Optional[float]:
    """dB over bicubic interpolation; None where it cannot be tried."""
    found = _errors(network, truth)
    return None if found is None else _decibels(*found)


def _decibels(plain: float, missed: float) -> float:
    if not math.isfinite(missed):
        return -math.inf
    return 10 * math.log10(plain / max(missed, 1e-12))


def _errors(network: SRNetwork, truth: Tensor) -> Optional[tuple[float, float]]:
    """Sums of squares by which bicubic interpolation and the network miss the truth, in the bands
    that the network takes and gives; None where it cannot be tried."""
    s, matched = network.scale, network.matched
    if not matched.sr or network.guide is not None:
        return None
    truth = truth[..., : truth.shape[-2] // s * s, : truth.shape[-1] // s * s]
    truth = truth.to(network.device, torch.float32)
    lr = degraded(truth, s, network.card) if truth.numel() else None
    if lr is None:
        return None
    fixed = fixed_size(network)
    if fixed:
        lr = lr[..., : fixed[0], : fixed[1]]
        truth = truth[..., : lr.shape[-2] * s, : lr.shape[-1] * s]
    height, width = lr.shape[-2:]
    tall, wide = fixed or (max(height, LEAST), max(width, LEAST))
    try:
        sr = network(reflect(lr, tall - height, wide - width))[..., : height * s, : width * s]
    except Exception:  # as many ways to say that an image is too small as there are networks
        return None
    sr, truth, lr = matched.of_sr(sr), matched.of_lr(truth), matched.of_lr(lr)
    inner = (..., slice(s, -s), slice(s, -s))
    plain = (interpolated(lr, s) - truth)[inner].square()
    if float(plain.mean()) < PLAIN:
        return None
    return float(plain.sum()), float((sr - truth)[inner].square().sum())


def degraded(truth: Tensor, s: int, card: Mapping[str, Any]) -> Optional[Tensor]:
    """(1, C, s·h, s·w) → (1, C, h, w) as a card's ``degradation`` says, bicubic where it says
    nothing; None for one that is not known here."""
    kind = card.get("degradation", "bicubic") or "bicubic"
    size = (truth.shape[-2] // s, truth.shape[-1] // s)
    if kind == "bicubic":
        return F.interpolate(truth, size=size, mode="bicubic", align_corners=False, antialias=True)
    if kind == "gaussian" and card.get("psf_sigma"):
        truth = _blurred(truth, card["psf_sigma"])
        centres = [slice((s - 1) // 2, None, s), slice(s // 2, None, s)]
        return sum(truth[..., a, b] for a in centres for b in centres) / 4  # type: ignore[return-value]
    return F.avg_pool2d(truth, s) if kind == "area" else None


def _blurred(image: Tensor, sigma: float) -> Tensor:
    radius = math.ceil(3 * sigma)
    line = torch.exp(-0.5 * (torch.arange(-radius, radius + 1.0) / sigma) ** 2)
    kernel = (line / line.sum()).to(image.device).expand(image.shape[1], 1, 1, -1)
    padded = F.pad(image, (radius,) * 4, "replicate")
    across = F.conv2d(padded, kernel, groups=image.shape[1])
    return F.conv2d(across, kernel.mT, groups=image.shape[1])


def _readings(network: SRNetwork, truth: Tensor) -> Iterator[tuple[float, str]]:
    """Gains of other readings of the same weights, with their words."""
    other = 255.0 if network.value_range == 1 else 1.0
    gain = _gain(replace(network, value_range=other), truth)
    yield (-math.inf if gain is None else gain), f"value_range {other:g}"
    for name, value, apply in alternatives(network.module):
        gain = _gain(replace(network, module=_with(network.module, apply)), truth)
        yield (-math.inf if gain is None else gain), f"{name} {value:g}"


def _with(module: nn.Module, apply: Callable[[nn.Module], object]) -> nn.Module:
    """A copy of a module, set otherwise."""
    changed = copy.deepcopy(module)
    apply(changed)
    return changed
