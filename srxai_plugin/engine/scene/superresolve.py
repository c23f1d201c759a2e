"""A whole raster through a network, tile by tile, without seams."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from rasterio.io import DatasetReader

import srxai_plugin
from srxai_plugin.contract import staging
from srxai_plugin.contract.codec import to_json
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Window
from srxai_plugin.contract.progress import Progress
from srxai_plugin.contract.scenes import SuperResolved, SuperResolveRequest
from srxai_plugin.engine.detail.doubts import doubts_on
from srxai_plugin.engine.explaining.outputs import pixels_hash, software
from srxai_plugin.engine.imagery.geotiff import Pixels, open_raster, read
from srxai_plugin.engine.imagery.given import Given
from srxai_plugin.engine.imagery.large import (
    Pieces,
    RasterProfile,
    cloud_optimized,
    pieces,
    small_cache,
)
from srxai_plugin.engine.imagery.radiometry import from_network, to_network
from srxai_plugin.engine.imagery.whole_raster import PixelsHash, WholeRaster, whole_raster_of
from srxai_plugin.engine.machine.beside import ahead, behind
from srxai_plugin.engine.machine.device import device, use_threads
from srxai_plugin.engine.machine.files import is_file
from srxai_plugin.engine.machine.memory import give_back
from srxai_plugin.engine.machine.progress import Meter
from srxai_plugin.engine.machine.staged import staged
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.behaviour.sight import sight
from srxai_plugin.engine.networks.loading.zoo import load_network
from srxai_plugin.engine.scene.forward import Forward
from srxai_plugin.engine.scene.tiles import Cut, Tiling, tiling

OVERVIEWS = 0.15
"""What a Cloud-Optimized GeoTIFF costs, as a share of all tiles: a guess for the estimate alone."""
FILLING = math.sqrt(2)
"""Of the halo, that is read further where data is missing: the nearest valid pixel of any filled
pixel that a valid one sees lies within it, so that tiles fill alike."""


@dataclass(frozen=True)
class Work:
    """What is the same for every tile."""

    network: SRNetwork
    source: WholeRaster
    bands: Given
    """Of the super-resolved raster."""


def superresolve(
    request: SuperResolveRequest,
    progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> SuperResolved:
    """Write the super-resolved raster to ``request.output``, in its own data type.

    Memory does not grow with the raster. Networks that see a bounded window leave no seam: tiles
    overlap by all that an output pixel can depend on.

    Raises:
        BadInput: the request cannot be done as asked; nothing was written.
        Cancelled: nothing was written.
    """
    started = time.monotonic()
    use_threads(request.threads)
    network = load_network(request.network, device(request.device))
    output = Path(request.output).absolute()
    if is_file(str(output)) and is_file(request.raster) and output.samefile(request.raster):
        raise BadInput("The output is the raster itself. Give another file.")
    with small_cache(), open_raster(request.raster) as dataset:
        source = whole_raster_of(dataset, network, request.bands, request.scaling)
        doubts = doubts_on(network, request.raster, source.radiometry)
        bands = source.given(network)
        plan = tiling(source.grid.width, source.grid.height, network, request.tile)
        share = OVERVIEWS * request.cog
        meter = Meter(len(plan) * (1 + share) or 1, progress, cancelled)
        with staged(output.parent, last=output.name) as folder:
            meter.stage("super-resolving")
            sort = _sort(source, bands, plan, network)
            plain = folder / ("tiles.tif" if request.cog else output.name)
            work = Work(network, source, bands)
            empty, made = _write_tiles(request, dataset, work, plan, plain, sort, meter)
            if empty == len(plan):
                raise BadInput("The raster holds no data, only nodata. Choose another one.")
            if request.cog:
                meter.stage("overviews")
                cloud_optimized(plain, folder / output.name, sort)
                staging.remove(plain)
            made.check(folder / output.name)
            meter.advance(share * len(plan), "writing")
    progress(Progress("done", 1.0, 0.0))
    return SuperResolved(
        request=request,
        network=network.facts,
        radiometry=source.radiometry,
        width=sort.grid.width,
        height=sort.grid.height,
        halo=plan.halo,
        is_exact=sight(network).is_exact,
        tiles=len(plan),
        empty_tiles=empty,
        warnings=(
            *source.warnings,
            *bands.warnings,
            *source.misfits,
            *doubts.values(),
            *_seams(network, plan),
        ),
        software=software(),
        seconds=round(time.monotonic() - started, 3),
        given=bands.told,
    )


def _seams(network: SRNetwork, plan: Tiling) -> tuple[str, ...]:
    if sight(network).is_exact or len(plan) == 1:
        return ()
    return (
        f"What {network.id} makes of a pixel depends on more than the pixels around it (global "
        f"pooling or attention), so its tiles may differ from the whole; they overlap by "
        f"{plan.halo} pixels, and faint seams may show.",
    )


def _sort(source: WholeRaster, bands: Given, plan: Tiling, network: SRNetwork) -> RasterProfile:
    return RasterProfile(
        source.grid.finer(network.scale),
        network.bands_out,
        source.dtype,
        source.nodata,
        bands.descriptions,
        piece=math.gcd(*plan.core) * network.scale,
        units=bands.units,
    )


def _write_tiles(
    request: SuperResolveRequest,
    dataset: DatasetReader,
    work: Work,
    plan: Tiling,
    path: Path,
    sort: RasterProfile,
    meter: Meter,
) -> tuple[int, Pieces]:
    """Returns how many tiles held no data, and what was written."""
    empty, seen = 0, PixelsHash()
    network, source = work.network, work.source
    forward = Forward(network, plan, meter.check)
    with pieces(path, sort) as written:

        def read_tile(cut: Cut) -> Pixels:
            with small_cache():  # of the thread, so that GDAL's errors are rasterio's there, too
                return _read(dataset, source, cut, plan.halo)

        def write_tile(sr: np.ndarray, core: Window) -> None:
            with small_cache():
                written.write(sr, core)

        with ahead(read_tile, plan) as tiles, behind(write_tile) as write:
            for number, (cut, pixels) in enumerate(tiles, start=1):
                seen.take(pixels_hash(pixels))
                if _valid(pixels, cut.core, source).any():
                    sr = _through(forward, work, pixels, cut)
                    write(sr, cut.core.scaled(network.scale))
                else:
                    empty += 1
                give_back()
                meter.advance(1, "tile", n=number, of=len(plan))
        written.tag(
            {
                "SRXAI_SUPERRESOLVE_REQUEST": to_json(request),
                "SRXAI_VERSION": srxai_plugin.__version__,
                "SRXAI_NETWORK": network.id,
                "SRXAI_NETWORK_SHA256": network.sha256,
                "SRXAI_PIXELS_SHA256": seen.hexdigest(),
                "SRXAI_THREADS": str(torch.get_num_threads()),
            }
        )
    return empty, written


def _read(dataset: DatasetReader, source: WholeRaster, cut: Cut, halo: int) -> Pixels:
    """The crop, and more where nodata in it must be filled from further away."""
    pixels = read(dataset, cut.crop, source.bands)
    if pixels.valid.all() or not pixels.valid.any():
        return pixels
    more = math.ceil(FILLING * halo)
    return read(dataset, cut.crop.grown(more).cut(source.grid.whole), source.bands)


def _through(forward: Forward, work: Work, pixels: Pixels, cut: Cut) -> np.ndarray:
    """(D, s·h, s·w) of the core, in the raster's dtype."""
    network, source, bands = work.network, work.source, work.bands
    crop = _part(to_network(pixels, source.radiometry), cut.crop, pixels, source)
    lr = torch.from_numpy(np.ascontiguousarray(crop)).to(network.device)
    sr, scale = forward(lr, cut), network.scale
    taken = _part(pixels.valid, cut.core, pixels, source)
    valid = bands.valid(taken).repeat(scale, 1).repeat(scale, 2)
    return from_network(sr.cpu().numpy(), bands.radiometry, source.dtype, valid, source.nodata)


def _valid(pixels: Pixels, window: Window, source: WholeRaster) -> np.ndarray:
    """(h, w) bool of a window: where any band has data."""
    return np.logical_or.reduce(_part(pixels.valid, window, pixels, source))


def _part(values: np.ndarray, window: Window, pixels: Pixels, source: WholeRaster) -> np.ndarray:
    """(C, h, w) of a window of the raster, cut from what was read."""
    left, top = ~source.grid.transform @ (pixels.grid.transform.c, pixels.grid.transform.f)
    return values[(..., *window.moved(-round(left), -round(top)).slices)]
