"""A tile's super-resolved image against its truth: the figures, and the layer that shows them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Optional

import numpy as np

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.requests import ExplainRequest
from srxai_plugin.contract.results import (
    TRUTH_BANDS,
    Quality,
    Radiometry,
    Resolution,
    TrueDetail,
)
from srxai_plugin.engine.detail.share import Products, products
from srxai_plugin.engine.explaining.outputs import as_written, tags
from srxai_plugin.engine.explaining.tile import TilePixels
from srxai_plugin.engine.imagery import resampling
from srxai_plugin.engine.imagery.geotiff import write
from srxai_plugin.engine.imagery.ground import pixel_side
from srxai_plugin.engine.imagery.radiometry import unscaled
from srxai_plugin.engine.imagery.reference import Truth, read_reference
from srxai_plugin.engine.metrics.hallucination import mean_shares, shares
from srxai_plugin.engine.metrics.quality import against_truth
from srxai_plugin.engine.metrics.ring_correlation import resolution, whole_part
from srxai_plugin.engine.networks.base import SRNetwork

TRUTH = "truth.tif"


def read_truth(request: ExplainRequest, tile: TilePixels, network: SRNetwork) -> Optional[Truth]:
    """The request's reference, of the bands that it is compared in; None where it has none.

    Raises:
        BadInput: as ``read_reference``, or there are no such bands.
    """
    if request.reference is None:
        return None
    how = _shared(tile, network)
    return read_reference(request, tile.grid, tile.scale, how, tile.region_sr)


def _shared(tile: TilePixels, network: SRNetwork) -> Radiometry:
    """Of the super-resolved bands that the network takes, too.

    Raises:
        BadInput: there are none, so that there is nothing to hold against interpolation.
    """
    how = tile.given.radiometry
    matched = network.matched.sr
    if len(matched) == len(how.bands):
        return how
    if not matched:
        raise BadInput(
            f"{network.id} gives none of the bands that it takes, or nobody says which: a "
            "reference cannot be compared. Leave it out, or name the bands by band_names and "
            "band_names_out in its JSON file."
        )
    return replace(
        how,
        bands=tuple(how.bands[i] for i in matched),
        offset=tuple(how.offset[i] for i in matched),
        gain=tuple(how.gain[i] for i in matched),
        match=None,
    )


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
        sr: (D, s·h, s·w), the network's answer; the bands that it takes, too, are compared.
    """
    how = _shared(tile, network)
    written = network.matched.of_sr(as_written(sr, tile))
    lr = network.matched.of_lr(tile.lr.cpu().numpy())
    plain = resampling.bicubic(lr, *sr.shape[:0:-1])
    known, region = truth.valid & tile.valid_sr, tile.region_sr
    ours, interpolated, true = (unscaled(image, how) for image in (written, plain, truth.values))
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
    step = _step(tile, how)
    return replace(
        against_truth(written, lr, truth, tile.valid_sr, tile.placement.region_in_tile),
        tile_detail=_true_detail(added, found, known, step),
        region_detail=_true_detail(added, found, known & region, step),
        resolution=_resolution(tile, written, plain, truth.values, known),
        raster=str(Path(request.output).absolute() / TRUTH),
    )


def _step(tile: TilePixels, how: Radiometry) -> float:
    """Sum over the bands of the square of one step of the raster's type, in the network's values;
    0 for floating point."""
    if not np.issubdtype(tile.pixels.values.dtype, np.integer):
        return 0.0
    return float(np.sum(1 / np.square(how.gain)))


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
