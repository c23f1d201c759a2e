"""How an attribution map falls off with the distance from the region."""

from __future__ import annotations

from typing import Optional

import numpy as np

from srxai_plugin.contract.results import RadialProfile
from srxai_plugin.engine.metrics.concentration import distances

RINGS = 24
"""The region itself, and rings of equal width around it to the tile's farthest pixel."""


def radial_profile(
    map: np.ndarray, steps: np.ndarray, metres_per_pixel: Optional[np.ndarray]
) -> RadialProfile:
    """Share of a map in rings by distance from the region's edge.

    Args:
        map: (h, w), non-negative.
        steps: (2, h, w) from ``concentration.outside``.
        metres_per_pixel: (2, 2) of the tile's grid, None where it has no CRS.
    """
    distance = distances(steps, metres_per_pixel)
    unit = "px" if metres_per_pixel is None else "m"
    # A region below one LR pixel may hold no pixel's centre: then the nearest ones are its inside.
    inside = distance <= distance.min()
    farthest = float(distance.max())
    edges = np.linspace(0, farthest, RINGS) if not inside.all() else np.zeros(1)
    # Ring i is distance in (edges[i − 1], edges[i]]; the last edge is the farthest pixel itself.
    ring = np.where(inside, 0, np.searchsorted(edges, distance, side="left").clip(0, RINGS - 1))
    weight = np.bincount(ring.ravel(), map.astype(np.float64).ravel(), minlength=edges.size)
    total = weight.sum()
    share = weight / total if total > 0 else weight
    return RadialProfile(tuple(edges.tolist()), tuple(share.tolist()), unit)
