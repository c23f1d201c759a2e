from __future__ import annotations

import dataclasses
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from srxai_plugin.contract.codec import from_data, from_json, to_data, to_json
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.fields import VERSION
from srxai_plugin.contract.geometry import Bounds, Region, Window
from srxai_plugin.contract.requests import CompareRequest, ExplainRequest, Method
from srxai_plugin.contract.scenes import (
    BatchRequest,
    RelianceRequest,
    SuperResolveRequest,
    ZonalRequest,
)

REQUEST = ExplainRequest(
    "scène.tif",
    Region(bounds=Bounds(1.5, -2, 3, 4, "EPSG:4326")),
    "out",
    methods=(Method("lam", {"mode": "official", "steps": 50, "sigma": 1.5}),),
    bands=(4, 3, 2),
)


@pytest.mark.parametrize(
    "request_",
    [REQUEST, ExplainRequest("a.tif", Region(sr_window=Window(-1, 0, 8, 9)), "o", context=7)],
)
def test_request_survives_the_way_through_json(request_):
    assert from_json(ExplainRequest, to_json(request_)) == request_
    assert "\n" not in to_json(request_)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("raster",), 7, "ExplainRequest.raster should be a text"),
        (("bands",), [1, 2.5], r"bands\[1\] should be a whole number"),
        (("bands",), "123", "bands should be a list"),
        (("region", "bounds", "xmin"), float("inf"), "finite"),
        (("region", "bounds", "xmin"), True, "finite number"),
        (("region", "bounds"), None, "one way"),
        (("region", "circle"), [], "no field 'circle'"),
        (("region", "polygon"), {"rings": [[[0, 0], [1]]]}, "should have 2 values"),
        (("methods",), [{"parameters": {}}], "lacks the field 'id'"),
        (("methods",), [{"id": "lam", "parameters": {"steps": [1]}}], "parameters.steps"),
        (("version",), 99, "newer SRXAI"),
    ],
)
def test_wrong_request_is_refused_by_the_name_of_its_field(path, value, words):
    data = to_data(REQUEST)
    inner = data
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    with pytest.raises(BadInput, match=words):
        from_data(ExplainRequest, data)


IMPOSSIBLE = [
    (ExplainRequest, {"context": -1}, "context is -1; it can be 0 or more."),
    (ExplainRequest, {"device": "gpu"}, "device is gpu; it can be one of auto, cpu, cuda."),
    (ExplainRequest, {"threads": 0}, "threads is 0; it can be from 1 to 1024."),
    (ExplainRequest, {"threads": 1025}, "threads is 1025; it can be from 1 to 1024."),
    (ExplainRequest, {"methods": []}, "methods is empty; it takes at least one."),
    (
        ExplainRequest,
        {"scaling": ""},
        "scaling is ''; it can be one of dtype, percentile, none,",
    ),
    (ExplainRequest, {"views": ["signed", "x"]}, "views is x; it can be one of signed, bands,"),
    (CompareRequest, {"networks": ["a"]}, "networks holds 1 only; it takes at least two."),
    (CompareRequest, {"networks": ["a", "b", "a"]}, "networks holds a twice; it takes each"),
    (SuperResolveRequest, {"tile": 0}, "tile is 0; it can be 1 or more."),
    (RelianceRequest, {"stride": 0}, "stride is 0; it can be 1 or more."),
    (RelianceRequest, {"workers": 0}, "workers is 0; it can be 1 or more."),
    (BatchRequest, {"threads": -4}, "threads is -4; it can be from 1 to 1024."),
]
NEEDED: dict[type, dict] = {
    ExplainRequest: to_data(REQUEST),
    CompareRequest: {**to_data(REQUEST), "networks": ["a", "b"]},
    SuperResolveRequest: {"raster": "a.tif", "output": "b.tif"},
    RelianceRequest: {"raster": "a.tif", "output": "b.tif"},
    ZonalRequest: {"heatmap": "a.tif", "zones": "b.tif", "output": "c.csv"},
    BatchRequest: {"requests": "a.jsonl", "output": "b"},
}
for others in ("network", "methods", "objective", "views", "measures", "reference", "guide"):
    del NEEDED[CompareRequest][others]


@pytest.mark.parametrize(("kind", "change", "sentence"), IMPOSSIBLE)
def test_what_a_field_cannot_hold_is_refused_when_it_is_read_and_when_it_is_made(
    kind: type, change: dict, sentence: str
):
    right = from_data(kind, NEEDED[kind])
    made = {name: tuple(v) if isinstance(v, list) else v for name, v in change.items()}
    with pytest.raises(BadInput, match=f"^{re.escape(sentence)}"):
        from_data(kind, {**NEEDED[kind], **change})
    with pytest.raises(BadInput, match=f"^{re.escape(sentence)}"):
        dataclasses.replace(right, **made)


@pytest.mark.parametrize("kind", [k for k in NEEDED if k is not ZonalRequest])
@pytest.mark.parametrize("version", [VERSION + 1, 99, 1e300])
def test_a_newer_request_is_called_newer_and_not_malformed(kind: type, version: float):
    newer = {**NEEDED[kind], "version": version, "shape": "round", "raster": {"of": "tomorrow"}}
    with pytest.raises(BadInput, match=r"made by a newer SRXAI; .* Update it\.$"):
        from_data(kind, newer)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "7"])
def test_what_is_no_request_is_refused(text):
    with pytest.raises(BadInput):
        from_json(ExplainRequest, text)


def test_not_a_number_never_leaves_as_json():
    with pytest.raises(ValueError, match="JSON"):
        to_json(Bounds(float("nan"), 0, 1, 1))


def test_defaults_are_written_out_so_that_a_request_says_all():
    data = json.loads(to_json(ExplainRequest("a.tif", Region(window=Window(0, 0, 2, 2)), "o")))
    assert data["network"] == "edsr-x4"
    assert [m["id"] for m in data["methods"]] == ["lam", "amve-sr"]


def test_contract_needs_nothing_but_the_standard_library():
    """-S and -I: no site-packages, as in a QGIS that has nothing installed."""
    rooms = sorted(path.stem for path in Path("srxai_plugin/contract").glob("[!_]*.py"))
    names = ", ".join(f"srxai_plugin.contract.{room}" for room in rooms)
    code = f"import sys; sys.path.insert(0, '.'); import {names}"
    subprocess.run([sys.executable, "-I", "-S", "-c", code], check=True)


@pytest.mark.parametrize("text", ["1" + "0" * 400, "-1" + "0" * 400])
def test_whole_numbers_beyond_any_float_are_refused_in_a_sentence(text):
    for field in ('"threads": {}', '"methods": [{{"id": "lam", "parameters": {{"sigma": {}}}}}]'):
        asked = '{"raster": "a", "output": "b", "region": {"window": {"column": 0, "row": 0, '
        asked += '"width": 1, "height": 1}}, ' + field.format(text) + "}"
        with pytest.raises(BadInput, match="number"):
            from_json(ExplainRequest, asked)
