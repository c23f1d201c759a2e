"""The detail map: everywhere on a raster, can what the network adds be true?"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Optional

import numpy as np

import srxai_plugin
from srxai_plugin.contract import staging
from srxai_plugin.contract.codec import to_json
from srxai_plugin.contract.errors import BadInput, Cancelled, Unsupported
from srxai_plugin.contract.progress import Progress
from srxai_plugin.contract.results import Calibration
from srxai_plugin.contract.scenes import DETAIL_BANDS, DetailMap, DetailMapRequest
from srxai_plugin.engine.detail.calibration import calibration
from srxai_plugin.engine.detail.doubts import doubts_on
from srxai_plugin.engine.detail.evidence import AROUND, CLASSES, layer, tile_evidence
from srxai_plugin.engine.detail.passes import Passes, Storage
from srxai_plugin.engine.detail.self_check import SelfCheck, rests_on
from srxai_plugin.engine.detail.verdict import refuse_other_bands
from srxai_plugin.engine.explaining.outputs import calibration_tags, pixels_hash, software
from srxai_plugin.engine.imagery.geotiff import open_raster, read
from srxai_plugin.engine.imagery.large import RasterProfile, cloud_optimized, pieces, small_cache
from srxai_plugin.engine.imagery.radiometry import to_network
from srxai_plugin.engine.imagery.whole_raster import PixelsHash, WholeRaster, whole_raster_of
from srxai_plugin.engine.machine.device import device, use_threads
from srxai_plugin.engine.machine.progress import Meter
from srxai_plugin.engine.machine.staged import staged
from srxai_plugin.engine.many.fleet import fleet, threads_of_each
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.loading.zoo import load_network
from srxai_plugin.engine.scene.tiles import Cut, Tiling, tiling
from srxai_plugin.engine.scene.tiles_done import TilesDone, tiles_done

TILE = 128
"""LR pixels along a tile without its overlap: the gate asks about each tile on its own."""
CLASS = list(DETAIL_BANDS).index("class")


@dataclass(frozen=True)
class Part:
    """What a worker needs for one tile."""

    request: DetailMapRequest
    source: WholeRaster
    check: Optional[SelfCheck]
    cut: Cut


@dataclass(frozen=True)
class TileFound:
    """One tile, judged."""

    bands: Optional[np.ndarray]
    """(5, s·h, s·w) float32 of the tile's core; None where it has no data."""
    is_far: bool
    pixels: str
    """SHA-256 of what was read."""


