"""What scenes cost by CPU time, beside another tree of the same project.

    .venv/bin/python benchmarks/scenes.py [--old TREE] [--only reliance,superresolve,figures]
        [--networks fsrcnn-x4,edsr-x4] [--turns 3] [--side 512] [--cold]

Each tree has a process of its own, which stays; they take turns, so that what else the machine does
meets both. One thread. Printed are medians of the turns, their least and most, and ratios of
medians; ``difference`` is the largest between what both trees found, in the figure's own unit.
Without ``--old`` this tree's own seconds are printed.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Optional

import numpy as np
import rasterio

HERE = Path(__file__).resolve().parent.parent
GROWING = (1_000, 10_000, 50_000)
"""Sides of the scenes whose planning is timed."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--old", type=Path, help="root of another tree")
    parser.add_argument("--only", default="reliance,superresolve,figures")
    parser.add_argument("--networks", default="fsrcnn-x4,edsr-x4")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--side", type=int, default=512, help="of the scene, in pixels")
    parser.add_argument("--cold", action="store_true", help="count the first turn, too")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve()
        return
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start; one thread each")
    with tempfile.TemporaryDirectory() as folder:
        raster = scene(Path(folder) / "scene.tif", options.side)
        trees = {"new": HERE, **({"old": options.old.resolve()} if options.old else {})}
        workers = {name: Tree(tree, Path(folder) / name) for name, tree in trees.items()}
        for kind in options.only.split(","):
            for network in options.networks.split(","):
                compare(kind, network, raster, workers, options.turns, not options.cold)
        for worker in workers.values():
            worker.end()
    print(f"load {os.getloadavg()[0]:.1f} at the end")


def compare(
    kind: str, network: str, raster: Path, workers: dict[str, Tree], turns: int, warm: bool
) -> None:
    """Turns of one kind of work, after one of each tree that does not count, to ``warm`` it."""
    asked = {"kind": kind, "network": network, "raster": str(raster)}
    for worker in workers.values() if warm else ():
        worker.ask(asked)
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in workers}
    for turn in range(turns):
        for name in sorted(workers, reverse=bool(turn % 2)):
            found[name].append(workers[name].ask(asked))
    print(f"\n{kind}, {network}")
    for part in found["new"][0]["seconds"]:
        told = [f"  {part}:"]
        medians = {}
        for name, each in found.items():
            times = [one["seconds"][part] for one in each]
            medians[name] = statistics.median(times)
            told.append(f"{name} {medians[name]:.3f} s ({min(times):.3f}-{max(times):.3f})")
        if "old" in medians:
            told.append(f"→ {medians['old'] / medians['new']:.2f} ×")
        print(" ".join(told), flush=True)
    units = found["new"][0].get("windows")
    if units:
        each = statistics.median(one["seconds"]["all"] for one in found["new"]) / units
        print(f"  {1000 * each:.1f} ms a window, {units} windows")
    print(f"  peak memory {found['new'][-1]['mb']:.0f} MB")
    if "old" in found:
        new, old = (np.load(found[name][-1]["values"]) for name in ("new", "old"))
        same = (np.isnan(new) == np.isnan(old)).all()
        apart = np.nanmax(np.abs(new.astype(np.float64) - old), axis=(-2, -1))
        print(f"  difference: {', '.join(f'{each:.1e}' for each in np.atleast_1d(apart))}")
        if not same:
            print("  one has values where the other has none")


