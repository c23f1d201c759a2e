"""ATV as AMVE-SR's authors publish it (Yao et al., IEEE GRSL 23, 5000805, 2026), to compare with
their table, and for nothing else.

    L(y) = mean |E ⊙ (y − HR)| over window and bands,   E = sqrt((K_x * HR)² + (K_y * HR)²)
    drop = |L(S(m ⊙ x)) − L(S(x))| / L(S(x)),          m = 1 where the map is above 0.15

E is Sobel's magnitude band by band of the true window, cut out first and then padded by
replication, in values of 0 to 1 and not divided by anything; what is not kept is *black*. The mean
of drops over images, those left out whose L(S(x)) is 0, is their table: of the losses that they
publish of 39 images at ×8 it gives AMVE-SR 12.3 %, LAM 34.7 %, HiResCAM 110 %, LayerCAM 154 %.

It rewards whoever keeps the window: 97 % of the tile kept by nearness to the region scores 0.0 %.
So the kept area stands with it, and it is never a map's only figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

import matplotlib
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.base import Tick
from srxai_plugin.engine.networks.base import SRNetwork

CUT = 0.15
"""Of a map from 0 to 1, above which a pixel is kept."""
RULES = ("plain", "viridis", "seismic")
"""Ways to cut: ``plain`` as the paper says it. The authors' code reads a map from its picture and
keeps what has more green than 0.15 · 255. In matplotlib's ``viridis``, which they draw class
activation maps and their own in, that is what is above 0.11. In the upper half of ``seismic``,
which LAM's authors draw LAM in, green falls as the map rises: kept is what is *below* 0.43."""
SOBEL = ((1.0, 0.0, -1.0), (2.0, 0.0, -2.0), (1.0, 0.0, -1.0))
"""Across; down is its transpose, their sign turned, which the magnitude does not see."""


@dataclass(frozen=True)
class PublishedATV:
    """Of one map."""

    drop: Optional[float]
    """In %: lower is better; None where there is nothing to divide by."""
    area: float
    """LR pixels kept, in %."""
    loss: float
    """L(S(x)); 0 without a truth."""
    loss_masked: float
    """L(S(m ⊙ x))."""
    has_truth: bool
    """Without a truth, S(x) stands in its place. L(S(x)) is 0 then, and the drop is the share
    L(S(m ⊙ x)) / mean |E ⊙ S(x)|, which compares with no published figure."""


def kept(map: np.ndarray, rule: str = "plain") -> np.ndarray:
    """(h, w) bool: what the published cut keeps.

    Args:
        map: (h, w), stretched here to 0-1 by its minimum and maximum; a constant one is all 0.
        rule: one of ``RULES``.

    Raises:
        BadInput: there is no such rule.
    """
    low, high = float(map.min()), float(map.max())
    stretched = (map.astype(np.float64) - low) / (high - low) if high > low else 0.0 * map
    if rule == "plain":
        return stretched > CUT
    if rule == "viridis":
        return matplotlib.colormaps[rule](stretched, bytes=True)[..., 1] > CUT * 255
    if rule == "seismic":
        return matplotlib.colormaps[rule](0.5 * stretched + 0.5, bytes=True)[..., 1] > CUT * 255
    raise BadInput(f"There is no rule '{rule}'. Choose from: {', '.join(RULES)}.")


@torch.no_grad()
def published_atv(
    network: SRNetwork,
    lr: Tensor,
    region: Window,
    mask: np.ndarray,
    truth: Optional[Tensor] = None,
    tick: Tick = lambda: None,
) -> PublishedATV:
    """ATV as published of what a map keeps.

    Args:
        lr: (C, h, w) in [0, 1].
        region: in SR pixels of the tile.
        mask: (h, w) bool from ``kept``.
        truth: (C, s·h, s·w) in [0, 1] of the tile; None where it is not known.
        tick: called after each of the two passes.
    """

    def window(image: Tensor) -> Tensor:
        cut = (slice(region.row, region.bottom), slice(region.column, region.right))
        return image[..., cut[0], cut[1]]

    plain = window(network(lr[None]))
    tick()
    masked = window(network((lr * torch.from_numpy(mask).to(lr))[None]))
    tick()
    reference = plain if truth is None else window(truth[None]).to(plain)
    edges = sobel_magnitude(reference)

    def loss(image: Tensor) -> float:
        return (edges * image - edges * reference).abs().double().mean().item()

    before, after = loss(plain), loss(masked)
    whole = before if truth is not None else (edges * plain).abs().double().mean().item()
    return PublishedATV(
        drop=100 * abs(after - before) / whole if whole else None,
        area=100 * float(mask.mean()),
        loss=before,
        loss_masked=after,
        has_truth=truth is not None,
    )


def sobel_magnitude(image: Tensor) -> Tensor:
    """(N, C, H, W) of the same shape, band by band, padded by replication."""
    bands = image.shape[1]
    across = torch.tensor(SOBEL, dtype=image.dtype, device=image.device)
    kernels = torch.stack([across, across.T])[:, None].repeat(bands, 1, 1, 1)
    padded = F.pad(image, (1, 1, 1, 1), "replicate")
    found = F.conv2d(padded, kernels, groups=bands).unflatten(1, (bands, 2))
    return found.square().sum(2).sqrt()
