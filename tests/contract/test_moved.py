"""Results whose folder was moved after they were made."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.moved import read_result
from srxai_plugin.contract.results import Comparison


def comparison(output: str, sep: str = "/") -> dict:
    """As the engine writes one of two networks, whose raster QGIS wrote beside it."""
    network = {"architecture": "edsr", "scale": 4, "parameters": 9, "sha256": "0" * 64}
    compared = [
        {
            "network": {"id": id, **network},
            "rank": rank,
            "diffusion_index": 3.0,
            "atv": 5.0,
            "share": "middle",
            "result": sep.join((output, id, "result.json")),
            "raster": sep.join((output, id, "lam.tif")),
        }
        for rank, id in enumerate(("one", "two"), start=1)
    ]
    return {
        "request": {
            "raster": f"{output}-pixels.tif",
            "region": {"window": {"column": 0, "row": 0, "width": 4, "height": 4}},
            "output": output,
            "networks": ["one", "two"],
        },
        "networks": compared,
        "ranking": ["one", "two"],
        "agreement": {"spearman": [[1, 1], [1, 1]], "overlap": [[1, 1], [1, 1]], "percent": 5},
        "tile": {
            "window": {"column": 0, "row": 0, "width": 4, "height": 4},
            "crs": None,
            "transform": [1, 0, 0, 0, -1, 0],
        },
        "consensus": sep.join((output, "consensus.tif")),
        "difference": f"{output}-elsewhere{sep}difference.tif",
        "warnings": [f"{output} is a sentence's first word"],
        "software": {},
        "seconds": 1,
    }


@pytest.mark.parametrize(
    ("was", "sep"), [("/tmp/made", "/"), ("C:\\Temp\\made", "\\"), ("made", "/")]
)
def test_paths_within_a_moved_folder_follow_it_and_all_others_stay(
    tmp_path: Path, was: str, sep: str
) -> None:
    file = tmp_path / "comparison.json"
    file.write_text(json.dumps(comparison(was, sep)), "utf-8")
    before = file.read_bytes()
    read = read_result(Comparison, file)
    assert read.request.output == str(tmp_path)
    assert read.consensus == str(tmp_path / "consensus.tif")
    assert read.networks[1].result == str(tmp_path / "two" / "result.json")
    assert read.request.raster == f"{tmp_path}-pixels.tif"
    assert read.difference == f"{was}-elsewhere{sep}difference.tif"
    assert read.warnings == (f"{was} is a sentence's first word",)
    assert file.read_bytes() == before


@pytest.mark.parametrize("text", ["", "[]", '{"request": 3}', "{"])
def test_what_is_no_result_is_refused_in_a_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "result.json"
    file.write_text(text)
    with pytest.raises(BadInput):
        read_result(Comparison, file)
