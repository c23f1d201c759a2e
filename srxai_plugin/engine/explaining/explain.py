"""The one pipeline: read → super-resolve → attribute → measure → write."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Optional

import numpy as np
import torch
from torch import Tensor

from srxai_plugin.contract.codec import to_json
from srxai_plugin.contract.commands import RESULT_FILE
from srxai_plugin.contract.earlier import notes
from srxai_plugin.contract.progress import Known, Preview, Progress
from srxai_plugin.contract.requests import ExplainRequest
from srxai_plugin.contract.results import (
    ATV,
    Attribution,
    Baseline,
    Detail,
    Explanation,
    Quality,
    Statistics,
)
from srxai_plugin.engine.attribution.base import Anytime, AttributionMethod, RawAttribution, Tick
from srxai_plugin.engine.attribution.region_objective import RegionObjective
from srxai_plugin.engine.attribution.registry import methods_of
from srxai_plugin.engine.cone.ask import slowness
from srxai_plugin.engine.detail.calibration import is_checked
from srxai_plugin.engine.detail.doubts import doubts_on, is_failing
from srxai_plugin.engine.detail.verdict import of_other_bands
from srxai_plugin.engine.explaining.course import (
    GRADIENT,
    JUDGING,
    PROBE,
    Extent,
    course,
    work,
)
from srxai_plugin.engine.explaining.detail import DETAIL, judge_detail
from srxai_plugin.engine.explaining.outputs import (
    OUTLINES,
    SUPER_RESOLVED,
    software,
    write_attribution,
    write_each,
    write_outlined,
    write_super_resolved,
    write_views,
)
from srxai_plugin.engine.explaining.preview import preview_of
from srxai_plugin.engine.explaining.tile import TilePixels, read_tile
from srxai_plugin.engine.explaining.truth import TRUTH, judge_by_truth, read_truth
from srxai_plugin.engine.explaining.views import check_views
from srxai_plugin.engine.imagery.ground import metres_per_pixel
from srxai_plugin.engine.imagery.radiometry import refuse_not_finite
from srxai_plugin.engine.imagery.reference import Truth
from srxai_plugin.engine.machine.device import device, use_threads
from srxai_plugin.engine.machine.files import is_file
from srxai_plugin.engine.machine.progress import Meter
from srxai_plugin.engine.machine.staged import staged
from srxai_plugin.engine.metrics.concentration import area_of_interest, diffusion_index, gini, reach
from srxai_plugin.engine.metrics.faithfulness import Masked, delete
from srxai_plugin.engine.metrics.on_request import (
    Made,
    measure,
)
from srxai_plugin.engine.metrics.probe import Probe, groups, probe
from srxai_plugin.engine.metrics.radial import radial_profile
from srxai_plugin.engine.metrics.subject import Subject
from srxai_plugin.engine.metrics.texture import (
    Intact,
    atv,
    detail_map,
    distance_map,
    intact,
    random_map,
)
from srxai_plugin.engine.metrics.verdict import verdict
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.behaviour.interruptible import interruptible
from srxai_plugin.engine.networks.loading.zoo import load_network

PROVING = 60
"""Passes that a verdict on the detail takes, with the raster's self-check."""
MOSTLY = 0.7
"""Of the groups of pixels that could be tried, those that are."""


@dataclass(frozen=True)
class Run:
    """One request on its way through the pipeline."""

    request: ExplainRequest
    network: SRNetwork
    tile: TilePixels
    folder: Path
    """Where files are written until the result is whole."""
    meter: Meter
    preview: Optional[Callable[[Preview], None]] = None
    """Called with each map as soon as there is one."""
    enough: Callable[[], bool] = lambda: False
    """Asked by methods that get better with time, after each of their maps."""
    known: Callable[[Known], None] = lambda _: None
    """Called with each figure as soon as it is known."""
    planned: Callable[[float], None] = lambda _: None
    """Told how many seconds a forward pass on the tile takes, as soon as that is known."""

    @cached_property
    def doubts(self) -> dict[str, str]:
        """Why no map of the network can be relied on, by code; tried on the raster, too."""
        return doubts_on(self.network, self.request.raster, self.tile.radiometry)

    @cached_property
    def intact(self) -> Intact:
        """What the masks of all maps are held against."""
        network, _ = self.asked
        return intact(network, self.tile.lr, self.tile.texture)

    @property
    def asked(self) -> tuple[SRNetwork, RegionObjective]:
        """Whom the question is put to, and what of its answer: what methods explain."""
        return self.tile.objective.put_to(self.network)


