"""One region seen through several networks: what all of them use, and what only some do.

Attribution maps lie on the LR grid, so networks of different scales compare as they are.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Optional

import numpy as np
import torch

import srxai_plugin
from srxai_plugin.contract.codec import to_json
from srxai_plugin.contract.commands import COMPARISON_FILE, RESULT_FILE
from srxai_plugin.contract.progress import Progress
from srxai_plugin.contract.requests import CompareRequest, ExplainRequest, Method
from srxai_plugin.contract.results import (
    Agreement,
    Compared,
    Comparison,
    Disagreement,
    Explanation,
)
from srxai_plugin.engine.attribution.base import AttributionMethod
from srxai_plugin.engine.attribution.registry import method
from srxai_plugin.engine.explaining.common import CommonRegion, asked_together
from srxai_plugin.engine.explaining.course import JUDGING, work
from srxai_plugin.engine.explaining.disagreement import disagreement, limits
from srxai_plugin.engine.explaining.explain import Run, explain_tile
from srxai_plugin.engine.explaining.outputs import software
from srxai_plugin.engine.explaining.tile import TilePixels
from srxai_plugin.engine.imagery.geotiff import open_raster, write
from srxai_plugin.engine.machine.device import device, use_threads
from srxai_plugin.engine.machine.files import is_file
from srxai_plugin.engine.machine.progress import Meter
from srxai_plugin.engine.machine.staged import staged
from srxai_plugin.engine.metrics.agreement import (
    TOP,
    consensus,
    difference,
    overlap,
    shares,
    spearman,
)
from srxai_plugin.engine.networks.loading.zoo import load_network

CONSENSUS = "consensus.tif"
DIFFERENCE = "difference.tif"
DISAGREEMENT = "disagreement.tif"


@dataclass(frozen=True)
class Seen:
    """The region through one network."""

    explanation: Explanation
    map: np.ndarray
    """(h, w) float64, 0 where there is no data."""

    picture: np.ndarray
    """(C, s·h, s·w) of the super-resolved tile, in the raster's units and dtype."""

    @property
    def is_empty(self) -> bool:
        """Whether the map is 0 everywhere, so that it has neither order nor spread."""
        return not self.map.any()


