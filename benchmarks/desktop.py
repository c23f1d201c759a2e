"""What an analyst waits for in the real desktop: ``benchmarks/desktop.py [SCENE]``.

Prints medians, and the range in which all repetitions fell: loading the plugin, whose modules are
compiled as they are from an analyst's second start on, from a click to the map on the canvas with a
warm engine (edsr-x4, 64 × 64 tile), from a click to layers and figures, and the longest time for
which the window did not answer.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine

ROOT = Path(__file__).parents[1]
BARS = {"load": 100, "amve-sr": 300, "lam": 3000, "gap": 50}
"""ms that are promised."""


def main() -> int:
    with tempfile.TemporaryDirectory() as room:
        scene = Path(sys.argv[1]) if len(sys.argv) > 1 else _scene(Path(room))
        output = Path(room) / "out"
        session = {
            **os.environ,
            "SRXAI_SESSION": "tools/desktop_bench.py",
            "PYTHONPYCACHEPREFIX": str(Path(room) / "compiled"),
        }
        session.pop("PYTHONDONTWRITEBYTECODE", None)
        subprocess.run([ROOT / "tools/desktop.sh", scene, output], check=True, env=session)
        facts = json.loads((output / "desktop.json").read_text("utf-8"))
    print(f"{os.cpu_count()} CPU cores; edsr-x4, tile 64 x 64; ms: median (all), promised at most")
    _print("plugin load", facts["load_ms"], BARS["load"])
    for method, times in facts["click_to_map_ms"].items():
        _print(f"{method}: click to map", times, BARS[method])
        _print(f"{method}: click to layers and figures", facts["run_ms"][method], None)
        _print(f"{method}: main thread held", facts["longest_gap_ms"][method], BARS["gap"])
    return 0


def _print(what: str, times: list[float], bar: int | None) -> None:
    spread = f"{min(times):.0f}-{max(times):.0f}"
    promise = "" if bar is None else f"  <= {bar}"
    print(f"{what:40} {statistics.median(times):7.0f}  ({spread}){promise}")


def _scene(folder: Path) -> Path:
    """Textured, for texture decides nothing about the time."""
    scene = folder / "scene.tif"
    blocks = np.random.default_rng(0).integers(20, 235, (3, 100, 100), np.uint8)
    with rasterio.open(
        scene, "w", driver="GTiff", count=3, height=400, width=400, dtype="uint8",
        crs="EPSG:32633", transform=Affine(0.5, 0, 500_000, 0, -0.5, 4_100_000),
    ) as dataset:  # fmt: skip
        dataset.write(blocks.repeat(4, 1).repeat(4, 2))
    return scene


if __name__ == "__main__":
    sys.exit(main())
