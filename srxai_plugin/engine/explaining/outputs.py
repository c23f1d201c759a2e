"""What a result consists of: rasters on the input's grid that tell how they were made."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Optional

import numpy as np
import rasterio
import shapely
import torch
from rasterio.dtypes import in_dtype_range
from shapely.affinity import affine_transform

import srxai_plugin
from srxai_plugin.contract.codec import to_json
from srxai_plugin.contract.requests import ExplainRequest
from srxai_plugin.contract.results import REST, Calibration
from srxai_plugin.engine.attribution.base import AttributionMethod, RawAttribution
from srxai_plugin.engine.explaining.geopackage import Feature, write_outlines
from srxai_plugin.engine.explaining.guide import maps_of_each
from srxai_plugin.engine.explaining.outlines import outlined
from srxai_plugin.engine.explaining.tile import TilePixels
from srxai_plugin.engine.explaining.views import VIEWS
from srxai_plugin.engine.imagery.geotiff import Pixels, write
from srxai_plugin.engine.imagery.radiometry import from_network, rounded
from srxai_plugin.engine.networks.base import SRNetwork

SUPER_RESOLVED = "super_resolved.tif"
OUTLINES = "-outlines.gpkg"
"""Behind a method's id: the file of its map's outlines."""


def software() -> dict[str, str]:
    """Versions of what makes a result."""
    return {
        "srxai": srxai_plugin.__version__,
        "torch": torch.__version__,
        "rasterio": rasterio.__version__,
        "gdal": rasterio.__gdal_version__,
        "numpy": np.__version__,
        "captum": version("captum"),
    }


def write_super_resolved(
    folder: Path, sr: np.ndarray, tile: TilePixels, request: ExplainRequest, network: SRNetwork
) -> None:
    """Write (D, s·h, s·w) in [0, 1] in the raster's dtype, on its grid divided by the scale."""
    nodata = _nodata(tile.pixels)
    dtype = tile.pixels.values.dtype
    values = from_network(sr, tile.given.radiometry, dtype, tile.valid_bands_sr, nodata)
    grid = tile.grid.finer(tile.scale)
    if nodata is None and not grid.transform.is_rectilinear:
        nodata = unused_value(values)
    write(
        folder / SUPER_RESOLVED,
        values,
        grid,
        nodata,
        tile.given.descriptions,
        tags(request, network, tile),
        tile.given.units,
    )


def unused_value(values: np.ndarray) -> Optional[float]:
    """One that none of the values has, to say that there is nothing: a map turns a rotated raster
    upright, and fills its corners with it, which are black where there is none. None where all
    values of the type are used."""
    if np.issubdtype(values.dtype, np.floating):
        return float("nan")
    info, used = np.iinfo(values.dtype), set(np.unique(values).tolist())
    likely = (0, info.max, info.min, *range(256))
    return next((float(v) for v in likely if info.min <= v <= info.max and v not in used), None)


def as_written(sr: np.ndarray, tile: TilePixels) -> np.ndarray:
    """(D, s·h, s·w) as the super-resolved raster holds it, rounded and clipped to the raster's
    dtype, in the network's values again."""
    return rounded(sr, tile.given.radiometry, tile.pixels.values.dtype)


def write_attribution(
    folder: Path,
    method: AttributionMethod,
    map: np.ndarray,
    tile: TilePixels,
    request: ExplainRequest,
    network: SRNetwork,
) -> str:
    """Write a map (h, w) in [0, 1] as float32 on the tile's LR grid; returns the file's name.

    A second band holds each pixel's share of the map's sum in %, for those who ask a pixel.
    """
    name = f"{method.id}.tif"
    share = 100 * map / (map.sum() or 1.0)
    write(
        folder / name,
        np.where(tile.valid, (map, share), np.nan).astype(np.float32),
        tile.grid,
        float("nan"),
        [
            f"Strength by {method.name}, 1 = strongest pixel",
            f"Share of the evidence by {method.name} (%)",
        ],
        {**tags(request, network, tile), "SRXAI_METHOD": method.id},
    )
    return name


