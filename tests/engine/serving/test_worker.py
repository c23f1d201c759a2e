from __future__ import annotations

import json
import math
import os
import shutil
import sys
from dataclasses import replace
from functools import reduce
from pathlib import Path

import numpy as np
import pytest
import rasterio

from srxai_plugin.contract import wire
from srxai_plugin.contract.codec import from_data, to_data
from srxai_plugin.contract.geometry import Polygon, Region, Window
from srxai_plugin.contract.progress import Known, Preview
from srxai_plugin.contract.requests import CompareRequest, Method
from srxai_plugin.contract.resource import resource
from srxai_plugin.contract.results import Comparison, Explanation
from tests.engine.explaining.test_explain import request
from tests.engine.worker_process import Engine, result_of


def explain_command(id: int, scene: Path, output: Path, **changes: object) -> dict[str, object]:
    return {"do": "explain", "id": id, "request": to_data(request(scene, output, **changes))}


def test_worker_explains_request_after_request(engine, make_raster, tmp_path):
    scene = make_raster()
    networks = {1: "edsr-x4", 2: "fsrcnn-x4"}
    for id in networks:
        engine.tell(**explain_command(id, scene, tmp_path / str(id), network=networks[id]))
    for id in networks:
        done = engine.outcome(id)
        assert done["event"] == wire.DONE, done
        assert from_data(Explanation, result_of(done)).network.id == networks[id]
        assert (tmp_path / str(id) / "result.json").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="Linux tells what a process has open")
def test_stdin_is_not_left_to_libraries(engine):
    """As it is loaded on Windows, Fortran's runtime looks at the file that is stdin, and waits for
    the thread that reads from it."""
    pid = engine.process.pid
    assert os.readlink(f"/proc/{pid}/fd/0") == os.devnull
    engine.tell(do="networks", id=1)
    assert engine.outcome(1)["event"] == wire.DONE


def test_cancel_is_heard_in_the_middle_and_the_next_request_runs(engine, make_raster, tmp_path):
    scene = make_raster()
    long = (Method("lam", {"steps": 5000}),)
    engine.tell(**explain_command(1, scene, tmp_path / "out", methods=long))
    while (event := engine.hear()).get("n") != 1 or event["of"] != 5000:
        pass
    engine.tell(do="cancel", id=1)
    assert engine.outcome(1)["event"] == wire.CANCELLED
    assert not (tmp_path / "out").exists()
    engine.tell(**explain_command(2, scene, tmp_path / "out"))
    assert engine.outcome(2)["event"] == wire.DONE


def test_maps_are_shown_before_their_figures_are_known(engine, make_raster, tmp_path):
    engine.tell(**explain_command(1, make_raster(), tmp_path / "out"))
    *before, done = engine.events(1)
    result = from_data(Explanation, result_of(done))
    shown = [e for e in before if e["event"] == wire.PREVIEW]
    assert [e["preview"]["method"] for e in shown] == [a.method for a in result.attributions]
    first = before.index(shown[-1])
    assert any(e.get("stage") == "measuring" for e in before[first:])
    for event, attribution in zip(shown, result.attributions):
        preview = from_data(Preview, event["preview"])
        assert preview.tile == result.tile
        assert preview.region_window == result.region_window
        assert_shows(preview, attribution.raster)


def test_figures_come_one_after_the_other_and_are_those_of_the_result(
    engine, make_raster, tmp_path
):
    engine.tell(**explain_command(1, make_raster(), tmp_path / "out", detail=True))
    *before, done = engine.events(1)
    result = from_data(Explanation, result_of(done))
    told = [from_data(Known, e["known"]) for e in before if e["event"] == wire.KNOWN]
    methods = [a.method for a in result.attributions]
    order = [
        *((each, "statistics") for each in methods),
        *((each, "baseline") for each in result.baselines),
        *((each, "verdict") for each in methods),
        ("detail", "detail"),
    ]
    assert [what(known) for known in told] == order
    whole = reduce(Known.joined, told)
    assert whole.baselines == result.baselines
    assert whole.attributions == result.attributions
    assert whole.detail == result.detail
    for attribution in result.attributions:
        bare = replace(attribution.statistics, beyond_detail=None)
        assert whole.statistics[attribution.method] == bare
    last_map = max(i for i, e in enumerate(before) if e["event"] == wire.PREVIEW)
    assert last_map < next(i for i, e in enumerate(before) if e["event"] == wire.KNOWN)


