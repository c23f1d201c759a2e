"""Two requests side by side against one alone, with OpenMP's own long spins and with ours.

.venv/bin/python benchmarks/contention.py RASTER COLUMN,ROW,WIDTH,HEIGHT
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

LONG = "30000000000"
"""What libgomp does by itself where threads are not more than cores."""


def main(raster: str, window: str) -> None:
    for name, spins in (("OpenMP's own", LONG), ("SRXAI's", None)):
        alone, together = (seconds(raster, window, spins, count) for count in (1, 2))
        print(
            f"{name:<13} alone {alone:5.1f} s, two together {together:5.1f} s each, "
            f"{together / alone:4.1f} ×"
        )


def seconds(raster: str, window: str, spins: str | None, count: int) -> float:
    """Of the slowest of ``count`` requests that run at the same time, from start to result."""
    environment = {**os.environ, **({"GOMP_SPINCOUNT": spins} if spins else {})}
    command = [
        sys.executable,
        "-m",
        "srxai_plugin.engine.cli.main",
        "explain",
        raster,
        "--window",
        window,
        "--output",
    ]
    with tempfile.TemporaryDirectory() as folder:
        running = [
            subprocess.Popen(
                [*command, str(Path(folder) / str(i))],
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            for i in range(count)
        ]
        return max(json.loads(process.communicate()[0])["seconds"] for process in running)


if __name__ == "__main__":
    main(*sys.argv[1:])
