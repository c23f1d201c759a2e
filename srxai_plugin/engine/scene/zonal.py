"""Zonal attribution: which classes of the ground did the network look at?"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np

from srxai_plugin.contract.errors import BadInput, Cancelled
from srxai_plugin.contract.progress import Progress
from srxai_plugin.contract.scenes import Zonal, ZonalRequest, Zone
from srxai_plugin.engine.imagery.geotiff import grid_of, open_raster
from srxai_plugin.engine.machine.staged import staged
from srxai_plugin.engine.scene.zones import read_zones

LARGEST = 4096 * 4096
"""Pixels of a map; those of tiles are far smaller, and each counts as 64 here."""
TOLD = 3
"""Classes in the one line."""


def zonal(
    request: ZonalRequest,
    progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Zonal:
    """Share of a map's attribution by class of the ground, as a table at ``request.output``.

    A pixel on the border of classes counts for each by area; where polygons overlap, the last one
    in the file counts. The table has a row for each class: its name, its share of the attribution
    and of the area in %, and ``times_by_chance``, the quotient of the two.

    Raises:
        BadInput: no attribution map, or zones that are none or lie elsewhere; nothing was written.
    """
    progress(Progress("reading", 0.0))
    output = Path(request.output).absolute()
    with staged(output.parent, last=output.name) as folder:
        found, unclassified = _shares(request, cancelled)
        _write(folder / output.name, [*found, unclassified])
    words = ", ".join(f"{z.attribution:.0f} % {z.name}" for z in found[:TOLD])
    progress(Progress("done", 1.0, 0.0))
    return Zonal(request, found, unclassified, words, _warnings(unclassified))


def _shares(request: ZonalRequest, cancelled: Callable[[], bool]) -> tuple[tuple[Zone, ...], Zone]:
    """Of each class that is there, those with most of the attribution first; and what has none."""
    map, valid, grid = _map(request.heatmap)
    zones = read_zones(request.zones, grid, request.field, request.band, dict(request.labels or {}))
    if cancelled():
        raise Cancelled()
    held = zones.shares(map)
    covered = zones.shares(valid.astype(np.float64))
    attribution, area = 100 * held / held.sum(), 100 * covered / covered.sum()
    names = (*zones.names, "unclassified")
    every = [Zone(n, float(a), float(b)) for n, a, b in zip(names, attribution, area)]
    *known, unclassified = every
    found = tuple(sorted((z for z in known if z.area > 0), key=lambda z: (-z.attribution, z.name)))
    return found, unclassified


def _map(name: str) -> tuple:
    """(h, w) of what the map holds, where it is valid, and its grid."""
    with open_raster(name) as dataset:
        if dataset.width * dataset.height > LARGEST:
            raise BadInput(
                f"{name} is {dataset.width} × {dataset.height} pixels, too large for an "
                "attribution map. Give a map of one region."
            )
        values = dataset.read(1).astype(np.float64)
        valid = (dataset.read_masks(1) > 0) & np.isfinite(values)
        grid, _ = grid_of(dataset)
    map = np.where(valid, np.abs(values), 0.0)
    if not map.any():
        raise BadInput(f"{name} holds no attribution: all of it is zero. Give another map.")
    return map, valid, grid


def _warnings(unclassified: Zone) -> tuple[str, ...]:
    if unclassified.attribution < 50:
        return ()
    return (
        f"{unclassified.attribution:.0f} % of the attribution fell where there are no zones: the "
        "shares tell little.",
    )


def _write(path: Path, zones: list[Zone]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(("class", "attribution_percent", "area_percent", "times_by_chance"))
        for zone in zones:
            times = f"{zone.attribution / zone.area:.4f}" if zone.area else ""
            table.writerow((zone.name, f"{zone.attribution:.4f}", f"{zone.area:.4f}", times))
