"""Whether two folders of ``tests.windows.results`` hold the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import rasterio

FAR = 1e-5
"""Relative L2 distance that a map may have."""


def differences(here: Path, there: Path) -> tuple[int, int, float]:
    """How many super-resolved rasters and maps there are, and how far the farthest map is.

    Raises:
        SystemExit: a raster is missing, a super-resolved one differs, or a map is too far.
    """
    names = sorted(path.relative_to(here) for path in here.rglob("*.tif"))
    if names != sorted(path.relative_to(there) for path in there.rglob("*.tif")) or not names:
        raise SystemExit("error: the results have other files on Windows than here.")
    images = maps = 0
    farthest = 0.0
    for name in names:
        ours, theirs = values(here / name), values(there / name)
        if name.name == "super_resolved.tif" or name.name == "scene.tif":
            images += name.name == "super_resolved.tif"
            if not np.array_equal(ours, theirs):
                raise SystemExit(f"error: {name} is another one on Windows.")
            continue
        maps += 1
        far = float(np.linalg.norm(theirs - ours) / (np.linalg.norm(ours) or 1.0))
        farthest = max(farthest, far)
        if not far <= FAR:
            raise SystemExit(f"error: {name} is {far:.1e} from that of Windows (allowed {FAR:g}).")
    return images, maps, farthest


def values(path: Path) -> np.ndarray:
    """(bands, height, width); what has no data is 0."""
    with rasterio.open(path) as dataset:
        return np.nan_to_num(dataset.read().astype(np.float64))
