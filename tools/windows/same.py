"""Whether two folders of ``tests.windows.results`` hold the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import rasterio

FAR = 1e-5
"""Relative L2 distance that a map may have."""
ROUNDED = 1e-4
"""Share of a super-resolved raster's values that may be one grey value apart: where the network's
own value lies between two, its last bit decides."""


@dataclass(frozen=True)
class Same:
    """How alike the rasters of two systems are."""

    identical: int = 0
    """Super-resolved rasters without any other value."""
    images: int = 0
    others: int = 0
    """Values of super-resolved rasters that are one grey value apart."""
    values: int = 0
    maps: int = 0
    farthest: float = 0.0
    """Relative L2 distance of the map that is farthest."""

    def __str__(self) -> str:
        rounded = f", {self.others} of {self.values} values one grey value apart"
        return (
            f"{self.identical} of {self.images} super-resolved rasters identical"
            f"{rounded * bool(self.others)}; {self.maps} maps within {self.farthest:.1e}"
        )


def compared(here: Path, there: Path) -> Same:
    """All rasters of two folders.

    Raises:
        SystemExit: a raster is missing, or too far from that of the other system.
    """
    names = sorted(path.relative_to(here) for path in here.rglob("*.tif"))
    if names != sorted(path.relative_to(there) for path in there.rglob("*.tif")) or not names:
        raise SystemExit("error: the results have other files on Windows than here.")
    same = Same()
    for name in names:
        ours, theirs = values(here / name), values(there / name)
        if name.name == "super_resolved.tif":
            apart = np.abs(theirs - ours)
            others = int((apart > 0).sum())
            if apart.max() > 1 or others > ROUNDED * apart.size:
                raise SystemExit(f"error: {name} is another one on Windows: {others} values.")
            same = replace(
                same,
                identical=same.identical + (others == 0),
                images=same.images + 1,
                others=same.others + others,
                values=same.values + apart.size,
            )
        elif name.name != "scene.tif":
            far = float(np.linalg.norm(theirs - ours) / (np.linalg.norm(ours) or 1.0))
            if not far <= FAR:
                raise SystemExit(f"error: {name} is {far:.1e} from that of Windows, not {FAR:g}.")
            same = replace(same, maps=same.maps + 1, farthest=max(same.farthest, far))
    return same


def values(path: Path) -> np.ndarray:
    """(bands, height, width); what has no data is 0."""
    with rasterio.open(path) as dataset:
        return np.nan_to_num(dataset.read().astype(np.float64))
