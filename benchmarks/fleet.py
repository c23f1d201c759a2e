"""What scenes and fleets cost: against the raster's size, and with workers against one.

    .venv/bin/python benchmarks/fleet.py [--scene FILE] [--only window,memory,workers,scene]
        [--turns 3] [--network edsr-x4]

Rasters and a tiny network are made on the spot. Each run is a process of its own, so that its peak
memory is its own; what is compared takes turns, and the spread of the turns is printed: other work
on the machine shows there.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.windows import Window as RasterioWindow

from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.progress import Progress
from srxai_plugin.contract.requests import ExplainRequest, Method
from srxai_plugin.contract.scenes import RelianceRequest, SuperResolveRequest

PATCH = 1024
"""Side of the part of a huge sparse raster that holds data."""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--scene", type=Path)
    parser.add_argument("--only", default="window,memory,workers,scene")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--network", default="edsr-x4")
    parser.add_argument("--sizes", default="2000,20000", help="of the rasters for memory")
    parser.add_argument("--run", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        run(json.loads(options.run))
        return
    chosen = options.only.split(",")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start")
    with tempfile.TemporaryDirectory() as folder:
        if "window" in chosen:
            window(Path(folder), options)
        if "memory" in chosen:
            memory(Path(folder), options)
        if "workers" in chosen:
            workers(Path(folder), options)
    if "scene" in chosen and options.scene:
        scene(options)
    print(f"load {os.getloadavg()[0]:.1f} at the end")


def window(folder: Path, options: argparse.Namespace) -> None:
    """One window of a raster of 1,000 × 1,000 and of one of 50,000 × 50,000."""
    made: dict[int, list[dict[str, Any]]] = {1000: [], 50_000: []}
    rasters = {side: sparse(folder / f"{side}.tif", side) for side in made}
    for _ in range(options.turns):
        for side in made:
            kind = {"kind": "explain", "raster": str(rasters[side]), "network": options.network}
            made[side].append(alone(kind))
    print(f"\nexplain, LAM and AMVE-SR, {options.network}, tile 64 × 64, 1 thread")
    for side, found in made.items():
        print(
            f"  raster {side:>6} × {side:<6} {spread(found, 'seconds')} s, {spread(found, 'mb')} MB"
        )
    small, huge = (statistics.median(f["seconds"] for f in found) for found in made.values())
    peak = [max(f["mb"] for f in found) for found in made.values()]
    print(f"  time {100 * (huge / small - 1):+.0f} %, peak memory {peak[1] - peak[0]:+.0f} MB")


def memory(folder: Path, options: argparse.Namespace) -> None:
    """``superresolve`` of ever larger rasters without a gap, by a tiny network of one band."""
    network = tiny(folder / "tiny.safetensors")
    print("\nsuperresolve ×2, uint8, one band, EDSR of 2 features and 1 block, COG, 1 thread")
    for side in map(int, options.sizes.split(",")):
        raster = full(folder / f"full-{side}.tif", side)
        output = folder / "sr.tif"
        kind = {"kind": "superresolve", "raster": str(raster), "network": str(network)}
        found = alone({**kind, "output": str(output)})
        size = output.stat().st_size / 1e6
        print(
            f"  {side:>6} × {side:<6} {found['seconds']:7.1f} s, peak {found['mb']:5.0f} MB, "
            f"output {size:,.0f} MB"
        )
        raster.unlink()
        output.unlink()


def workers(folder: Path, options: argparse.Namespace) -> None:
    """A reliance map of 225 windows by one worker and by two, of one thread each."""
    raster = sparse(folder / "scene.tif", 960)
    found: dict[int, list[dict[str, Any]]] = {1: [], 2: []}
    for _ in range(options.turns):
        for count in found:
            kind = {"kind": "reliance", "raster": str(raster), "network": options.network}
            found[count].append(alone({**kind, "stride": 64, "workers": count}))
    windows = found[1][0]["windows"]
    print(f"\nreliance map of {windows} windows, AMVE-SR, {options.network}, 1 thread each")
    for count, turns in found.items():
        print(
            f"  {count} worker{'s' * (count > 1)}: {spread(turns, 'seconds')} s, "
            f"{spread(turns, 'steady')} s of them from the first window to the last"
        )
    for key, words in (("seconds", "all in all"), ("steady", "once they run")):
        one, two = (statistics.median(f[key] for f in found[count]) for count in found)
        print(f"  two workers are {one / two:.2f} × one, {words}")


def scene(options: argparse.Namespace) -> None:
    """A real scene at a stride of one tile: how long, and how good the first estimate was."""
    with tempfile.TemporaryDirectory() as folder:
        kind = {"kind": "reliance", "raster": str(options.scene), "network": options.network}
        output = str(Path(folder) / "map.tif")
        found = alone({**kind, "stride": 64, "workers": 1, "threads": None, "output": output})
    print(f"\nreliance map of {options.scene.name}, {found['windows']} windows, {options.network}")
    print(
        f"  {found['seconds']:.0f} s; first estimate after {found['told_after']:.1f} s: "
        f"{found['estimate']:.0f} s in all, {found['estimate'] / found['seconds']:.2f} of the truth"
    )


def alone(kind: dict[str, Any]) -> dict[str, Any]:
    """A run in a process of its own: seconds and peak memory in MB, and what it tells."""
    command = [sys.executable, __file__, "--run", json.dumps(kind)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise SystemExit(ended.stderr)
    return json.loads(ended.stdout.splitlines()[-1])


def run(kind: dict[str, Any]) -> None:
    """What ``alone`` asked for."""
    from srxai_plugin.engine.explaining.explain import explain
    from srxai_plugin.engine.scene.reliance import reliance
    from srxai_plugin.engine.scene.superresolve import superresolve

    watch, told = Watch(), {}
    common = {"raster": kind["raster"], "network": kind["network"], "device": "cpu"}
    with tempfile.TemporaryDirectory() as folder:
        if kind["kind"] == "explain":
            with rasterio.open(kind["raster"]) as dataset:
                middle = dataset.width // 2
            region = Region(window=Window(middle, middle, 8, 8))
            methods = (Method("lam"), Method("amve-sr"))
            explain(
                ExplainRequest(region=region, output=folder, methods=methods, threads=1, **common)
            )
        elif kind["kind"] == "superresolve":
            superresolve(SuperResolveRequest(output=kind["output"], threads=1, **common))
        else:
            output = kind.get("output", str(Path(folder) / "map.tif"))
            found = reliance(
                RelianceRequest(
                    output=output,
                    stride=kind["stride"],
                    workers=kind["workers"],
                    threads=kind.get("threads", 1),
                    **common,
                ),
                watch.see,
            )
            told = {"windows": found.columns * found.rows, **watch.facts()}
    seconds = time.monotonic() - watch.started
    mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "mb": mb, **told}))


class Watch:
    """When windows were done, and what was foretold."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self._windows: list[float] = []
        self._estimate = (0.0, 0.0)

    def see(self, progress: Progress) -> None:
        now = time.monotonic() - self.started
        if progress.stage == "window" and progress.n:
            self._windows.append(now)
            if progress.seconds_left is not None and not self._estimate[0]:
                self._estimate = (now, now + progress.seconds_left)

    def facts(self) -> dict[str, float]:
        after, estimate = self._estimate
        steady = self._windows[-1] - self._windows[0]
        return {"steady": steady, "told_after": after, "estimate": estimate}


