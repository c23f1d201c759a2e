"""The fleet on real worker processes."""

from __future__ import annotations

import gc
import json
import os
import shutil
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from srxai_plugin.contract import wire
from srxai_plugin.contract.codec import to_data, to_json
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.scenes import BatchRequest, RelianceRequest
from srxai_plugin.engine.many.batch import batch
from srxai_plugin.engine.scene.reliance import reliance
from tests.engine.conftest import texture
from tests.engine.many.test_batch import asked

distributed = pytest.importorskip("distributed")


def workers_of(pid: int | None = None) -> set[int]:
    """Of this process, unless told."""
    import psutil

    children = psutil.Process(pid).children(recursive=True)
    return {p.pid for p in children if "spawn_main" in " ".join(p.cmdline())}


@pytest.fixture
def requests(make_raster, tmp_path) -> Path:
    scene = make_raster(texture(3, 96, 200))
    path = tmp_path / "requests.jsonl"
    path.write_text("".join(to_json(asked(scene, 12 * i + 10)) + "\n" for i in range(12)))
    return path


def results(folder: Path) -> dict[str, object]:
    """Content of every file; of the JSON, all but how long it took."""
    found: dict[str, object] = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = str(path.relative_to(folder))
        if path.suffix == ".json":
            content = json.loads(path.read_text())
            content.pop("seconds")
            for attribution in content["attributions"]:
                attribution.pop("seconds")
            found[name] = content
        else:
            found[name] = path.read_bytes()
    return found


@pytest.mark.exhaustive
def test_a_killed_worker_leaves_a_complete_batch_of_identical_results(requests, tmp_path):
    out = tmp_path / "out"
    told: list[int | None] = []
    killed: list[int] = []
    others = workers_of()

    def kill_one(progress) -> None:
        told.append(progress.n)
        if (progress.stage, progress.n, progress.of) == ("region", 3, 12):
            killed.append(min(workers_of() - others))
            os.kill(killed[0], signal.SIGKILL)

    request = BatchRequest(str(requests), str(out), workers=2, threads=1)
    done = batch(request, kill_one)
    assert killed and (done.computed, done.failed) == (12, 0)
    assert not list(out.rglob("*.partial*"))
    disturbed = results(out)
    shutil.rmtree(out)
    assert batch(replace(request, workers=1)).computed == 12
    assert results(out) == disturbed


@pytest.mark.exhaustive
def test_a_cancelled_fleet_of_the_worker_stops_and_the_next_run_does_the_rest(
    engine, requests, tmp_path
):
    """The worker's interpreter finds the package by its path alone, and so must the processes of
    its fleet."""
    request = BatchRequest(str(requests), str(tmp_path / "out"), workers=2, threads=1)
    engine.tell(do=wire.BATCH, id=1, request=to_data(request))
    while (event := engine.hear()).get("n") != 3:
        assert event["event"] == wire.PROGRESS, event
    assert len(workers_of(engine.process.pid)) == 2
    engine.tell(do=wire.CANCEL, id=1)
    assert engine.outcome(1)["event"] == wire.CANCELLED
    assert workers_of(engine.process.pid) == set()
    there = len(list((tmp_path / "out").glob("*/result.json")))
    assert 0 < there < 12
    done = batch(replace(request, workers=1))
    assert (done.computed, done.already_there) == (12 - there, there)


def test_an_unreachable_scheduler_is_one_sentence(requests, tmp_path, monkeypatch):
    monkeypatch.setattr("srxai_plugin.engine.many.dask_fleet.PATIENCE", 0.2)
    for address in ("tcp://127.0.0.1:9", "nonsense"):
        with pytest.raises(BadInput, match="does not answer"):
            batch(BatchRequest(str(requests), str(tmp_path / "out"), scheduler=address))


def test_a_silent_scheduler_leaves_no_client_for_the_garbage_collector(
    requests, tmp_path, monkeypatch
):
    """Finalised in the thread of a next loop, it waits for the lock of that loop's start, which
    waits for the thread: Dask gives up after ten seconds."""
    monkeypatch.setattr("srxai_plugin.engine.many.dask_fleet.PATIENCE", 0.2)
    gc.collect()
    gc.disable()
    try:
        with pytest.raises(BadInput, match="does not answer"):
            batch(BatchRequest(str(requests), str(tmp_path / "out"), scheduler="tcp://127.0.0.1:9"))
        assert not [o for o in gc.get_objects() if type(o) is distributed.Client]
    finally:
        gc.enable()


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory) -> Iterator[str]:
    """Address of one with two workers, as on two machines; one has a network that the other lacks,
    ``own``."""
    from distributed import Nanny, Scheduler, SpecCluster

    from srxai_plugin.contract.resource import resource

    folders = tmp_path_factory.mktemp("with"), tmp_path_factory.mktemp("without")
    shutil.copy(resource("models", "fsrcnn-x4.safetensors"), folders[0] / "own.safetensors")
    here = {"host": "127.0.0.1", "dashboard": False}
    workers = {
        i: {
            "cls": Nanny,
            "options": {
                **here,
                "nthreads": 2,
                "env": {"SRXAI_NETWORKS": str(folder), "OMP_NUM_THREADS": "1"},
            },
        }
        for i, folder in enumerate(folders)
    }
    with SpecCluster(
        workers=workers, scheduler={"cls": Scheduler, "options": {**here, "port": 0}}
    ) as cluster:
        yield cluster.scheduler_address


def test_a_reliance_map_is_the_same_on_any_fleet(make_raster, tmp_path, scheduler):
    path = tmp_path / "map.tif"
    request = RelianceRequest(
        str(make_raster()), str(path), "fsrcnn-x4", stride=24, device="cpu", threads=1
    )
    reliance(request)
    alone = path.read_bytes()
    reliance(replace(request, scheduler=scheduler))
    assert path.read_bytes() == alone


def test_a_task_without_its_network_goes_to_the_worker_that_has_it(
    make_raster, tmp_path, scheduler
):
    lines = [asked(make_raster(), 10 + i, network="own") for i in range(6)]
    lines.append(asked(make_raster(), 50, network="nobody-has-it"))
    path = tmp_path / "own.jsonl"
    path.write_text("".join(to_json(line) + "\n" for line in lines))
    done = batch(BatchRequest(str(path), str(tmp_path / "out"), scheduler=scheduler))
    assert (done.computed, done.failed) == (6, 1)
    (failure,) = map(json.loads, Path(done.failures).read_text().splitlines())
    assert "no network nobody-has-it on any worker (tcp://" in failure["reason"]
    assert failure["reason"].count("tcp://") == 2
