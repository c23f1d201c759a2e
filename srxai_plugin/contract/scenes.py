"""What passes between QGIS and the engine beyond one region: scenes, zones and batches, as JSON.

Standard library only, like ``contract``, whose reader and writer serve these dataclasses too.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Optional

from srxai_plugin.contract.codec import from_data, to_data
from srxai_plugin.contract.constraints import Checked
from srxai_plugin.contract.fields import (
    VERSION,
    Amount,
    Context,
    Device,
    OneOrMore,
    Percent,
    Scaling,
    Threads,
    Unit,
    Version,
)
from srxai_plugin.contract.requests import ExplainRequest, Method
from srxai_plugin.contract.results import Calibration, NetworkFacts, Radiometry

QUICK = Method("gated-gradient")
"""For many windows and for what follows the pointer: 3 passes, where LAM takes 52 and texture
relevance 6, on networks too that relevance cannot follow. It carries more than the gradient
times x − blur (loc 3.2 points better on edsr-x4, 1.7 on pan-x4; benchmarks/quick.py), and
differs most from itself with random weights (fsrcnn-x4, 5 images: ρ 0.36, texture relevance
0.40, LAM 0.47)."""
RELIANCE_DETAIL_BANDS = {
    "share": "Estimated true share of the added detail",
    "half_width": "Half-width of the 90 % interval, raster units",
}
"""By field: the bands that follow where ``RelianceRequest.detail`` asks for them."""
RELIANCE_BANDS = {
    "diffusion_index": "Diffusion index",
    "atv": "ATV, %",
    "texture_added": "Texture added beyond bicubic, % of the value range",
    "radius": "Radius that holds 95 % of the attribution",
}
"""By field of a window's figures: the bands of a reliance map, in order; the radius's unit, m or
px, is added to its description."""


DETAIL_BANDS = {
    "half_width": "Half-width of the 90 % interval, raster units",
    "share": "Estimated true share of the added detail",
    "added": "Added detail, rms, raster units",
    "class": "Class: 1 supported, 2 plausible, 3 invented, 4 nothing added, 5 not calibrated",
    "inconsistency": "Difference from the input after degradation, raster units",
}
"""By id: the bands of a detail map, in order."""


TILES_SUFFIX = ".tiles"
"""Behind a detail map's name: the folder of the tiles that are done, while others are not."""
WINDOWS_SUFFIX = ".windows.jsonl"
"""Behind a reliance map's name: the windows that are done, while others are not."""


@dataclass(frozen=True)
class SuperResolveRequest(Checked):
    """A whole raster, super-resolved tile by tile."""

    raster: str
    """Path of a raster file, or any name that GDAL opens."""
    output: str
    """Path of the GeoTIFF to write."""
    network: str = "edsr-x4"
    """Id of a network, or path of a checkpoint."""
    tile: Optional[OneOrMore] = None
    """LR pixels along a tile without its overlap; None takes what fits into about 1 GB."""
    bands: Optional[tuple[int, ...]] = None
    """This and the next as in ``ExplainRequest``, but percentiles are those of the whole raster."""
    scaling: Scaling = None
    cog: bool = True
    """Whether to write a Cloud-Optimized GeoTIFF with overviews, or a plain tiled one."""
    device: Device = "auto"
    threads: Threads = None
    version: Version = VERSION


@dataclass(frozen=True)
class SuperResolved:
    """What came of it."""

    request: SuperResolveRequest
    network: NetworkFacts
    radiometry: Radiometry
    width: int
    """In SR pixels."""
    height: int
    halo: int
    """LR pixels by which tiles overlap on each side."""
    is_exact: bool
    """Whether the overlap holds all that a pixel can depend on, so that tiles leave no seam."""
    tiles: int
    empty_tiles: int
    """Those without any data, which were passed over."""
    warnings: tuple[str, ...]
    software: dict[str, str]
    seconds: Amount
    given: Optional[Radiometry] = None
    """As in ``Explanation``."""


@dataclass(frozen=True)
class RelianceRequest(Checked):
    """A scene on a grid of windows, each of them explained."""

    raster: str
    output: str
    """Path of the GeoTIFF to write: a pixel for each window."""
    network: str = "edsr-x4"
    method: Method = QUICK
    stride: OneOrMore = 64
    """LR pixels from window to window, which is the map's pixel."""
    window: OneOrMore = 8
    """Side of the explained window in the middle of each, in LR pixels."""
    context: Context = None
    """This and the next two as in ``ExplainRequest``, but percentiles are the whole raster's."""
    bands: Optional[tuple[int, ...]] = None
    scaling: Scaling = None
    device: Device = "auto"
    threads: Threads = None
    """CPU threads of each worker."""
    workers: OneOrMore = 1
    """Worker processes on this machine; more than one needs dask.distributed."""
    scheduler: Optional[str] = None
    """Address of a running Dask scheduler, whose workers do it instead."""
    version: Version = VERSION
    detail: bool = False
    """Whether to judge each window's detail, too: bands as in ``RELIANCE_DETAIL_BANDS``."""


