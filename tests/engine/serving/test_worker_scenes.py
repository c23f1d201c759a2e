"""The worker's further requests, as QGIS sends them."""

from __future__ import annotations

from pathlib import Path

import pytest

from srxai_plugin.contract import wire
from srxai_plugin.contract.codec import from_data, to_data, to_json
from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import CompareRequest, Method
from srxai_plugin.contract.results import Comparison
from srxai_plugin.contract.scenes import (
    Batch,
    BatchRequest,
    RelianceMap,
    RelianceRequest,
    SuperResolved,
    SuperResolveRequest,
    Zonal,
    ZonalRequest,
    digest,
)
from tests.engine.many.test_batch import asked
from tests.engine.worker_process import Engine, result_of


def answer(engine: Engine, do: str, request: object) -> object:
    engine.tell(do=do, id=1, request=to_data(request))
    return result_of(engine.outcome(1))


def test_every_request_is_answered_with_its_result(engine, make_raster, tmp_path):
    scene, out = str(make_raster()), tmp_path / "out"
    net = "fsrcnn-x4"
    sr = answer(engine, "superresolve", SuperResolveRequest(scene, str(out / "sr.tif"), net))
    assert from_data(SuperResolved, sr).width == 480 and (out / "sr.tif").is_file()
    reliance = RelianceRequest(scene, str(out / "map.tif"), net, stride=48)
    map = from_data(RelianceMap, answer(engine, "reliance", reliance))
    assert (map.columns, map.rows) == (3, 2)
    region = Region(window=Window(50, 40, 6, 5))
    compared = CompareRequest(scene, region, str(out / "c"), (net, "edsr-x2"), Method("amve-sr"))
    found = from_data(Comparison, answer(engine, "compare", compared))
    zones = make_raster(name="zones.tif")
    zonal = ZonalRequest(found.networks[0].raster, str(zones), str(out / "t.csv"))
    assert from_data(Zonal, answer(engine, "zonal", zonal)).zones
    lines = tmp_path / "lines.jsonl"
    lines.write_text(to_json(asked(Path(scene))) + "\n")
    done = answer(engine, "batch", BatchRequest(str(lines), str(out / "b")))
    assert from_data(Batch, done).computed == 1
    assert (out / "b" / digest(asked(Path(scene))) / "result.json").is_file()


@pytest.mark.parametrize("do", ["superresolve", "reliance"])
def test_a_cancel_is_heard_in_the_middle_and_leaves_nothing(engine, make_raster, tmp_path, do):
    kinds = {"superresolve": SuperResolveRequest, "reliance": RelianceRequest}
    small = {"superresolve": {"tile": 16}, "reliance": {"stride": 2}}
    output = tmp_path / "new" / "out.tif"
    request = kinds[do](str(make_raster()), str(output), "fsrcnn-x4", **small[do])
    engine.tell(do=do, id=1, request=to_data(request))
    while (event := engine.hear()).get("stage") not in ("tile", "window") or not event["n"]:
        pass
    engine.tell(do="cancel", id=1)
    assert engine.outcome(1)["event"] == wire.CANCELLED
    assert not (tmp_path / "new").exists()


def test_what_is_no_such_request_is_one_sentence(engine):
    engine.tell(do="reliance", id=1, request={"raster": "a", "output": "b", "mood": 3})
    failed = engine.outcome(1)
    assert failed["kind"] == "BadInput" and "no field 'mood'" in failed["message"]
