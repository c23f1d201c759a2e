"""What a window costs does not depend on the raster around it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.windows import Window as RasterioWindow

from tests.engine.conftest import NORTH_UP, texture

PEAKS = """
import json, resource, sys
from srxai_plugin.engine.cli.main import main
for arguments in json.loads(sys.argv[1]):
    assert main(arguments) == 0
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr)
"""


def sparse(path: Path, side: int, patch: np.ndarray, place: int) -> Path:
    profile = {"driver": "GTiff", "count": 3, "dtype": "uint8", "tiled": True, "sparse_ok": True}
    with rasterio.open(
        path, "w", width=side, height=side, crs="EPSG:32633", transform=NORTH_UP, **profile
    ) as dataset:
        dataset.write(patch, window=RasterioWindow(place, place, *patch.shape[:0:-1]))
    return path


def command(raster: Path, place: int, output: Path) -> list[str]:
    window = f"{place + 124},{place + 124},8,8"
    given = ["explain", raster, "--window", window, "--output", output]
    return [*map(str, given), "--network=fsrcnn-x4", "--method=amve-sr", "--threads=1"]


def pixels(output: Path) -> np.ndarray:
    with rasterio.open(output / "amve-sr.tif") as dataset:
        return dataset.read(1)


@pytest.mark.exhaustive
def test_a_window_of_a_huge_raster_takes_no_more_memory_and_gives_the_same_map(tmp_path):
    patch = texture(3, 256, 256)
    small = sparse(tmp_path / "small.tif", 1000, patch, 500)
    huge = sparse(tmp_path / "huge.tif", 50_000, patch, 40_000)
    commands = [command(small, 500, tmp_path / "s"), command(huge, 40_000, tmp_path / "h")]
    ended = subprocess.run(
        [sys.executable, "-c", PEAKS, json.dumps(commands)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert np.array_equal(pixels(tmp_path / "s"), pixels(tmp_path / "h"))
    small_peak, huge_peak = (int(line) for line in ended.stderr.splitlines() if line.isdigit())
    assert huge_peak - small_peak < 50
