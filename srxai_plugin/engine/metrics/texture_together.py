"""``ATV.mean`` of several images' maps at once, by what is known of the images without detail."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from srxai_plugin.engine.attribution.base import Together
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.attribution.within import texture_within
from srxai_plugin.engine.cone.box import Box
from srxai_plugin.engine.cone.onward.around import Base
from srxai_plugin.engine.metrics.texture import AREAS, top_shares


@torch.no_grad()
def area_means(
    found: Together,
    images: Tensor,
    texture: Texture,
    maps: Sequence[np.ndarray],
    valid: Sequence[np.ndarray],
) -> list[float]:
    """``texture.area_mean`` of each image (N, C, h, w) by its map (h, w).

    A mask that keeps few pixels leaves most of the blurred image as it is, and with it most of what
    the network computes.
    """
    known = found.known
    (top, bottom), (left, right) = known.plan.seen[2:]
    sharp, blurred = (x[..., top:bottom, left:right] for x in (images, found.blurred))
    whole = found.texture.double()
    totals = whole.flatten(1).sum(1)
    kept = np.stack([top_shares(*each, AREAS) for each in zip(maps, valid)], 1)
    means = torch.zeros(len(images), dtype=torch.float64)
    for masks in kept[..., top:bottom, left:right]:
        m = torch.from_numpy(masks[:, None]).to(sharp)
        seen = m * sharp + (1 - m) * blurred
        output = known.output(
            seen.contiguous(memory_format=torch.channels_last), _where(masks, top, left, known)
        )
        change = texture_within(texture, known, output).double() - whole
        sums = change.flatten(1).sum(1).abs()
        means += torch.where(totals > 0, 100 * sums / totals, 0).cpu()
    return (means / len(AREAS)).tolist()


def _where(masks: np.ndarray, top: int, left: int, known: Base) -> Box:
    """The smallest box of the whole image that holds all that any mask (N, h, w) keeps."""
    rows, columns = (np.flatnonzero(masks.any(axes)) for axes in ((0, 2), (0, 1)))
    if not len(rows):
        rows = columns = np.zeros(1, dtype=int)
    return (
        *known.plan.seen[:2],
        (top + int(rows[0]), top + int(rows[-1]) + 1),
        (left + int(columns[0]), left + int(columns[-1]) + 1),
    )