class Tree:
    """A process that does what it is asked with one tree's code."""

    def __init__(self, tree: Path, folder: Path) -> None:
        folder.mkdir()
        environment = {**os.environ, "PYTHONPATH": str(tree), "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, __file__, "--serve"], env=environment, cwd=folder, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def ask(self, asked: dict[str, Any]) -> dict[str, Any]:
        """What it found, and its CPU seconds."""
        assert self._process.stdin and self._process.stdout
        print(json.dumps(asked), file=self._process.stdin, flush=True)
        answer = self._process.stdout.readline()
        if not answer:
            raise SystemExit("A tree's process ended; its error stands above.")
        return json.loads(answer)

    def end(self) -> None:
        """Ends the process."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()


def serve() -> None:
    """One request a line, until there are no more."""
    answers, sys.stdout = sys.stdout, sys.stderr
    kinds: dict[str, Callable[..., dict[str, Any]]] = {
        "reliance": reliance_map,
        "superresolve": super_resolved,
        "figures": figures,
    }
    for line in sys.stdin:
        asked = json.loads(line)
        told = kinds[asked.pop("kind")](**asked)
        print(json.dumps({**told, "mb": peak()}), file=answers, flush=True)


def reliance_map(network: str, raster: str) -> dict[str, Any]:
    """A map with a window to each 64 × 64 pixels, by the usual method."""
    from srxai_plugin.contract.scenes import RelianceRequest
    from srxai_plugin.engine.scene.reliance import reliance

    request = RelianceRequest(
        raster=raster, network=network, output="map.tif", stride=64, threads=1, device="cpu"
    )
    begun = time.process_time()
    found = reliance(request)
    seconds = time.process_time() - begun
    windows = found.columns * found.rows
    return {"seconds": {"all": seconds}, "windows": windows, "values": kept("map.tif")}


def super_resolved(network: str, raster: str) -> dict[str, Any]:
    """The whole scene, super-resolved."""
    from srxai_plugin.contract.scenes import SuperResolveRequest
    from srxai_plugin.engine.scene.superresolve import superresolve

    request = SuperResolveRequest(
        raster=raster, network=network, output="sr.tif", threads=1, device="cpu", cog=False
    )
    begun = time.process_time()
    superresolve(request)
    return {"seconds": {"all": time.process_time() - begun}, "values": kept("sr.tif")}


def figures(network: str, raster: str) -> dict[str, Any]:
    """One region explained by LAM: the map itself, and what is measured of it."""
    from srxai_plugin.contract.geometry import Region, Window
    from srxai_plugin.contract.progress import Progress
    from srxai_plugin.contract.requests import ExplainRequest, Method
    from srxai_plugin.engine.explaining.explain import explain

    with rasterio.open(raster) as dataset:
        middle = dataset.width // 2
    request = ExplainRequest(
        raster=raster, network=network, region=Region(window=Window(middle, middle, 4, 4)),
        output="explained", methods=(Method("lam"),), threads=1, device="cpu",
    )  # fmt: skip
    spent: dict[str, float] = {}
    last = [time.process_time(), "reading"]

    def see(progress: Progress) -> None:
        now = time.process_time()
        spent[last[1]] = spent.get(last[1], 0.0) + now - last[0]
        last[:] = now, progress.stage

    begun = time.process_time()
    found = explain(request, see)
    seconds = time.process_time() - begun
    told = {stage: spent.get(stage, 0.0) for stage in ("attributing", "baselines", "measuring")}
    atv = [
        found.attributions[0].statistics.atv.mean,
        *(b.atv.mean for b in found.baselines.values()),
    ]
    np.save("values.npy", np.array(atv)[None, None])
    values = str(Path("values.npy").absolute())
    return {"seconds": {"all": seconds, **told}, "values": values}


def kept(path: str) -> str:
    """A raster's values, where the other process finds them."""
    with rasterio.open(path) as dataset:
        np.save("values.npy", dataset.read())
    return str(Path("values.npy").absolute())


def peak() -> Optional[float]:
    """MB that this process took at most."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def scene(path: Path, side: int) -> Path:
    """Blocks of many brightnesses with noise, in metres."""
    random = np.random.default_rng(0)
    blocks = random.integers(30, 220, (3, -(-side // 8), -(-side // 8)))
    image = blocks.repeat(8, 1).repeat(8, 2)[:, :side, :side]
    image = np.clip(image + random.integers(-12, 13, image.shape), 1, 255).astype(np.uint8)
    transform = rasterio.transform.from_origin(500_000, 4_100_000, 1, 1)
    with rasterio.open(
        path, "w", driver="GTiff", width=side, height=side, count=3, dtype="uint8", tiled=True,
        crs="EPSG:32633", transform=transform, nodata=0,
    ) as dataset:  # fmt: skip
        dataset.write(image)
    return path


if __name__ == "__main__":
    main()
