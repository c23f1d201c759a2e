"""The time left, against runs of the real engine: what was counted and when, in CPU seconds of a
thread (16² and 128² LR pixels with the verdict on the detail, on a raster not checked before).
"""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.progress import Progress
from srxai_plugin.contract.requests import ExplainRequest, Method
from srxai_plugin.engine.attribution.registry import methods_of
from srxai_plugin.engine.explaining.course import JUDGING, Extent, course, work
from srxai_plugin.engine.machine import progress
from srxai_plugin.engine.machine.progress import Meter

RUNS = json.loads(Path(__file__).with_name("recorded_steps.json").read_text("utf-8"))
NAMES = [f"{run['network']}-{round(run['extent']['region'] ** 0.5)}" for run in RUNS]
SLACK, MOMENT = 0.05, 0.5
"""Of a run, and seconds: so little is not worth a word."""


def replayed(run: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, Progress]]:
    """What a meter tells of it, and when."""
    request = ExplainRequest(
        raster="",
        region=Region(window=Window(0, 0, 1, 1)),
        output="",
        methods=tuple(map(Method, run["methods"])),
    )
    methods = methods_of(request)
    now = [0.0]
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: now[0]))
    told: list[Progress] = []
    said = []
    meter = Meter(work(methods) + JUDGING, told.append, lambda: False)
    for number, (at, stage, method, done) in enumerate(run["steps"][:-1]):
        if number == run["planned"]:
            meter.plan(course(Extent(**run["extent"]), methods, ()))
        now[0] = at
        meter.advance(done, stage, method=method)
        said.append((at, told[-1]))
    return said


@pytest.mark.parametrize("run", RUNS, ids=NAMES)
def test_from_a_tenth_on_the_time_left_is_right_within_a_factor_of_two(
    run: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = run["steps"][-1][0]
    told = [(at, p.seconds_left) for at, p in replayed(run, monkeypatch) if at >= whole / 10]
    assert len(told) > 50 and None not in [left for _, left in told]
    for at, left in told:
        true, slack = whole - at, max(SLACK * whole, MOMENT)
        assert true / 2 - slack <= left <= 2 * true + slack, (at, left, true)


@pytest.mark.parametrize("run", RUNS, ids=NAMES)
def test_the_time_left_never_jumps(run: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    whole = run["steps"][-1][0]
    told = [(at, p.seconds_left) for at, p in replayed(run, monkeypatch) if at >= whole / 10]
    for (then, before), (now, after) in zip(told, told[1:]):
        awaited, slack = max(before - (now - then), 0.0), max(SLACK * whole, MOMENT)
        assert awaited / 2 - slack <= after <= 2 * awaited + slack, (now, awaited, after)


@pytest.mark.parametrize("run", RUNS, ids=NAMES)
def test_a_bar_goes_forward_and_comes_to_its_end(
    run: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = [p for _, p in replayed(run, monkeypatch)][run["planned"] :]
    fractions = [p.fraction for p in planned]
    assert fractions == sorted(fractions) and fractions[0] < 0.05
    assert (planned[-1].fraction, planned[-1].seconds_left) == (pytest.approx(1.0), 0.0)


def test_what_is_left_out_of_a_plan_is_not_waited_for() -> None:
    told: list[Progress] = []
    meter = Meter(1, told.append, lambda: False)
    steps = {
        ("attributing", "lam"): progress.Step(75, 3.0),
        ("trying", None): progress.Step(24, 6.0),
        ("measuring", "lam"): progress.Step(8, 1.0),
    }
    meter.plan(steps)
    meter.advance(75, "attributing", method="lam")
    assert told[-1].fraction == pytest.approx(0.3)
    meter.advance(4, "curves", method="lam")  # of the measuring, and nothing was tried
    assert told[-1].fraction == pytest.approx(0.95)
    meter.stage("writing")
    assert told[-1].fraction == pytest.approx(1.0) and told[-1].seconds_left == 0.0