@dataclass(frozen=True)
class Spread:
    """Of one band of a reliance map."""

    mean: float
    minimum: float
    maximum: float


@dataclass(frozen=True)
class RelianceMap:
    """What came of it."""

    request: RelianceRequest
    network: NetworkFacts
    radiometry: Radiometry
    columns: int
    rows: int
    explained: int
    """Windows with all figures."""
    flat: int
    """Windows without texture: all they have is how much texture was added."""
    empty: int
    """Windows without data."""
    radius_unit: Unit
    """``m``, or ``px`` where the raster has no CRS."""
    bands: dict[str, Optional[Spread]]
    """By ``RELIANCE_BANDS``; None where no window has a value."""
    warnings: tuple[str, ...]
    software: dict[str, str]
    seconds: Amount


@dataclass(frozen=True)
class DetailMapRequest(Checked):
    """A whole raster, its super-resolved detail judged everywhere."""

    raster: str
    output: str
    """Path of the GeoTIFF to write, on the raster's grid divided by the scale."""
    network: str = "edsr-x4"
    bands: Optional[tuple[int, ...]] = None
    """This and the next as in ``ExplainRequest``, but percentiles are the whole raster's."""
    scaling: Scaling = None
    device: Device = "auto"
    threads: Threads = None
    """CPU threads of each worker."""
    workers: OneOrMore = 1
    """This and the next as in ``RelianceRequest``."""
    scheduler: Optional[str] = None
    version: Version = VERSION


@dataclass(frozen=True)
class DetailMap:
    """What came of it."""

    request: DetailMapRequest
    network: NetworkFacts
    radiometry: Radiometry
    calibration: Optional[Calibration]
    """Without a distance: it is each tile's own. None where the raster cannot be checked."""
    tiles: int
    far_tiles: int
    """Those that are not like what the calibration holds for."""
    empty_tiles: int
    classes: dict[str, Percent]
    """By ``Detail.level``: share of the pixels with a class, in %."""
    warnings: tuple[str, ...]
    software: dict[str, str]
    seconds: Amount


@dataclass(frozen=True)
class ZonalRequest(Checked):
    """Which classes of the ground an attribution map fell on."""

    heatmap: str
    """Path of a map that ``explain`` or ``compare`` wrote."""
    zones: str
    """Path of a land-cover raster, or of a GeoJSON file with polygons."""
    output: str
    """Path of the CSV table to write."""
    field: Optional[str] = None
    """The polygons' property that names the class; None takes each polygon as its own."""
    band: int = 1
    """1-based band of the land-cover raster."""
    labels: Optional[dict[str, str]] = None
    """Names by the class's value; others are called by their value."""


@dataclass(frozen=True)
class Zone:
    """One class."""

    name: str
    attribution: Amount
    """Share of the map's attribution that fell on it, in %."""
    area: Amount
    """Share of the map's valid pixels that it covers, in %."""


@dataclass(frozen=True)
class Zonal:
    """What came of it."""

    request: ZonalRequest
    zones: tuple[Zone, ...]
    """By falling attribution; with ``unclassified`` they sum to 100 %."""
    unclassified: Zone
    words: str
    """The largest shares in one line: ``41 % road, 33 % roof``."""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class BatchRequest(Checked):
    """Many explanations."""

    requests: str
    """Path of a file with one ``ExplainRequest`` as JSON on each line; ``output`` may be left
    out, it is given by the batch."""
    output: str
    """Folder for the results: each in a folder named by its request's ``digest``."""
    workers: OneOrMore = 1
    """This and the next two as in ``RelianceRequest``."""
    scheduler: Optional[str] = None
    threads: Threads = None
    version: Version = VERSION


@dataclass(frozen=True)
class Batch:
    """What came of it."""

    output: str
    requests: int
    """Lines that hold a request, valid or not."""
    computed: int
    already_there: int
    """Those that an earlier run had finished, or that stand in the file twice."""
    failed: int
    failures: Optional[str]
    """Path of ``failures.jsonl``: line, reason and request of each; None where there are none."""
    seconds: Amount


def digest(request: ExplainRequest) -> str:
    """Name of a request's folder in a batch: the same for the same request, wherever it goes."""
    plain = to_data(from_data(ExplainRequest, to_data(replace(request, output=""))))
    if plain["guide"] is None:  # requests of before there were any keep their folders
        del plain["guide"]
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:24]
