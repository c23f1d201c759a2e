"""What a window costs does not depend on the raster around it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import rasterio
from rasterio.windows import Window as RasterioWindow

from tests.engine.conftest import NORTH_UP, texture

PEAK = """
import json, resource, sys
from srxai_plugin.engine.cli import main
assert main(sys.argv[1:]) == 0
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr)
"""


def sparse(path: Path, side: int, patch: np.ndarray, place: int) -> Path:
    profile = {"driver": "GTiff", "count": 3, "dtype": "uint8", "tiled": True, "sparse_ok": True}
    with rasterio.open(
        path, "w", width=side, height=side, crs="EPSG:32633", transform=NORTH_UP, **profile
    ) as dataset:
        dataset.write(patch, window=RasterioWindow(place, place, *patch.shape[:0:-1]))
    return path


def explained(raster: Path, place: int, output: Path) -> tuple[np.ndarray, int]:
    """The heatmap, and the peak memory in MB."""
    window = f"{place + 124},{place + 124},8,8"
    command = [sys.executable, "-c", PEAK, "explain", raster, "--window", window]
    command += ["--output", output, "--network", "fsrcnn-x4", "--method", "amve-sr"]
    ended = subprocess.run(
        [*map(str, command), "--threads", "1"], capture_output=True, text=True, check=True
    )
    heatmap = json.loads(ended.stdout)["attributions"][0]["raster"]
    with rasterio.open(heatmap) as dataset:
        return dataset.read(1), int(ended.stderr.split()[-1])


def test_a_window_of_a_huge_raster_takes_no_more_memory_and_gives_the_same_map(tmp_path):
    patch = texture(3, 256, 256)
    small = sparse(tmp_path / "small.tif", 1000, patch, 500)
    huge = sparse(tmp_path / "huge.tif", 50_000, patch, 40_000)
    of_small, small_peak = explained(small, 500, tmp_path / "s")
    of_huge, huge_peak = explained(huge, 40_000, tmp_path / "h")
    assert np.array_equal(of_small, of_huge)
    assert huge_peak - small_peak < 50
