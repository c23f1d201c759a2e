"""Hard rasters and what becomes of them: one table, for the tests of both sides and the documents.

Standard library and contract only. ``make.py`` writes the files; printed by
``python -m tests.corpus.table``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import ExplainRequest, Method

WORKS = "works"
NOT_OPENED = "QGIS does not open it"

Affine = tuple[float, float, float, float, float, float]
"""(a, b, c, d, e, f) as in rasterio."""

WIDTH, HEIGHT = 48, 40
REGION = (20, 16, 6, 5)
"""Column, row, width, height, in pixels of the raster: what is explained."""
CONTEXT = 4
"""Pixels around it."""
HOLE = (22, 18, 2, 2)
"""Where rasters with ``hole`` have no data."""

NORTH_UP: Affine = (0.5, 0.0, 500_000.0, 0.0, -0.5, 4_100_000.0)
ROTATED: Affine = (0.4, 0.3, 500_000.0, 0.3, -0.4, 4_100_000.0)
SHEARED: Affine = (0.5, 0.1, 500_000.0, 0.0, -0.4, 4_100_000.0)
SOUTH_UP: Affine = (0.5, 0.0, 500_000.0, 0.0, 0.5, 4_100_000.0)
MIRRORED: Affine = (-0.5, 0.0, 500_000.0, 0.0, -0.5, 4_100_000.0)
OBLONG: Affine = (0.5, 0.0, 500_000.0, 0.0, -2.0, 4_100_000.0)
PIXELS: Affine = (1.0, 0.0, 0.0, 0.0, -1.0, 0.0)
DATELINE: Affine = (0.01, 0.0, 179.76, 0.0, -0.01, -16.0)
ORIGIN: Affine = (10.0, 0.0, -240.0, 0.0, -10.0, 200.0)
POLE: Affine = (1000.0, 0.0, -24_000.0, 0.0, -1000.0, 20_000.0)


@dataclass(frozen=True)
class Hard:
    """One raster."""

    file: str
    """In the corpus's folder; or ``/vsi…{}…`` with the folder in place of the braces."""
    what: str
    """For people."""
    outcome: str = WORKS
    """Or a piece of the sentence that it is refused with; always a ``BadInput``."""
    in_qgis: Optional[str] = None
    """The same in QGIS, where it is another: its GDAL is older, and it opens the file first."""
    bands: Optional[tuple[int, ...]] = None
    """That are asked for; None takes the first ones."""
    transform: Affine = NORTH_UP
    epsg: Optional[int] = 32633
    """None for no CRS, or one without such a number."""
    size: tuple[int, int] = (WIDTH, HEIGHT)
    warning: str = ""
    """A piece of what the result warns of."""
    same: bool = False
    """Whether its map is that of ``plain.tif`` to the bit."""
    hole: bool = False

    @property
    def qgis_outcome(self) -> str:
        return self.outcome if self.in_qgis is None else self.in_qgis

    @property
    def region(self) -> tuple[int, int, int, int]:
        """The usual one, or all of a smaller raster."""
        if self.size[0] >= WIDTH and self.size[1] >= HEIGHT:
            return REGION
        return (0, 0, min(self.size[0], 6), min(self.size[1], 5))


NO_RASTER = "is not a raster that GDAL can read"
DAMAGED = "is damaged in this window"
REPEATED = (1, 1, 1)
COMPLEX = "holds complex numbers"
PIXEL_PLACES = "results are in pixel coordinates"

