"""A tile's super-resolved image against its truth: the figures, and the layer that shows them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Optional

import numpy as np

from srxai_plugin.contract.requests import ExplainRequest
from srxai_plugin.contract.results import TRUTH_BANDS, Quality, Resolution, TrueDetail
from srxai_plugin.engine.detail.share import Products, products
from srxai_plugin.engine.explaining.outputs import as_written, tags
from srxai_plugin.engine.explaining.tile import TilePixels
from srxai_plugin.engine.imagery import resampling
from srxai_plugin.engine.imagery.geotiff import write
from srxai_plugin.engine.imagery.ground import pixel_side
from srxai_plugin.engine.imagery.radiometry import unscaled
from srxai_plugin.engine.imagery.reference import Truth
from srxai_plugin.engine.metrics.hallucination import mean_shares, shares
from srxai_plugin.engine.metrics.quality import against_truth
from srxai_plugin.engine.metrics.ring_correlation import resolution, whole_part
from srxai_plugin.engine.networks.base import SRNetwork

TRUTH = "truth.tif"


def judge_by_truth(
    folder: Path,
    request: ExplainRequest,
    network: SRNetwork,
    tile: TilePixels,
    sr: np.ndarray,
    truth: Truth,
) -> Quality:
    """Measure a tile as it is written, and write its layer into ``folder`` as ``TRUTH``.

    Args:
        sr: (C, s·h, s·w), the network's answer.
    """
    written, lr = as_written(sr, tile), tile.lr.cpu().numpy()
    plain = resampling.bicubic(lr, *sr.shape[:0:-1])
    known, region = truth.valid & tile.valid_sr, tile.region_sr
    ours, interpolated, true = (
        unscaled(image, tile.radiometry) for image in (written, plain, truth.values)
    )
    found = shares(ours, interpolated, true, known)
    write(
        folder / TRUTH,
        found.astype(np.float32),
        tile.grid.finer(tile.scale),
        float("nan"),
        list(TRUTH_BANDS.values()),
        tags(request, network, tile),
    )
    added = products(written - plain, truth.values - plain, known)
    step = _step(tile)
    return replace(
        against_truth(written, lr, truth, tile.valid_sr, tile.placement.region_in_tile),
        tile_detail=_true_detail(added, found, known, step),
        region_detail=_true_detail(added, found, known & region, step),
        resolution=_resolution(tile, written, plain, truth.values, known),
        raster=str(Path(request.output).absolute() / TRUTH),
    )


def _step(tile: TilePixels) -> float:
    """Sum over the bands of the square of one step of the raster's type, in the network's values;
    0 for floating point."""
    if not np.issubdtype(tile.pixels.values.dtype, np.integer):
        return 0.0
    return float(np.sum(1 / np.square(tile.radiometry.gain)))


def _true_detail(added: Products, found: np.ndarray, part: np.ndarray, step: float) -> TrueDetail:
    hallucination, omission, improvement = mean_shares(found, part) or (None, None, None)
    # Less than a step is rounding, of which no share means anything.
    is_something = added.own[part].sum() > step * part.sum()
    return TrueDetail(
        share=added.share(part) if is_something else None,
        hallucination=hallucination,
        omission=omission,
        improvement=improvement,
    )


def _resolution(
    tile: TilePixels, sr: np.ndarray, plain: np.ndarray, truth: np.ndarray, known: np.ndarray
) -> Optional[Resolution]:
    part = whole_part(known)
    if part is None:
        return None
    ground = pixel_side(tile.grid.finer(tile.scale))
    side = 1.0 if ground is None else ground
    of_sr, of_plain = (
        resolution(image[:, part[0], part[1]], truth[:, part[0], part[1]]) for image in (sr, plain)
    )
    return Resolution(
        super_resolved=None if of_sr is None else side * of_sr,
        bicubic=None if of_plain is None else side * of_plain,
        finest=2 * side,
        unit="px" if ground is None else "m",
    )
