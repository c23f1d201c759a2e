"""A result's folder, read back for a report: the explanation and the pixels that belong to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Optional

import numpy as np
from affine import Affine
from rasterio.crs import CRS
from rasterio.enums import Resampling
from rasterio.errors import CRSError, RasterioError
from rasterio.io import DatasetReader
from rasterio.windows import Window as RasterioWindow

from srxai_plugin.contract.codec import from_json
from srxai_plugin.contract.commands import RESULT_FILE
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.fields import REFLECTANCES
from srxai_plugin.contract.geometry import Window
from srxai_plugin.contract.results import (
    DETAIL_LEVELS,
    Attribution,
    Explanation,
    Radiometry,
    Tile,
)
from srxai_plugin.contract.scenes import DETAIL_BANDS
from srxai_plugin.engine.explaining.outlines import Outlined, outlined
from srxai_plugin.engine.imagery.geotiff import Grid, open_raster
from srxai_plugin.engine.imagery.radiometry import scaled
from srxai_plugin.engine.imagery.region import LARGEST_TILE
from srxai_plugin.engine.machine.files import is_file

BRIGHTENED = 2.5
"""By which reflectance is shown: ground reaches 0.4, as Sentinel Hub shows true colour."""
AROUND = 0.35
"""Of the tile's size, shown on each side of it."""
LARGEST = 1024
"""Pixels along the picture of the surroundings; a larger window is read coarser."""
LONGEST = 64 << 20
"""Bytes of a ``result.json``."""


@dataclass(frozen=True)
class Result:
    """One explanation and where its files lie now; the folder may have been moved."""

    explanation: Explanation
    folder: Path

    @property
    def grid(self) -> Grid:
        """Of the tile, in LR pixels. Raises BadInput where the CRS is none that PROJ knows."""
        tile = self.explanation.tile
        try:
            crs = CRS.from_wkt(tile.crs) if tile.crs else None
        except CRSError:
            raise BadInput("The result's CRS cannot be read. Explain the region again.") from None
        return Grid(Affine(*tile.transform), crs, tile.window.width, tile.window.height)

    def file(self, written: str) -> Path:
        """Where the file lies that the explanation calls so: always beside ``result.json``."""
        name = PureWindowsPath(PurePosixPath(written).name).name
        return self.folder / name

    def map(self, attribution: Attribution) -> np.ndarray:
        """(h, w) from 0 to 1, 0 where there is no data."""
        with open_raster(str(self.file(attribution.raster))) as dataset:
            return np.nan_to_num(_read(dataset, 1)).astype(np.float64).clip(0, 1)

    def outlined(self, attribution: Attribution) -> tuple[Outlined, ...]:
        """What ``map`` rests on, found again from it, for results of earlier versions have no
        outlines; empty for a map without anything."""
        with open_raster(str(self.file(attribution.raster))) as dataset:
            map = _read(dataset, 1).astype(np.float64)
        return outlined(np.nan_to_num(map).clip(0, 1), np.isfinite(map))

    def detail_classes(self) -> Optional[np.ndarray]:
        """(s·h, s·w) numbers of ``DETAIL_LEVELS``, 0 where there is none; None where the detail
        was not judged."""
        detail = self.explanation.detail
        if detail is None or detail.raster is None:
            return None
        with open_raster(str(self.file(detail.raster))) as dataset:
            band = _read(dataset, list(DETAIL_BANDS).index("class") + 1)
        return np.nan_to_num(band, posinf=0, neginf=0).clip(0, len(DETAIL_LEVELS)).astype(np.uint8)

    def layers(self, attribution: Attribution) -> Optional[tuple[list[str], np.ndarray]]:
        """Names and maps (n, h, w) layer by layer; None where they were not asked for."""
        if "layers" not in attribution.views:
            return None
        with open_raster(str(self.file(attribution.views["layers"]))) as dataset:
            names = [name or str(i) for i, name in enumerate(dataset.descriptions, start=1)]
            maps = np.nan_to_num(_read(dataset)).astype(np.float64)
        prefix = f"{attribution.name} "
        return [name.removeprefix(prefix) for name in names], maps

    def super_resolved(self) -> np.ndarray:
        """(s·h, s·w, 3) uint8."""
        with open_raster(str(self.file(self.explanation.super_resolved))) as dataset:
            return _shown(_read(dataset), self.explanation.radiometry_out)

    def lr(self) -> Optional[np.ndarray]:
        """(h, w, 3) uint8 of the tile; None where its raster is no longer a file here."""
        return self._raster(self.explanation.tile.window)

    def surroundings(self) -> Optional[tuple[np.ndarray, Window]]:
        """The picture of the tile and what lies around it, with the window of the raster shown."""
        tile, raster = self.explanation.tile.window, self.explanation.request.raster
        if not is_file(raster):
            return None
        across, down = round(AROUND * tile.width), round(AROUND * tile.height)
        try:
            with open_raster(raster) as dataset:
                whole = Window(0, 0, dataset.width, dataset.height)
        except BadInput:
            return None
        if whole.right < tile.right or whole.bottom < tile.bottom:
            return None  # another raster by that name
        window = tile.grown(across, down).cut(whole)
        image = self._raster(window)
        return None if image is None else (image, window)

    def _raster(self, window: Window) -> Optional[np.ndarray]:
        explanation = self.explanation
        # A name that is no file could be an address: a report fetches nothing.
        if not is_file(explanation.request.raster):
            return None
        area = RasterioWindow(window.column, window.row, window.width, window.height)
        coarser = max(window.width, window.height, LARGEST) / LARGEST
        shape = (round(window.height / coarser) or 1, round(window.width / coarser) or 1)
        bands = list(explanation.radiometry.bands)
        try:
            with open_raster(explanation.request.raster) as dataset:
                if window.right > dataset.width or window.bottom > dataset.height:
                    return None
                values = dataset.read(
                    bands,
                    window=area,
                    out_shape=(len(bands), *shape),
                    resampling=Resampling.average,
                )
        except (BadInput, RasterioError, IndexError):  # another file by that name, perhaps
            return None
        return _shown(values, explanation.radiometry)


