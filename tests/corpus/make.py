"""Writes the hard rasters of ``table.py`` into a folder: python -m tests.corpus.make FOLDER."""

from __future__ import annotations

import os
import shutil
import sys
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine
from rasterio.control import GroundControlPoint
from rasterio.enums import ColorInterp
from rasterio.errors import NotGeoreferencedWarning
from rasterio.windows import Window

from tests.corpus import table
from tests.corpus.broken import write_broken

CUSTOM = "+proj=laea +lat_0=46.5 +lon_0=8.25 +x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs"
LOCAL = 'LOCAL_CS["works of a mine",UNIT["metre",1],AXIS["East",EAST],AXIS["North",NORTH]]'
SPARSE = 1_000_000
COLUMN, ROW, ACROSS, DOWN = table.HOLE
HOLE = np.s_[:, ROW : ROW + DOWN, COLUMN : COLUMN + ACROSS]
Write = Callable[..., Path]


def image(bands: int = 3, width: int = table.WIDTH, height: int = table.HEIGHT) -> np.ndarray:
    """(bands, height, width) uint8 from 1 to 255: blocks and noise, never flat."""
    random = np.random.default_rng(0)
    blocks = random.integers(30, 220, (13, 8, 8)).repeat(6, 1).repeat(6, 2)
    values = blocks + random.integers(-12, 13, blocks.shape)
    return values[:bands, :height, :width].clip(1, 255).astype(np.uint8)


def write(path: Path, values: np.ndarray | None = None, **profile: Any) -> Path:
    """A GeoTIFF as ``plain.tif`` is, but for what ``profile`` changes; None leaves a part out."""
    values = image() if values is None else values
    bands, height, width = values.shape
    told = {
        "driver": "GTiff",
        "dtype": values.dtype,
        "crs": "EPSG:32633",
        "transform": Affine(*table.NORTH_UP),
        **profile,
    }
    told = {key: value for key, value in told.items() if value is not None}
    with rasterio.open(path, "w", count=bands, height=height, width=width, **told) as dataset:
        dataset.write(values)
    return path


