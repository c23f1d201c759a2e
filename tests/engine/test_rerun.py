from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import rasterio

from srxai_plugin.contract import CompareRequest, ExplainRequest, Method, Region, Window
from srxai_plugin.contract_scene import RelianceRequest, SuperResolveRequest
from srxai_plugin.engine.compare import compare
from srxai_plugin.engine.explain import explain
from srxai_plugin.engine.rerun import rerun
from srxai_plugin.engine.scene.reliance import reliance
from srxai_plugin.engine.scene.superresolve import superresolve
from srxai_plugin.errors import BadInput
from srxai_plugin.resource import resource
from tests.engine.conftest import texture
from tests.engine.test_cli import srxai

REGION = Region(window=Window(50, 40, 6, 5))


def explained(scene: Path, output: Path, network: str = "fsrcnn-x4") -> Path:
    explain(
        ExplainRequest(
            str(scene),
            REGION,
            str(output),
            network,
            (Method("amve-sr"),),
            views=("signed",),
            device="cpu",
        )
    )
    return output / "amve-sr.tif"


def test_every_kind_of_raster_is_made_again_to_the_bit(make_raster, tmp_path):
    scene, out = make_raster(), tmp_path / "out"
    heatmap = explained(scene, out)
    compare(
        CompareRequest(
            str(scene), REGION, str(out / "c"), ("fsrcnn-x4", "edsr-x2"), Method("amve-sr")
        )
    )
    superresolve(SuperResolveRequest(str(scene), str(out / "sr.tif"), "fsrcnn-x4", tile=32))
    reliance(RelianceRequest(str(scene), str(out / "map.tif"), "fsrcnn-x4", stride=48))
    for i, path in enumerate(
        [
            heatmap,
            out / "amve-sr-signed.tif",
            out / "super_resolved.tif",
            out / "c" / "consensus.tif",
            out / "sr.tif",
            out / "map.tif",
        ]
    ):
        again = rerun(str(path), str(tmp_path / str(i)))
        assert again.is_identical and again.largest_difference == 0, path
        assert again.differences == ()
        assert Path(again.raster) == tmp_path / str(i) / path.name


def test_a_raster_changed_where_it_was_read_is_told(make_raster, tmp_path):
    values = texture(3, 96, 200)
    heatmap = explained(make_raster(values), tmp_path / "out")
    values[:, :, 150:] = 9  # beyond the tile: nothing of it was read
    make_raster(values)
    assert rerun(str(heatmap), str(tmp_path / "a")).is_identical
    values[:, 42, 52] += 40
    make_raster(values)
    with pytest.raises(BadInput, match="cannot be made again: the raster holds other pixels"):
        rerun(str(heatmap), str(tmp_path / "b"))
    again = rerun(str(heatmap), str(tmp_path / "b"), anyway=True)
    assert not again.is_identical and again.largest_difference > 0
    assert again.differences == ("the raster holds other pixels there now",)


def test_a_network_changed_or_gone_is_told_before_anything_is_made(make_raster, tmp_path):
    own = tmp_path / "own.safetensors"
    shutil.copy(resource("models", "fsrcnn-x4.safetensors"), own)
    heatmap = explained(make_raster(), tmp_path / "out", str(own))
    shutil.copy(resource("models", "pan-x4.safetensors"), own)
    with pytest.raises(BadInput, match=r"the network is another one now \(SHA-256 \w{12}…, and"):
        rerun(str(heatmap), str(tmp_path / "again"))
    assert not (tmp_path / "again").exists()
    own.unlink()
    with pytest.raises(BadInput, match="cannot be made again: Unknown network"):
        rerun(str(heatmap), str(tmp_path / "again"))


def test_what_is_none_of_ours_is_refused(make_raster, tmp_path):
    with pytest.raises(BadInput, match="does not say how it was made"):
        rerun(str(make_raster()), str(tmp_path / "again"))
    heatmap = explained(make_raster(), tmp_path / "out")
    with pytest.raises(BadInput, match="Give another folder"):
        rerun(str(heatmap), str(tmp_path / "out"))


def test_the_command_makes_it_again_beside_it(make_raster, tmp_path):
    heatmap = explained(make_raster(), tmp_path / "out")
    ended = srxai("rerun", heatmap)
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert told["is_identical"] and Path(told["raster"]).parent.name == "amve-sr-rerun"
    with rasterio.open(heatmap) as one, rasterio.open(told["raster"]) as other:
        assert np.array_equal(one.read(), other.read(), equal_nan=True)
