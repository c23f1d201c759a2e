"""The verdict on a region's detail, and its layer."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Optional

import numpy as np

from srxai_plugin.contract.codec import to_json
from srxai_plugin.contract.requests import ExplainRequest
from srxai_plugin.contract.results import Detail
from srxai_plugin.contract.scenes import DETAIL_BANDS
from srxai_plugin.engine.detail.calibration import calibration
from srxai_plugin.engine.detail.degradation import degradation_of
from srxai_plugin.engine.detail.evidence import layer, of_region, tile_evidence
from srxai_plugin.engine.detail.gate import far_from_domain
from srxai_plugin.engine.detail.passes import Passes, Storage
from srxai_plugin.engine.detail.referees import referees_of
from srxai_plugin.engine.detail.self_check import rests_on
from srxai_plugin.engine.detail.verdict import Evidence, judged
from srxai_plugin.engine.explaining.outputs import tags
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
    tick: Callable[[], None],
    check: Callable[[], None],
) -> Detail:
    """Judge the region's detail, and write the tile's layer into ``folder`` as ``DETAIL``.

    Args:
        sr: (C, s·h, s·w), the network's answer.
        tick: called after each pass.
        check: called between layers; raises what ends it.
    """
    started = time.monotonic()
    storage = Storage(tile.radiometry, tile.pixels.values.dtype)
    run = Passes(storage, tick, check)
    degradation, referees = degradation_of(network.card), referees_of(network)
    lr, shown = tile.lr.cpu().numpy().astype(np.float64), storage.rounded(sr)
    found = tile_evidence(network, referees, lr, shown, tile.valid_sr, degradation, run)
    checked = calibration(
        network, referees, request.raster, tile.radiometry.bands, request.scaling, run
    )
    far = far_from_domain(lr, degradation, run)
    unit = float(np.mean(tile.radiometry.gain))
    bands = layer(found, checked, tile.valid_sr, far.is_far, unit)
    region = tile.counted_sr
    evidence = of_region(found, checked, region, degradation, far)
    detail = judged(evidence)
    facts = None
    if checked is not None:
        facts = rests_on(degradation, [each.id for each in referees], checked, far)
    write(
        folder / DETAIL,
        bands,
        tile.grid.finer(tile.scale),
        float("nan"),
        list(DETAIL_BANDS.values()),
        {
            **tags(request, network, tile),
            **({} if facts is None else {"SRXAI_CALIBRATION": to_json(facts)}),
        },
    )
    return replace(
        detail,
        added=_amount(detail, evidence, unit),
        half_width=None if detail.share is None else float(bands[HALF_WIDTH][region].mean()),
        raster=str(Path(request.output).absolute() / DETAIL),
        calibration=facts,
        seconds=round(time.monotonic() - started, 3),
    )


def _amount(detail: Detail, found: Evidence, unit: float) -> Optional[float]:
    return None if "small-region" in detail.reasons else unit * found.added
