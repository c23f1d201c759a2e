"""A full disk and too little memory: one sentence, nothing half-done, and the worker goes on."""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio

from srxai_plugin.contract.codec import to_data
from srxai_plugin.contract.resource import resource as bundled
from srxai_plugin.contract.staging import NAME
from tests.engine.conftest import NORTH_UP
from tests.engine.faults.conftest import GO_ON_WITH, USUAL_JOBS, Worker, explain_request

WEIGHTS = bundled("models", "fsrcnn-x4.safetensors")
UNLIMITED = resource.RLIM_INFINITY
NO_MEMORY = "failed Unsupported There is not enough memory"


def limit(worker: Worker, what: int, most: int) -> None:
    resource.prlimit(worker.pid, what, (most, UNLIMITED))


@pytest.mark.parametrize("do", USUAL_JOBS)
def test_a_disk_that_is_full_at_any_size_of_a_file(do, worker, job):
    asked, one = job(do), worker()
    assert one.run(asked) == "done"
    whole = asked.found()
    largest = max(len(content) for content in whole.values())
    shutil.rmtree(asked.output)
    came_to = []
    for size in (0, 200, 1000, largest // 2, largest - 1, largest + 4096):
        limit(one, resource.RLIMIT_FSIZE, size)
        came_to.append(one.run(asked))
        if came_to[-1] == "done":
            assert asked.found() == whole
            shutil.rmtree(asked.output)
        else:
            assert came_to[-1].startswith("failed CannotWrite Cannot write"), came_to
            kept = {name for name in asked.found() if name.endswith(GO_ON_WITH)}
            assert {*asked.found()} == kept  # what is done, for the next one to go on with
            shutil.rmtree(asked.output, ignore_errors=True)
    assert came_to[0] != "done"
    limit(one, resource.RLIMIT_FSIZE, UNLIMITED)
    assert one.run(asked) == "done"
    assert asked.found() == whole


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=400k", "none", str(folder)]
    if os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("do", ["explain", "superresolve"])
def test_a_disk_that_fills_up(do, worker, job, small_disk):
    asked = job(do)
    place = str(small_disk / Path(asked.request.output).name)
    asked = replace(asked, request=replace(asked.request, output=place), output=small_disk)
    one = worker()
    whole, failures = {}, 0
    for kilobytes in (400, 8, 12, 16, 24):
        resize = f"remount,size={kilobytes}k"
        subprocess.run(["mount", "-o", resize, str(small_disk)], check=True)
        came_to = one.run(asked)
        if came_to == "done":
            whole = whole or asked.found()
            assert asked.found() == whole
            for path in small_disk.iterdir():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        else:
            assert re.match("failed CannotWrite Cannot write .*(space|full)", came_to)
            assert not [*small_disk.rglob("*")]
            failures += 1
    assert whole and failures


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """More than fits into the memory that a test leaves."""
    path = tmp_path / "large.tif"
    values = np.random.default_rng(0).integers(0, 255, (3, 400, 400), np.uint8)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        count=3,
        height=400,
        width=400,
        dtype="uint8",
        transform=NORTH_UP,
    ) as dataset:
        dataset.write(values)
    return path


def test_too_little_memory(worker, job, large, tmp_path):
    """C libraries may end the process for it, which whoever started it hears; or they never get
    over it, such as oneDNN."""
    request = explain_request(large, tmp_path / "none", context=200)
    came_to = []
    for megabytes in (1, 30, 60, 90):
        one = worker()
        status = Path(f"/proc/{one.pid}/status").read_text()
        used = int(re.search(r"VmSize:\s+(\d+)", status)[1])
        limit(one, resource.RLIMIT_AS, 1024 * used + megabytes * 2**20)
        one.tell(do="explain", id=1, request=to_data(request))
        came_to.append(one.outcome())
        if came_to[-1]:
            assert came_to[-1].startswith(NO_MEMORY), came_to
            # Without memory even to look into a folder, its staging may stay; nothing else does.
            left = {path.name for path in (tmp_path / "none").glob("*")}
            assert all(name.startswith(NAME) for name in left), left
            shutil.rmtree(tmp_path / "none", ignore_errors=True)
        one.wait()  # it asks to be replaced
        assert worker().run(job("explain")) == "done"
    assert any(came_to)


def test_a_network_that_cannot_be_added_whole_leaves_nothing(worker, tmp_path):
    """Its description is small enough, its weights are not."""
    message = {"do": "network-add", "id": 1, "file": str(WEIGHTS), "network": "mine"}
    one = worker()
    limit(one, resource.RLIMIT_FSIZE, WEIGHTS.stat().st_size // 2)
    one.tell(**message)
    assert one.outcome().startswith("failed CannotWrite Cannot write to ")
    assert not (tmp_path / "networks").exists()
    limit(one, resource.RLIMIT_FSIZE, UNLIMITED)
    one.tell(**message)
    assert one.outcome() == "done"
    assert sorted(os.listdir(tmp_path / "networks")) == ["mine.json", "mine.safetensors"]