def what(known: Known) -> tuple[str, str]:
    """Of what one message tells, and which sort of figures; more in one message are an error."""
    found = [
        *((each, "statistics") for each in known.statistics),
        *((each, "baseline") for each in known.baselines),
        *((each.method, "verdict") for each in known.attributions),
        *(("detail", "detail") for _ in [known.detail] if known.detail is not None),
    ]
    (one,) = found
    return one


def test_a_glance_is_the_same_map_and_leaves_no_file(engine, make_raster, tmp_path):
    scene = make_raster()
    engine.tell(**explain_command(1, scene, tmp_path / "out"))
    made = from_data(Explanation, result_of(engine.outcome(1)))
    for method in made.attributions:
        one = explain_command(
            2, scene, tmp_path / "none", methods=(Method(method.method, method.parameters),)
        )
        engine.tell(**{**one, "do": "glance"})
        assert_shows(from_data(Preview, engine.outcome(2)["result"]), method.raster)
    assert not (tmp_path / "none").exists()


def assert_shows(preview: Preview, raster: str) -> None:
    """The preview's bytes are the written map, to half a step of its root."""
    with rasterio.open(raster) as dataset:
        map, share = dataset.read()
    seen = np.frombuffer(preview.unpacked(), np.uint8).reshape(map.shape)
    assert np.abs(np.sqrt(map) * 255 - seen).max() <= 0.5 + 1e-3
    assert map.max() == 1
    np.testing.assert_allclose(share, 100 * map / map.sum(), rtol=1e-4)


def test_bad_input_is_told_by_kind_and_sentence(engine, make_raster, tmp_path):
    engine.tell(**explain_command(1, make_raster(), tmp_path / "out", network="nope"))
    failed = engine.outcome(1)
    assert (failed["event"], failed["kind"]) == (wire.FAILED, "BadInput")
    assert "edsr-x4" in failed["message"]
    engine.tell(do="explain", id=2, request={"raster": 7})
    assert engine.outcome(2)["kind"] == "BadInput"
    for id, do in enumerate(("dance", [], {}, None, 7, True), start=3):
        engine.tell(do=do, id=id)
        failed = engine.outcome(id)
        assert failed["kind"] == "BadInput"
        assert "Choose from: explain, compare" in failed["message"]


def test_line_that_is_no_message_stops_nothing(engine):
    engine.process.stdin.write(b"\xff\xfe nonsense\n[1]\n")
    engine.tell(do="ping", id=5)
    assert engine.outcome(5)["result"] == "pong"


def test_an_overlong_request_is_refused_by_its_id_and_the_next_one_is_answered(engine):
    engine.tell(do="zonal", id=4, request={"heatmap": "a" * wire.LONGEST})
    failed = engine.outcome(4)
    assert (failed["event"], failed["kind"]) == (wire.FAILED, "BadInput")
    assert failed["message"].startswith("The request is longer than 16 MB.")
    engine.process.stdin.write(b"x" * 3 * wire.LONGEST + b"\n")
    engine.tell(do="ping", id=5)
    assert engine.hear()["id"] is None
    assert engine.outcome(5)["result"] == "pong"


def test_a_request_that_is_as_long_as_a_line_may_be_is_read(engine):
    line = wire.encode({"do": "ping", "id": 6, "more": ""})
    whole = line.replace(b'""', b'"' + b"a" * (wire.LONGEST - len(line)) + b'"')
    assert len(whole) == wire.LONGEST
    engine.process.stdin.write(whole)
    engine.process.stdin.flush()
    assert engine.outcome(6)["result"] == "pong"