def spread(found: list[dict[str, Any]], key: str) -> str:
    """Median, and the least and most of the turns."""
    values = [f[key] for f in found]
    return f"{statistics.median(values):6.1f} ({min(values):.1f}-{max(values):.1f})"


def sparse(path: Path, side: int) -> Path:
    """Texture in the middle of a sparse raster of any size."""
    profile = {"driver": "GTiff", "count": 3, "dtype": "uint8", "nodata": 0, "tiled": True}
    grid = {
        "crs": "EPSG:32633",
        "transform": rasterio.transform.from_origin(500_000, 4_100_000, 1, 1),
    }
    with rasterio.open(
        path, "w", width=side, height=side, sparse_ok=True, bigtiff="if_safer", **profile, **grid
    ) as dataset:
        length = min(PATCH, side)
        start = (side - length) // 2
        dataset.write(texture(3, length), window=RasterioWindow(start, start, length, length))
    return path


def full(path: Path, side: int) -> Path:
    """Texture everywhere, one band, written block by block."""
    block = texture(1, PATCH)
    with rasterio.open(
        path, "w", driver="GTiff", count=1, dtype="uint8", width=side, height=side, tiled=True,
        compress="deflate",
    ) as dataset:  # fmt: skip
        for row in range(0, side, PATCH):
            for column in range(0, side, PATCH):
                height, width = min(PATCH, side - row), min(PATCH, side - column)
                area = RasterioWindow(column, row, width, height)
                dataset.write(block[:, :height, :width], window=area)
    return path


def texture(bands: int, side: int) -> np.ndarray:
    random = np.random.default_rng(0)
    blocks = random.integers(30, 220, (bands, -(-side // 8), -(-side // 8)))
    image = blocks.repeat(8, 1).repeat(8, 2)[:, :side, :side]
    return np.clip(image + random.integers(-12, 13, image.shape), 1, 255).astype(np.uint8)


def tiny(path: Path) -> Path:
    import torch
    from safetensors.torch import save_file

    from srxai_plugin.engine.networks.architectures.edsr import EDSR

    torch.manual_seed(0)
    save_file(EDSR(scale=2, bands=1, features=2, blocks=1).state_dict(), path)
    return path


if __name__ == "__main__":
    main()
