"""The commands for scenes and batches, as people run them."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from srxai_plugin.contract.codec import to_json
from tests.engine.command import SRXAI, srxai
from tests.engine.conftest import texture
from tests.engine.many.test_batch import asked

NETWORK = ("--network", "fsrcnn-x4", "--threads", 1)


def test_a_scene_is_super_resolved_mapped_and_shared_out(make_raster, tmp_path):
    scene = make_raster()
    ended = srxai("superresolve", scene, "--output", tmp_path / "sr.tif", "--tile", 32, *NETWORK)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["tiles"] == 12 and "s left" in ended.stderr
    ended = srxai("reliance", scene, "--output", tmp_path / "m.tif", "--stride", 48, *NETWORK)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["explained"] == 6
    out = tmp_path / "out"
    ended = srxai(
        *("explain", scene, "--window", "50,40,6,5", "--output", out, "--method", "amve-sr"),
        *NETWORK,
    )
    assert ended.returncode == 0, ended.stderr
    ended = srxai(
        *("zonal", out / "amve-sr.tif", "--zones", make_raster(name="zones.tif")),
        *("--output", tmp_path / "t.csv", "--label", "3=road"),
    )
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["words"] == ended.stderr.strip()


def test_a_grid_becomes_a_batch_and_goes_on_where_it_stopped(make_raster, tmp_path):
    given = ("batch", "--grid", make_raster(), "--stride", 48, "--output", tmp_path / "out")
    ended = srxai(*given, *NETWORK)
    assert ended.returncode == 0, ended.stderr
    assert "6 windows hold data" in ended.stderr
    assert json.loads(ended.stdout)["computed"] == 6
    ended = srxai(*given, *NETWORK)
    assert json.loads(ended.stdout)["already_there"] == 6


def test_failures_are_counted_in_the_exit_status_and_named(make_raster, tmp_path):
    lines = tmp_path / "requests.jsonl"
    lines.write_text(f"{to_json(asked(make_raster()))}\n{{}}\n")
    ended = srxai("batch", lines, "--output", tmp_path / "out", "--threads", 1)
    assert ended.returncode == 1
    assert "1 of 2 requests failed: see" in ended.stderr
    assert json.loads(ended.stdout)["computed"] == 1


def test_ctrl_c_keeps_what_is_finished_and_says_so(make_raster, tmp_path):
    scene = make_raster(texture(3, 96, 400))
    lines = tmp_path / "requests.jsonl"
    lines.write_text("".join(to_json(asked(scene, i)) + "\n" for i in range(8, 380)))
    out = tmp_path / "out"
    command = [*SRXAI, "batch", str(lines), "--output", str(out), "--threads", "1"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        for line in process.stderr:
            if "region 3/" in line:
                process.send_signal(signal.SIGINT)
                break
        rest = process.stderr.read()
    assert process.returncode == 130 and "The same batch goes on from there." in rest
    assert len(list(out.glob("*/result.json"))) >= 3
    assert not list(out.rglob("*.partial"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("superresolve", "/nowhere.tif", "--output", "OUT"), "no file /nowhere.tif"),
        (("reliance", "SCENE", "--output", "OUT", "--workers", "many"), "takes a number or auto"),
        (("zonal", "SCENE", "--zones", "SCENE", "--output", "OUT", "--label", "3"), "VALUE=NAME"),
        (("batch", "--output", "OUT"), "one of the arguments"),
        (("batch", "SCENE", "--grid", "SCENE", "--output", "OUT"), "not allowed with"),
        (("rerun", "SCENE"), "does not say how it was made"),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_written(make_raster, tmp_path, arguments, words):
    known = {"SCENE": make_raster(), "OUT": tmp_path / "new"}
    ended = srxai(*(known.get(a, a) for a in arguments))
    assert ended.returncode == 2, ended.stderr
    assert words in ended.stderr and ended.stderr.count("\n") == 1
    assert not Path(tmp_path / "new").exists()


@contextmanager
def files_up_to(limit: int) -> Iterator[None]:
    """No file of this process may grow beyond, which fails as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("limit", [2_000, 60_000])
def test_a_full_disk_is_one_sentence_and_leaves_nothing(make_raster, tmp_path, limit):
    scene, lines = make_raster(), tmp_path / "requests.jsonl"
    lines.write_text(to_json(asked(scene)) + "\n")

    with files_up_to(limit):
        ended = srxai("superresolve", scene, "--output", tmp_path / "new" / "sr.tif", *NETWORK)
    assert ended.returncode == 2 and "error: Cannot write" in ended.stderr
    assert not (tmp_path / "new").exists()
    if limit > 10_000:  # room enough for one heatmap
        return
    with files_up_to(limit):
        ended = srxai("batch", lines, "--output", tmp_path / "out", "--threads", 1)
    assert ended.returncode == 1 and "1 of 1 requests failed" in ended.stderr
    assert "Cannot write" in (tmp_path / "out" / "failures.jsonl").read_text()
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["failures.jsonl"]