def test_a_polygon_of_many_vertices_comes_back_in_the_file_of_its_result(
    engine, make_raster, tmp_path
):
    ring = tuple(
        (500_012 + 2 * math.cos(turn), 4_099_986 + 2 * math.sin(turn))
        for turn in np.linspace(0, 2 * math.pi, 26_000)
    )
    many = Region(polygon=Polygon((ring,)))
    quick = (Method("gradient"),)
    command = explain_command(7, make_raster(), tmp_path / "out", region=many, methods=quick)
    assert len(wire.encode(command)) > 1 << 20
    engine.tell(**command)
    done = engine.outcome(7)
    assert done["file"] == str(tmp_path / "out" / "result.json")
    assert from_data(Explanation, result_of(done)).request.region == many


def test_networks_and_methods_are_told_with_what_a_dock_shows(engine):
    engine.tell(do="networks", id=1)
    networks = {n["id"]: n for n in engine.outcome(1)["result"]}
    assert networks["edsr-x4"]["parameters"] == 380_955
    assert networks["edsr-x2"]["scale"] == 2
    engine.tell(do="methods", id=2)
    methods = {m["id"]: m for m in engine.outcome(2)["result"]}
    modes = methods["lam"]["parameters"]["mode"]["choices"]
    assert modes == ["midpoint", "official", "anytime"]
    assert methods["amve-sr"]["sentence"]


def test_worker_ends_with_its_owner_in_the_middle_of_a_request(make_raster, tmp_path):
    engine = Engine()
    assert engine.hear()["event"] == wire.READY
    long = replace(
        request(make_raster(), tmp_path / "out"), methods=(Method("lam", {"steps": 9000}),)
    )
    engine.tell(do="explain", id=1, request=to_data(long))
    while engine.hear().get("n") != 1:
        pass
    assert engine.end() == 0
    assert not (tmp_path / "out").exists()


def test_a_network_is_told_added_checked_and_removed(engine, tmp_path):
    own = tmp_path / "Own Net.safetensors"
    shutil.copy(resource("models", "fsrcnn-x4.safetensors"), own)
    engine.tell(do="network-info", id=1, network=str(own))
    facts = engine.outcome(1)["result"]
    assert (facts["architecture"], facts["scale"], facts["bands"]) == ("fsrcnn", 4, 3)
    assert (facts["free_id"], facts["added"], facts["local"]) == ("own-net", False, True)
    told = {"title": "Mine <b>", "colour": "y", "value_range": 1, "licence": "MIT"}
    engine.tell(do="network-add", id=2, file=str(own), network=None, told=told)
    added = engine.outcome(2)["result"]
    assert (added["id"], added["title"], added["warnings"]) == ("own-net", "Mine <b>", [])
    assert json.loads((engine.networks / "own-net.json").read_text("utf-8"))["licence"] == "MIT"
    engine.tell(do="network-info", id=3, network=str(own))
    assert engine.outcome(3)["result"]["free_id"] == "own-net-2"
    engine.tell(do="network-check", id=4, network="own-net")
    assert engine.outcome(4)["result"]["ramp_error"] < 0.03
    engine.tell(do="network-remove", id=5, network="own-net")
    assert engine.outcome(5)["event"] == wire.DONE
    assert list(engine.networks.iterdir()) == []


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ({"do": "network-info"}, "lacks the text 'network'"),
        ({"do": "network-remove", "network": ["edsr-x4"]}, "lacks the text 'network'"),
        ({"do": "network-remove", "network": "edsr-x4"}, "no network that was added"),
        ({"do": "network-check", "network": "nope"}, "Unknown network 'nope'"),
        ({"do": "network-add", "file": "TEXT"}, "text.pt"),
        ({"do": "network-add", "file": "TEXT", "told": 5}, "should be an object"),
        ({"do": "network-add", "file": "TEXT", "told": {"mood": "good"}}, "no field 'mood'"),
        ({"do": "network-add", "file": "TEXT", "told": {"colour": "red"}}, "colour is red"),
    ],
)
def test_a_bad_command_for_a_network_is_one_sentence(engine, tmp_path, command, sentence):
    text = tmp_path / "text.pt"
    text.write_text("not a checkpoint")
    engine.tell(id=1, **{k: str(text) if v == "TEXT" else v for k, v in command.items()})
    failed = engine.outcome(1)
    assert (failed["event"], failed["kind"]) == (wire.FAILED, "BadInput"), failed
    assert sentence in failed["message"]
    assert not engine.networks.exists()


