from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

import numpy as np
import pytest
import rasterio
from PIL import Image

from tests.engine.command import SRXAI, srxai, srxai_alone
from tests.engine.conftest import texture


def test_explain_prints_the_result_that_it_writes(make_raster, tmp_path):
    output = tmp_path / "out"
    ended = srxai_alone(
        "explain",
        make_raster(),
        "--sr-window",
        "200,160,24,20",
        "--output",
        output,
        "--method",
        "lam",
        "--method",
        "amve-sr",
        "--set",
        "lam.mode=official",
        "--set",
        "lam.steps=2",
        "--threads",
        1,
    )
    assert ended.returncode == 0, ended.stderr
    result = json.loads(ended.stdout)
    assert result == json.loads((output / "result.json").read_text())
    assert {p.name for p in output.iterdir()} == {
        "result.json",
        "lam.tif",
        "lam-outlines.gpkg",
        "amve-sr.tif",
        "amve-sr-outlines.gpkg",
        "super_resolved.tif",
    }
    assert result["network"]["scale"] == 4
    assert result["region_window"]["width"] == 24
    lam = result["attributions"][0]
    assert lam["parameters"]["mode"] == "official"
    assert lam["statistics"]["evaluations"] == 2
    assert Path(lam["raster"]) == output / "lam.tif"
    assert "s left" in ended.stderr


def test_region_in_map_units_may_begin_with_a_minus(make_raster, tmp_path):
    scene = make_raster(
        crs="EPSG:4326", transform=rasterio.Affine(0.001, 0, -106.1, 0, -0.001, 40.6)
    )
    ended = srxai(
        "explain",
        scene,
        "--region",
        "-106.06,40.55,-106.05,40.56",
        "--output",
        tmp_path / "out",
        "--method",
        "amve-sr",
    )
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["region_sr_window"]["column"] == 160


@pytest.mark.parametrize(
    "arguments",
    [
        ["explain"],
        ["explain", "SCENE", "--window", "1,2,3", "--output", "OUT"],
        ["explain", "SCENE", "--window", "a,b,c,d", "--output", "OUT"],
        ["explain", "SCENE", "--window", "0,0,8,8"],
        ["explain", "SCENE", "--output", "OUT"],
        ["explain", "SCENE", "--window", "0,0,8,8", "--region", "1,2,3,4", "--output", "OUT"],
        ["explain", "SCENE", "--window", "0,0,8,8", "--region-crs", "EPSG:1", "--output", "OUT"],
        ["explain", "SCENE", "--window", "0,0,8,8", "--set", "lam", "--output", "OUT"],
        ["explain", "SCENE", "--window", "0,0,8,8", "--set", "cam.x=1", "--output", "OUT"],
        ["explain", "nowhere.tif", "--window", "0,0,8,8", "--output", "OUT"],
        ["explain", "SCENE", "--window", "0,0,8,8", "--network", "nope", "--output", "OUT"],
        ["explain", "SCENE", "--window", "0,0,8,8", "--output", "SCENE"],
        ["train", "OUT", "--output", "OUT/net.safetensors"],
        ["train", "OUT", "--output", "OUT/net.safetensors", "--adversarial", "-1"],
        ["conquer"],
    ],
)
def test_bad_input_is_one_line_that_begins_with_error(make_raster, tmp_path, arguments):
    known = {"SCENE": str(make_raster()), "OUT": str(tmp_path / "out")}
    ended = srxai(*(known.get(a, a) for a in arguments))
    assert ended.returncode == 2
    assert ended.stdout == ""
    (line,) = ended.stderr.splitlines()
    assert line.startswith("error: ")
    assert not (tmp_path / "out").exists()


def test_ctrl_c_ends_with_130_and_leaves_nothing(make_raster, tmp_path):
    output = tmp_path / "out"
    command = [
        *SRXAI,
        "explain",
        str(make_raster()),
        "--window",
        "40,40,8,8",
        "--method",
        "lam",
        "--set",
        "lam.steps=5000",
        "--output",
        str(output),
    ]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        for line in process.stderr:
            if "LAM 2/5000" in line:
                break
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        assert process.wait() == 130
        assert process.stdout.read() == ""
    assert "Cancelled" in rest
    assert not output.exists()


def test_network_trained_by_the_command_explains_a_region(make_raster, tmp_path):
    images = tmp_path / "images"
    images.mkdir()
    for i in range(3):
        pixels = texture(3, 48, 48, seed=i).transpose(1, 2, 0)
        Image.fromarray(np.ascontiguousarray(pixels)).save(images / f"{i}.png")
    network = tmp_path / "mine.safetensors"
    trained = srxai(
        "train",
        images,
        "--output",
        network,
        "--scale",
        2,
        "--features",
        8,
        "--blocks",
        1,
        "--steps",
        3,
        "--batch",
        2,
        "--patch",
        16,
        "--validate",
        images,
        "--licence",
        "CC0-1.0",
        "--adversarial",
        0.02,
    )
    assert trained.returncode == 0, trained.stderr
    card = json.loads(network.with_suffix(".json").read_text())
    assert card == json.loads(trained.stdout)
    assert card["licence"] == "CC0-1.0"
    assert card["loss"] == "l1+adversarial"
    assert "--adversarial 0.02" in card["command"]
    ended = srxai(
        "explain",
        make_raster(),
        "--window",
        "40,40,8,8",
        "--network",
        network,
        "--method",
        "amve-sr",
        "--output",
        tmp_path / "out",
    )
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["network"]["id"] == "mine"
