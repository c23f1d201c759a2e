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
    return StudyPlan(images, tmp_path / "out", networks, methods, side=16, threads=1)


def table(output: Path) -> list[dict[str, str]]:
    with (output / "study.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_table_has_a_row_for_every_image_network_and_method(plan):
    result = study(plan)
    rows = table(plan.output)
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == result["rows"] == result["computed"] == 2 * 4
    assert {r["method"] for r in rows} == {"random", "distance", "amve-sr", "lam"}
    for row in rows:
        assert row["reason"] == ""
        assert float(row["psnr"]) > 0
        areas = [float(row[f"atv_{area}"]) for area in ("0.5", "1", "2", "5", "10", "20")]
        assert float(row["atv_mean"]) == pytest.approx(np.mean(areas))
        assert float(row["diffusion_index"]) == pytest.approx(100 * (1 - float(row["gini"])))
        is_method = row["method"] in ("lam", "amve-sr")
        assert (row["beats_random"] in ("True", "False")) == is_method
        assert (row["beats_distance_0.5"] in ("True", "False")) == is_method
        assert bool(row["seconds"]) == is_method


def test_second_run_computes_only_what_is_missing(plan):
    assert study(replace(plan, limit=1))["computed"] == 4
    before = (plan.output / MEMORY).read_bytes()
    assert study(replace(plan, limit=2))["computed"] == 4
    after = (plan.output / MEMORY).read_bytes()
    assert after.startswith(before)
    assert after.count(b"\n") == 8
    assert study(plan)["computed"] == 0
    other = replace(plan, methods=(Method("lam", {"steps": 3}),))
    assert study(other)["computed"] == 2
    assert len(table(plan.output)) == 2 * 3


def test_half_a_line_of_a_killed_run_costs_that_row_alone(plan):
    study(replace(plan, limit=1))
    memory = plan.output / MEMORY
    memory.write_bytes(memory.read_bytes()[:-30])
    assert study(replace(plan, limit=1))["computed"] == 1
    assert len(read_rows(plan.output)) == 4


def test_cancelled_study_keeps_its_rows_and_goes_on(plan):
    whole = study(replace(plan, output=plan.output / "whole"))
    asked = []

    def cancelled() -> bool:
        asked.append(None)
        return len(asked) > 25

    with pytest.raises(Cancelled, match="rows are kept"):
        study(plan, cancelled=cancelled)
    kept = len(table(plan.output))
    assert 0 < kept < 8
    assert study(plan)["computed"] == 8 - kept
    timeless = [
        [{**r, "seconds": ""} for r in table(output)]
        for output in (plan.output / "whole", plan.output)
    ]
    assert timeless[0] == timeless[1]
    assert whole["rows"] == 8


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
    assert study(plan)["without_figures"] == 8
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
    assert main(given) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["rows"] == len(table(output)) == 2 * 2 * 4
    assert "s left" in told.err
    assert {r["psnr"] for r in table(output)} == {""}