def make(folder: Path) -> Path:
    """All files of the table; the folder itself, for whoever chains it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        write(folder / "plain.tif")
        for part in (_types, _bands, _nodata, _grids, _shapes, _compressed, _formats, _paths):
            part(folder)
        write_broken(folder)
    return folder


def _types(folder: Path) -> None:
    values = image().astype(np.float64)
    for name, low, high in (
        ("int8", -128, 127),
        ("uint16", 0, 10_000),
        ("int16", -3000, 10_000),
        ("uint32", 0, 4e9),
        ("int32", -2e9, 2e9),
        ("uint64", 0, 2**64 - 4096),
        ("int64", -(2**63), 2**63 - 1024),
        ("float32", 0.0, 0.3),
        ("float64", -1e-12, 1e-12),
    ):
        stretched = low + (values - 1) * ((high - low) / 254)
        write(folder / f"type-{name}.tif", np.clip(stretched, low, high).astype(name))
    for name in ("complex64", "complex128"):
        write(folder / f"type-{name}.tif", (values * (1 + 2j)).astype(name))
    number = (values * (1 + 2j)).astype("complex64")
    write(folder / "type-complex_int16.tif", number, dtype="complex_int16")
    write(folder / "type-float64-far.tif", np.where(image() > 128, 1.7e308, -1.7e308))
    write(folder / "bits-1.tif", image(1) // 128, nbits=1)
    write(folder / "bits-12.tif", image().astype(np.uint16) * 16, nbits=12)


def _bands(folder: Path) -> None:
    for count in (1, 2, *range(4, 14)):
        plain = {} if count < 3 else {"photometric": "rgb", "alpha": "no"}
        write(folder / f"bands-{count}.tif", image(count), **plain)
    with rasterio.open(write(folder / "palette.tif", image(1)), "r+") as dataset:
        dataset.write_colormap(1, {i: (i, 255 - i, 0, 255) for i in range(256)})
    seen = np.full((1, table.HEIGHT, table.WIDTH), 255, np.uint8)
    seen[HOLE] = 0
    with rasterio.open(write(folder / "alpha.tif", np.concatenate([image(), seen])), "r+") as d:
        d.colorinterp = [ColorInterp.red, ColorInterp.green, ColorInterp.blue, ColorInterp.alpha]
    with rasterio.open(write(folder / "grey-alpha.tif", np.r_[image(1), seen]), "r+") as dataset:
        dataset.colorinterp = [ColorInterp.gray, ColorInterp.alpha]
    for name, inside in (("mask.tif", True), ("mask-beside.tif", False)):
        with (
            rasterio.Env(GDAL_TIFF_INTERNAL_MASK=inside),
            rasterio.open(write(folder / name), "r+") as dataset,
        ):
            dataset.write_mask(seen[0])


def _nodata(folder: Path) -> None:
    for name, dtype, value, told in (
        ("nan", "float32", np.nan, np.nan),
        ("untold-nan", "float32", np.nan, None),
        ("infinite", "float32", np.inf, None),
        ("9999", "int16", -9999, -9999),
        ("0", "uint8", 0, 0),
    ):
        values = image().astype(dtype)
        values[HOLE] = value
        write(folder / f"nodata-{name}.tif", values, nodata=told)
    write(folder / "nodata-only.tif", np.zeros_like(image()), nodata=0)
    each = image()
    for band, value in enumerate((0, 7, 255)):
        each[band][each[band] == value] = 100
        each[band][HOLE[1:]] = value
    write(folder / "nodata-each.tif", each)
    _vrt(folder / "nodata-per-band.vrt", "nodata-each.tif", (0, 7, 255))
    _vrt(folder / "nodata-out-of-type.vrt", "plain.tif", (-9999, -9999, -9999))
    with rasterio.open(write(folder / "scale-offset.tif", image()), "r+") as dataset:
        dataset.scales, dataset.offsets = (0.01, 0.02, 0.04), (-1.0, 0.0, 300.0)
        dataset.units = ("K", "K", "K")


def _vrt(path: Path, source: str, nodata: tuple[float, ...] = ()) -> None:
    width, height = table.WIDTH, table.HEIGHT
    a, b, c, d, e, f = table.NORTH_UP
    bands = "".join(
        f'<VRTRasterBand dataType="Byte" band="{band}">'
        + (f"<NoDataValue>{nodata[band - 1]}</NoDataValue>" if nodata else "")
        + f'<SimpleSource><SourceFilename relativeToVRT="1">{source}</SourceFilename>'
        f"<SourceBand>{band}</SourceBand></SimpleSource></VRTRasterBand>"
        for band in (1, 2, 3)
    )
    path.write_text(
        f'<VRTDataset rasterXSize="{width}" rasterYSize="{height}"><SRS>EPSG:32633</SRS>'
        f"<GeoTransform>{c}, {a}, {b}, {f}, {d}, {e}</GeoTransform>{bands}</VRTDataset>"
    )


def _grids(folder: Path) -> None:
    for hard in table.GRIDS:
        kind = hard.file.removesuffix(".tif")
        crs = f"EPSG:{hard.epsg}" if hard.epsg else None
        crs = {"crs-custom": CUSTOM, "crs-local": LOCAL}.get(kind, crs)
        transform = Affine(*hard.transform)
        if kind == "grid-flat":
            transform = Affine(0.5, 0.5, 500_000, 0.5, 0.5, 4_100_000)
        placed = kind not in ("grid-none", "grid-gcps", "grid-nan")
        path = write(folder / hard.file, crs=crs, transform=transform if placed else None)
        if kind == "grid-gcps":
            corners = ((0, 0, 15.0, 37.1), (0, 48, 15.1, 37.1), (40, 0, 15.0, 37.0))
            points = [GroundControlPoint(r, c, x, y) for r, c, x, y in corners]
            with rasterio.open(path, "r+") as dataset:
                dataset.gcps = points, rasterio.crs.CRS.from_epsg(4326)
    (folder / "grid-nan.tfw").write_text("nan\n" * 6)


def _shapes(folder: Path) -> None:
    for width, height in ((1, 1), (1, 40), (48, 1)):
        write(folder / f"shape-{width}x{height}.tif", image(3, width, height))
    profile = {"tiled": True, "sparse_ok": True, "bigtiff": "yes", "compress": "deflate"}
    with rasterio.open(
        folder / "shape-sparse.tif",
        "w",
        driver="GTiff",
        dtype="uint8",
        count=3,
        width=SPARSE,
        height=SPARSE,
        blockxsize=8192,
        blockysize=8192,
        interleave="pixel",
        crs="EPSG:32633",
        transform=Affine(*table.NORTH_UP),
        **profile,
    ) as dataset:
        dataset.write(image(), window=Window(0, 0, table.WIDTH, table.HEIGHT))
    for name, options in (
        ("bigtiff", {"bigtiff": "yes"}),
        ("big-endian", {"endianness": "big"}),
        ("tiled", {"tiled": True, "blockxsize": 16, "blockysize": 16}),
        ("strips-of-one-row", {"blockysize": 1}),
        ("interleaved", {"interleave": "pixel"}),
        ("overviews", {}),
        ("overviews-beside", {}),
        ("jpeg", {"compress": "jpeg", "photometric": "ycbcr", "interleave": "pixel"}),
        ("cog", {"driver": "COG"}),
    ):
        write(folder / f"{name}.tif", **options)
    for name, beside in (("overviews", False), ("overviews-beside", True)):
        with (
            rasterio.Env(TIFF_USE_OVR=beside),
            rasterio.open(folder / f"{name}.tif", "r+") as dataset,
        ):
            dataset.build_overviews([2, 4])
    holed = image()
    holed[HOLE] = 0
    write(folder / "aux.tif", holed)
    band = "".join(
        f'<PAMRasterBand band="{b}"><NoDataValue>0</NoDataValue></PAMRasterBand>' for b in (1, 2, 3)
    )
    (folder / "aux.tif.aux.xml").write_text(f"<PAMDataset>{band}</PAMDataset>")
    write(folder / "world.tif", crs=None, transform=None)
    _world(folder / "world.tfw")


def _world(path: Path) -> None:
    """Six lines; the last two are the middle of the first pixel."""
    a, b, c, d, e, f = table.NORTH_UP
    numbers = (a, d, b, e, c + (a + b) / 2, f + (d + e) / 2)
    path.write_text("".join(f"{number!r}\n" for number in numbers))


def _compressed(folder: Path) -> None:
    for name in table.COMPRESSIONS:
        options = {"interleave": "pixel", "webp_lossless": True} if name == "webp" else {}
        write(folder / f"compress-{name}.tif", compress=name, **options)
    for name in table.BILEVEL:
        write(folder / f"compress-{name}.tif", image(1) // 128, compress=name, nbits=1)


def _formats(folder: Path) -> None:
    _vrt(folder / "format.vrt", "plain.tif")
    write(folder / "format.img", driver="HFA")
    write(folder / "format.png", driver="PNG", crs=None, transform=None)
    (folder / "format.png.aux.xml").unlink(missing_ok=True)
    _world(folder / "format.pgw")
    write(folder / "format.jp2", driver="JP2OpenJPEG")
    _netcdf(folder / "format.nc")
    with zipfile.ZipFile(folder / "packed.zip", "w") as archive:
        archive.write(folder / "plain.tif", "plain.tif")


def _netcdf(path: Path) -> None:
    from scipy.io import netcdf_file

    with netcdf_file(path, "w") as file:
        file.createDimension("y", table.HEIGHT)
        file.createDimension("x", table.WIDTH)
        for name in ("one", "other"):
            file.createVariable(name, "i2", ("y", "x"))[:] = image(1)[0]


def _paths(folder: Path) -> None:
    plain = folder / "plain.tif"
    for hard in table.PATHS:
        path = folder / hard.file
        if hard.file == "link.tif":
            path.symlink_to(plain)
            continue
        path.parent.mkdir(exist_ok=True)
        shutil.copy(plain, path)
    os.chmod(folder / "read-only" / "plain.tif", 0o444)
    os.chmod(folder / "read-only", 0o555)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    make(target)
