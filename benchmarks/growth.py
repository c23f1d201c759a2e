"""How scenes grow: planning against the raster's size, and workers against the scheduler.

    .venv/bin/python benchmarks/growth.py [--tasks 300] [--window 0.035,0.35]

Planned are the windows of rasters from 1,000² to 50,000² pixels, without a pixel being read. The
overhead of a task is that of a Dask scheduler, a worker and our own client together, in one
process: what the scheduler alone takes is less. From it and from the seconds of a window follows a
fleet of any size by simulation: one scheduler that serves one task after the other, workers that
hold two tasks each, as ours do.
"""

from __future__ import annotations

import argparse
import heapq
import logging
import pickle
import time

import dask
from affine import Affine
from distributed import Client, LocalCluster
from rasterio.crs import CRS

from srxai_plugin.contract.scenes import RelianceRequest
from srxai_plugin.engine.imagery.geotiff import Grid
from srxai_plugin.engine.many.dask_fleet import AHEAD, UNWATCHED, _DaskFleet
from srxai_plugin.engine.scene.cells import EXPLAINED, Cells, Figures
from srxai_plugin.engine.scene.reliance import in_order

SIDES = (1_000, 10_000, 50_000)
STRIDES = (64, 256)
WORKERS = (1, 2, 10, 100, 1_000)
CHUNKS = (1, 4, 16, 64)
TASKS = 4
"""Simulated for each worker, at least; of the figures, a fleet's start and end are part."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=300)
    parser.add_argument("--window", default="0.035,0.35", help="seconds of a window")
    options = parser.parse_args()
    planning()
    overhead = messages(options.tasks)
    for seconds in map(float, options.window.split(",")):
        simulated(seconds, overhead)


def grid(side: int) -> Grid:
    """UTM, a pixel a metre."""
    transform = Affine.translation(500_000, 4_100_000) @ Affine.scale(1, -1)
    return Grid(transform, CRS.from_epsg(32633), side, side)


def planning() -> None:
    """CPU time to lay out all windows of a raster, for each of them."""
    print("| raster | stride | windows | planning, s | a window, µs |\n|---|---|---|---|---|")
    for side in SIDES:
        for stride in STRIDES:
            cells = Cells(grid(side), stride, 8)
            begun = time.process_time()
            number = sum(
                cells.explained(cell).width > 0 for cell in in_order(cells.columns, cells.rows)
            )
            took = time.process_time() - begun
            print(
                f"| {side:,}² | {stride} | {number:,} | {took:.3f} | {1e6 * took / number:.1f} |",
                flush=True,
            )


def measured(_task: object) -> Figures:
    """What a worker gives back for a window, at once."""
    return Figures(EXPLAINED, 5.0, 20.0, 1.0, 30.0, "0" * 64)


def messages(tasks: int) -> float:
    """CPU seconds that a task costs beside its windows; printed, with its bytes."""
    from srxai_plugin.engine.scene.reliance import Part

    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    cells = Cells(grid(10_000), 64, 8)
    request = RelianceRequest("scene.tif", "map.tif", "edsr-x4", stride=64)
    window = [cells.explained(cell) for cell in in_order(40, 40)]
    parts = [(i, Part(request, cells.grid, (window[i % len(window)],), True)) for i in range(tasks)]  # type: ignore[arg-type]
    with (
        dask.config.set(UNWATCHED),
        LocalCluster(
            n_workers=1, threads_per_worker=1, processes=False, protocol="tcp://",
            host="127.0.0.1", dashboard_address=None,
        ) as cluster,
        Client(cluster) as client,
    ):  # fmt: skip
        fleet = _DaskFleet(client, None)
        for done in (False, True):
            begun = time.process_time()
            for each in fleet.run(measured, parts[: None if done else 20], lambda: False):
                assert each.error is None
            took = (time.process_time() - begun) / tasks
    there, back = len(pickle.dumps(parts[0])), len(pickle.dumps(measured(None)))
    print(
        f"\na task on Dask: {1000 * took:.2f} ms of CPU time for scheduler, worker and client; "
        f"{there:,} bytes there and {back:,} back, without Dask's own\n"
    )
    return took


def simulated(seconds: float, overhead: float) -> None:
    """Share of the workers' time that goes into windows."""
    print(f"a window of {1000 * seconds:.0f} ms, {1000 * overhead:.2f} ms a task")
    print(
        "| windows a task | " + " | ".join(f"{w:,} workers" for w in WORKERS) + " | saturates at |"
    )
    print("|---" * (len(WORKERS) + 2) + "|")
    for chunk in CHUNKS:
        shares = [busy(workers, chunk * seconds, overhead) for workers in WORKERS]
        told = " | ".join(f"{100 * share:.0f} %" for share in shares)
        print(f"| {chunk} | {told} | {chunk * seconds / overhead:,.0f} |", flush=True)


def busy(workers: int, task: float, overhead: float) -> float:
    """Share of the workers' time that a run of ``TASKS`` and more for each spends on tasks."""
    left = max(TASKS * workers, 200)
    number = left
    scheduler = 0.0
    free = [0.0] * workers
    """When each worker ends what it was given last."""
    asked: list[tuple[float, int]] = [(0.0, worker) for worker in range(workers)] * AHEAD
    heapq.heapify(asked)
    while left:
        at, worker = heapq.heappop(asked)
        scheduler = max(scheduler, at) + overhead
        free[worker] = max(free[worker], scheduler) + task
        heapq.heappush(asked, (free[worker], worker))
        left -= 1
    return number * task / (workers * max(free))


if __name__ == "__main__":
    main()