@dataclass(frozen=True)
class Found:
    """A method's map, not yet measured."""

    method: AttributionMethod
    raw: RawAttribution
    map: np.ndarray
    """(h, w) in [0, 1]; 0 where nothing may be shown."""
    shown: np.ndarray
    """(h, w) bool: valid, and of a region that has something to explain."""
    seconds: float


@dataclass(frozen=True)
class RegionTexture:
    """What there is to explain."""

    flat_pixels: int
    is_faint: bool
    """Whether all there is lies below any visible step: every map is then zero."""


def explain(
    request: ExplainRequest,
    progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
    preview: Optional[Callable[[Preview], None]] = None,
    enough: Callable[[], bool] = lambda: False,
    known: Callable[[Known], None] = lambda _: None,
) -> Explanation:
    """Explain a region: attribution maps, super-resolved raster and statistics in ``output``.

    Args:
        progress: called often, from this thread.
        cancelled: asked often; True ends the request.
        preview: called with each method's map, long before its figures are known; for one that
            gets better with time, with each better one.
        enough: asked often; True takes such a method's map as it is.
        known: called with the figures of a map, a baseline or the detail when they are measured.

    Raises:
        BadInput: the request cannot be done as asked; nothing was written.
        Cancelled: nothing was written.
    """
    started = time.monotonic()
    methods = methods_of(request)
    check_views(request.views)
    total = work(methods, request.measures) + JUDGING * request.detail
    meter = Meter(total, progress, cancelled)
    meter.stage("reading")
    use_threads(request.threads)
    network = load_network(request.network, device(request.device))
    tile = read_tile(request, network)
    truth = read_truth(request, tile, network)
    asked = [DETAIL] * request.detail + [TRUTH] * (truth is not None)
    each = (f"{m.id}{ending}" for m in methods for ending in (".tif", OUTLINES))
    others = (SUPER_RESOLVED, *asked, *each)
    with staged(Path(request.output), RESULT_FILE, others) as folder:

        def plan(seconds: float) -> None:
            meter.plan(course(_extent(request, network, tile, seconds), methods, request.measures))

        run = Run(request, network, tile, folder, meter, preview, enough, known, plan)
        explanation = explain_tile(run, methods, truth, started)
        meter.stage("writing")  # the last moment at which a cancel still leaves nothing
    progress(Progress("done", 1.0, 0.0))
    return explanation


def explain_tile(
    run: Run, methods: Sequence[AttributionMethod], truth: Optional[Truth], started: float
) -> Explanation:
    """Everything that follows reading: all files of one explanation, written into ``run.folder``.

    Args:
        started: when its time began to count, by ``time.monotonic``.
    """
    tile, request = run.tile, run.request
    sr = super_resolve(run)
    looked_at = tile.objective.looked_at(run.network, sr, tile.lr[None])
    texture = RegionTexture(
        tile.texture.flat_pixels(looked_at),
        tile.objective.asks_for_texture and tile.texture.is_faint(looked_at),
    )
    # All maps before any figure and file: she who waits sees them while they are measured.
    found = [find(run, m, texture) for m in methods]
    write_super_resolved(run.folder, sr[0].cpu().numpy(), tile, request, run.network)
    measured = [_statistics(run, each, texture.flat_pixels) for each in found]
    baselines = measure_baselines(run)
    tried = None if texture.is_faint else try_pixels(run)
    attributions = tuple(
        attribution(run, f, statistics, baselines, tried) for f, statistics in zip(found, measured)
    )
    detail = judge(run, sr) if request.detail else None
    explanation = Explanation(
        request=request,
        network=run.network.facts,
        tile=tile.facts,
        region_window=tile.placement.region_in_tile,
        region_sr_window=tile.placement.region,
        radiometry=tile.radiometry,
        super_resolved=_final(request, SUPER_RESOLVED),
        attributions=attributions,
        baselines=baselines,
        warnings=notes(request.version, [each.method.id for each in found])
        + tile.warnings
        + tuple(run.doubts.values())
        + slowness(*run.asked, tile.lr[None])
        + (tile.objective.nothing,) * texture.is_faint
        + tuple(warning for each in found for warning in each.raw.warnings),
        software=software(),
        seconds=round(time.monotonic() - started, 3),
        quality=_quality(run, sr, truth),
        detail=detail,
        misfits=tile.misfits,
        given=tile.given.told,
        guide=tile.guide,
    )
    (run.folder / RESULT_FILE).write_text(to_json(explanation, indent=2) + "\n", "utf-8")
    return explanation