def read_result(where: Path) -> Result:
    """A result by its folder or its ``result.json``.

    Raises:
        BadInput: there is no result, or it is not a whole one.
    """
    path = where / RESULT_FILE if where.is_dir() else where
    if (where / "comparison.json").is_file() and not path.is_file():
        raise BadInput(f"{where} holds a comparison. Give the folder of one network in it.")
    try:
        if path.stat().st_size > LONGEST:
            raise BadInput(f"{path} is too large to be a result.")
        written = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise BadInput(
            f"There is no result {path}. Give a folder that 'srxai explain' has written."
        ) from None
    result = Result(from_json(Explanation, written), path.absolute().parent)
    _refuse_absurd(result.explanation.tile, path)
    needed = [
        result.explanation.super_resolved,
        *(a.raster for a in result.explanation.attributions),
    ]
    if result.explanation.detail is not None and result.explanation.detail.raster is not None:
        needed.append(result.explanation.detail.raster)
    for file in map(result.file, needed):
        if not file.is_file():
            raise BadInput(f"{file.name} is missing beside {path}. Explain the region again.")
    return result


def _refuse_absurd(tile: Tile, path: Path) -> None:
    """Raises BadInput for a tile without pixels, with too many, or with pixels without area."""
    w, transform = tile.window, Affine(*tile.transform)
    has_size = w.column >= 0 and w.row >= 0 and w.width > 0 and w.height > 0
    if not has_size or w.width * w.height > LARGEST_TILE or transform.is_degenerate:
        raise BadInput(f"{path} tells of a tile that cannot be. Explain the region again.")


def _read(dataset: DatasetReader, band: Optional[int] = None) -> np.ndarray:
    try:
        return dataset.read(band)
    except RasterioError as error:
        raise BadInput(f"{dataset.name} is damaged: {error}. Explain the region again.") from None


def _colours(how: Radiometry, count: int) -> list[int]:
    """Which bands are shown as red, green and blue, from 0."""
    inputs = how.match.inputs if how.match is not None else ()
    if len(inputs) == count and {"red", "green", "blue"} <= set(inputs):
        return [inputs.index(name) for name in ("red", "green", "blue")]
    return [0, 1, 2] if count >= 3 else [0, 0, 0]


def _shown(values: np.ndarray, how: Radiometry) -> np.ndarray:
    """(C, h, w) raster values as the network took them, as (h, w, 3) uint8."""
    values = scaled(values, how)
    if how.scaling in REFLECTANCES:
        values = BRIGHTENED * values
    values = np.nan_to_num(values.clip(0, 1), nan=0.0)
    three = values[_colours(how, len(values))]
    return np.moveaxis(np.rint(255 * three).astype(np.uint8), 0, -1)
