from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from srxai_plugin.contract.errors import BadInput, Cancelled
from srxai_plugin.contract.requests import Method
from srxai_plugin.engine.attribution.methods.lam import LAM
from srxai_plugin.engine.cli.main import main
from srxai_plugin.engine.study.run import StudyPlan, study
from srxai_plugin.engine.study.table import COLUMNS, MEMORY, read_rows


@pytest.fixture
def plan(images, make_network, tmp_path) -> StudyPlan:
    networks = (str(make_network("<i>one")),)
    methods = (Method("amve-sr"), Method("lam", {"steps": 2}))
    return StudyPlan(images, tmp_path / "out", networks, methods, side=16, threads=1, truth_block=0)


def table(output: Path) -> list[dict[str, str]]:
    with (output / "study.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_table_has_a_row_for_every_image_network_and_method(plan):
    result = study(replace(plan, truth_block=4))
    rows = table(plan.output)
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == result["rows"] == result["computed"] == 2 * 5
    assert {r["method"] for r in rows} == {"random", "distance", "detail", "amve-sr", "lam"}
    for row in rows:
        assert row["reason"] == ""
        assert float(row["psnr"]) > 0
        areas = [float(row[f"atv_{area}"]) for area in ("0.5", "1", "2", "5", "10", "20")]
        assert float(row["atv_mean"]) == pytest.approx(np.mean(areas))
        assert float(row["diffusion_index"]) == pytest.approx(100 * (1 - float(row["gini"])))
        is_method = row["method"] in ("lam", "amve-sr")
        assert (row["beats_random"] in ("True", "False")) == is_method
        assert (row["beats_distance_0.5"] in ("True", "False")) == is_method
        assert (row["beats_detail"] in ("True", "False")) == is_method
        assert float(row["loc_mean"]) >= float(row["atv_mean"])
        assert row["truth_block"] == "4"
        assert -1 <= float(row["beyond_detail"]) <= 1
        assert -1 <= float(row["truth_rank"] or 0) <= 1
        assert 0 <= float(row["truth_shared_1"]) <= float(row["truth_shared_5"]) + 1
        assert 0 < float(row["published_area"]) <= 100
        assert row["control"] == row["specificity"] == ""  # there is one network
        assert bool(row["seconds"]) == is_method


def test_second_run_computes_only_what_is_missing(plan):
    assert study(replace(plan, limit=1))["computed"] == 5
    before = (plan.output / MEMORY).read_bytes()
    assert study(replace(plan, limit=2))["computed"] == 5
    after = (plan.output / MEMORY).read_bytes()
    assert after.startswith(before)
    assert after.count(b"\n") == 10
    assert study(plan)["computed"] == 0
    other = replace(plan, methods=(Method("lam", {"steps": 3}),))
    assert study(other)["computed"] == 2
    assert len(table(plan.output)) == 2 * 4


def test_half_a_line_of_a_killed_run_costs_that_row_alone(plan):
    study(replace(plan, limit=1))
    memory = plan.output / MEMORY
    memory.write_bytes(memory.read_bytes()[:-30])
    assert study(replace(plan, limit=1))["computed"] == 1
    assert len(read_rows(plan.output)) == 5


def test_cancelled_study_keeps_its_rows_and_goes_on(plan):
    whole = study(replace(plan, output=plan.output / "whole"))
    asked = []

    def cancelled() -> bool:
        asked.append(None)
        return len(asked) > 25

    with pytest.raises(Cancelled, match="rows are kept"):
        study(plan, cancelled=cancelled)
    kept = len(table(plan.output))
    assert 0 < kept < 10
    assert study(plan)["computed"] == 10 - kept
    timeless = [
        [{**r, "seconds": ""} for r in table(output)]
        for output in (plan.output / "whole", plan.output)
    ]
    assert timeless[0] == timeless[1]
    assert whole["rows"] == 10


def test_method_that_fails_is_a_row_with_its_reason(plan, monkeypatch):
    def refuse(*_: object) -> None:
        raise BadInput("this network has no ReLU")

    monkeypatch.setattr(LAM, "attribute", refuse)
    assert study(plan)["without_figures"] == 2
    assert {r["reason"] for r in table(plan.output) if r["method"] == "lam"} == {
        "this network has no ReLU"
    }
    assert "has no ReLU" in (plan.output / "report.html").read_text("utf-8")
    assert study(plan)["computed"] == 0


def test_defect_is_a_row_and_is_tried_again(plan, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(LAM, "attribute", lambda *_: 1 / 0)
        assert study(plan)["without_figures"] == 2
    assert study(plan)["computed"] == 2
    assert not any(r["reason"] for r in table(plan.output))


def test_flat_image_is_passed_over_with_a_reason(plan):
    for path in plan.images.glob("*.png"):
        Image.new("RGB", (70, 70), (90, 90, 90)).save(path)
    assert study(plan)["without_figures"] == 10
    assert all("flat" in r["reason"] for r in table(plan.output))
    assert (plan.output / "report.html").is_file()


def test_report_is_one_page_and_escapes_every_name(plan):
    study(plan)
    page = (plan.output / "report.html").read_text("utf-8")
    assert "<b>x" not in page
    assert "&lt;b&gt;x" in page
    assert "<i>one" not in page
    assert "&lt;i&gt;one" in page
    assert page.count("<svg") >= 4
    assert page.count("data:image/png;base64,") == 3
    assert "<script" not in page
    assert 'src="http' not in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"images": Path("/nowhere")}, "no folder"),
        ({"networks": ("nope",)}, "Unknown network"),
        ({"methods": (Method("nope"),)}, "Unknown method"),
        ({"methods": ()}, "at least one"),
        ({"limit": 0}, "1 or more"),
        ({"side": 1}, "2 or more"),
    ],
)
def test_bad_input_leaves_nothing(plan, changes, words):
    with pytest.raises(BadInput, match=words):
        study(replace(plan, **changes))
    assert not plan.output.exists()


