"""Requests and results of version 1, in which 'amve-sr' was another method than it is now."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from srxai_plugin.contract.codec import from_data, from_json, to_data
from srxai_plugin.contract.earlier import name_today, notes
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.fields import VERSION
from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import CompareRequest, ExplainRequest, Method
from srxai_plugin.contract.results import Explanation
from srxai_plugin.contract.scenes import RelianceRequest

RESULT = Path(__file__).parents[1] / "engine" / "serving" / "version_1" / "result.json"
"""As version 1 wrote it, of LAM and what it called AMVE-SR."""
HARD = Method("gated-gradient", {"gate": "hard"})


def asked(**fields: Any) -> dict[str, Any]:
    return {"raster": "a.tif", "region": to_data(Region(window=Window(1, 2, 3, 4))), **fields}


def test_a_request_of_version_1_asks_for_what_amve_sr_was():
    methods = [{"id": "lam"}, {"id": "amve-sr", "parameters": {"gamma": 0.5}}]
    read = from_data(ExplainRequest, asked(output="o", methods=methods, version=1))
    assert read.methods == (
        Method("lam"),
        Method("gated-gradient", {"gamma": 0.5, "gate": "hard"}),
    )
    assert read.version == 1
    again = from_data(ExplainRequest, to_data(read))
    assert again == read


def test_what_version_1_left_out_it_meant_too():
    read = from_data(ExplainRequest, asked(output="o", version=1))
    assert read.methods == (Method("lam"), HARD)
    map = from_data(RelianceRequest, {"raster": "a.tif", "output": "m.tif", "version": 1})
    assert map.method == HARD
    one = from_data(
        CompareRequest,
        asked(output="o", networks=["a", "b"], method={"id": "amve-sr"}, version=1),
    )
    assert one.method == HARD
    assert one.explained_by("a", "o/a", one.region).version == 1


@pytest.mark.parametrize("version", [{}, {"version": VERSION}])
def test_a_request_of_today_or_without_a_version_asks_for_the_published_method(version):
    read = from_data(ExplainRequest, asked(output="o", methods=[{"id": "amve-sr"}], **version))
    assert read.methods == (Method("amve-sr"),)
    assert read.version == VERSION == 2


@pytest.mark.parametrize("version", [1, 1.0, 0])
def test_only_who_asked_for_it_by_its_former_name_is_told(version):
    assert notes(version, ["lam"]) == ()
    (note,) = notes(version, ["lam", "gated-gradient"])
    assert "'amve-sr' stood for what is now called gated gradient" in note
    assert notes(2, ["gated-gradient"]) == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"methods": "amve-sr"},
        {"methods": [1]},
        {"methods": [{"id": "amve-sr", "parameters": 3}]},
        {"methods": [{"id": ["amve-sr"]}]},
    ],
)
def test_what_is_no_request_is_refused_in_a_sentence_of_any_version(wrong):
    with pytest.raises(BadInput, match=r"ExplainRequest\.methods.* should be"):
        from_data(ExplainRequest, asked(output="o", version=1, **wrong))


def test_a_result_of_version_1_is_read_under_the_name_that_its_method_has_now():
    read = from_json(Explanation, RESULT.read_text("utf-8"))
    assert read.version == 1
    assert read.request.methods == (Method("lam"), HARD)
    _, gated = read.attributions
    assert (gated.method, gated.name) == ("gated-gradient", "Gated gradient")
    assert gated.parameters["gate"] == "hard" and gated.parameters["gamma"] == 1.0
    assert Path(gated.raster).name == "amve-sr.tif"
    assert set(read.baselines) == {"random", "distance"}
    assert gated.statistics.atv.loc_mean is None


def test_what_was_called_trustworthy_is_read_with_care_for_it_was_tried_on_less():
    data = json.loads(RESULT.read_text("utf-8"))
    for made, level in zip(data["attributions"], ("trustworthy", "unfit")):
        made["verdict"] = {"level": level, "reasons": ["flat"], "words": "as it was"}
    lam, gated = (a.verdict for a in from_data(Explanation, data).attributions)
    assert (lam.level, lam.reasons) == ("careful", ("judged-before",))
    assert "was not held against the detail near the region" in lam.words
    assert (gated.level, gated.words) == ("unfit", "as it was")


def test_a_raster_of_version_1_is_made_again_under_its_new_name():
    assert name_today("amve-sr.tif", 1) == "gated-gradient.tif"
    assert name_today("amve-sr-signed.tif", 1) == "gated-gradient-signed.tif"
    assert name_today("amve-srs.tif", 1) == "amve-srs.tif"
    assert name_today("amve-sr.tif", 2) == "amve-sr.tif"
