"""Rasters that are written piece by piece, and Cloud-Optimized GeoTIFFs made of them."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from math import gcd
from pathlib import Path
from typing import Any, Optional

import numpy as np
import rasterio
from rasterio.enums import Resampling
from rasterio.io import DatasetWriter, MemoryFile
from rasterio.shutil import copy
from rasterio.windows import Window as RasterioWindow

from srxai_plugin.contract.errors import CannotWrite
from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.imagery.geotiff import AS_THEY_ARE, Grid, Units
from srxai_plugin.engine.imagery.writing import written

BLOCK = 512
"""Pixels along a block, where the pieces that are written are a multiple of it."""
SMALLEST_COG_BLOCK = 128
"""That GDAL's COG driver takes."""
CACHE = 64 * 1024 * 1024
"""Bytes of GDAL's block cache: its own default is a share of the machine's memory, which a large
raster would fill."""


@contextmanager
def small_cache() -> Iterator[None]:
    """GDAL keeps few blocks within; pieces are read and written once."""
    with rasterio.Env(GDAL_CACHEMAX=CACHE):
        yield


@dataclass(frozen=True)
class RasterProfile:
    """What a raster is made of."""

    grid: Grid
    bands: int
    dtype: np.dtype
    nodata: Optional[float]
    descriptions: Sequence[str]
    piece: int
    """Pixels along the pieces in which it is written."""
    units: Units = AS_THEY_ARE

    @property
    def predictor(self) -> int:
        """GDAL's, for the compression: of floating-point (3) or of whole numbers (2)."""
        return 3 if np.issubdtype(self.dtype, np.floating) else 2


class Pieces:
    """A GeoTIFF that is open for writing."""

    def __init__(self, dataset: DatasetWriter, path: Path) -> None:
        self._dataset = dataset
        self._path = path
        self._sums: list[tuple[RasterioWindow, int]] = []
        self._tags: dict[str, str] = {}

    def write(self, values: np.ndarray, window: Window) -> None:
        """(C, h, w) at a window. Raises CannotWrite for a full disk."""
        area = RasterioWindow(window.column, window.row, window.width, window.height)
        with written(self._path):
            self._dataset.write(values, window=area)
        self._sums.append((area, _sum(values)))

    def tag(self, tags: Mapping[str, str]) -> None:
        """Add GDAL metadata to the file, by name."""
        self._dataset.update_tags(**tags)
        self._tags.update(tags)

    def check(self, path: Path) -> None:
        """Read a closed file again, this one or a copy: rasterio is silent about what could not be
        written at the end.

        Raises:
            CannotWrite: not all of it is there.
        """
        with written(path), rasterio.open(path) as dataset:
            is_there = self._tags.items() <= dataset.tags().items() and all(
                _sum(dataset.read(window=area)) == sum for area, sum in self._sums
            )
        if not is_there:
            raise CannotWrite(f"Cannot write all of {path.name}. Is the disk full?")


def _sum(values: np.ndarray) -> int:
    return zlib.crc32(np.ascontiguousarray(values).data)


@contextmanager
def pieces(path: Path, sort: RasterProfile) -> Iterator[Pieces]:
    """A new tiled GeoTIFF, sparse where nothing is written; BigTIFF when it may need to be.

    Raises:
        CannotWrite: it cannot be written.
    """
    block = gcd(sort.piece, BLOCK)
    options: dict[str, Any] = {
        "tiled": True,
        "blockxsize": block,
        "blockysize": block,
        "compress": "deflate",
        "predictor": sort.predictor,
        "bigtiff": "if_safer",
        "sparse_ok": True,
    }
    if block % 16:  # what TIFF asks of blocks; pieces this odd are written in strips
        options = {k: v for k, v in options.items() if k not in ("tiled", "blockxsize")}
    with (
        written(path),
        rasterio.open(
            path,
            "w",
            driver="GTiff",
            dtype=sort.dtype,
            count=sort.bands,
            height=sort.grid.height,
            width=sort.grid.width,
            crs=sort.grid.crs,
            transform=sort.grid.transform,
            nodata=sort.nodata,
            **options,
        ) as dataset,
    ):
        for band, description in enumerate(sort.descriptions, start=1):
            if description:
                dataset.set_band_description(band, description)
        sort.units.tell(dataset)
        yield Pieces(dataset, path)


def cloud_optimized(
    source: Path,
    target: Path,
    sort: RasterProfile,
    block: int = BLOCK,
    overviews: str = "average",
) -> None:
    """Write a Cloud-Optimized GeoTIFF with overviews of a finished GeoTIFF, tags included.

    Args:
        overviews: how GDAL makes them; ``nearest`` for what has no mean, such as classes.

    Also a raster of one block gets overviews: viewers and tests ask for them by name.

    Raises:
        CannotWrite: it cannot be written.
    """
    longer = max(sort.grid.width, sort.grid.height)
    with written(target), ExitStack() as opened:
        name = str(source)
        if longer <= block:
            # In memory, for it is small: of overviews that a full disk cuts off nobody hears.
            name = opened.enter_context(MemoryFile()).name
            copy(source, name, driver="GTiff", tiled=True, compress="deflate")
            with rasterio.open(name, "r+") as dataset:
                dataset.build_overviews([2] * (longer > 2), Resampling[overviews])
        copy(
            name,
            target,
            driver="COG",
            compress="deflate",
            predictor=sort.predictor,
            blocksize=block,
            bigtiff="if_safer",
            sparse_ok=True,
            overview_resampling=overviews,
        )
