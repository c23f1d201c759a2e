"""Georeferenced rasters: windowed reads, and writes that are whole, on exactly the input's grid."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

import numpy as np
import rasterio
from affine import Affine
from rasterio.crs import CRS
from rasterio.enums import ColorInterp, MaskFlags
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import DatasetReader, DatasetWriter, MemoryFile
from rasterio.windows import Window as RasterioWindow

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.imagery.reflectance import offset_tags
from srxai_plugin.engine.imagery.spectrum import named
from srxai_plugin.engine.imagery.writing import GDAL_ERRORS, written
from srxai_plugin.engine.machine.files import whole

PIXEL_GRID = Affine(1, 0, 0, 0, -1, 0)
"""Grid of a raster that has none: where QGIS shows its pixels, one map unit each, rows downward."""
OF_A_DRIVER = re.compile(r"\w{2,}:")
"""How GDAL's names of what is no file begin, ``NETCDF:``, ``https:``; one letter is a drive."""


@dataclass(frozen=True)
class Grid:
    """Where a raster's pixels lie."""

    transform: Affine
    """All six terms; pixel (column, row) corners to map coordinates."""
    crs: Optional[CRS]
    width: int
    height: int

    @property
    def wkt(self) -> Optional[str]:
        """Of the CRS, so that one without a number survives too; None without a CRS."""
        return self.crs.to_wkt() if self.crs else None

    @property
    def whole(self) -> Window:
        """All of its pixels."""
        return Window(0, 0, self.width, self.height)

    def window(self, window: Window) -> Grid:
        """The grid cut to a window of it."""
        origin = self.transform @ Affine.translation(window.column, window.row)
        return Grid(origin, self.crs, window.width, window.height)

    def finer(self, scale: int) -> Grid:
        """Each pixel divided into scale × scale; the corner stays."""
        return Grid(
            self.transform @ Affine.scale(1 / scale),
            self.crs,
            self.width * scale,
            self.height * scale,
        )


@dataclass(frozen=True)
class Units:
    """What a raster's values stand for: quantity = value · scale + offset, band by band. A network
    sees the values; who reads its output needs these."""

    scales: tuple[float, ...] = ()
    """Empty where all are 1 and all offsets are 0."""
    offsets: tuple[float, ...] = ()
    names: tuple[str, ...] = ()
    """``K``, ``m`` …, empty where the raster names none."""
    tags: tuple[tuple[str, str], ...] = ()
    """Of the whole raster, that say so too: Sentinel-2's processing baseline and offset."""

    def tell(self, dataset: DatasetWriter) -> None:
        """Write them into a raster of the same bands."""
        if self.scales:
            dataset.scales, dataset.offsets = self.scales, self.offsets
        if any(self.names):
            dataset.units = self.names
        dataset.update_tags(**dict(self.tags))


AS_THEY_ARE = Units()
"""Values that are the quantity itself."""


@dataclass(frozen=True)
class Pixels:
    """A window of some bands, as read."""

    values: np.ndarray
    """(C, h, w) in the raster's dtype."""
    valid: np.ndarray
    """(C, h, w) bool: False where the band has no data."""
    grid: Grid
    nodata: Optional[float]
    descriptions: tuple[str, ...]
    """By band; empty where the raster names none."""
    units: Units = AS_THEY_ARE


