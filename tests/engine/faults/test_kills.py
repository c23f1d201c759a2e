"""A worker killed anywhere: no half of a result is seen, and the next run leaves none of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.resource import resource
from srxai_plugin.contract.staging import WHOLE, begin, mark, sweep
from srxai_plugin.engine.machine.staged import staged
from tests.engine.faults.conftest import GO_ON_WITH, USUAL_JOBS

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("do", USUAL_JOBS)
def test_killed_at_any_stage(do, worker, job):
    asked, stages = job(do), []
    one = worker()
    one.tell(**asked.message())
    assert one.outcome(stages) == "done"
    whole = asked.found()
    assert len(stages) >= 4
    for stage in stages:
        if asked.is_whole():  # a signal may come too late for the last stages
            shutil.rmtree(asked.output)
        one.tell(**asked.message())
        assert one.outcome(until=stage) == stage
        one.kill()
        half = {
            name.split("/")[0]
            for name in asked.found()
            if name not in whole and not name.endswith(GO_ON_WITH)
        }
        assert len(half) <= 1, "each run takes away what the one before it left"
        one = worker()
    assert one.run(asked) == "done"
    assert asked.found() == whole


@pytest.mark.parametrize("older", [{}, {"made.tif": b"older"}], ids=["nothing", "older"])
def test_killed_before_any_change_on_disk(older, worker, job):
    """Above all before those by which a result gets into its place."""
    asked = job("superresolve")
    one = worker()
    assert one.run(asked) == "done"
    whole = asked.found()
    for change in range(1, 100):
        shutil.rmtree(asked.output)
        put(older, asked.output)
        doomed = worker(die_before=change)
        came_to = doomed.run(asked)
        if came_to == "done":
            break
        assert came_to == ""
        doomed.wait()
        if asked.is_whole():
            seen = {name: content for name, content in asked.found().items() if name in whole}
            assert seen in (whole, older), change
        assert one.run(asked) == "done"
        assert asked.found() == whole, change
    assert change > 8


FINISH = """
import sys
from pathlib import Path
from srxai_plugin.contract.staging import FILES, begin, finish
from tests.engine.faults.nursery import die_before
output, change = Path(sys.argv[1]), int(sys.argv[2])
staging = begin(output)
for name in ("a.tif", "of/b.tif", "z.json"):
    (staging / FILES / name).parent.mkdir(exist_ok=True)
    (staging / FILES / name).write_text("new " + name)
die_before(change)
finish(staging, "z.json")
"""


@pytest.mark.parametrize("old", [(), ("a.tif", "of/b.tif", "z.json"), ("a.tif", "other.txt")])
def test_files_of_a_result_that_was_whole_get_into_their_places_after_all(old, tmp_path):
    names = ("a.tif", "of/b.tif", "z.json")
    new = {name: f"new {name}".encode() for name in names}
    older = {name: b"older" for name in old}
    for change in range(1, 100):
        output = tmp_path / str(change)
        output.mkdir()
        put(older, output)
        script = [sys.executable, "-c", FINISH, str(output), str(change)]
        died = subprocess.run(script, cwd=ROOT).returncode
        if (output / "z.json").exists():
            assert {n: (output / n).read_bytes() for n in names} in (new, {**new, **older}), change
        if not died:
            break
        waiting = [path.suffix for path in output.glob(".srxai-*")]
        sweep(output)
        if waiting == [WHOLE]:
            assert content(output) == {**older, **new}, change
        assert not [*output.glob(".srxai-*")]
    assert content(output) == {**older, **new}
    assert change > 5


def test_a_whole_result_whose_place_is_taken_gets_there_when_it_is_free(tmp_path):
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    whole = tmp_path / f".srxai-{mark(process.pid)}-a{WHOLE}"
    put({"files/a.tif": b"new", "files/of/b.tif": b"new", "last/z.json": b"new"}, whole)
    put({"a.tif": b"older"}, tmp_path)
    (tmp_path / "z.json").mkdir()
    sweep(tmp_path)
    assert [*tmp_path.glob(".srxai-*")] == [whole]
    assert (tmp_path / "a.tif").read_bytes() == b"older" and not (tmp_path / "of").exists()
    (tmp_path / "z.json").rmdir()
    sweep(tmp_path)
    assert content(tmp_path) == {"a.tif": b"new", "of/b.tif": b"new", "z.json": b"new"}


def test_nothing_of_a_process_that_lives_or_of_another_machine_is_swept(tmp_path):
    ours = begin(tmp_path)
    theirs = tmp_path / ".srxai-00000000-999999999-abc.partial"
    theirs.mkdir()
    sweep(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([ours, theirs])


def test_a_file_that_cannot_be_replaced_leaves_all_as_it_was(tmp_path):
    put({"a.tif": b"older", "z.json": b"older"}, tmp_path)
    (tmp_path / "of").write_text("a file where the result has a folder")
    before = content(tmp_path)
    with pytest.raises(BadInput, match="Cannot write"), staged(tmp_path, "z.json") as folder:
        put({"a.tif": b"new", "n.tif": b"new", "of/b.tif": b"new", "z.json": b"new"}, folder)
    assert content(tmp_path) == before


def test_killed_while_a_network_is_added(worker, tmp_path):
    networks, file = tmp_path / "networks", str(resource("models", "fsrcnn-x4.safetensors"))
    message = {"do": "network-add", "id": 1, "file": file, "network": "mine"}
    one = worker()
    for change in range(1, 20):
        shutil.rmtree(networks, ignore_errors=True)
        doomed = worker(die_before=change)
        doomed.tell(**message)
        if doomed.outcome() == "done":
            break
        doomed.wait()
        one.tell(**message)
        assert one.outcome() == "done" or (networks / "mine.safetensors").exists()
        assert sorted(os.listdir(networks)) == ["mine.json", "mine.safetensors"]
    assert change > 2


def put(files: dict[str, bytes], folder: Path) -> None:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def content(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
