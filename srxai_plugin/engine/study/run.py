"""A study from a folder of images to a table and a report; goes on where it was stopped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Optional

import numpy as np

from srxai_plugin.contract.errors import BadInput, Cancelled, CannotWrite, SrxaiError
from srxai_plugin.contract.progress import Progress
from srxai_plugin.contract.requests import Method
from srxai_plugin.contract.results import ATV
from srxai_plugin.engine.attribution.base import AttributionMethod
from srxai_plugin.engine.attribution.registry import method as method_of
from srxai_plugin.engine.explaining.course import GRADIENT
from srxai_plugin.engine.machine.device import device, use_threads
from srxai_plugin.engine.machine.progress import Meter
from srxai_plugin.engine.metrics.texture import PASSES
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.loading.zoo import load_network
from srxai_plugin.engine.study.images import Pair, choose, class_of, pair, read_image
from srxai_plugin.engine.study.measure import (
    Tick,
    attributed,
    baseline_maps,
    described,
    measured,
    prepare,
)
from srxai_plugin.engine.study.report import REPORT, write_report
from srxai_plugin.engine.study.table import (
    BASELINES,
    DEFECT,
    MEMORY,
    TABLE,
    Row,
    append,
    read_rows,
    write_table,
)
from srxai_plugin.engine.study.truths import Truths, block_of, control_of


@dataclass(frozen=True)
class StudyPlan:
    """Everything that decides a study."""

    images: Path
    output: Path
    networks: tuple[str, ...]
    methods: tuple[Method, ...]
    limit: Optional[int] = None
    """Images at most; a larger limit keeps those of a smaller one."""
    side: int = 32
    """Of the window, in SR pixels."""
    truth: bool = True
    """Whether the images are the high-resolution truth; else they are LR already."""
    device: str = "auto"
    threads: Optional[int] = None
    seed: int = 0
    """Of the random baseline, the pixels that are tried and the bootstrap."""
    truth_block: int = 2
    """Side in LR pixels of the blocks that are blurred one by one for the truth; 0 for none."""


@dataclass(frozen=True)
class Task:
    """What is missing of one image × network."""

    path: Path
    network: SRNetwork
    rows: tuple[Row, ...]
    """Missing ones, without figures."""
    known: dict[str, ATV]
    """Of the baselines that are there already."""


def study(
    plan: StudyPlan,
    progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """Compute what is missing, then write ``study.csv`` and ``report.html``.

    Returns:
        Paths and counts.

    Raises:
        BadInput: the plan cannot be carried out at all.
        Cancelled: finished rows are kept, and are in the table.
    """
    use_threads(plan.threads)
    methods = {asked.id: method_of(asked) for asked in plan.methods}
    networks = [load_network(name, device(plan.device)) for name in plan.networks]
    if not networks or not methods or len(methods) < len(plan.methods):
        raise BadInput("Give at least one network and one method, each of them once.")
    if plan.side < 2:
        raise BadInput("The window is a side in SR pixels, 2 or more.")
    if not 0 <= plan.truth_block <= 16:
        raise BadInput("The truth's block is a side in LR pixels, 1 to 16, or 0 for no truth.")
    paths = choose(plan.images, plan.limit)
    _make(plan.output)
    asked = [_blank(plan, p, n, methods) for p in paths for n in networks]
    done = read_rows(plan.output)
    tasks = [task for task in (_missing(plan, *one, done) for one in asked) if task]
    weights = [_work(row, methods) for task in tasks for row in task.rows]
    meter = Meter(sum(weights) or 1.0, progress, cancelled)
    keys = {row.key for _, _, rows in asked for row in rows}
    try:
        _carry_out(plan, tasks, networks, methods, meter)
    except Cancelled:
        rows = _asked_rows(plan.output, keys)
        write_table(plan.output / TABLE, rows)
        raise Cancelled(
            f"Stopped; {len(rows)} of {len(keys)} rows are kept in {plan.output / TABLE}. The same "
            "command goes on from there."
        ) from None
    rows = _asked_rows(plan.output, keys)
    write_table(plan.output / TABLE, rows)
    meter.stage("reporting")
    write_report(plan, rows, networks, methods, paths)
    progress(Progress("done", 1.0, 0.0))
    return {
        "images": len(paths),
        "rows": len(rows),
        "computed": len(weights),
        "without_figures": sum(not row.is_measured for row in rows),
        "table": str(plan.output / TABLE),
        "report": str(plan.output / REPORT),
    }


def _make(output: Path) -> None:
    try:
        output.mkdir(parents=True, exist_ok=True)
        (output / MEMORY).touch()
    except OSError as error:
        raise CannotWrite(
            f"Cannot write to the output folder {output}: {error.strerror}. Choose another one."
        ) from None


def _asked_rows(output: Path, keys: set[tuple[Any, ...]]) -> list[Row]:
    """Those of this plan; the folder may hold rows of others."""
    return [row for key, row in read_rows(output).items() if key in keys]


def _blank(
    plan: StudyPlan, path: Path, network: SRNetwork, methods: dict[str, AttributionMethod]
) -> tuple[Path, SRNetwork, list[Row]]:
    """All rows of one image × network, without figures."""
    parameters = dict.fromkeys(BASELINES, f'{{"seed": {plan.seed}}}')
    parameters |= dict.fromkeys(("distance", "detail"), "{}")
    for id, method in methods.items():
        parameters[id] = json.dumps(method.parameters(), sort_keys=True)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    rows = [
        Row(
            image=path.name,
            image_sha256=sha256,
            image_class=class_of(path.name),
            network=network.id,
            network_sha256=network.sha256,
            architecture=network.architecture,
            scale=network.scale,
            method=id,
            parameters=given,
            side=plan.side,
            truth=plan.truth,
        )
        for id, given in parameters.items()
    ]
    return path, network, rows


def _missing(
    plan: StudyPlan,
    path: Path,
    network: SRNetwork,
    rows: list[Row],
    done: dict[tuple[Any, ...], Row],
) -> Optional[Task]:
    there = [done[row.key] for row in rows if row.key in done]
    there = [row for row in there if not row.reason.startswith(DEFECT)]
    # Of an older study, or with another truth.
    block = block_of(network, plan.truth_block)
    there = [r for r in there if r.reason or (r.loc and (r.truth_block or 0) == block)]
    keys = {row.key for row in there}
    missing = tuple(row for row in rows if row.key not in keys)
    known = {r.method: r.measured_atv() for r in there if r.method in BASELINES and r.is_measured}
    return Task(path, network, missing, known) if missing else None


def _work(row: Row, methods: dict[str, AttributionMethod]) -> float:
    """In forward passes."""
    if row.method in BASELINES:
        return PASSES
    return PASSES + GRADIENT * methods[row.method].evaluations()


def _carry_out(
    plan: StudyPlan,
    tasks: list[Task],
    networks: list[SRNetwork],
    methods: dict[str, AttributionMethod],
    meter: Meter,
) -> None:
    read: tuple[Optional[Path], dict[int, Pair]] = (None, {})
    for number, task in enumerate(tasks, start=1):
        subject = f"{task.path.name} {task.network.id}"
        about = {"n": number, "of": len(tasks), "subject": subject}
        meter.stage("case", **about)
        try:
            if read[0] != task.path:
                read = (task.path, {})
                image = read_image(task.path)
            if task.network.scale not in read[1]:
                read[1][task.network.scale] = pair(image, task.network.scale, plan.truth)
            case = prepare(task.network, read[1][task.network.scale], plan.side)
        except Exception as error:
            read = (None, {})
            append(plan.output, [replace(row, reason=_reason(error)) for row in task.rows])
            for row in task.rows:
                meter.advance(_work(row, methods), "case", **about)
            continue
        truths = Truths(
            case,
            block_of(task.network, plan.truth_block),
            control_of(task.network, networks),
            plan.seed,
            _ticking(meter, about),
        )
        for row in _finished(plan, task, truths, methods, meter, about):
            append(plan.output, [row])


def _finished(
    plan: StudyPlan,
    task: Task,
    truths: Truths,
    methods: dict[str, AttributionMethod],
    meter: Meter,
    about: dict[str, Any],
) -> Iterator[Row]:
    """The rows of one image × network, the baselines first: the others are held against them."""
    known, case = dict(task.known), truths.case
    maps = baseline_maps(case, plan.seed)

    def draw_of(row: Row, tick: Tick) -> Callable[[], np.ndarray]:
        if row.method in BASELINES:
            return lambda: maps[row.method]
        return lambda: attributed(case, methods[row.method], tick)

    for row in task.rows:
        tick = _ticking(meter, {**about, "method": row.method})
        is_baseline = row.method in BASELINES
        try:
            full = measured(
                row,
                case,
                draw_of(row, tick),
                None if is_baseline else known,
                tick,
                truths.added_to(methods.get(row.method)),
            )
            if is_baseline:
                known[row.method] = full.measured_atv()
        except Cancelled:
            raise
        except Exception as error:
            full = replace(described(row, case), reason=_reason(error))
        meter.advance(_work(row, methods), "case", **about)
        yield full


def _ticking(meter: Meter, about: dict[str, Any]) -> Tick:
    """Notices a cancel; the work is counted when the row is done, as failed ones take less."""
    return lambda: meter.stage("case", **about)


def _reason(error: Exception) -> str:
    """One line; a study of hours must outlive any one method's failure on any one network."""
    words = " ".join(str(error).split()) or type(error).__name__
    return words if isinstance(error, SrxaiError) else f"{DEFECT}{type(error).__name__}: {words}"