def write_outlined(
    folder: Path, method: AttributionMethod, map: np.ndarray, tile: TilePixels, network: SRNetwork
) -> Optional[str]:
    """Write the areas that hold 50, 80 and 95 % of a map (h, w), and the rest of the tile, as
    polygons; returns the file's name, None for a map without anything."""
    found = outlined(map, tile.valid)
    if not found:
        return None
    height, width = map.shape
    rest = shapely.box(0, 0, width, height).difference(found[-1].area)
    areas = [(REST, 100 - found[-1].holds, rest)]
    areas += [(str(one.percent), one.holds, one.area) for one in reversed(found)]
    a, b, c, d, e, f = tuple(tile.grid.transform)[:6]
    name = f"{method.id}{OUTLINES}"
    write_outlines(
        folder / name,
        [
            Feature(
                figure=affine_transform(area, (a, b, d, e, c, f)),
                part=part,
                evidence=round(holds, 1),
                area=round(100 * area.area / (width * height), 1),
                method=method.name,
                network=network.id,
            )
            for part, holds, area in areas
        ],
        tile.grid.crs,
    )
    return name


def write_views(
    folder: Path,
    method: AttributionMethod,
    found: RawAttribution,
    shown: np.ndarray,
    tile: TilePixels,
    request: ExplainRequest,
    network: SRNetwork,
) -> dict[str, str]:
    """Write the further rasters that a request asks for; returns the files' names by view.

    Args:
        shown: (h, w) bool; all other valid pixels are 0, as in the method's map.
    """
    names = {}
    of_raster = found
    if network.guide is not None and len(found.raw) == network.channels:
        of_raster = replace(found, raw=found.raw[: network.bands])
    for id in request.views:
        view = VIEWS[id](of_raster, shown, tile.radiometry.bands)
        if view is None:
            continue
        names[id] = f"{method.id}-{id}.tif"
        write(
            folder / names[id],
            np.where(tile.valid, view.bands, np.nan).astype(np.float32),
            tile.grid,
            float("nan"),
            [f"{method.name} {name}" for name in view.names],
            {**tags(request, network, tile), "SRXAI_METHOD": method.id, "SRXAI_VIEW": id},
        )
    return names


def write_each(
    folder: Path,
    method: AttributionMethod,
    found: RawAttribution,
    shown: np.ndarray,
    tile: TilePixels,
    request: ExplainRequest,
    network: SRNetwork,
) -> dict[str, str]:
    """Write the map of the raster and that of its guide, each on its own grid; returns the files'
    names by view, none for a network without a guide or a method that does not tell bands apart."""
    guide = network.guide
    maps = None if guide is None else maps_of_each(found, network.bands, guide)
    if guide is None or maps is None:
        return {}
    names = {}
    for id, map, ratio in (("raster", maps[0], 1), ("guide", maps[1], guide.ratio)):
        names[id] = f"{method.id}-{id}.tif"
        fine = (values.repeat(ratio, 0).repeat(ratio, 1) for values in (shown, tile.valid))
        is_shown, valid = fine
        write(
            folder / names[id],
            np.where(valid, np.where(is_shown, map, 0.0), np.nan).astype(np.float32)[None],
            tile.grid.finer(ratio),
            float("nan"),
            [f"{method.name} attribution of the {id}"],
            {**tags(request, network, tile), "SRXAI_METHOD": method.id, "SRXAI_VIEW": id},
        )
    return names


def _nodata(pixels: Pixels) -> Optional[float]:
    """The raster's own nodata value; where it has none but a mask or NaN, one that can say so."""
    dtype = pixels.values.dtype
    if pixels.nodata is not None and in_dtype_range(pixels.nodata, dtype):
        return pixels.nodata
    if pixels.valid.all():
        return None
    return float("nan") if np.issubdtype(dtype, np.floating) else 0


def tags(request: ExplainRequest, network: SRNetwork, tile: TilePixels) -> dict[str, str]:
    """GDAL metadata that tells how a raster was made, and lets it be made again."""
    return {
        "SRXAI_REQUEST": to_json(request),
        "SRXAI_VERSION": srxai_plugin.__version__,
        "SRXAI_NETWORK": network.id,
        "SRXAI_NETWORK_SHA256": network.sha256,
        "SRXAI_PIXELS_SHA256": pixels_hash(tile.pixels),
        "SRXAI_THREADS": str(torch.get_num_threads()),  # they decide the last digits of sums
    }


def calibration_tags(facts: Optional[Calibration]) -> dict[str, str]:
    """What a verdict on the detail rests on, for the tags of its layer; empty for None."""
    return {} if facts is None else {"SRXAI_CALIBRATION": to_json(facts)}


def pixels_hash(pixels: Pixels) -> str:
    """SHA-256 of what was read of the raster: another one, and the raster has changed there."""
    found = hashlib.sha256(np.ascontiguousarray(pixels.values).data)
    found.update(np.packbits(pixels.valid).data)
    return found.hexdigest()
