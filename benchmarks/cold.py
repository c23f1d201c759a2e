"""CPU seconds of starting cold: commands, a first explanation, and the worker; old beside new.

    .venv/bin/python benchmarks/cold.py [OTHER_TREE] [--turns N] [--only WORD]

Each command is a process of its own with one thread; what it took, its imports with it, is what the
system counted (user and system time), the median of all turns. Given another checkout, each turn
runs both, one after the other, and the last column is new over old. Python keeps the compiled
modules of either in a folder of this run, and a turn that does not count fills it.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine

from srxai_plugin.contract import wire

ROOT = Path(__file__).resolve().parents[1]
WINDOW = "50,40,8,8"
SIDES = (96, 120)
LONGEST = "explain, one region"
COMMANDS = {
    "--help": ["--help"],
    "schema": ["schema"],
    "schema result": ["schema", "result"],
    "networks list": ["networks", "list"],
    LONGEST: ["explain", "SCENE", "--window", WINDOW, "--output", "OUTPUT"],
}
READY, FIRST, SECOND = "worker, until ready", "worker, first request", "worker, second request"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("other", nargs="?", type=Path, help="checkout to compare with")
    options.add_argument("--turns", type=int, default=5)
    options.add_argument("--only", default="", help="figures whose names hold this word")
    asked = options.parse_args()
    commands = {name: command for name, command in COMMANDS.items() if asked.only in name}
    trees = [asked.other.resolve(), ROOT] if asked.other else [ROOT]
    found: dict[str, dict[Path, list[float]]] = {}
    with tempfile.TemporaryDirectory() as room:
        scene = write_scene(Path(room) / "scene.tif")
        sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(Path(room) / "compiled")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        for tree in trees:
            cpu_seconds(tree, filled(COMMANDS[LONGEST], scene, Path(room) / "compiling"))
        for turn in range(asked.turns):
            for name, command in commands.items():
                for tree in trees:
                    output = Path(room) / f"{turn}-{trees.index(tree)}"
                    spent = cpu_seconds(tree, filled(command, scene, output))
                    note(found, name, tree, spent)
            for tree in trees if asked.only in READY else ():
                for name, spent in worker(tree, scene, Path(room) / "worker").items():
                    note(found, name, tree, spent)
    for name, spent in found.items():
        medians = [statistics.median(spent[tree]) for tree in trees]
        ratio = f"{medians[1] / medians[0]:8.2f}" if len(trees) > 1 else ""
        print(f"{name:24}" + "".join(f"{median:8.2f}" for median in medians) + ratio)


def filled(command: list[str], scene: str, output: Path) -> list[str]:
    """A command's arguments, with the names of its files."""
    names = {"SCENE": scene, "OUTPUT": str(output)}
    return ["-m", "srxai_plugin.engine.cli", *(names.get(each, each) for each in command)]


def note(found: dict[str, dict[Path, list[float]]], name: str, tree: Path, spent: float) -> None:
    """Keep a figure, and say it to whoever waits."""
    found.setdefault(name, {}).setdefault(tree, []).append(spent)
    print(f"{name}: {spent:.2f} ({tree})", file=sys.stderr, flush=True)


def write_scene(path: Path) -> str:
    """Blocks and noise, 120 × 96 pixels of 30 cm."""
    random = np.random.default_rng(0)
    blocks = random.integers(30, 220, (3, SIDES[0] // 6, SIDES[1] // 6)).repeat(6, 1).repeat(6, 2)
    image = (blocks + random.integers(-12, 13, blocks.shape)).astype(np.uint8)
    form = {"driver": "GTiff", "count": 3, "height": SIDES[0], "width": SIDES[1], "dtype": "uint8"}
    grid = Affine(0.3, 0, 500_000, 0, -0.3, 4_100_000)
    with rasterio.open(path, "w", crs="EPSG:32633", transform=grid, **form) as dataset:
        dataset.write(image)
    return str(path)


def environment(tree: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(tree), "OMP_NUM_THREADS": "1"}


def cpu_seconds(tree: Path, arguments: list[str]) -> float:
    """Of a process and what it starts, from its first instruction to its end."""
    return of_children(
        lambda: subprocess.run(
            [sys.executable, *arguments],
            cwd=tree,
            env=environment(tree),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )
    )


def of_children(work: Callable[[], object]) -> float:
    """CPU seconds of the processes that end while ``work`` runs."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def worker(tree: Path, scene: str, folder: Path) -> dict[str, float]:
    """The worker as QGIS starts it, and two requests of the same sort but at other places."""
    boot = tree / "srxai_plugin" / "engine" / "serving" / "boot.py"
    process = subprocess.Popen(
        [sys.executable, "-E", "-X", f"pycache_prefix={sys.pycache_prefix}", str(boot)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=tree,
        env=environment(tree),
    )
    assert process.stdin is not None and process.stdout is not None
    spent, last = {}, 0.0
    for name, column in ((READY, None), (FIRST, 50), (SECOND, 30)):
        if column is not None:
            region = {"window": {"column": column, "row": 40, "width": 8, "height": 8}}
            request = {"raster": scene, "region": region, "output": str(folder / str(column))}
            command = {"do": wire.EXPLAIN, "id": column, "request": request}
            process.stdin.write(wire.encode(command))
            process.stdin.flush()
        while (event := wire.decode(process.stdout.readline()))["event"] in wire.ON_THE_WAY:
            pass
        if event["event"] not in (wire.READY, wire.DONE):
            raise SystemExit(f"error: the worker says {event}")
        now = of_process(process.pid)
        spent[name], last = now - last, now
    process.stdin.close()
    process.wait()
    return spent


def of_process(number: int) -> float:
    """CPU seconds of a process that lives, all of its threads."""
    fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
