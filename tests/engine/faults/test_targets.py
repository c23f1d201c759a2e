"""A place that takes no file: told before anything is computed, and nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from srxai_plugin.contract.errors import BY_NAME, BadInput, CannotWrite
from srxai_plugin.contract.scenes import ZonalRequest
from srxai_plugin.contract.staging import begin, patiently, try_target
from srxai_plugin.engine.scene.zonal import zonal
from tests.engine.conftest import write_raster
from tests.engine.held import held

COMPUTES = ("tile", "window", "super-resolving")


@pytest.fixture(params=["folder", "held"])
def taken(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A name that no file can get: that of a folder, or of a file that the system holds fast."""
    path = tmp_path / "there" / "made.tif"
    path.parent.mkdir()
    if request.param == "folder":
        path.mkdir()
        yield path
        return
    path.write_bytes(b"older")
    with held(path):
        yield path


@pytest.mark.parametrize("do", ["superresolve", "reliance"])
def test_a_target_that_cannot_be_replaced_is_told_before_anything_is_computed(
    do, taken, worker, job
):
    asked, one, stages = job(do), worker(), []
    request = replace(asked.request, output=str(taken))
    one.tell(**replace(asked, request=request).message())
    came_to = one.outcome(stages)
    assert came_to.startswith(f"failed CannotWrite Cannot write to {taken}: ")
    assert came_to.endswith("hoose another place.")
    assert not {*stages} & {*COMPUTES}
    assert [*taken.parent.iterdir()] == [taken]
    assert one.run(asked) == "done"


def test_a_table_that_cannot_be_replaced_is_told_first_and_crosses_as_its_own_error(
    taken, tmp_path
):
    heatmap = write_raster(tmp_path / "heat.tif")
    with pytest.raises(CannotWrite, match=r"made\.tif: "):
        zonal(ZonalRequest(str(heatmap), str(tmp_path / "no zones"), str(taken)))
    assert [*taken.parent.iterdir()] == [taken]
    assert BY_NAME["CannotWrite"] is CannotWrite and issubclass(CannotWrite, BadInput)


@pytest.mark.parametrize("name", ["result.json", "super_resolved.tif", "lam.tif"])
def test_a_folder_in_the_place_of_a_result_s_file_is_told_before_anything_is_computed(
    name, worker, job
):
    asked, one, stages = job("explain"), worker(), []
    (asked.output / name).mkdir(parents=True)
    one.tell(**asked.message())
    assert one.outcome(stages).startswith(
        f"failed CannotWrite Cannot write to {asked.output}/{name}"
    )
    assert not {*stages} & {*COMPUTES}
    assert [*asked.output.iterdir()] == [asked.output / name]


def test_a_target_that_can_be_replaced_is_as_it_was_after_it_was_tried(tmp_path):
    path = tmp_path / "made.tif"
    staging = begin(tmp_path)
    try_target(path, staging)
    assert not path.exists()
    path.write_bytes(b"older")
    before = os.stat(path)
    try_target(path, staging)
    try_target(path)
    assert path.read_bytes() == b"older" and os.stat(path) == before


def test_what_is_held_for_a_moment_is_removed_when_it_is_let_go(tmp_path):
    """As by Windows, for the moment after its process was killed."""
    place = tmp_path / "held"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "none", str(place)]
    if (
        sys.platform == "win32"
        or os.geteuid()
        or subprocess.run(mount, capture_output=True).returncode
    ):
        pytest.skip("nothing can be mounted here")
    refusals: list[OSError] = []

    def remove() -> None:
        try:
            place.rmdir()
        except OSError as error:
            refusals.append(error)
            subprocess.run(["umount", str(place)], check=True)
            raise

    patiently(remove)
    assert len(refusals) == 1 and not place.exists()


@pytest.mark.parametrize("winerror", [5, 32, 33])
def test_what_windows_refuses_is_tried_again_and_any_other_refusal_is_told_at_once(winerror):
    refused = PermissionError(13, "in use")
    refused.winerror = winerror
    answers = [refused, refused, None]

    def act() -> None:
        if (answer := answers.pop(0)) is not None:
            raise answer

    patiently(act)
    assert answers == []
    answers = [PermissionError(13, "not yours"), None]
    with pytest.raises(PermissionError, match="not yours"):
        patiently(act)
    assert answers == [None]