def compare(
    request: CompareRequest,
    progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Comparison:
    """Explain a region by each network, and write what their maps share and where they differ.

    In ``output``: a folder for each network as ``explain`` writes it, ``consensus.tif``,
    ``difference.tif``, ``disagreement.tif`` (of their pictures) and ``comparison.json``. All are
    asked about the same region, snapped once.

    Raises:
        BadInput: the request cannot be done as asked; nothing was written.
        Cancelled: nothing was written.
    """
    started = time.monotonic()
    asked = method(request.method)
    each = work([asked]) + JUDGING * request.detail
    meter = Meter(each * len(request.networks), progress, cancelled)
    meter.stage("reading")
    use_threads(request.threads)
    output = Path(request.output).absolute()
    together = asked_together(request, _folders(request.networks))
    tiles = together.tiles
    with staged(output, COMPARISON_FILE, (CONSENSUS, DIFFERENCE, DISAGREEMENT)) as folder:
        seen = [
            _seen(single, folder, tile, asked, meter)
            for single, tile in zip(together.requests, tiles)
        ]
        meter.stage("comparing")
        comparison = _comparison(request, together.region, seen, tiles[0].valid)
        _write_shared(request, folder, seen, tiles[0])
        comparison = replace(
            comparison,
            disagreement=_write_disagreement(request, folder, seen, tiles),
            seconds=round(time.monotonic() - started, 3),
        )
        (folder / COMPARISON_FILE).write_text(to_json(comparison, indent=2) + "\n", "utf-8")
        meter.stage("writing")  # the last moment at which a cancel still leaves nothing
    progress(Progress("done", 1.0, 0.0))
    return comparison


def _folders(networks: Sequence[str]) -> list[str]:
    """A folder's name for each network: its id or its file's name; numbered where that is the name
    of one before it or of a file here, also for disks to which upper case is lower case."""
    stems = [Path(name).stem if is_file(name) else name for name in networks]
    taken = {COMPARISON_FILE, CONSENSUS, DIFFERENCE, DISAGREEMENT}
    own = {stem.casefold() for stem in stems}
    names = []
    for stem in stems:
        name, numbers = stem, count(2)
        while name.casefold() in taken or (name != stem and name.casefold() in own):
            name = f"{stem}-{next(numbers)}"
        taken.add(name.casefold())
        names.append(name)
    return names


def _seen(
    request: ExplainRequest,
    folder: Path,
    tile: TilePixels,
    asked: AttributionMethod,
    meter: Meter,
) -> Seen:
    """Explain by one network, into a folder of its own, as ``explain`` does."""
    started = time.monotonic()
    network = load_network(request.network, device(request.device))
    own = Path(request.output).name
    (folder / own).mkdir()
    run = Run(request, network, tile, folder / own, meter)
    meter.stage("explaining", subject=own)
    explanation = explain_tile(run, [asked], None, started)
    (attribution,) = explanation.attributions
    with open_raster(str(folder / own / Path(attribution.raster).name)) as dataset:
        map = np.nan_to_num(dataset.read(1).astype(np.float64))
    with open_raster(str(folder / own / Path(explanation.super_resolved).name)) as dataset:
        picture = dataset.read()
    return Seen(explanation, map, picture)


def _comparison(
    request: CompareRequest, region: CommonRegion, seen: Sequence[Seen], valid: np.ndarray
) -> Comparison:
    index = [_diffusion(s) for s in seen]
    # The diffusion index of an empty map is 100, as all its pixels are equal: put it last.
    order = sorted(range(len(seen)), key=lambda i: (seen[i].is_empty, -index[i]))
    sides = _sides(seen)
    output = Path(request.output).absolute()
    compared = tuple(
        Compared(
            network=s.explanation.network,
            rank=order.index(i) + 1,
            diffusion_index=None if s.is_empty else index[i],
            atv=s.explanation.attributions[0].statistics.atv.mean,
            share=sides[i],
            result=str(Path(s.explanation.request.output) / RESULT_FILE),
            raster=s.explanation.attributions[0].raster,
            detail=s.explanation.detail,
            super_resolved=s.explanation.super_resolved,
            outlines=s.explanation.attributions[0].outlines,
        )
        for i, s in enumerate(seen)
    )
    maps = [s.map for s in seen]
    return Comparison(
        request=request,
        networks=compared,
        ranking=tuple(seen[i].explanation.network.id for i in order),
        agreement=Agreement(
            spearman=tuple(tuple(spearman(a[valid], b[valid]) for b in maps) for a in maps),
            overlap=tuple(tuple(overlap(a, b, valid) for b in maps) for a in maps),
            percent=TOP,
        ),
        tile=seen[0].explanation.tile,
        consensus=str(output / CONSENSUS),
        difference=str(output / DIFFERENCE),
        warnings=_warnings(seen),
        software=software(),
        seconds=0.0,
        region=region.window,
        region_scale=region.scale,
        region_words=region.words,
    )


def _diffusion(seen: Seen) -> float:
    return seen.explanation.attributions[0].statistics.diffusion_index


def _sides(seen: Sequence[Seen]) -> list[str]:
    full = iter(shares([_diffusion(s) for s in seen if not s.is_empty] or [0.0]))
    return ["empty" if s.is_empty else next(full) for s in seen]


def _warnings(seen: Sequence[Seen]) -> tuple[str, ...]:
    """Each network's own, under its name where they are not all the same."""
    lists = [s.explanation.warnings for s in seen]
    common = [w for w in lists[0] if all(w in others for others in lists)]
    own = [
        f"{s.explanation.network.id}: {w}"
        for s in seen
        for w in s.explanation.warnings
        if w not in common
    ]
    return (*common, *own)


def _write_shared(
    request: CompareRequest, folder: Path, seen: Sequence[Seen], tile: TilePixels
) -> None:
    """``consensus.tif`` and ``difference.tif`` of the maps that hold anything."""
    full = [s for s in seen if not s.is_empty]
    maps = np.stack([s.map for s in full or seen])
    name = _name(request.method)
    sides = shares([_diffusion(s) for s in full or seen])
    for file, values, words in (
        (CONSENSUS, consensus(maps), f"{name} that nearly all networks share"),
        (DIFFERENCE, difference(maps, sides), f"{name} of the wide-looking networks alone"),
    ):
        write(
            folder / file,
            np.where(tile.valid, values, np.nan).astype(np.float32)[None],
            tile.grid,
            float("nan"),
            [words],
            _tags(request, seen),
        )


def _write_disagreement(
    request: CompareRequest, folder: Path, seen: Sequence[Seen], tiles: Sequence[TilePixels]
) -> Optional[Disagreement]:
    """``disagreement.tif``, on the grid of the largest scale; None where no band is shared."""
    how = [s.explanation.radiometry for s in seen]
    values = disagreement([s.picture for s in seen], [one.bands for one in how])
    if values is None:
        return None
    finest = max(tiles, key=lambda tile: tile.scale)
    write(
        folder / DISAGREEMENT,
        np.where(finest.valid_sr, values, np.nan).astype(np.float32)[None],
        finest.grid.finer(finest.scale),
        float("nan"),
        ["largest difference between the networks' pictures, mean of the bands"],
        _tags(request, seen),
    )
    return Disagreement(
        raster=str(Path(request.output).absolute() / DISAGREEMENT),
        region=float(values[finest.counted_sr].mean()),
        limits=limits(how[0].gain),
    )


def _tags(request: CompareRequest, seen: Sequence[Seen]) -> dict[str, str]:
    return {
        "SRXAI_COMPARE_REQUEST": to_json(request),
        "SRXAI_VERSION": srxai_plugin.__version__,
        "SRXAI_THREADS": str(torch.get_num_threads()),
        "SRXAI_NETWORK_SHA256": " ".join(s.explanation.network.sha256 for s in seen),
    }


def _name(asked: Method) -> str:
    return method(asked).name