def detail_map(
    request: DetailMapRequest,
    progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> DetailMap:
    """Write the detail map of a raster to ``request.output``, as ``explain`` writes a tile's.

    A Cloud-Optimized GeoTIFF on the SR grid, float32, bands as in ``DETAIL_BANDS``.

    Raises:
        BadInput: the request cannot be done as asked; nothing was written.
        CannotWrite: the map cannot be written; tiles that are done are kept, as by a process that
            is killed, and the next run of the same request goes on with them.
        Cancelled: nothing was written.
        Unsupported: it asks for several workers, and dask.distributed is not installed.
    """
    started = time.monotonic()
    use_threads(request.threads)
    network = load_network(request.network, device(request.device))
    output = Path(request.output).absolute()
    asked = replace(request, workers=1, scheduler=None, threads=None)
    progress(Progress("starting", 0.0))
    with small_cache(), open_raster(request.raster) as dataset:
        source = whole_raster_of(dataset, network, request.bands, request.scaling)
    refuse_other_bands(network)
    doubts = doubts_on(network, request.raster, source.radiometry)
    plan = _plan(source, network)
    meter = Meter(len(plan) * 1.1, progress, cancelled)
    run = Passes(Storage(source.radiometry, source.dtype), check=meter.check)
    check = calibration(network, request.raster, source.bands, source.radiometry.scaling, run)
    facts = rests_on(network, check)
    with (
        tiles_done(asked, network, output) as tiles,
        staged(output.parent, last=output.name) as folder,
    ):
        _judged(request, source, check, plan, tiles, meter, cancelled)
        if all(facts["shape"] == [] for facts in tiles.facts.values()):
            raise BadInput("The raster holds no data, only nodata. Choose another one.")
        classes = _write(asked, network, source, plan, tiles, facts, folder / output.name)
        meter.advance(0.1 * len(plan), "writing")
    progress(Progress("done", 1.0, 0.0))
    return DetailMap(
        request=request,
        network=network.facts,
        radiometry=source.radiometry,
        calibration=facts,
        tiles=len(plan),
        far_tiles=sum(bool(f["is_far"]) for f in tiles.facts.values()),
        empty_tiles=sum(f["shape"] == [] for f in tiles.facts.values()),
        classes=classes,
        warnings=(
            *source.warnings,
            *source.misfits,
            *doubts.values(),
        ),
        software=software(),
        seconds=round(time.monotonic() - started, 3),
    )


def judge_part(part: Part) -> TileFound:
    """One tile, on whatever machine."""
    request, source, cut = part.request, part.source, part.cut
    use_threads(request.threads)
    network = load_network(request.network, device(request.device))
    with open_raster(request.raster) as dataset:
        pixels = read(dataset, cut.crop, source.bands)
    seen = pixels_hash(pixels)
    core = cut.core.moved(-cut.crop.column, -cut.crop.row)
    valid: np.ndarray = np.logical_or.reduce(pixels.valid)
    if not valid[core.slices].any():
        return TileFound(None, False, seen)
    s = network.scale
    run = Passes(Storage(source.radiometry, source.dtype))
    lr = to_network(pixels, source.radiometry).astype(np.float64)
    fine = valid.repeat(s, 0).repeat(s, 1)
    found = tile_evidence(network, lr, run(network, lr), fine, run)
    bands = layer(found, part.check, fine, run.storage.unit)
    return TileFound(bands[(slice(None), *core.scaled(s).slices)], found.far.is_far, seen)


def _plan(source: WholeRaster, network: SRNetwork) -> list[Cut]:
    """Tiles that overlap by what a pixel's share is taken over, too."""
    whole = source.grid.whole
    plan: Tiling = tiling(whole.width, whole.height, network, TILE)
    if plan.crop is not None:
        return list(plan)
    halo = plan.halo + math.ceil(AROUND / 2 / network.scale)
    return [replace(cut, crop=cut.core.grown(halo).cut(whole)) for cut in plan]


def _judged(
    request: DetailMapRequest,
    source: WholeRaster,
    check: Optional[SelfCheck],
    plan: list[Cut],
    tiles: TilesDone,
    meter: Meter,
    cancelled: Callable[[], bool],
) -> None:
    asked = replace(request, workers=1, scheduler=None)
    tasks = (
        (key, Part(asked, source, check, cut)) for key, cut in enumerate(plan) if key not in tiles
    )
    done = len(tiles.facts)
    meter.advance(done, "tile", n=done, of=len(plan))
    with fleet(request.workers, request.scheduler, request.threads) as workers:
        for ended in workers.run(judge_part, tasks, cancelled):
            if ended.error is not None:
                raise Unsupported(f"A tile could not be judged: {ended.error}")
            found = ended.value
            tiles.put(ended.key, found.bands, {"is_far": found.is_far, "pixels": found.pixels})
            done += 1
            meter.advance(1, "tile", n=done, of=len(plan))
    if done < len(plan):
        raise Cancelled()


def _write(
    request: DetailMapRequest,
    network: SRNetwork,
    source: WholeRaster,
    plan: list[Cut],
    tiles: TilesDone,
    facts: Optional[Calibration],
    path: Path,
) -> dict[str, float]:
    """The map of all tiles; shares of the classes in %."""
    profile = RasterProfile(
        source.grid.finer(network.scale),
        len(DETAIL_BANDS),
        np.dtype(np.float32),
        float("nan"),
        list(DETAIL_BANDS.values()),
        piece=TILE * network.scale,
    )
    plain, seen = path.with_name("tiles.tif"), PixelsHash()
    counts = {level: 0 for level in CLASSES}
    with pieces(plain, profile) as written:
        for key, cut in enumerate(plan):
            seen.take(tiles.facts[key]["pixels"])
            bands = tiles.bands(key)
            if bands is None:
                continue
            written.write(bands, cut.core.scaled(network.scale))
            for level, number in CLASSES.items():
                counts[level] += int((bands[CLASS] == number).sum())
        written.tag(
            {
                "SRXAI_DETAIL_REQUEST": to_json(request),
                **calibration_tags(facts),
                "SRXAI_VERSION": srxai_plugin.__version__,
                "SRXAI_NETWORK": network.id,
                "SRXAI_NETWORK_SHA256": network.sha256,
                "SRXAI_PIXELS_SHA256": seen.hexdigest(),
                "SRXAI_THREADS": str(
                    threads_of_each(request.workers, request.scheduler, request.threads)
                ),
            }
        )
    cloud_optimized(plain, path, profile, overviews="nearest")
    staging.remove(plain)
    written.check(path)
    total = sum(counts.values())
    return {level: 100 * count / total for level, count in counts.items() if count}
