"""How scenes grow: planning against the raster's size, and workers against the scheduler.

    .venv/bin/python benchmarks/growth.py [--tasks 300] [--window 0.012,0.18]

Planned are the windows of rasters from 1,000² to 50,000² pixels, without a pixel being read. The
overhead of a task is that of the process where the Dask scheduler and our own client are, as on one
machine; its worker is a process of its own. From it and from the seconds of a window follows a
fleet of any size by simulation: one scheduler that serves one task after the other, workers that
hold two tasks each, as ours do.
"""

from __future__ import annotations

import argparse
import heapq
import os
import pickle
import tempfile
import time
from pathlib import Path

import torch
from affine import Affine
from rasterio.crs import CRS
from scenes import scene

from srxai_plugin.contract.geometry import Window
from srxai_plugin.contract.scenes import RelianceRequest
from srxai_plugin.engine.imagery.geotiff import Grid, open_raster
from srxai_plugin.engine.imagery.whole_raster import whole_raster_of
from srxai_plugin.engine.many.dask_fleet import AHEAD, dask_fleet
from srxai_plugin.engine.networks.loading.zoo import load_network
from srxai_plugin.engine.scene.cells import EXPLAINED, Cells, Figures
from srxai_plugin.engine.scene.reliance import Part, in_order

SIDES = (1_000, 10_000, 50_000)
STRIDES = (64, 256)
WORKERS = (1, 2, 10, 100, 1_000)
CHUNKS = (1, 4, 16, 64)
TASKS = 4
"""Simulated for each worker, at least; of the figures, a fleet's start and end are part."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=300)
    parser.add_argument("--window", default="0.012,0.18", help="seconds of a window")
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


def measured(part: Part) -> list[Figures]:
    """What a worker gives back for its windows, at once."""
    return [Figures(EXPLAINED, 5.0, 20.0, 1.0, 30.0, "0" * 64) for _ in part.windows]


def messages(tasks: int) -> dict[int, float]:
    """CPU seconds that a task of so many windows costs where scheduler and client are; printed."""
    import growth  # under its own name, by which the worker finds it: not sent with each task

    os.environ["PYTHONPATH"] = os.pathsep.join(
        [str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]
    )
    with tempfile.TemporaryDirectory() as folder:
        raster = scene(Path(folder) / "scene.tif", 256)
        network = load_network("edsr-x4", torch.device("cpu"))
        with open_raster(str(raster)) as dataset:
            source = whole_raster_of(dataset, network, None, None)
    request = RelianceRequest("scene.tif", "map.tif", "edsr-x4", stride=64)
    spent = {}
    print("\n| windows a task | ms a task | bytes there | bytes back |\n|---|---|---|---|")
    with dask_fleet(1, None, 1) as workers:
        for chunk in CHUNKS:
            windows = tuple(Window(64 * i, 64 * i, 8, 8) for i in range(chunk))
            parts = [(i, Part(request, source, windows, True)) for i in range(tasks)]
            for some in (parts[:20], parts):
                begun = time.process_time()
                for each in workers.run(growth.measured, some, lambda: False):
                    assert each.error is None
                spent[chunk] = (time.process_time() - begun) / len(some)
            there, back = len(pickle.dumps(parts[0][1])), len(pickle.dumps(measured(parts[0][1])))
            print(f"| {chunk} | {1000 * spent[chunk]:.2f} | {there:,} | {back:,} |", flush=True)
    print()
    return spent


def simulated(seconds: float, overheads: dict[int, float]) -> None:
    """Share of the workers' time that goes into windows."""
    print(f"a window of {1000 * seconds:.0f} ms")
    print(
        "| windows a task | " + " | ".join(f"{w:,} workers" for w in WORKERS) + " | saturates at |"
    )
    print("|---" * (len(WORKERS) + 2) + "|")
    for chunk, overhead in overheads.items():
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
