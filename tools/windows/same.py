"""Whether two folders of ``tests.windows.results`` hold the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import rasterio

FAR = 1e-5
"""Relative L2 distance that a map may have."""
LAST_BITS = 1e-6
"""How far apart a network's unrounded answers in [0, 1] may be: some of float32's last bits."""
SUPER_RESOLVED = "super_resolved.tif"
FLOATS, BYTES = "floats", "bytes"
"""Folders of what ``tests.windows.results`` made with PyTorch's usual kernels, and with ``PLAIN``
ones."""
PLAIN = {"ATEN_CPU_CAPABILITY": "default"}
"""Has PyTorch compute what it computes in C++ by instructions that every processor has. Otherwise
GCC joins a product and a sum to one instruction that rounds once, and Microsoft's compiler does
not: the last bit of an answer differs. oneDNN and MKL are the same on both systems."""


@dataclass(frozen=True)
class Same:
    """How alike the rasters of two systems are."""

    rasters: int = 0
    """Super-resolved ones of 8 bits, each identical."""
    answers: int = 0
    """Values that networks answered, unrounded."""
    apart: float = 0.0
    """How far the two that are farthest are from each other."""
    rounded: int = 0
    """Those that would be another grey value of 8 bits."""
    maps: int = 0
    farthest: float = 0.0
    """Relative L2 distance of the map that is farthest."""

    def __str__(self) -> str:
        return (
            f"with PyTorch's plain kernels {self.rasters} of {self.rasters} super-resolved rasters "
            f"identical; with its usual ones {self.maps} maps within {self.farthest:.1e}, answers "
            f"within {self.apart:.1e}, {self.rounded} of {self.answers} one grey value apart"
        )


def compared(here: Path, there: Path) -> Same:
    """All rasters of two folders, each with ``FLOATS`` and ``BYTES`` in it.

    Raises:
        SystemExit: a raster is missing, or too far from that of the other system.
    """
    same = Same()
    for name, ours, theirs in pairs(here / BYTES, there / BYTES):
        if name.name == SUPER_RESOLVED:
            if others := int((ours != theirs).sum()):
                raise SystemExit(f"error: {name} is another one on Windows: {others} values.")
            same = replace(same, rasters=same.rasters + 1)
    for name, ours, theirs in pairs(here / FLOATS, there / FLOATS):
        if name.name == SUPER_RESOLVED:
            apart = float(np.abs(theirs - ours).max())
            if not apart <= LAST_BITS:
                raise SystemExit(f"error: answers of {name} are {apart:.1e} apart on Windows.")
            same = replace(
                same,
                answers=same.answers + ours.size,
                apart=max(same.apart, apart),
                rounded=same.rounded + int((grey(ours) != grey(theirs)).sum()),
            )
        elif name.name != "scene.tif":
            far = max(distance(*bands) for bands in zip(ours, theirs))
            if not far <= FAR:
                raise SystemExit(f"error: {name} is {far:.1e} from that of Windows, not {FAR:g}.")
            same = replace(same, maps=same.maps + 1, farthest=max(same.farthest, far))
    return same


def pairs(here: Path, there: Path) -> Iterator[tuple[Path, np.ndarray, np.ndarray]]:
    """Each raster's name within the folders, and its values in both."""
    names = sorted(path.relative_to(here) for path in here.rglob("*.tif"))
    if names != sorted(path.relative_to(there) for path in there.rglob("*.tif")) or not names:
        raise SystemExit("error: the results have other files on Windows than here.")
    for name in names:
        yield name, values(here / name), values(there / name)


def values(path: Path) -> np.ndarray:
    """(bands, height, width); what has no data is 0."""
    with rasterio.open(path) as dataset:
        return np.nan_to_num(dataset.read().astype(np.float64))


def distance(ours: np.ndarray, theirs: np.ndarray) -> float:
    """Relative L2 distance of two (height, width)."""
    return float(np.linalg.norm(theirs - ours) / (np.linalg.norm(ours) or 1.0))


def grey(answers: np.ndarray) -> np.ndarray:
    """Answers as they would be written to a raster of 8 bits."""
    return np.clip(np.rint(answers * 255), 0, 255)
