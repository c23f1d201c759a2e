"""What the steps of one explanation take: so that the time left is told as it will be.

The figures are CPU seconds of fsrcnn-x4 and edsr-x4 on regions of 16² and 128² LR pixels, one
thread. They need not fit another machine: how fast that one is, the run itself tells soon.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from srxai_plugin.engine.attribution.base import AttributionMethod
from srxai_plugin.engine.machine.progress import Kind, Step
from srxai_plugin.engine.metrics.faithfulness import DELETE_PASSES
from srxai_plugin.engine.metrics.on_request import forward_passes, maps_again
from srxai_plugin.engine.metrics.texture import PASSES

GRADIENT = 3.0
"""Forward passes that a gradient evaluation is counted as."""
BASELINES = 3
"""Maps that know nothing of the network."""
PROBE = 24.0
"""Work that trying pixels one by one is counted as."""
JUDGING = 24.0
"""The same of judging the detail."""
TILE, REGION = 64 * 64, 16 * 16
"""LR pixels of the usual tile and region, by which larger ones are measured."""
MEASURED = 0.6
"""Of a pass, that one with a mask takes: it is computed where the region looks."""
BEGINNING, EVALUATION = 3.0, 1.1
"""Passes that a method takes, and that each of its evaluations takes."""
ONE_MAP, TRIED, OUTLINED = 0.05, 0.1, 0.09
"""Seconds for each usual region in a tile, whatever the network."""
JUDGED = 0.6
"""Seconds for each usual tile."""
PROVED, TRIED_ALONE = 13.0, 30.0
"""Passes on a usual tile that a raster's self-check takes, and the trying of pixels."""
REFEREES = 1.0
"""Seconds that other networks take in a self-check."""


@dataclass(frozen=True)
class Extent:
    """How much there is to do."""

    tile: int
    """LR pixels."""
    region: float
    """LR pixels."""
    seconds: float
    """Of one forward pass on the tile."""
    detail: bool
    """Whether the detail is judged, too."""
    is_proved: bool = False
    """Whether the raster was checked before."""


def course(
    extent: Extent, methods: Sequence[AttributionMethod], measures: Sequence[str]
) -> dict[Kind, Step]:
    """All steps after super-resolving, in turn."""
    one, tiles, regions = extent.seconds, extent.tile / TILE, extent.region / REGION
    usual = one / tiles
    """Of a pass on a usual tile."""
    steps: dict[Kind, Step] = {}
    for method in methods:
        evaluations = method.evaluations()
        passes = BEGINNING + EVALUATION * evaluations
        steps["attributing", method.id] = Step(
            GRADIENT * evaluations, passes * one + ONE_MAP * regions
        )
    if extent.detail:
        proving = 0.0 if extent.is_proved else PROVED * usual + REFEREES
        steps["judging", None] = Step(JUDGING, JUDGED * tiles + 5 * one + proving)
    masked = BASELINES * (PASSES + DELETE_PASSES * ("deletion" in measures))
    steps["baselines", None] = Step(masked, MEASURED * masked * one)
    steps["trying", None] = Step(PROBE, TRIED_ALONE * usual + TRIED * regions)
    for method in methods:
        again = GRADIENT * method.evaluations() * maps_again(measures)
        passes = PASSES + forward_passes(measures) + again
        steps["measuring", method.id] = Step(passes, MEASURED * passes * one)
        steps["writing", method.id] = Step(1.0, OUTLINED * regions)
    return steps


def work(methods: Sequence[AttributionMethod], measures: Sequence[str] = ()) -> float:
    """All that the meter will count for one explanation, in forward passes."""
    baseline = PASSES + DELETE_PASSES * ("deletion" in measures)
    maps = 1 + maps_again(measures)
    return (
        1
        + BASELINES * baseline
        + PROBE
        + sum(
            GRADIENT * m.evaluations() * maps + PASSES + forward_passes(measures) for m in methods
        )
    )
