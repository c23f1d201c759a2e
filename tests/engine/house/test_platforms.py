"""Where the engine's packages can be installed, as uv tells it and the page repeats it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[3] / "tools"))

from platforms import BEGIN, END, PAGE, PLATFORMS, PYTHONS, THERE, UNFIT, blamed, row, table

REFUSAL = """error: No solution found when resolving dependencies
  cause: Because torch==2.13.0 has no wheels with a matching platform tag (e.g., `win_arm64`) and
  you require torch==2.13.0, we can conclude that your requirements are unsatisfiable."""


@pytest.mark.parametrize(
    ("said", "package"),
    [
        (REFUSAL, "torch"),
        (REFUSAL.replace("torch==2.13.0 has", "only scikit-image<0.25 has"), "scikit-image"),
        (REFUSAL.replace("torch==2.13.0 has", "all versions of onnx have"), "onnx"),
    ],
)
def test_a_refusal_names_the_package_that_stands_in_the_way(said: str, package: str):
    assert blamed(said) == package


def test_an_index_that_does_not_answer_is_no_package_without_wheels():
    with pytest.raises(SystemExit, match="could not resolve: error: Failed to fetch"):
        blamed("error: Failed to fetch: `torch`")


def test_the_page_has_a_row_for_every_platform_and_keeps_what_is_promised():
    shown = PAGE.read_text("utf-8").partition(BEGIN)[2].partition(END)[0].splitlines()
    assert shown[:2] == table([]).splitlines()
    assert [line.split(" | ")[0] for line in shown[2:]] == [f"| {p.name}" for p in PLATFORMS]
    fit = [None if python != UNFIT else "torch" for python in PYTHONS]
    for platform, line in zip(PLATFORMS, shown[2:]):
        assert (line == row(platform.name, fit)) is platform.works
        assert THERE not in line or platform.works
