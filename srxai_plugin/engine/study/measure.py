"""One image × network: every method's map of the hardest window, and what it is worth."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Optional

import numpy as np
import torch
from torch import Tensor

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.results import ATV
from srxai_plugin.engine.attribution.base import AttributionMethod, Tick
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.imagery.region import Placement
from srxai_plugin.engine.metrics.concentration import SHARE, diffusion_index, gini, outside
from srxai_plugin.engine.metrics.quality import psnr
from srxai_plugin.engine.metrics.subject import Subject
from srxai_plugin.engine.metrics.texture import atv, detail_map, distance_map, random_map
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.study.images import Pair
from srxai_plugin.engine.study.table import Row
from srxai_plugin.engine.study.windows import hardest, hardness, placed

SMALL = ("0.5", "1")
"""Areas in % at which a map must beat nearness: there it is hardest to fake."""


@dataclass(frozen=True)
class Case:
    """What one network sees of one image, ready to be explained."""

    network: SRNetwork
    lr: Tensor
    """(3, h, w) of the tile, in [0, 1], on the network's device."""
    sr: np.ndarray
    """(s·h, s·w, 3) uint8."""
    objective: Texture
    placement: Placement
    psnr: Optional[float]
    psnr_bicubic: Optional[float]
    hr: Optional[np.ndarray] = None
    """(s·h, s·w, 3) uint8 of the tile; None where the truth is not known."""

    @property
    def shape(self) -> tuple[int, int]:
        """(h, w) of the tile in LR pixels."""
        return self.lr.shape[1], self.lr.shape[2]


def prepare(network: SRNetwork, pair: Pair, side: int) -> Case:
    """Find the hardest window, cut the tile around it and super-resolve that.

    Raises:
        BadInput: the network takes other bands, or the image has nothing to explain.
    """
    if network.bands != 3:
        raise BadInput(f"the network takes {network.bands} bands, the study gives 3")
    if not network.gives_what_it_takes:
        raise BadInput("the network gives other bands than it takes")
    placement = placed(hardest(hardness(pair), side), pair, network.scale)
    s = network.scale
    tile = pair.lr[placement.tile.slices]
    lr = torch.from_numpy(tile.copy()).permute(2, 0, 1).float().div(255).to(network.device)
    with torch.no_grad():
        fine = network(lr[None])
    objective = Texture(placement.region_in_tile)
    if objective.is_faint(fine):
        raise BadInput(objective.nothing)
    sr = fine[0].clamp(0, 1).mul(255).round().byte().permute(1, 2, 0).cpu().numpy()
    there = placement.tile.scaled(s).slices
    quality: list[Optional[float]] = [None, None]
    if pair.hr is not None and min(sr.shape[:2]) > 2 * s:
        quality = [psnr(pair.hr[there], image, s) for image in (sr, pair.plain[there])]
    # Infinite where an image is reproduced exactly, which JSON cannot say.
    quality = [q if q is not None and np.isfinite(q) else None for q in quality]
    hr = None if pair.hr is None else pair.hr[there]
    return Case(network, lr, sr, objective, placement, quality[0], quality[1], hr)


def baseline_maps(case: Case, seed: int) -> dict[str, np.ndarray]:
    """Maps (h, w) that know nothing of the network."""
    steps = outside(case.placement.region_in_tile, case.network.scale, case.shape)
    return {
        "random": random_map(case.shape, seed),
        "distance": distance_map(steps),
        "detail": detail_map(case.lr, steps),
    }


def attributed(case: Case, method: AttributionMethod, tick: Tick = lambda: None) -> np.ndarray:
    """(h, w): the method's map divided by its maximum."""
    found = method.attribute(case.network, case.lr, case.objective, tick)
    return found.normalised().detach().cpu().numpy()


def measured(
    row: Row,
    case: Case,
    draw: Callable[[], np.ndarray],
    baselines: Optional[dict[str, ATV]],
    tick: Tick,
    more: Callable[[Row, np.ndarray], Row] = lambda row, _: row,
) -> Row:
    """The row with all its figures.

    Args:
        draw: makes the map (h, w).
        baselines: what the map must beat; None for a baseline itself, which takes no time either.
        more: adds what else is measured of the map.

    Raises:
        BadInput: the map is empty or not finite, or whatever the method raises.
    """
    started = time.perf_counter()
    map = draw()
    seconds = time.perf_counter() - started
    if not np.isfinite(map).all():
        raise BadInput("the map holds values that are not finite")
    if not map.any():
        raise BadInput("the map is empty")
    everywhere = np.ones(case.shape, dtype=bool)
    figures = atv(Subject(case.network, case.lr, case.objective, map, everywhere), tick)
    concentration = gini(map)
    row = replace(
        described(row, case),
        atv=figures.area,
        atv_mean=figures.mean,
        atv_soft=figures.soft,
        loc=figures.loc or {},
        loc_mean=figures.loc_mean,
        diffusion_index=diffusion_index(concentration),
        gini=concentration,
        area_of_interest=area_of_interest(map),
    )
    row = more(row, map)
    if baselines is None:
        return row
    return replace(
        row,
        seconds=round(seconds, 4),
        beats_random=figures.mean < baselines["random"].mean,
        beats_distance={a: figures.area[a] < baselines["distance"].area[a] for a in SMALL},
        beats_detail=_beats(figures, baselines["detail"]),
    )


def _beats(own: ATV, other: ATV) -> bool:
    return own.mean < other.mean and (own.loc_mean or 0.0) < (other.loc_mean or 0.0)


def described(row: Row, case: Case) -> Row:
    """The row with where it looked and how good the image is."""
    region, tile = case.placement.region, case.placement.tile
    return replace(
        row,
        window=(region.column, region.row),
        tile=(tile.width, tile.height),
        psnr=case.psnr,
        psnr_bicubic=case.psnr_bicubic,
    )


def area_of_interest(map: np.ndarray) -> float:
    """% of the pixels, the strongest first, that together hold 95 % of a map (h, w)."""
    held = np.cumsum(np.sort(map.astype(np.float64), axis=None)[::-1])
    # A share of the total that rounding cannot push past one pixel too many.
    needed = int(np.searchsorted(held, SHARE * held[-1] * (1 - 1e-12))) + 1
    return 100 * needed / map.size
