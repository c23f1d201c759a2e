"""The reliance map: how much does this network add, and how far does it look?"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Optional

import numpy as np
from rasterio.io import DatasetReader

from srxai_plugin.contract.earlier import notes
from srxai_plugin.contract.errors import BadInput, Cancelled, Unsupported
from srxai_plugin.contract.geometry import Window
from srxai_plugin.contract.progress import Progress
from srxai_plugin.contract.scenes import (
    RelianceMap,
    RelianceRequest,
    Spread,
)
from srxai_plugin.engine.attribution.registry import method as method_of
from srxai_plugin.engine.detail.calibration import calibration
from srxai_plugin.engine.detail.doubts import doubts_on, is_failing
from srxai_plugin.engine.detail.passes import Passes, Storage
from srxai_plugin.engine.detail.verdict import refuse_other_bands
from srxai_plugin.engine.explaining.outputs import software
from srxai_plugin.engine.imagery.geotiff import open_raster
from srxai_plugin.engine.imagery.ground import metres_per_pixel
from srxai_plugin.engine.imagery.whole_raster import WholeRaster, whole_raster_of
from srxai_plugin.engine.machine.device import device, use_threads
from srxai_plugin.engine.machine.progress import Meter
from srxai_plugin.engine.machine.staged import staged
from srxai_plugin.engine.many.fleet import fleet, threads_of_each
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.loading.zoo import load_network
from srxai_plugin.engine.scene.cells import (
    BANDS,
    DETAIL,
    EMPTY,
    EXPLAINED,
    FLAT,
    Cell,
    Cells,
    Figures,
)
from srxai_plugin.engine.scene.measuring import (
    Judging,
    Measuring,
    measure_cells,
    windows_at_once,
)
from srxai_plugin.engine.scene.reliance_map import Table, write_map
from srxai_plugin.engine.scene.windows_done import WindowsDone, windows_done

PROBES = 16
"""Windows that are measured first, spread over the scene: the time left is estimated from them."""
NEIGHBOURS = 8
"""Windows along a square of neighbours, which share the raster's blocks."""


@dataclass(frozen=True)
class Part:
    """What a worker needs for some windows."""

    request: RelianceRequest
    source: WholeRaster
    windows: tuple[Window, ...]
    is_in_metres: bool
    detail: Optional[Judging] = None