TYPES = (
    *(Hard(f"type-{t}.tif", f"values of type {t}") for t in ("int8", "uint16", "int16", "uint32")),
    *(Hard(f"type-{t}.tif", f"values of type {t}") for t in ("int32", "float32", "float64")),
    Hard("type-uint64.tif", "values of type uint64"),
    Hard("type-int64.tif", "values of type int64, up to its ends"),
    Hard("type-complex_int16.tif", "values of type complex_int16", COMPLEX),
    Hard("type-complex64.tif", "values of type complex64", COMPLEX),
    Hard("type-complex128.tif", "values of type complex128", COMPLEX),
    Hard("type-float64-far.tif", "values from -1.7e308 to 1.7e308", "too far apart"),
    Hard("bits-1.tif", "one bit a value", bands=REPEATED),
    Hard("bits-12.tif", "twelve bits a value"),
)
BANDS = (
    Hard("bands-1.tif", "one band", "takes 3 bands, but the raster has 1"),
    Hard("bands-1.tif", "one band, repeated", bands=REPEATED),
    Hard("bands-2.tif", "two bands", "takes 3 bands, but the raster has 2"),
    *(Hard(f"bands-{n}.tif", f"{n} bands", same=True) for n in range(4, 14)),
    Hard(
        "bands-13.tif", "13 bands, asked for one that is not there", "no band 14", bands=(1, 2, 14)
    ),
    Hard("palette.tif", "colour table", "numbers of colours in a palette", bands=REPEATED),
    Hard("alpha.tif", "alpha band", hole=True),
    Hard("grey-alpha.tif", "grey and alpha", "takes 3 bands, but the raster has 1"),
    Hard("grey-alpha.tif", "grey and alpha, grey repeated", hole=True, bands=REPEATED),
    Hard("mask.tif", "internal mask", hole=True),
    Hard("mask-beside.tif", "mask in a `.msk` file beside it", hole=True),
)
NODATA = (
    Hard("nodata-nan.tif", "nodata NaN", hole=True),
    Hard("nodata-untold-nan.tif", "NaN that no tag tells of", hole=True),
    Hard("nodata-infinite.tif", "infinite values that no tag tells of", hole=True),
    Hard("nodata-9999.tif", "nodata -9999 in int16", hole=True),
    Hard("nodata-0.tif", "nodata 0 in uint8", hole=True),
    Hard("nodata-per-band.vrt", "another nodata value in each band", hole=True),
    Hard("nodata-out-of-type.vrt", "nodata -9999 in uint8, which never holds it", same=True),
    Hard("nodata-only.tif", "nothing but nodata", "The region holds no data"),
    Hard("scale-offset.tif", "scale and offset of its bands"),
)
GRIDS = (
    Hard("grid-rotated.tif", "rotated grid", transform=ROTATED),
    Hard("grid-sheared.tif", "sheared grid", transform=SHEARED),
    Hard("grid-south-up.tif", "rows that run north", transform=SOUTH_UP),
    Hard("grid-mirrored.tif", "columns that run west", transform=MIRRORED),
    Hard("grid-oblong.tif", "pixels four times as high as wide", transform=OBLONG),
    Hard("grid-flat.tif", "pixels without area", "have no area"),
    Hard("grid-nan.tif", "grid that is not a number", "have no area"),
    Hard("grid-none.tif", "no grid", transform=PIXELS, epsg=None, warning=PIXEL_PLACES),
    Hard(
        "grid-gcps.tif",
        "ground control points only",
        transform=PIXELS,
        epsg=None,
        warning="only ground control points",
        in_qgis="placed by ground control points only",
    ),
    Hard("crs-none.tif", "grid without a CRS", epsg=None, warning="has no CRS"),
    Hard("crs-custom.tif", "CRS of its own", epsg=None, transform=ORIGIN),
    Hard("crs-local.tif", "local CRS that lies nowhere on Earth", epsg=None),
    Hard("crs-dateline.tif", "degrees across the antimeridian", epsg=4326, transform=DATELINE),
    Hard("crs-pole.tif", "around the pole", epsg=3413, transform=POLE),
)
SHAPES = (
    Hard("shape-1x1.tif", "1 × 1 pixel", size=(1, 1)),
    Hard("shape-1x40.tif", "1 column", size=(1, 40)),
    Hard("shape-48x1.tif", "1 row", size=(48, 1)),
    Hard(
        "shape-sparse.tif", "1,000,000 × 1,000,000 pixels, nearly all of them in no file", same=True
    ),
    Hard("bigtiff.tif", "BigTIFF", same=True),
    Hard("big-endian.tif", "big-endian", same=True),
    Hard("tiled.tif", "tiles", same=True),
    Hard("strips-of-one-row.tif", "strips of one row", same=True),
    Hard("interleaved.tif", "bands interleaved by pixel", same=True),
    Hard("overviews.tif", "overviews inside", same=True),
    Hard("overviews-beside.tif", "overviews in an `.ovr` file beside it", same=True),
    Hard("aux.tif", "nodata in an `.aux.xml` file beside it", hole=True),
    Hard("world.tif", "grid in a `.tfw` file beside it", epsg=None, same=True, warning="no CRS"),
    Hard("cog.tif", "Cloud-Optimized GeoTIFF", same=True),
    Hard("jpeg.tif", "JPEG inside, in YCbCr"),
)
COMPRESSIONS = (
    *("lzw", "packbits", "deflate", "lzma", "zstd", "lerc", "lerc_deflate", "lerc_zstd", "webp"),
)
BILEVEL = ("ccittrle", "ccittfax3", "ccittfax4")
COMPRESSED = (
    *(Hard(f"compress-{c}.tif", f"compressed by {c.upper()}", same=True) for c in COMPRESSIONS),
    *(
        Hard(f"compress-{c}.tif", f"one bit a value, compressed by {c.upper()}", bands=REPEATED)
        for c in BILEVEL
    ),
)
FORMATS = (
    Hard("format.vrt", "VRT", same=True),
    Hard("format.img", "Erdas Imagine", same=True),
    Hard("format.png", "PNG with a world file", same=True, epsg=None, warning="no CRS"),
    Hard("format.jp2", "JPEG 2000"),
    Hard("format.nc", "two variables in one netCDF file", "name one of them", in_qgis=NOT_OPENED),
    Hard("/vsizip/{}/packed.zip/plain.tif", "inside a zip archive", same=True),
)
BROKEN = (
    Hard("broken-cut.tif", "cut off in the middle of its pixels", DAMAGED),
    Hard("broken-header.tif", "cut off in its header", NO_RASTER, in_qgis=NOT_OPENED),
    Hard("broken-empty.tif", "zero bytes", NO_RASTER, in_qgis=NOT_OPENED),
    Hard("broken-text.tif", "a text", NO_RASTER, in_qgis=NOT_OPENED),
    Hard("broken-bytes.tif", "other bytes where its pixels were", DAMAGED),
    Hard("broken-directory.tif", "an endless TIFF directory", NO_RASTER, in_qgis=NOT_OPENED),
    Hard("broken-source.vrt", "VRT of a file that is gone", DAMAGED),
    Hard("broken-itself.vrt", "VRT of itself", DAMAGED),
    Hard("folder.tif", "a folder", NO_RASTER, in_qgis=NOT_OPENED),
    Hard("missing.tif", "no file", "There is no file", in_qgis=NOT_OPENED),
    Hard("link-to-nowhere.tif", "symlink to no file", "There is no file", in_qgis=NOT_OPENED),
    Hard("link-to-itself.tif", "symlink to itself", "There is no file", in_qgis=NOT_OPENED),
)
PATHS = (
    Hard("Übersicht 東京 ñ.tif", "path that is not ASCII, with spaces", same=True),
    Hard("a & b; $(echo) 'c' # %41.tif", "path with what shells and addresses read", same=True),
    Hard("<b>bold<%2Fb>.tif", "path with markup", same=True),
    Hard("read-only/plain.tif", "in a folder that is read-only", same=True),
    Hard("link.tif", "symlink", same=True),
)
CORPUS = (
    Hard("plain.tif", "an ordinary GeoTIFF of three bands of uint8", same=True),
    *(*TYPES, *BANDS, *NODATA, *GRIDS, *SHAPES, *COMPRESSED, *FORMATS, *BROKEN, *PATHS),
)


def request(hard: Hard, raster: str, output: Path, **more: Any) -> ExplainRequest:
    """What both sides ask of a raster."""
    return ExplainRequest(
        raster=raster,
        region=Region(window=Window(*hard.region)),
        output=str(output),
        network="fsrcnn-x4",
        methods=(Method("gradient"),),
        context=CONTEXT,
        bands=hard.bands,
        device="cpu",
        **more,
    )


def rows() -> list[str]:
    """The table of the documents, in Markdown."""
    lines = ["| Raster | Engine | QGIS |", "|---|---|---|"]
    for hard in CORPUS:
        engine, qgis = _told(hard.outcome, hard.warning), _told(hard.qgis_outcome, "")
        lines.append(f"| {hard.what} | {engine} | {'the same' if hard.in_qgis is None else qgis} |")
    return lines


def _told(outcome: str, warning: str) -> str:
    if outcome == NOT_OPENED:
        return "not opened by QGIS"
    if outcome != WORKS:
        return f"refused: “… {outcome} …”"
    return f"works; warns “… {warning} …”" if warning else "works"


if __name__ == "__main__":
    print("\n".join(rows()))
