"""A reliance map whose process is killed half-way, and the next one that goes on."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import rasterio

from srxai_plugin.contract.codec import to_json
from srxai_plugin.contract.errors import Cancelled, CannotWrite
from srxai_plugin.contract.progress import Progress
from srxai_plugin.contract.scenes import WINDOWS_SUFFIX, RelianceRequest
from srxai_plugin.engine.scene.reliance import reliance
from tests.engine.conftest import write_raster

KILLED = """
import os, sys
from srxai_plugin.contract.codec import from_json
from srxai_plugin.contract.scenes import RelianceRequest
from srxai_plugin.engine.scene.reliance import reliance

def end(progress):
    if (progress.n, progress.of) == (32, 48):
        os.kill(os.getpid(), 9)

reliance(from_json(RelianceRequest, sys.argv[1]), end)
"""


@dataclass(frozen=True)
class Killed:
    request: RelianceRequest
    windows: Path
    left: bytes


@pytest.fixture(scope="module")
def killed_once(tmp_path_factory) -> Killed:
    """What a killed process left; the last window half written."""
    folder = tmp_path_factory.mktemp("killed")
    raster, output = folder / "scene.tif", folder / "out" / "map.tif"
    write_raster(raster)
    request = RelianceRequest(
        str(raster), str(output), "fsrcnn-x4", stride=16, device="cpu", threads=1
    )
    ended = subprocess.run([sys.executable, "-c", KILLED, to_json(request)], check=False)
    assert ended.returncode in (-9, 9) and not output.exists()
    windows = Path(request.output + WINDOWS_SUFFIX)
    left = windows.read_bytes()
    assert left.count(b"\n") == 1 + 32
    return Killed(request, windows, left[:-20])


@pytest.fixture
def killed(killed_once) -> Iterator[Path]:
    before = os.stat(killed_once.request.raster).st_mtime_ns
    killed_once.windows.write_bytes(killed_once.left)
    yield killed_once.windows
    Path(killed_once.request.output).unlink(missing_ok=True)
    os.utime(killed_once.request.raster, ns=(before, before))


@pytest.fixture
def asked(killed_once) -> RelianceRequest:
    return killed_once.request


def stages(request: RelianceRequest) -> list[tuple[int, int]]:
    told: list[Progress] = []
    reliance(request, told.append)
    return [(one.n, one.of) for one in told if one.stage == "window" and one.n]


def test_the_next_one_measures_what_is_missing_and_gives_the_same_map(asked, killed, tmp_path):
    assert stages(asked) == [(32, 48), (48, 48)], "31 were whole"
    assert [path.name for path in killed.parent.iterdir()] == ["map.tif"]
    fresh = replace(asked, output=str(tmp_path / "other" / "map.tif"))
    assert stages(fresh) == [(16, 48), (32, 48), (48, 48)]
    pixels = []
    for one in (asked, fresh):
        with rasterio.open(one.output) as dataset:
            pixels.append((dataset.read().tobytes(), dataset.tags()["SRXAI_PIXELS_SHA256"]))
    assert pixels[0] == pixels[1]


@pytest.mark.parametrize("change", ["raster", "question"])
def test_another_question_and_other_pixels_begin_anew(asked, killed, change):
    if change == "raster":
        os.utime(asked.raster, ns=(0, 0))
    else:
        asked = replace(asked, window=10)
    assert len(stages(asked)) == 3


def test_a_cancel_leaves_nothing_of_it(asked, killed):
    with pytest.raises(Cancelled):
        reliance(asked, cancelled=iter([False] * 4 + [True] * 99).__next__)
    assert not killed.exists()


KEPT = "The windows that are done are kept in {}: the same request goes on from there."


def kept(windows: Path) -> str:
    """``KEPT`` of it, as an expression."""
    return re.escape(KEPT.format(windows))


def goes_on_from(asked: RelianceRequest, windows: Path) -> None:
    """Nothing is measured again, and the map is whole."""
    assert stages(asked) == []
    assert [path.name for path in windows.parent.iterdir()] == ["map.tif"]
    with rasterio.open(asked.output) as dataset:
        assert dataset.read(3).size == 48


@contextmanager
def busy(path: str) -> Iterator[None]:
    """A file that may be read, and tried as a target, and not be replaced."""
    if sys.platform == "win32":
        with open(path, "rb"):
            yield
        return
    if os.geteuid():
        pytest.skip("nothing can be mounted here")
    subprocess.run(["mount", "--bind", path, path], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", path], check=False)


def test_a_map_that_may_not_be_put_in_its_place_keeps_all_windows(asked, killed):
    """As where another program has the old map open, and opened it only after the beginning."""
    Path(asked.output).write_bytes(b"older")
    with ExitStack() as at_last:

        def hold(progress: Progress) -> None:
            if (progress.n, progress.of) == (48, 48):
                at_last.enter_context(busy(asked.output))

        with pytest.raises(CannotWrite) as refused:
            reliance(asked, hold)
    assert str(refused.value).endswith(KEPT.format(killed))
    assert Path(asked.output).read_bytes() == b"older"
    goes_on_from(asked, killed)


def test_a_target_that_is_a_folder_costs_no_window(asked, killed):
    before = killed.read_bytes()
    Path(asked.output).mkdir()
    try:
        told: list[Progress] = []
        sentence = (
            re.escape(f"Cannot write to {asked.output}: ") + ".*" + re.escape(KEPT.format(killed))
        )
        with pytest.raises(CannotWrite, match=sentence):
            reliance(asked, told.append)
    finally:
        Path(asked.output).rmdir()
    assert not [one for one in told if one.n is not None]
    assert killed.read_bytes() == before
    assert stages(asked) == [(32, 48), (48, 48)]


@pytest.mark.parametrize("room", [0, 3000])
def test_a_disk_that_is_full_when_the_map_is_written_costs_no_window(asked, killed, room):
    resource = pytest.importorskip("resource", reason="Windows has no such limit")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(progress: Progress) -> None:
        if (progress.n, progress.of) == (48, 48):
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))

    try:
        with pytest.raises(CannotWrite, match=kept(killed)):
            reliance(asked, fill)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert killed.read_bytes().count(b"\n") == 1 + 48
    goes_on_from(asked, killed)