def super_resolve(run: Run) -> Tensor:
    """The super-resolved tile (1, C, s·h, s·w)."""
    run.meter.stage("super-resolving")
    with torch.no_grad(), interruptible(run.network, run.meter.check):
        started = time.monotonic()
        sr = run.network(run.tile.lr[None])
        seconds = time.monotonic() - started
    refuse_not_finite(sr.cpu().numpy())
    run.meter.advance(1, "super-resolving")
    run.planned(seconds)
    return sr


def judge(run: Run, sr: Tensor) -> Detail:
    """Whether the region's detail can be true; its layer, if there is one, goes to the folder."""
    if not run.network.gives_what_it_takes:
        return of_other_bands()
    image, is_doubted = sr[0].cpu().numpy(), is_failing(run.doubts)
    # A raster that was checked before takes less.
    with _stage(run, "judging", JUDGING, each=JUDGING / PROVING) as tick:
        detail = judge_detail(
            run.folder, run.request, run.network, run.tile, image, is_doubted, tick, run.meter.check
        )
    run.known(Known(detail=detail))
    return detail


def measure_baselines(run: Run) -> dict[str, Baseline]:
    """ATV of three maps that know nothing of the network."""
    maps = {
        "random": random_map(run.tile.valid.shape, run.request.seed),
        "distance": distance_map(run.tile.outside_region),
        "detail": detail_map(run.tile.lr, run.tile.outside_region),
    }
    baselines = {}
    for name, map in maps.items():
        baselines[name] = Baseline(_baseline(run, map))
        run.known(Known(baselines={name: baselines[name]}))
    return baselines


def try_pixels(run: Run) -> Probe:
    """What single pixels near the region do: every method's map is held against it."""
    network, _ = run.asked
    tile = run.tile
    # There may be fewer pixels than it would try, and mostly are.
    with _stage(run, "trying", PROBE, each=PROBE / (MOSTLY * groups())) as tick:
        return probe(network, tile.lr, tile.texture, tile.valid, run.request.seed, tick)


@contextmanager
def _stage(run: Run, name: str, work: float, each: float) -> Iterator[Tick]:
    """A stage of so much work at most, of which each tick does a part; what is left at its end is
    done, too."""
    left = work

    def tick() -> None:
        nonlocal left
        done = min(each, left)
        left -= done
        run.meter.advance(done, name)

    run.meter.stage(name)
    yield tick
    run.meter.advance(left, name)


def find(run: Run, method: AttributionMethod, texture: RegionTexture) -> Found:
    """Run one method, and let whoever waits see its map."""
    steps, done = method.evaluations(), 0

    def tick() -> None:
        nonlocal done
        done += 1
        run.meter.advance(GRADIENT, "attributing", method=method.id, n=done, of=steps)

    run.meter.stage("attributing", method=method.id)
    started = time.monotonic()
    shown = run.tile.valid & (not texture.is_faint)
    for found in _better_and_better(run, method, tick):
        map = np.where(shown, found.normalised().cpu().numpy(), 0.0)
        if run.preview is not None:
            run.preview(preview_of(method.id, map, run.tile))
    return Found(method, found, map, shown, time.monotonic() - started)


def _better_and_better(run: Run, method: AttributionMethod, tick: Tick) -> Iterator[RawAttribution]:
    network, objective = run.asked
    asked = (network, run.tile.lr, objective, tick)
    if not isinstance(method, Anytime):
        yield method.attribute(*asked)
        return
    for found in method.refine(*asked):
        yield found
        if run.enough():
            return