def test_command_studies_two_networks_without_a_truth(images, make_network, tmp_path, capsys):
    output = tmp_path / "out"
    given = ["study", str(images), "--output", str(output), "--window", "16", "--no-truth"]
    given += ["--networks", str(make_network("one")), str(make_network("two", 12))]
    given += ["--methods", "lam", "amve-sr", "--set", "lam.steps=2", "--threads", "1"]
    given += ["--truth-block", "0"]
    assert main(given) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["rows"] == len(table(output)) == 2 * 2 * 5
    assert "s left" in told.err
    assert {r["psnr"] for r in table(output)} == {""}


def test_truth_itself_is_the_measured_one_and_another_network_is_the_control(
    images, make_network, tmp_path
):
    networks = (str(make_network("one")), str(make_network("two", 12)))
    plan = StudyPlan(images, tmp_path / "out", networks, (Method("lam", {"steps": 2}),), 1, 16)
    study(replace(plan, truth_block=4, threads=1))
    rows = {(r["network"], r["method"]): r for r in table(plan.output)}
    first, second = rows["one", "lam"], rows["two", "lam"]
    assert (first["control"], second["control"]) == ("two", "one")
    assert float(first["specificity"]) != 0
    assert float(first["specificity_loc"]) != 0
    assert rows["one", "detail"]["control"] == ""
    assert {r["truth_block"] for r in rows.values()} == {"4"}
    assert float(rows["one", "distance"]["beyond_detail"]) == 0


def test_rows_without_a_truth_are_computed_again_where_one_is_asked_for(plan):
    asked = replace(plan, limit=1, methods=(Method("amve-sr"),))
    assert study(replace(asked, truth_block=0))["computed"] == 4
    assert {r["truth_rank"] for r in table(plan.output)} == {""}
    assert study(replace(asked, truth_block=4))["computed"] == 4
    assert "" not in {r["truth_shared_5"] for r in table(plan.output)}
    assert study(replace(asked, truth_block=4))["computed"] == 0


def test_report_tells_who_beats_the_blind(plan):
    study(plan)
    page = (plan.output / "report.html").read_text("utf-8")
    for words in ("blind map cannot pass", "is blind", "not judged, too few images", "specificity"):
        assert words in page
