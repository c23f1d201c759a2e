from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from srxai_plugin.contract.codec import from_json, to_data, to_json
from srxai_plugin.contract.errors import BadInput, Cancelled, Unsupported
from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import ExplainRequest, Method
from srxai_plugin.contract.results import Explanation
from srxai_plugin.contract.scenes import BatchRequest, digest
from srxai_plugin.engine.many.batch import batch
from srxai_plugin.engine.scene.windows import write_windows
from tests.engine.conftest import texture

Lines = Callable[..., Path]


def asked(scene: Path, column: int = 30, **changes: object) -> ExplainRequest:
    request = ExplainRequest(
        raster=str(scene),
        region=Region(window=Window(column, 40, 6, 5)),
        output="",
        network="fsrcnn-x4",
        methods=(Method("amve-sr"),),
        device="cpu",
    )
    return replace(request, **changes)


@pytest.fixture
def write_lines(tmp_path: Path) -> Lines:
    def write(*lines: object) -> Path:
        path = tmp_path / "requests.jsonl"
        texts = [to_json(li) if isinstance(li, ExplainRequest) else str(li) for li in lines]
        path.write_text("\n".join(texts) + "\n", "utf-8")
        return path

    return write


def of(requests: Path, output: Path, **changes: object) -> BatchRequest:
    return replace(BatchRequest(str(requests), str(output)), **changes)


def test_results_are_named_by_the_request_whatever_its_output(make_raster, write_lines, tmp_path):
    one, other = asked(make_raster()), asked(make_raster(), 60)
    assert digest(one) == digest(replace(one, output="/elsewhere")) != digest(other)
    done = batch(of(write_lines(one, "", other), tmp_path / "out"))
    assert (done.requests, done.computed, done.failed, done.failures) == (2, 2, 0, None)
    assert {p.name for p in (tmp_path / "out").iterdir()} == {digest(one), digest(other)}
    result = (tmp_path / "out" / digest(other) / "result.json").read_text()
    assert from_json(Explanation, result).region_sr_window.column == 240


def test_bad_lines_are_told_by_number_and_the_rest_goes_on(make_raster, write_lines, tmp_path):
    scene = make_raster()
    lines = write_lines(
        asked(scene),
        "{no json",
        json.dumps({**to_data(asked(scene)), "mood": "good"}),
        asked(scene, 5000),
        "[]",
        asked(scene, 60),
        asked(scene, network="nope"),
        asked(Path("/nowhere/scene.tif")),
    )
    done = batch(of(lines, tmp_path / "out"))
    assert (done.requests, done.computed, done.failed) == (8, 2, 6)
    told = {f["line"]: f for f in map(json.loads, Path(done.failures).read_text().splitlines())}
    assert list(told) == [2, 3, 4, 5, 7, 8]
    assert "Not valid JSON" in told[2]["reason"] and told[2]["text"] == "{no json"
    assert "no field 'mood'" in told[3]["reason"]
    assert "outside the raster" in told[4]["reason"]
    assert told[4]["request"]["region"]["window"]["column"] == 5000
    assert "no network nope" in told[7]["reason"]
    assert "no file /nowhere/scene.tif" in told[8]["reason"]


def test_stopped_and_started_again_nothing_is_computed_twice(make_raster, write_lines, tmp_path):
    scene = make_raster()
    lines = write_lines(*(asked(scene, 10 + i) for i in range(6)), asked(scene, 10))
    told: list[int | None] = []
    with pytest.raises(Cancelled, match="2 results were added"):
        batch(of(lines, tmp_path / "out"), lambda p: told.append(p.n), lambda: told[-1] == 2)
    made = {p: p.stat().st_mtime_ns for p in (tmp_path / "out").glob("*/result.json")}
    assert len(made) == 2
    done = batch(of(lines, tmp_path / "out"))
    assert (done.requests, done.computed, done.already_there) == (7, 4, 3)
    assert all(path.stat().st_mtime_ns == made[path] for path in made)
    again = batch(of(lines, tmp_path / "out"))
    assert (again.computed, again.already_there) == (0, 7)
    assert not list((tmp_path / "out").glob("*/.srxai*"))


def test_failed_ones_are_tried_again_and_success_takes_the_list_away(
    make_raster, write_lines, tmp_path
):
    scene = make_raster(name="a.tif")
    lines = write_lines(asked(scene), asked(tmp_path / "late.tif"))
    assert batch(of(lines, tmp_path / "out")).failed == 1
    make_raster(name="late.tif")
    done = batch(of(lines, tmp_path / "out"))
    assert (done.computed, done.already_there, done.failed) == (1, 1, 0)
    assert not (tmp_path / "out" / "failures.jsonl").exists()


def test_a_grid_asks_for_every_window_with_data(make_raster, tmp_path):
    values = texture(3, 96, 120)
    values[:, :, :50] = 0
    scene = make_raster(values, nodata=0)
    path = tmp_path / "grid.jsonl"
    assert write_windows(asked(scene), 40, 8, path) == 2 * 3
    windows = [json.loads(line)["region"]["window"] for line in path.open()]
    assert windows[0] == {"column": 56, "row": 16, "width": 8, "height": 8}
    values[:] = 0
    with pytest.raises(BadInput, match="No window of the grid holds data"):
        write_windows(asked(make_raster(values, nodata=0)), 40, 8, tmp_path / "none.jsonl")
    assert not (tmp_path / "none.jsonl").exists()


def test_what_cannot_begin_says_why(make_raster, write_lines, tmp_path):
    lines = write_lines(asked(make_raster()))
    with pytest.raises(BadInput, match="cannot be read"):
        batch(of(tmp_path / "none.jsonl", tmp_path / "out"))
    with pytest.raises(BadInput, match="output folder"):
        batch(of(lines, lines / "below"))
    with pytest.raises(BadInput, match="1 or more"):
        batch(of(lines, tmp_path / "out", workers=0))
    with pytest.raises(BadInput, match="holds no requests"):
        batch(of(write_lines(""), tmp_path / "out"))


def test_workers_without_dask_say_how_to_get_it(make_raster, write_lines, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    monkeypatch.delitem(
        __import__("sys").modules, "srxai_plugin.engine.many.dask_fleet", raising=False
    )
    with pytest.raises(Unsupported, match=r"pip install 'srxai\[fleet\]'"):
        batch(of(write_lines(asked(make_raster())), tmp_path / "out", workers=2))