def attribution(
    run: Run,
    found: Found,
    statistics: Statistics,
    baselines: dict[str, Baseline],
    tried: Optional[Probe],
) -> Attribution:
    """Measure what else was asked for of a method's map, judge it, and write it."""
    method, map = found.method, found.map
    statistics = _with_measures(run, found, statistics)
    if tried is not None:
        statistics = replace(statistics, beyond_detail=tried.knows(map))
    made = (run.tile, run.request, run.network)
    run.meter.stage("writing", method=method.id)
    name = write_attribution(run.folder, method, map, *made)
    views = write_views(run.folder, method, found.raw, found.shown, *made)
    outlines = write_outlined(run.folder, method, map, run.tile, run.network)
    views |= write_each(run.folder, method, found.raw, found.shown, *made)
    told = Attribution(
        method=method.id,
        name=method.name,
        raster=_final(run.request, name),
        parameters=method.parameters(),
        statistics=statistics,
        verdict=verdict(
            statistics.atv,
            baselines,
            statistics.completeness_gap,
            empty=not map.any(),
            beyond=statistics.beyond_detail,
            peak=float(map.max() / (map.sum() or 1.0)),
            doubts=tuple(run.doubts),
        ),
        seconds=round(found.seconds, 3),
        views={view: _final(run.request, file) for view, file in views.items()},
        outlines=_final(run.request, outlines) if outlines else None,
    )
    run.known(Known(attributions=(told,)))
    return told


def _extent(
    request: ExplainRequest, network: SRNetwork, tile: TilePixels, seconds: float
) -> Extent:
    region = tile.placement.region
    how = tile.radiometry
    return Extent(
        tile=tile.valid.size,
        region=region.width * region.height / network.scale**2,
        seconds=seconds,
        detail=request.detail,
        is_proved=is_checked(network, request.raster, how.bands, how.scaling),
    )


def absolute(request: ExplainRequest) -> ExplainRequest:
    """A request with its local paths made absolute, so that it holds from any folder."""
    paths = {
        "raster": request.raster,
        "guide": request.guide or "",
        "network": request.network,
        "reference": request.reference or "",
    }
    local: dict[str, Any] = {key: str(Path(p).absolute()) for key, p in paths.items() if is_file(p)}
    return replace(request, output=str(Path(request.output).absolute()), **local)


def _statistics(run: Run, found: Found, flat_pixels: int) -> Statistics:
    """What a map tells by itself, and by what it points at."""
    tile, map, raw = run.tile, found.map, found.raw
    concentration = gini(map[tile.valid])
    ground = metres_per_pixel(tile.grid)
    statistics = Statistics(
        diffusion_index=diffusion_index(concentration),
        gini=concentration,
        atv=_atv(run, map, "measuring", found.method.id),
        reach=reach(map, tile.outside_region, ground),
        evaluations=raw.evaluations,
        flat_pixels=flat_pixels,
        completeness_gap=raw.completeness_gap,
        area_of_interest=area_of_interest(map[tile.valid]),
        radial_profile=radial_profile(map, tile.outside_region, ground),
        change=raw.change,
        kept=raw.kept,
    )
    run.known(Known(statistics={found.method.id: statistics}))
    return statistics


def _with_measures(run: Run, found: Found, statistics: Statistics) -> Statistics:
    tile, request, method = run.tile, run.request, found.method
    network, objective = run.asked
    asked = Made(
        network, tile.lr, objective, found.map, tile.valid, method, found.raw, request.seed
    )
    measures, deleted = measure(
        request.measures,
        asked,
        forward=lambda stage: _tick(run, 1, stage, method.id),
        evaluation=lambda stage: _tick(run, GRADIENT, stage, method.id),
    )
    return replace(statistics, atv=replace(statistics.atv, delete=deleted), measures=measures)


def _atv(run: Run, map: np.ndarray, stage: str, method: Optional[str] = None) -> ATV:
    network, _ = run.asked
    tile = run.tile
    of_texture = Subject(network, tile.lr, tile.texture, map, tile.valid)
    return atv(of_texture, _tick(run, 1, stage, method), run.intact)


def _baseline(run: Run, map: np.ndarray) -> ATV:
    kept = _atv(run, map, "baselines")
    if "deletion" not in run.request.measures:
        return kept
    network, objective = run.asked
    subject = Subject(network, run.tile.lr, objective, map, run.tile.valid)
    return replace(kept, delete=delete(Masked(subject, _tick(run, 1, "baselines"))))


def _quality(run: Run, sr: Tensor, truth: Optional[Truth]) -> Optional[Quality]:
    if truth is None:
        return None
    shown = sr[0].cpu().numpy()
    return judge_by_truth(run.folder, run.request, run.network, run.tile, shown, truth)


def _tick(run: Run, work: float, stage: str, method: Optional[str] = None) -> Tick:
    return lambda: run.meter.advance(work, stage, method=method)


def _final(request: ExplainRequest, name: str) -> str:
    return str(Path(request.output).absolute() / name)
