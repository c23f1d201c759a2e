"""The process boundary, with the real engine and with one that misbehaves."""

from __future__ import annotations

import math
import os
import signal
import sys
from collections.abc import Iterator
from functools import reduce
from pathlib import Path

import pytest
from conftest import MakeRaster, Waiter, end, outcome
from qgis.core import QgsRasterLayer

from srxai_plugin.contract import wire
from srxai_plugin.contract.choices import METHOD_NAMES
from srxai_plugin.contract.geometry import Bounds, Polygon, Region, Window
from srxai_plugin.contract.progress import Known, Progress
from srxai_plugin.contract.requests import ExplainRequest, Method
from srxai_plugin.contract.results import Explanation
from srxai_plugin.desk.runtime.session import EngineSession

SCRIPTED = Path(__file__).parents[1] / "scripted_engine.py"
WINDOW = Region(window=Window(16, 12, 4, 4))


def request(raster: Path | str, output: Path, **more: object) -> ExplainRequest:
    return ExplainRequest(
        str(raster),
        **{"region": WINDOW, "methods": (Method("amve-sr"),), **more},
        output=str(output),
    )


@pytest.fixture
def scripted() -> Iterator[EngineSession]:
    session = EngineSession(Path(sys.executable), SCRIPTED)
    yield session
    end(session)


def test_the_engine_starts_with_the_first_request_and_stays_warm(session: EngineSession) -> None:
    assert not session.is_running
    ready = Waiter(session.ready)
    for _ in range(2):
        answer = outcome(session)
        id = session.ask(wire.PING)
        assert answer.wait() == ("answered", (id, "pong"))
    assert len(ready.came) == 1


def test_the_engine_lists_its_networks_and_methods(warm: EngineSession) -> None:
    answers = outcome(warm)
    warm.ask(wire.METHODS)
    _, (_, methods) = answers.wait()
    assert [method["id"] for method in methods] == list(METHOD_NAMES)

    answers = outcome(warm)
    warm.ask(wire.NETWORKS)
    _, (_, networks) = answers.wait()
    assert {"edsr-x4": 4}.items() <= {n["id"]: n["scale"] for n in networks}.items()


def test_an_explanation_comes_with_progress_and_files(
    warm: EngineSession, make_raster: MakeRaster, tmp_path: Path
) -> None:
    progress, known, end = Waiter(warm.progress), Waiter(warm.known), outcome(warm)
    id = warm.explain(request(make_raster(), tmp_path / "out"))
    name, values = end.wait()
    came = [told for _, (of, told) in known.came if of == id]
    assert (name, values[0]) == ("explained", id), values
    explanation: Explanation = values[1]
    assert explanation.tile.window == Window(0, 0, 40, 32)
    assert Path(explanation.attributions[0].raster).is_file()
    assert Path(explanation.super_resolved).is_file()
    assert progress.came and 0 <= progress.came[-1][1][1].fraction <= 1
    assert len(came) > 1
    assert reduce(Known.joined, came).attributions == explanation.attributions
    assert reduce(Known.joined, came).baselines == explanation.baselines


@pytest.mark.parametrize(
    ("raster", "more"),
    [
        ("missing.tif", {}),
        ("scene.tif", {"network": "no-such-network"}),
        ("scene.tif", {"methods": (Method("no-such-method"),)}),
        ("scene.tif", {"region": Region(bounds=Bounds(0.0, 0.0, 1.0, 1.0))}),
        ("scene.tif", {"bands": (1, 2, 9)}),
    ],
)
def test_bad_input_fails_with_one_sentence_and_writes_nothing(
    warm: EngineSession, make_raster: MakeRaster, tmp_path: Path, raster: str, more: dict
) -> None:
    make_raster()
    end = outcome(warm)
    warm.explain(request(tmp_path / raster, tmp_path / "out", **more))
    name, (_, kind, sentence) = end.wait()
    assert (name, kind) == ("failed", "BadInput")
    assert sentence.strip() and "\n" not in sentence and "Traceback" not in sentence
    assert not (tmp_path / "out").exists()


def test_a_killed_engine_fails_its_request_and_the_next_one_starts_afresh(
    session: EngineSession, make_raster: MakeRaster, tmp_path: Path
) -> None:
    ready = Waiter(session.ready)
    end = outcome(session)
    session.ask(wire.PING)
    end.wait()
    end, busy = outcome(session), Waiter(session.progress)
    slow = (Method("lam", {"steps": 1000}),)
    session.explain(request(make_raster(), tmp_path / "out", methods=slow))
    busy.wait()
    os.kill(ready.came[0][1][0]["pid"], signal.SIGKILL)
    name, (_, kind, sentence) = end.wait()
    assert (name, kind) == ("failed", "EngineGone")
    assert "memory" in sentence
    assert not (tmp_path / "out").exists(), "half of a result was left behind"

    end = outcome(session)
    session.ask(wire.PING)
    assert end.wait()[0] == "answered"


