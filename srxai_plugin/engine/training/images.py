"""Images to learn from: pictures of a folder, or rasters of any number of bands."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import rasterio
from PIL import Image, UnidentifiedImageError
from rasterio.errors import RasterioError

from srxai_plugin.contract.errors import BadInput

TILE = 256
"""HR pixels along a side of what a raster is cut into."""
REFLECTANCE = 10_000
"""Of uint16: what most satellites' products hold for a reflectance of 1."""


def read_hr(folder: Path, bands: int, smallest: int = 1) -> list[np.ndarray]:
    """Every image of a folder by name, (H, W, C) float32 from 0 to 1: pictures of three bands as
    they are, rasters cut into tiles without nodata, uint16 as reflectance × 10 000.

    Raises:
        BadInput: there is none of at least ``smallest`` pixels a side.
    """
    found: list[np.ndarray] = []
    for path in sorted(p for p in folder.glob("*") if p.is_file()):
        images = (
            _picture(path)
            if bands == 3 and path.suffix not in (".tif", ".tiff")
            else _tiles(path, bands)
        )
        found += [image for image in images if min(image.shape[:2]) >= smallest]
    if not found:
        raise BadInput(f"No image of {bands} bands and {smallest} pixels a side in {folder}.")
    return found


def _picture(path: Path) -> list[np.ndarray]:
    try:
        return [np.asarray(Image.open(path).convert("RGB"), np.float32) / 255]
    except (UnidentifiedImageError, OSError):
        return []


def _tiles(path: Path, bands: int) -> list[np.ndarray]:
    try:
        with rasterio.open(path) as dataset:
            if dataset.count != bands or dataset.dtypes[0] not in ("uint8", "uint16"):
                return []
            values = dataset.read()
            valid = dataset.dataset_mask() > 0
    except RasterioError:
        return []
    top = 255 if values.dtype == np.uint8 else REFLECTANCE
    image = values.astype(np.float32).transpose(1, 2, 0) / top
    valid &= values.any(0)
    height, width = valid.shape
    tiles = []
    for row in range(0, height, TILE):
        for column in range(0, width, TILE):
            place = slice(row, row + TILE), slice(column, column + TILE)
            if valid[place].all():
                tiles.append(np.ascontiguousarray(image[place]))
    return tiles
