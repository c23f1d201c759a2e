"""The verdict on a region's detail, and its layer."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from srxai_plugin.contract.requests import ExplainRequest
from srxai_plugin.contract.results import Detail
from srxai_plugin.contract.scenes import DETAIL_BANDS
from srxai_plugin.engine.detail.calibration import calibration
from srxai_plugin.engine.detail.evidence import layer, of_region, tile_evidence
from srxai_plugin.engine.detail.passes import Passes, Storage
from srxai_plugin.engine.detail.self_check import rests_on
from srxai_plugin.engine.detail.verdict import judged
from srxai_plugin.engine.explaining.outputs import calibration_tags, tags
from srxai_plugin.engine.explaining.tile import TilePixels
from srxai_plugin.engine.imagery.geotiff import write
from srxai_plugin.engine.networks.base import SRNetwork

DETAIL = "detail.tif"
HALF_WIDTH = list(DETAIL_BANDS).index("half_width")


def judge_detail(
    folder: Path,
    request: ExplainRequest,
    network: SRNetwork,
    tile: TilePixels,
    sr: np.ndarray,
    is_doubted: bool,
    tick: Callable[[], None],
    check: Callable[[], None],
) -> Detail:
    """Judge the region's detail, and write the tile's layer into ``folder`` as ``DETAIL``.

    Args:
        sr: (C, s·h, s·w), the network's answer.
        is_doubted: whether nothing of the network can be relied on.
        tick: called after each pass.
        check: called between layers; raises what ends it.
    """
    started = time.monotonic()
    storage = Storage(tile.radiometry, tile.pixels.values.dtype)
    run = Passes(storage, tick, check)
    lr, shown = tile.lr.cpu().numpy().astype(np.float64), storage.rounded(sr)
    found = tile_evidence(network, lr, shown, tile.valid_sr, run)
    checked = calibration(
        network, request.raster, tile.radiometry.bands, tile.radiometry.scaling, run
    )
    bands = layer(found, checked, tile.valid_sr, storage.unit)
    region = tile.counted_sr
    evidence = of_region(found, checked, region)
    detail = judged(evidence, is_doubted)
    facts = rests_on(network, checked, found.far)
    write(
        folder / DETAIL,
        bands,
        tile.grid.finer(tile.scale),
        float("nan"),
        list(DETAIL_BANDS.values()),
        {**tags(request, network, tile), **calibration_tags(facts)},
    )
    return replace(
        detail,
        added=None if "small-region" in detail.reasons else storage.unit * evidence.added,
        half_width=None if detail.share is None else float(bands[HALF_WIDTH][region].mean()),
        raster=str(Path(request.output).absolute() / DETAIL),
        calibration=facts,
        seconds=round(time.monotonic() - started, 3),
    )