def test_a_running_request_is_cancelled_and_leaves_nothing(
    session: EngineSession, make_raster: MakeRaster, tmp_path: Path
) -> None:
    end, busy = outcome(session), Waiter(session.progress)
    slow = (Method("lam", {"steps": 1000}),)
    id = session.explain(request(make_raster(), tmp_path / "out", methods=slow))
    busy.wait()
    session.cancel(id)
    assert end.wait() == ("cancelled", (id,))
    assert not (tmp_path / "out").exists()


def test_a_crash_is_explained_with_the_last_lines_of_stderr(
    scripted: EngineSession, tmp_path: Path
) -> None:
    end = outcome(scripted)
    scripted.explain(request("crash", tmp_path))
    _, (_, kind, sentence) = end.wait()
    assert kind == "EngineGone"
    assert "signal 11" in sentence
    assert "line 3 of the last words" in sentence and "line 7 of the last words" in sentence
    assert "line 2" not in sentence, "the quote is bounded"


def test_an_engine_that_leaves_by_itself_is_told_with_its_status(
    scripted: EngineSession, tmp_path: Path
) -> None:
    end = outcome(scripted)
    scripted.explain(request("leave", tmp_path))
    _, (_, kind, sentence) = end.wait()
    assert kind == "EngineGone" and "status 7" in sentence


def test_a_refusal_comes_with_its_kind_and_sentence(
    scripted: EngineSession, tmp_path: Path
) -> None:
    end = outcome(scripted)
    id = scripted.explain(request("refuse", tmp_path))
    assert end.wait() == ("failed", (id, "BadInput", "No such raster. Choose another."))


def test_an_answer_that_is_too_long_fails_its_request_and_no_other(
    scripted: EngineSession, tmp_path: Path
) -> None:
    end, answered = outcome(scripted), Waiter(scripted.answered)
    id = scripted.explain(request("say too much", tmp_path / "out"))
    behind = scripted.ask(wire.PING)
    name, (failed, kind, sentence) = end.wait()
    assert (name, failed, kind) == ("failed", id, "Unsupported")
    assert "longer than 16 MB" in sentence
    assert answered.wait() == ("answered", (behind, "pong"))


def test_a_request_that_is_too_long_fails_at_once_and_is_not_sent(
    scripted: EngineSession, tmp_path: Path
) -> None:
    end, answered = outcome(scripted), Waiter(scripted.answered)
    id = scripted.explain(request("x" * wire.LONGEST, tmp_path / "out"))
    behind = scripted.ask(wire.PING)
    name, (failed, kind, sentence) = end.wait()
    assert (name, failed, kind) == ("failed", id, "BadInput")
    assert "longer than 16 MB" in sentence and "polygon" in sentence
    assert answered.wait() == ("answered", (behind, "pong"))


@pytest.mark.parametrize(
    ("written", "words"), [(None, "cannot be read"), (b"{", "cannot be read"), (b"{}", "lacks")]
)
def test_a_result_that_is_no_result_fails_in_a_sentence(
    scripted: EngineSession, tmp_path: Path, written: bytes | None, words: str
) -> None:
    if written is not None:
        (tmp_path / "result.json").write_bytes(written)
    end = outcome(scripted)
    id = scripted.explain(request("name a file", tmp_path))
    name, (failed, kind, sentence) = end.wait()
    assert (name, failed, kind) == ("failed", id, "BadInput")
    assert words in sentence and "\n" not in sentence


def test_an_absurdly_large_result_is_not_read(scripted: EngineSession, tmp_path: Path) -> None:
    with (tmp_path / "result.json").open("wb") as file:
        file.truncate(1 << 40)  # of holes
    end = outcome(scripted)
    scripted.explain(request("name a file", tmp_path))
    _, (_, _, sentence) = end.wait()
    assert "larger than 64 MB" in sentence


