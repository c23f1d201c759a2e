"""The authors' table, made again."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.cli.main import main
from srxai_plugin.engine.metrics.concentration import outside
from srxai_plugin.engine.metrics.published_atv import kept, published_atv
from srxai_plugin.engine.metrics.texture import distance_map
from srxai_plugin.engine.networks.loading.zoo import load_network
from srxai_plugin.engine.study.images import pair
from srxai_plugin.engine.study.published import window_of
from tests.engine.conftest import texture


@pytest.fixture
def truths(tmp_path: Path) -> Path:
    folder = tmp_path / "truths"
    folder.mkdir()
    for i, side in enumerate((140, 100)):
        pixels = np.ascontiguousarray(texture(3, side, side, seed=i).transpose(1, 2, 0))
        Image.fromarray(pixels).save(folder / f"scene{i}.png")
    return folder


def test_window_is_theirs_at_their_scale():
    assert window_of(8) == Window(206, 206, 100, 100)
    assert window_of(4) == Window(103, 103, 50, 50)


def test_table_has_their_methods_and_the_blind_and_passes_over_small_images(
    truths, make_network, tmp_path, capsys
):
    network = make_network("one")
    given = ["study", "--published", str(truths), "--output", str(tmp_path / "out")]
    assert main([*given, "--networks", str(network), "--threads", "1"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {"random", "distance", "detail", "lam", "layercam"} <= told["drops"].keys()
    assert set(told["drops"]["lam"]) == {"plain", "seismic"}
    with Path(told["table"]).open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert {r["reason"] for r in rows if r["image"] == "scene1.png"} == {
        "smaller than 128 × 128 pixels"
    }
    both = pair(np.asarray(Image.open(truths / "scene0.png"))[:128, :128], 2, truth=True)
    lr, hr = (torch.from_numpy(a.copy()).permute(2, 0, 1) / 255 for a in (both.lr, both.hr))
    map = distance_map(outside(window_of(2), 2, (64, 64)))
    loaded = load_network(str(network), torch.device("cpu"))
    expected = published_atv(loaded, lr, window_of(2), kept(map), hr)
    (row,) = (r for r in rows if r["method"] == "distance")
    assert float(row["drop"]) == pytest.approx(expected.drop, rel=1e-4)
    assert float(row["area"]) == pytest.approx(expected.area)
    page = Path(told["report"]).read_text("utf-8")
    assert "smaller than 128" in page
    for id in told["not_registered"]:
        assert id in page


@pytest.mark.parametrize(
    "more", [["images"], ["--methods", "lam"], ["--networks", "edsr-x4", "fsrcnn-x4"]]
)
def test_what_does_not_go_with_it_is_refused(truths, tmp_path, more, capsys):
    given = ["study", "--published", str(truths), "--output", str(tmp_path / "out")]
    assert main([*given, *more]) != 0
    assert "at most one network" in capsys.readouterr().err
    assert main(["study", "--output", str(tmp_path / "out")]) != 0
    assert "Give a folder of images" in capsys.readouterr().err