@contextmanager
def open_raster(name: str) -> Iterator[DatasetReader]:
    """Open for reading. Raises BadInput for what is missing or no raster that GDAL reads."""
    if not name:
        raise BadInput("No raster is named. Give the path of one.")
    if not name.startswith("/vsi") and not OF_A_DRIVER.match(name) and not _exists(name):
        raise BadInput(f"There is no file {name}. Check the path.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            dataset = rasterio.open(name)
    except (*GDAL_ERRORS, ValueError):  # the latter for a name that no file can have
        raise BadInput(f"{name} is not a raster that GDAL can read. Give a GeoTIFF.") from None
    with dataset:
        if dataset.count == 0:
            raise BadInput(f"{name} holds several datasets; name one of them as GDAL does.")
        yield dataset


def _exists(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):  # longer than any name, or with a zero byte in it
        return False


def grid_of(dataset: DatasetReader) -> tuple[Grid, list[str]]:
    """The raster's grid, and what the analyst should know where it has none.

    Raises:
        BadInput: its pixels have no area, so that no place on the map tells a pixel.
    """
    transform, crs, notes = dataset.transform, dataset.crs or None, []
    if transform.is_degenerate or not all(map(math.isfinite, transform)):
        raise BadInput(f"The pixels of {dataset.name} have no area. Georeference it anew.")
    if transform == Affine.identity():
        transform = PIXEL_GRID
        gcps = "only ground control points; warp it first" if dataset.gcps[0] else "no transform"
        notes.append(f"The raster has {gcps}: results are in pixel coordinates, as QGIS shows it.")
        crs = None
    elif crs is None:
        notes.append("The raster has no CRS: distances on the ground are unknown.")
    return Grid(transform, crs, dataset.width, dataset.height), notes


def read(dataset: DatasetReader, window: Window, bands: Sequence[int]) -> Pixels:
    """Read only a window's blocks. Raises BadInput where they cannot be read."""
    area = RasterioWindow(window.column, window.row, window.width, window.height)
    try:
        values = dataset.read(list(bands), window=area)
        if alpha_is_imagery(dataset):
            valid = np.ones(values.shape, dtype=bool)
        else:
            valid = dataset.read_masks(list(bands), window=area) > 0
    except GDAL_ERRORS as error:
        raise BadInput(f"{dataset.name} is damaged in this window: {error}.") from None
    if np.issubdtype(values.dtype, np.floating):
        valid &= np.isfinite(values)
    grid, _ = grid_of(dataset)
    return Pixels(
        values,
        valid,
        grid.window(window),
        dataset.nodata,
        tuple(dataset.descriptions[band - 1] or "" for band in bands),
        units_of(dataset, bands),
    )


def alpha_is_imagery(dataset: DatasetReader) -> bool:
    """Whether what GDAL takes for a mask, as the fourth band of bytes, is a band of imagery by its
    description: near infrared that is 0, as of water, is data."""
    return any(
        MaskFlags.alpha in dataset.mask_flag_enums[0]
        and interpretation == ColorInterp.alpha
        and named(description or "") is not None
        for interpretation, description in zip(dataset.colorinterp, dataset.descriptions)
    )


def units_of(dataset: DatasetReader, bands: Sequence[int]) -> Units:
    """Of some bands."""
    scales, offsets, names = (
        tuple(told[band - 1] for band in bands)
        for told in (dataset.scales, dataset.offsets, dataset.units)
    )
    plain = all(scale == 1 for scale in scales) and not any(offsets)
    return Units(
        () if plain else scales,
        () if plain else offsets,
        tuple(name or "" for name in names),
        offset_tags(dataset),
    )


def refuse_palette(dataset: DatasetReader, bands: Sequence[int]) -> None:
    """Raises BadInput for bands whose values are no brightness but places in a colour table."""
    for band in bands:
        if dataset.colorinterp[band - 1] == ColorInterp.palette and not _is_grey(dataset, band):
            raise BadInput(
                f"Band {band} holds numbers of colours in a palette, no brightness. Convert the "
                "raster to RGB first (in QGIS: Raster ▸ Conversion ▸ PCT to RGB)."
            )


def _is_grey(dataset: DatasetReader, band: int) -> bool:
    """Whether a colour table runs from black to white or back, as that of one bit a value does."""
    colours = [colour for _, colour in sorted(dataset.colormap(band).items())]
    greys = [red for red, green, blue, _ in colours if red == green == blue]
    return len(greys) == len(colours) and greys in (sorted(greys), sorted(greys, reverse=True))


def colour_bands(dataset: DatasetReader) -> list[int]:
    """Bands that carry imagery: all but those that GDAL calls alpha."""
    return [band for band in dataset.indexes if dataset.colorinterp[band - 1] != ColorInterp.alpha]


def write(
    path: Path,
    values: np.ndarray,
    grid: Grid,
    nodata: Optional[float],
    descriptions: Sequence[str],
    tags: Mapping[str, str],
    units: Units = AS_THEY_ARE,
) -> None:
    """Write (C, h, w) as a compressed GeoTIFF that appears whole or not at all.

    Raises:
        CannotWrite: the folder cannot be written to, or the disk is full.
    """
    bands, height, width = values.shape
    predictor = 3 if np.issubdtype(values.dtype, np.floating) else 2
    with whole(path) as partial, written(path), MemoryFile() as memory:
        with memory.open(
            driver="GTiff",
            dtype=values.dtype,
            count=bands,
            height=height,
            width=width,
            crs=grid.crs,
            transform=grid.transform,
            nodata=nodata,
            compress="deflate",
            predictor=predictor,
        ) as dataset:
            dataset.write(values)
            dataset.update_tags(**tags)
            units.tell(dataset)
            for band, description in enumerate(descriptions, start=1):
                if description:
                    dataset.set_band_description(band, description)
        partial.write_bytes(memory.getbuffer())  # which says so when the disk is full
