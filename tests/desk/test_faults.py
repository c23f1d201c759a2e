"""A session whose engine is killed or cancelled anywhere: alive, and nothing half-done on disk."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import MakeRaster, Waiter, outcome, until
from osgeo import gdal
from qgis.core import QgsProject, QgsRasterLayer, QgsRectangle

from srxai_plugin.contract import staging, wire
from srxai_plugin.contract.codec import to_data, to_json
from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.progress import Progress
from srxai_plugin.contract.requests import ExplainRequest, Method
from srxai_plugin.contract.results import Explanation
from srxai_plugin.contract.scenes import BatchRequest, SuperResolveRequest
from srxai_plugin.desk.runtime.half_done import HalfDone
from srxai_plugin.desk.runtime.session import EngineSession

Begin = Callable[[], int]
NETWORK = "fsrcnn-x4"


def explain_request(raster: Path, output: Path) -> ExplainRequest:
    region = Region(window=Window(16, 12, 4, 4))
    return ExplainRequest(
        str(raster), region, str(output), NETWORK, (Method("amve-sr"),), context=2, threads=1
    )


@pytest.fixture(params=["explain", "superresolve"])
def begin(
    request: pytest.FixtureRequest, session: EngineSession, make_raster: MakeRaster, tmp_path: Path
) -> Begin:
    raster, folder = make_raster(), tmp_path / "new"
    if request.param == "explain":
        return lambda: session.explain(explain_request(raster, folder))
    asked = to_data(SuperResolveRequest(str(raster), str(folder / "sr.tif"), NETWORK, tile=16))
    return lambda: session.ask(wire.SUPERRESOLVE, request=asked)


def kind(progress: Progress) -> str:
    return f"{progress.stage} {progress.method or ''}".strip()


def stages_of(session: EngineSession, begin: Begin) -> list[str]:
    told, end = Waiter(session.progress), outcome(session)
    begin()
    assert end.wait()[0] in ("explained", "answered"), end.came
    return list(dict.fromkeys(kind(progress) for _, (_, progress) in told.came))


def at(session: EngineSession, stage: str, do: Callable[[], Any]) -> None:
    """Once, when a stage is told."""

    def look(_id: int, progress: Any) -> None:
        if kind(progress) == stage:
            session.progress.disconnect(look)
            do()

    session.progress.connect(look)


def seen(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_killed_at_a_stage_the_session_lives_and_takes_away_what_is_left(
    session: EngineSession, begin: Begin, tmp_path: Path
) -> None:
    ready = Waiter(session.ready)
    stages = stages_of(session, begin)
    whole = seen(tmp_path)
    for stage in stages[1::3]:  # the engine's own tests take all
        for path in (tmp_path / "new").iterdir():
            path.unlink()
        end, gone = outcome(session), Waiter(session.stopped)
        at(session, stage, lambda: os.kill(ready.came[-1][1][0]["pid"], signal.SIGKILL))
        begin()
        name, values = end.wait()
        gone.wait()  # it may have answered before it died
        if name == "failed":
            assert values[1] == "EngineGone" and "signal 9" in values[2]
            assert not [*tmp_path.rglob(".*")], stage
        end = outcome(session)
        begin()
        assert end.wait()[0] in ("explained", "answered")
        assert seen(tmp_path) == whole


def test_cancelled_at_a_stage_nothing_is_left(
    session: EngineSession, begin: Begin, tmp_path: Path
) -> None:
    stages = stages_of(session, begin)
    whole = seen(tmp_path)
    for stage in stages:
        for path in (tmp_path / "new").glob("*"):
            path.unlink()
        (tmp_path / "new").rmdir() if (tmp_path / "new").exists() else None
        end, id = outcome(session), begin()
        at(session, stage, lambda id=id: session.cancel(id))
        name, _ = end.wait()
        if name != "cancelled":
            assert stage in ("writing", "done") and seen(tmp_path) == whole
        else:
            assert not (tmp_path / "new").exists(), stage


def test_a_result_whose_layer_is_open_is_made_again_in_its_place(
    session: EngineSession, make_raster: MakeRaster, tmp_path: Path, project: QgsProject
) -> None:
    raster, made = make_raster(), []
    for turn in range(2):
        end = outcome(session)
        session.explain(explain_request(raster, tmp_path / "out"))
        name, (_, explanation) = end.wait()
        assert name == "explained"
        made.append(explanation)
        if turn == 0:
            first: Explanation = explanation
            layer = QgsRasterLayer(first.attributions[0].raster, "open")
            project.addMapLayer(layer)
            dataset = gdal.Open(first.super_resolved)
            before = dataset.GetRasterBand(1).ReadRaster()
    extent = QgsRectangle(layer.extent())
    assert layer.dataProvider().block(1, extent, layer.width(), layer.height()).isValid()
    assert dataset.GetRasterBand(1).ReadRaster() == before
    again = gdal.Open(made[1].super_resolved)
    assert again.GetRasterBand(1).ReadRaster() == before
    assert not [*tmp_path.rglob(".*")]
    dataset = again = None


def test_an_engine_that_is_killed_spares_what_another_writes_into_the_same_folder(
    session: EngineSession, make_raster: MakeRaster, tmp_path: Path
) -> None:
    other = tmp_path / ".srxai-00000000-1-other.partial"
    other.mkdir()
    ready, end = Waiter(session.ready), outcome(session)
    asked = SuperResolveRequest(str(make_raster()), str(tmp_path / "sr.tif"), NETWORK, tile=16)
    at(session, "tile", lambda: os.kill(ready.came[-1][1][0]["pid"], signal.SIGKILL))
    session.ask(wire.SUPERRESOLVE, request=to_data(asked))
    assert end.wait()[0] == "failed"
    assert [*tmp_path.glob(".srxai-*")] == [other]


def test_a_batch_whose_engine_is_killed_leaves_nothing_of_the_one_it_was_at(
    session: EngineSession, make_raster: MakeRaster, tmp_path: Path
) -> None:
    slow = (Method("lam", {"steps": 900}),)
    asked = replace(explain_request(make_raster(), tmp_path), methods=slow, output="")
    (tmp_path / "asked.jsonl").write_text(to_json(asked))
    ready, end, out = Waiter(session.ready), outcome(session), tmp_path / "out"
    batch = BatchRequest(str(tmp_path / "asked.jsonl"), str(out), threads=1)
    session.ask(wire.BATCH, request=to_data(batch))
    until(lambda: [*out.glob("*/.srxai-*.partial")])
    os.kill(ready.came[-1][1][0]["pid"], signal.SIGKILL)
    assert end.wait()[0] == "failed"
    assert not [path for path in out.glob("*") if path.is_dir()]


def test_what_the_system_holds_for_a_moment_goes_when_it_is_let_go(tmp_path: Path) -> None:
    """As Windows does with the files of a process that was just killed."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    staged = tmp_path / f".srxai-{staging.mark(process.pid)}-a.partial"
    (staged / "held").mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "none", str(staged / "held")]
    if os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    HalfDone.of(tmp_path).remove(process.pid)
    assert staged.exists()
    subprocess.run(["umount", str(staged / "held")], check=True)
    until(lambda: not staged.exists())


def test_a_cancel_is_answered_where_the_folder_cannot_be_looked_at(tmp_path: Path) -> None:
    """As one on a share that has gone, right after the engine was killed."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    nowhere = tmp_path / ("long" * 100)
    with pytest.raises(OSError):
        nowhere.exists()
    half_done = HalfDone.of(nowhere)
    assert half_done.made == ()
    half_done.remove(process.pid, for_good=True)