def test_a_network_that_broke_is_told_with_its_error_and_a_card_is_not_believed_blindly(
    engine, tmp_path
):
    engine.networks.mkdir()
    (engine.networks / "broken.pt").write_text("broken")
    own = engine.networks / "own.safetensors"
    shutil.copy(resource("models", "fsrcnn-x4.safetensors"), own)
    own.with_suffix(".json").write_text('{"parameters": "many", "scale": null}')
    engine.tell(do="networks", id=1)
    networks = {n["id"]: n for n in engine.outcome(1)["result"]}
    assert networks["broken"]["added"] and "broken.pt" in networks["broken"]["error"]
    assert (networks["own"]["parameters"], networks["own"]["scale"]) == (12_809, 4)


def test_networks_are_compared_with_progress_and_a_cancel_leaves_nothing(
    engine, make_raster, tmp_path
):
    asked = CompareRequest(
        str(make_raster()),
        Region(window=Window(50, 40, 6, 5)),
        str(tmp_path / "out"),
        ("fsrcnn-x4", "edsr-x2"),
        Method("lam", {"steps": 5000}),
        threads=1,
    )
    engine.tell(do="compare", id=1, request=to_data(asked))
    while (event := engine.hear()).get("n") != 1:
        pass
    assert (event["id"], event["event"]) == (1, wire.PROGRESS)
    engine.tell(do="cancel", id=1)
    assert engine.outcome(1)["event"] == wire.CANCELLED
    assert not (tmp_path / "out").exists()
    quick = replace(asked, method=Method("lam", {"steps": 2}))
    engine.tell(do="compare", id=2, request=to_data(quick))
    comparison = from_data(Comparison, result_of(engine.outcome(2)))
    assert [c.network.id for c in comparison.networks] == ["fsrcnn-x4", "edsr-x2"]
    engine.tell(do="report", id=3, result=str(tmp_path / "out" / "fsrcnn-x4"))
    assert Path(engine.outcome(3)["result"]).read_text("utf-8").startswith("<!doctype html>")
    engine.tell(do="figures", id=4, result=str(tmp_path / "out" / "edsr-x2"))
    assert engine.outcome(4)["result"]["svg"]["atv"].startswith("<svg")
    engine.tell(do="report", id=5, result=str(tmp_path / "nowhere"))
    assert engine.outcome(5)["kind"] == "BadInput"


def test_a_map_that_gets_better_is_kept_when_it_is_enough(engine, make_raster, tmp_path):
    better = (Method("lam", {"mode": "anytime", "tolerance": 0.0, "steps": 10_000}),)
    engine.tell(**explain_command(1, make_raster(), tmp_path / "out", methods=better))
    seen = []
    while len(seen) < 3:
        event = engine.hear()
        if event["event"] == wire.PREVIEW:
            seen.append(event["preview"]["roots"])
    engine.tell(do="enough", id=1)
    result = from_data(Explanation, result_of(engine.outcome(1)))
    statistics = result.attributions[0].statistics
    assert len(set(seen)) == 3, "each is another one"
    assert 3 <= statistics.evaluations < 10_000
    assert statistics.change is not None and statistics.completeness_gap is not None
