#!/usr/bin/env python3
"""Whether this tree computes what another revision does, to the byte: make same-results BASE=REV.

Runs the same commands in a checkout of REV and here: every method, further rasters and measures,
a comparison, a reliance map and a super-resolved raster, each on every scene. All files must be
equal, byte by byte; in JSON, only what a clock says may differ.
Both run in the environment .venv, in the same folder, for results name their paths.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "same-results"
METHODS = (
    "lam",
    "gradient",
    "gradient-x-input",
    "guided-backpropagation",
    "integrated-gradients",
    "smoothgrad",
    "vargrad",
    "grad-cam",
    "grad-cam++",
    "layercam",
    "guided-grad-cam",
    "occlusion",
    "meaningful-perturbation",
)
"""And the one that AMVE-SR's name stood for at first, by ``--gated``."""
CLOCK = {"seconds"}
"""Fields that differ from run to run."""
WINDOWS = {"small": (24, 24, 4, 4), "middle": (40, 30, 6, 5)}


def main() -> int:
    arguments = read_arguments()
    base = BUILD / "base"
    shutil.rmtree(BUILD, ignore_errors=True)
    BUILD.mkdir(parents=True)
    subprocess.run(["git", "worktree", "prune"], cwd=ROOT, check=True)
    subprocess.run(
        ["git", "worktree", "add", "--quiet", "--detach", base, arguments.base],
        cwd=ROOT,
        check=True,
    )
    try:
        before = results(base, arguments.scenes, arguments.gated[0])
        after = results(ROOT, arguments.scenes, arguments.gated[1])
    finally:
        subprocess.run(["git", "worktree", "remove", "--force", base], cwd=ROOT, check=True)
    return tell(before, after, arguments.base)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("base", help="revision to compare with")
    parser.add_argument("scenes", nargs="+", type=Path, help="rasters of at least 64 × 64 pixels")
    parser.add_argument(
        "--gated",
        nargs=2,
        default=("amve-sr", "amve-sr"),
        metavar=("BEFORE", "AFTER"),
        help="what the gated gradient is called in either",
    )
    return parser.parse_args()


def results(tree: Path, scenes: list[Path], gated: str) -> dict[str, str]:
    """Digest of every file that the commands write, by its path."""
    place = BUILD / "work"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for scene in scenes:
        shutil.copyfile(scene, place / f"{scene.stem}.tif")
    for number, command in enumerate(commands([f"{s.stem}.tif" for s in scenes], gated)):
        print(f"{tree.name} {number + 1}: srxai {' '.join(command)}", flush=True)
        done = subprocess.run(
            [ROOT / ".venv/bin/python", "-m", "srxai_plugin.engine.cli", *command],
            cwd=place,
            env={**os.environ, "PYTHONPATH": str(tree), "OMP_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        (place / f"{number:02}.status").write_text(f"{done.returncode}")
        if done.returncode:
            print(done.stderr.splitlines()[-1:], file=sys.stderr)
    return {
        str(path.relative_to(place)): digest(path)
        for path in sorted(place.rglob("*"))
        if path.is_file()
    }


def commands(scenes: list[str], gated: str) -> Iterator[list[str]]:
    methods = [word for id in (*METHODS, gated) for word in ("--method", id)]
    views = [word for id in ("signed", "bands", "density", "layers") for word in ("--view", id)]
    measures = ("deletion", "insertion", "sensitivity", "infidelity", "randomisation")
    asked = [word for id in measures for word in ("--measure", id)]
    middle = ",".join(map(str, WINDOWS["middle"]))
    small = ",".join(map(str, WINDOWS["small"]))
    for scene in scenes:
        name = scene.partition(".")[0]
        window = ["--window", middle]
        yield ["explain", scene, *window, *methods, "--output", f"{name}-methods"]
        out = f"{name}-views"
        few = ["--method", "lam", "--method", gated]
        yield ["explain", scene, "--window", small, *few, *views, *asked, "--output", out]
        networks = [
            word for id in ("edsr-x4", "fsrcnn-x4", "edsr-x2") for word in ("--network", id)
        ]
        out = f"{name}-compared"
        yield ["compare", scene, *window, *networks, "--method", "lam", "--output", out]
        out = f"{name}-reliance.tif"
        lazy = ["--stride", "96", "--network", "fsrcnn-x4", "--method", gated]
        yield ["reliance", scene, *lazy, "--output", out]
        yield ["superresolve", scene, "--network", "fsrcnn-x4", "--output", f"{name}-sr.tif"]


def digest(path: Path) -> str:
    content = path.read_bytes()
    if path.suffix == ".json":
        content = json.dumps(without_clock(json.loads(content)), sort_keys=True).encode()
    return hashlib.sha256(content).hexdigest()


def without_clock(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: without_clock(value) for key, value in data.items() if key not in CLOCK}
    return [without_clock(item) for item in data] if isinstance(data, list) else data


def tell(before: dict[str, str], after: dict[str, str], base: str) -> int:
    names = sorted({*before, *after})
    differing = [name for name in names if before.get(name) != after.get(name)]
    for name in differing:
        print(f"differs: {name}")
    print(f"{len(names) - len(differing)} of {len(names)} files are as in {base}")
    return bool(differing)


if __name__ == "__main__":
    raise SystemExit(main())