def reliance(
    request: RelianceRequest,
    progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> RelianceMap:
    """Explain a grid of windows and write the figures of each as a pixel of ``request.output``.

    The map is a Cloud-Optimized GeoTIFF with overviews: float32, NaN where a window has no such
    figure, bands as in ``RELIANCE_BANDS``, and
    ``RELIANCE_DETAIL_BANDS`` behind them where detail is asked for.

    Raises:
        BadInput: the request cannot be done as asked; nothing was written.
        CannotWrite: the map cannot be written, or not replace what lies in its place. Windows that
            are done are kept, as by a process that is killed, and the next one goes on with them.
        Cancelled: nothing was written.
        Unsupported: it asks for several workers, and dask.distributed is not installed.
    """
    started = time.monotonic()
    use_threads(request.threads)
    method_of(request.method)  # a wrong one is told before anything is begun
    network = load_network(request.network, device(request.device))
    with open_raster(request.raster) as dataset:
        source = whole_raster_of(dataset, network, request.bands, request.scaling)
    if request.detail:
        refuse_other_bands(network)
    cells = Cells(source.grid, request.stride, request.window)
    doubts = doubts_on(network, request.raster, source.radiometry)
    progress(Progress("starting", 0.0))
    output = Path(request.output).absolute()
    asked = _asked(request)
    with (
        windows_done(asked, network, output) as windows,
        staged(output.parent, last=output.name) as folder,
    ):
        judging = _judging(request, network, source, is_failing(doubts))
        table = _measured(request, network, source, cells, windows, judging, progress, cancelled)
        if not np.isin(table.states, (EXPLAINED, FLAT)).any():
            raise BadInput(
                "No window of the grid holds data. Choose a smaller stride, or another raster."
            )
        unit = "px" if metres_per_pixel(source.grid) is None else "m"
        threads = threads_of_each(request.workers, request.scheduler, request.threads)
        write_map(asked, network, table, cells, unit, threads, folder, output.name)
    progress(Progress("done", 1.0, 0.0))
    states = table.states
    return RelianceMap(
        request=request,
        network=network.facts,
        radiometry=source.radiometry,
        columns=cells.columns,
        rows=cells.rows,
        explained=int((states == EXPLAINED).sum()),
        flat=int((states == FLAT).sum()),
        empty=int((states == EMPTY).sum()),
        radius_unit=unit,
        bands={name: _spread(values) for name, values in zip(table.bands, table.values)},
        warnings=(
            *notes(request.version, [request.method.id]),
            *source.warnings,
            *source.given(network).warnings,
            *source.misfits,
            *doubts.values(),
        ),
        software=software(),
        seconds=round(time.monotonic() - started, 3),
    )


def measure_part(part: Part) -> list[Figures]:
    """Some windows, on whatever machine."""
    request = part.request
    use_threads(request.threads)
    network = load_network(request.network, device(request.device))
    with open_raster(request.raster) as dataset:
        return _measure(dataset, network, part)


def _measure(dataset: DatasetReader, network: SRNetwork, part: Part) -> list[Figures]:
    return measure_cells(dataset, _how(network, part), part.windows)


def _how(network: SRNetwork, part: Part) -> Measuring:
    request, method = part.request, method_of(part.request.method)
    return Measuring(part.source, network, method, request.context, part.is_in_metres, part.detail)


def _bands(request: RelianceRequest) -> tuple[str, ...]:
    return (*BANDS, *DETAIL) if request.detail else BANDS


def _judging(
    request: RelianceRequest, network: SRNetwork, source: WholeRaster, is_doubted: bool
) -> Optional[Judging]:
    """The raster's self-check, once for all windows; None where it was not asked for."""
    if not request.detail:
        return None
    run = Passes(Storage(source.radiometry, source.dtype))
    return Judging(
        calibration(network, request.raster, source.bands, source.radiometry.scaling, run),
        is_doubted,
    )


def _asked(request: RelianceRequest) -> RelianceRequest:
    """Without where it is computed, which is no part of the question."""
    return replace(request, workers=1, scheduler=None, threads=None)


def _measured(
    request: RelianceRequest,
    network: SRNetwork,
    source: WholeRaster,
    cells: Cells,
    windows: WindowsDone,
    detail: Optional[Judging],
    progress: Callable[[Progress], None],
    cancelled: Callable[[], bool],
) -> Table:
    table, total = Table(cells, _bands(request)), cells.columns * cells.rows
    asked = _asked(request)
    for cell, figures in windows.found.items():
        table.put(cell, figures)
    is_in_metres = metres_per_pixel(source.grid) is not None

    def part(*places: Cell) -> Part:
        return Part(asked, source, tuple(map(cells.explained, places)), is_in_metres, detail)

    middle = part(Cell(cells.columns // 2, cells.rows // 2))
    size = windows_at_once(_how(network, middle), *middle.windows)
    order = in_order(cells.columns, cells.rows)
    groups = iter(lambda: tuple(islice(order, size)), ())
    # All of a group where one is missing: then sums are rounded as in one run.
    tasks = ((g, part(*g)) for g in groups if any(cell not in windows.found for cell in g))
    measure: Callable[[Part], list[Figures]] = measure_part
    with (
        fleet(request.workers, request.scheduler, request.threads) as workers,
        open_raster(request.raster) as dataset,
    ):
        if request.workers == 1 and request.scheduler is None:
            # In this very process, where the raster is open and the network loaded.
            measure = partial(_measure, dataset, network)
        done = len(windows.found)
        tells_from = min(0.02, PROBES / 2 / total)
        meter = Meter(total, progress, cancelled, tells_from, found=done)
        meter.stage("explaining")
        for ended in workers.run(measure, tasks, cancelled):
            if ended.error is not None:
                raise Unsupported(f"A window could not be explained: {ended.error}")
            found = {c: f for c, f in zip(ended.key, ended.value) if c not in windows.found}
            for cell, figures in found.items():
                table.put(cell, figures)
                windows.put(cell, figures)
            done += len(found)
            meter.advance(len(found), "window", n=done, of=total)
        if done < total:
            raise Cancelled()
    return table


def in_order(columns: int, rows: int) -> Iterator[Cell]:
    """Every cell once: some spread evenly over the grid, then square by square."""
    total = columns * rows
    first = {int((i + 0.5) * total / PROBES) for i in range(PROBES)} if total > PROBES else set()
    # Cells of one column would tell of one column only: each probe moves on by the golden ratio.
    probes = {
        (place // columns * columns + int(columns * (i * 0.618 % 1))): None
        for i, place in enumerate(sorted(first))
    }
    for place in probes:
        yield Cell(place % columns, place // columns)
    for top in range(0, rows, NEIGHBOURS):
        for left in range(0, columns, NEIGHBOURS):
            for row in range(top, min(top + NEIGHBOURS, rows)):
                for column in range(left, min(left + NEIGHBOURS, columns)):
                    if row * columns + column not in probes:
                        yield Cell(column, row)


def _spread(values: np.ndarray) -> Optional[Spread]:
    known = values[np.isfinite(values)].astype(np.float64)
    if not known.size:
        return None
    return Spread(float(known.mean()), float(known.min()), float(known.max()))