def test_a_polygon_of_26_000_vertices_is_explained(
    warm: EngineSession, make_raster: MakeRaster, tmp_path: Path
) -> None:
    raster = make_raster()
    xmin, ymin, xmax, ymax = QgsRasterLayer(str(raster)).extent().toRectF().getCoords()
    ring = tuple(
        (
            (xmin + xmax) / 2 + (xmax - xmin) / 8 * math.cos(2 * math.pi * i / 26_000),
            (ymin + ymax) / 2 + (ymax - ymin) / 8 * math.sin(2 * math.pi * i / 26_000),
        )
        for i in range(26_000)
    )
    region = Region(polygon=Polygon((ring,)))
    quick = (Method("gradient"),)
    end = outcome(warm)
    warm.explain(request(raster, tmp_path / "out", region=region, methods=quick))
    name, values = end.wait()
    assert name == "explained", values
    assert values[1].request.region == region


def test_an_engine_deaf_to_a_cancel_is_killed_and_its_leavings_are_removed(
    scripted: EngineSession, tmp_path: Path
) -> None:
    output = tmp_path / "srxai" / "run"
    end, busy = outcome(scripted), Waiter(scripted.progress)
    id = scripted.explain(request("stay deaf", output))
    _, (_, progress) = busy.wait()
    assert progress == Progress("attributing", 0.1, 2.5, "lam", 3, 25)
    assert list(output.iterdir())
    scripted.cancel(id)
    assert end.wait() == ("cancelled", (id,))
    assert not (tmp_path / "srxai").exists(), "folders made for the request are gone with it"


def test_a_folder_that_was_there_before_a_cancelled_request_stays(
    scripted: EngineSession, tmp_path: Path
) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    end, busy = outcome(scripted), Waiter(scripted.progress)
    id = scripted.explain(request("stay deaf", tmp_path))
    busy.wait()
    scripted.cancel(id)
    end.wait()
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_command_that_fills_a_folder_tells_progress_and_leaves_nothing_when_killed(
    scripted: EngineSession, tmp_path: Path
) -> None:
    output = tmp_path / "srxai" / "networks"
    end, busy = outcome(scripted), Waiter(scripted.progress)
    asked = {"raster": "stay deaf", "output": str(output)}
    id = scripted.ask(wire.COMPARE, request=asked)
    assert busy.wait()[1][0] == id
    scripted.cancel(id)
    assert end.wait() == ("cancelled", (id,))
    assert not (tmp_path / "srxai").exists()


def test_requests_behind_a_killed_one_are_answered_by_a_fresh_engine(
    scripted: EngineSession, tmp_path: Path
) -> None:
    busy, ready = Waiter(scripted.progress), Waiter(scripted.ready)
    deaf = scripted.explain(request("stay deaf", tmp_path / "out"))
    busy.wait()
    answered = Waiter(scripted.answered)
    ping = scripted.ask(wire.PING)
    scripted.cancel(deaf)
    assert answered.wait() == ("answered", (ping, "pong"))
    assert len(ready.came) == 2


def test_an_engine_that_lacked_memory_is_replaced_and_nothing_behind_it_is_lost(
    scripted: EngineSession, tmp_path: Path
) -> None:
    ready, answered = Waiter(scripted.ready), Waiter(scripted.answered)
    failed = Waiter(scripted.failed)
    lacking = scripted.explain(request("lack memory", tmp_path / "out"))
    behind = scripted.ask(wire.PING)
    assert failed.wait() == ("failed", (lacking, "Unsupported", "Too little memory."))
    assert answered.wait() == ("answered", (behind, "pong"))
    assert len(ready.came) == 2
    assert ready.came[0] != ready.came[1], "another process"


def test_a_request_that_was_not_sent_yet_is_cancelled_at_once(
    scripted: EngineSession, tmp_path: Path
) -> None:
    end = outcome(scripted)
    id = scripted.explain(request("crash", tmp_path))
    scripted.cancel(id)
    assert end.came == [("cancelled", (id,))]


def test_an_interpreter_that_does_not_run_is_told(tmp_path: Path) -> None:
    session = EngineSession(tmp_path / "no-python")
    end = outcome(session)
    id = session.ask(wire.PING)
    name, (failed, kind, sentence) = end.wait()
    assert (name, failed, kind) == ("failed", id, "EngineGone")
    assert "no-python" in sentence
    session.close()


def test_an_interpreter_without_torch_says_what_it_lacks() -> None:
    session = EngineSession(Path("/usr/bin/python3"))
    end_of_it = outcome(session)
    session.ask(wire.PING)
    _, (_, kind, sentence) = end_of_it.wait()
    assert kind == "EngineGone"
    assert "/usr/bin/python3" in sentence and "lacks" in sentence
    end(session)
