"""The engine as QGIS starts it on Windows: answers, cancels, kills, and what is left on disk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from srxai_plugin.contract import staging, wire
from srxai_plugin.contract.codec import to_data
from srxai_plugin.contract.requests import CompareRequest, ExplainRequest, Method
from tests.engine.held import held
from tests.engine.worker_process import Engine, result_of
from tests.windows.conftest import LONG, explain, until_it_computes


def test_networks_are_compared_by_an_engine_that_has_just_begun(
    engine: Engine, asked: ExplainRequest, home: Path
):
    """Libraries that look at stdin as they are loaded meet a thread that waits there."""
    output = home / "Vergleich"
    request = CompareRequest(
        asked.raster, asked.region, str(output), ("fsrcnn-x4", "edsr-x2"), Method("amve-sr"),
        context=16, threads=1,
    )  # fmt: skip
    engine.tell(do="compare", id=1, request=to_data(request))
    assert engine.outcome(1)["event"] == wire.DONE
    assert (output / "comparison.json").is_file()


def test_a_region_is_explained_with_its_density_and_randomised_networks(
    engine: Engine, asked: ExplainRequest
):
    folder = explain(engine, asked, 2, views=("density",), measures=("randomisation",))
    result = result_of(engine.outcome(2))
    assert Path(result["attributions"][0]["raster"]).parent == folder
    assert result == json.loads((folder / "result.json").read_text("utf-8"))
    assert {path.suffix for path in folder.iterdir()} >= {".tif", ".json"}
    assert "randomisation" in json.dumps(result)


def test_a_result_is_reported_as_one_page(engine: Engine, asked: ExplainRequest):
    folder = explain(engine, asked, 3)
    assert engine.outcome(3)["event"] == wire.DONE
    engine.tell(do="report", id=4, result=str(folder))
    assert engine.outcome(4)["event"] == wire.DONE
    assert [*folder.glob("*.html")]


def test_a_cancel_in_the_middle_leaves_nothing(engine: Engine, asked: ExplainRequest, home: Path):
    folder = explain(engine, asked, 5, output=str(home / "abgebrochen ö"), methods=LONG)
    until_it_computes(engine)
    engine.tell(do="cancel", id=5)
    assert engine.outcome(5)["event"] == wire.CANCELLED
    assert not folder.exists()


def test_a_result_that_a_program_has_open_is_refused_before_anything_is_computed(
    engine: Engine, asked: ExplainRequest, home: Path
):
    folder = home / "offen"
    folder.mkdir()
    taken = folder / "super_resolved.tif"
    taken.write_bytes(b"older")
    with held(taken):
        explain(engine, asked, 6, output=str(folder))
        *before, failed = engine.events(6)
    assert failed["kind"] == "CannotWrite" and str(taken) in failed["message"]
    assert not {event.get("stage") for event in before} & {"tile", "window", "super-resolving"}
    assert [*folder.iterdir()] == [taken] and taken.read_bytes() == b"older"


def test_what_a_killed_engine_left_goes_with_the_next_result(
    engine: Engine, engines: list[Engine], asked: ExplainRequest, home: Path
):
    folder = explain(engine, asked, 7, output=str(home / "getötet"), methods=LONG)
    until_it_computes(engine)
    (left,) = folder.iterdir()
    _, pid = left.name.removeprefix(staging.NAME).split("-")[:2]
    engine.process.kill()  # the launcher of the environment, as QProcess does it
    while engine.process.stdout.readline():  # until the interpreter below it has ended, too
        pass
    engine.process.wait(timeout=60)
    engines.clear()
    assert left.exists()
    staging.patiently(lambda: _ended(pid))
    staging.sweep(folder)
    assert [*folder.iterdir()] == []


def _ended(pid: str) -> None:
    if not staging.has_ended(staging.mark(int(pid))):
        error = PermissionError(13, "it lives")
        error.winerror = staging.HELD[0]
        raise error


@pytest.mark.parametrize("name", [staging.PARTIAL, staging.WHOLE])
def test_what_another_living_process_stages_is_not_swept(name: str, tmp_path: Path):
    ours = staging.begin(tmp_path).rename(tmp_path / f"{staging.NAME}{staging.mark()}-a{name}")
    staging.sweep(tmp_path)
    assert ours.exists()
