"""The images of a study: high-resolution truths, or LR images without one."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

import numpy as np
from PIL import Image, UnidentifiedImageError

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.imagery.geotiff import colour_bands, open_raster, read
from srxai_plugin.engine.imagery.radiometry import radiometry, to_network
from srxai_plugin.engine.metrics.quality import bicubic

BANDS = 3
GEOTIFF = (".tif", ".tiff")


@dataclass(frozen=True)
class Pair:
    """One image as a network of one scale meets it."""

    lr: np.ndarray
    """(h, w, 3) uint8."""
    hr: Optional[np.ndarray]
    """(s·h, s·w, 3) uint8; None where the truth is not known."""
    plain: np.ndarray
    """(s·h, s·w, 3) uint8: the LR image enlarged by bicubic."""


def choose(folder: Path, limit: Optional[int]) -> list[Path]:
    """The files of a folder in an order that mixes them, the first ``limit``.

    The order is that of the names' hashes: a larger limit keeps the images of a smaller one, and
    the first few are not all of the first class in the alphabet.

    Raises:
        BadInput: no such folder, or nothing in it.
    """
    if not folder.is_dir():
        raise BadInput(f"There is no folder {folder}. Give one that holds images.")
    if limit is not None and limit < 1:
        raise BadInput("The limit is a number of images, 1 or more.")
    files = [p for p in folder.iterdir() if p.is_file() and not p.name.startswith(".")]
    images = [p for p in files if _is_image(p)]
    if not images:
        raise BadInput(f"There is no image in {folder}.")
    return sorted(images, key=lambda p: hashlib.sha256(p.name.encode()).hexdigest())[:limit]


def _is_image(path: Path) -> bool:
    if path.suffix.lower() in GEOTIFF:
        return True
    try:
        with Image.open(path):
            return True
    except (UnidentifiedImageError, OSError):
        return False


def read_image(path: Path) -> np.ndarray:
    """(h, w, 3) uint8. A GeoTIFF's first three bands, or its only one repeated; other types than
    bytes are stretched between their 2nd and 98th percentile.

    Raises:
        BadInput: damaged, or no image.
    """
    if path.suffix.lower() in GEOTIFF:
        return _read_geotiff(path)
    try:
        return np.asarray(Image.open(path).convert("RGB"))
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise BadInput(f"{path.name} cannot be read: {error}.") from None


def _read_geotiff(path: Path) -> np.ndarray:
    with open_raster(str(path)) as dataset:
        bands = tuple(colour_bands(dataset)[:BANDS])
        if len(bands) < BANDS:
            bands = (bands[:1] or (1,)) * BANDS
        pixels = read(dataset, Window(0, 0, dataset.width, dataset.height), bands)
    values = to_network(pixels, radiometry(pixels, bands, None))
    return np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8).transpose(1, 2, 0)


def pair(image: np.ndarray, scale: int, truth: bool) -> Pair:
    """LR, HR and bicubic of an image (h, w, 3) uint8, cut to a multiple of the scale.

    LR is made by Pillow's antialiased bicubic on 8 bits, as in training. Without ``truth`` the
    image is LR already.

    Raises:
        BadInput: smaller than one LR pixel.
    """
    if not truth:
        height, width = image.shape[:2]
        return Pair(image, None, bicubic(image, width * scale, height * scale))
    height, width = (side // scale for side in image.shape[:2])
    if min(height, width) < 1:
        raise BadInput(f"The image is smaller than one LR pixel of ×{scale}.")
    hr = image[: height * scale, : width * scale]
    lr = bicubic(hr, width, height)
    return Pair(lr, hr, bicubic(lr, width * scale, height * scale))


def class_of(name: str) -> str:
    """UC Merced's way of naming: ``parkinglot12.tif`` → ``parkinglot``; empty without a number."""
    match = re.fullmatch(r"([A-Za-z_-]+?)[_-]?\d+", Path(name).stem)
    return match[1].lower() if match else ""
