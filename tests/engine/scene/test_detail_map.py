"""The detail map of a whole raster: as explain judges, whole or not at all, and gone on with."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio

from srxai_plugin.contract.codec import from_json, to_json
from srxai_plugin.contract.errors import BadInput, Cancelled
from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.progress import Progress
from srxai_plugin.contract.requests import CompareRequest, ExplainRequest, Method
from srxai_plugin.contract.results import Calibration
from srxai_plugin.contract.scenes import (
    DETAIL_BANDS,
    RELIANCE_BANDS,
    RELIANCE_DETAIL_BANDS,
    TILES_SUFFIX,
    DetailMapRequest,
    RelianceRequest,
)
from srxai_plugin.engine.explaining.compare import compare
from srxai_plugin.engine.explaining.explain import explain
from srxai_plugin.engine.scene import detail_map as maps
from srxai_plugin.engine.scene.detail_map import detail_map
from srxai_plugin.engine.scene.reliance import reliance
from tests.engine.conftest import texture, write_raster

KILLED = """
import os, signal, sys
from srxai_plugin.contract.codec import from_json
from srxai_plugin.contract.scenes import DetailMapRequest
from srxai_plugin.engine.scene import detail_map

detail_map.TILE = 32

def end(progress):
    if (progress.n, progress.of) == (3, 6):
        os.kill(os.getpid(), signal.SIGKILL)

detail_map.detail_map(from_json(DetailMapRequest, sys.argv[1]), end)
"""


@pytest.fixture
def small_tiles(monkeypatch) -> None:
    monkeypatch.setattr(maps, "TILE", 32)


@pytest.fixture
def asked(tmp_path) -> DetailMapRequest:
    raster = write_raster(tmp_path / "scene.tif", texture(3, 64, 72))
    output = str(tmp_path / "out" / "detail.tif")
    return DetailMapRequest(str(raster), output, "fsrcnn-x4", device="cpu", threads=1)


def stages(request: DetailMapRequest) -> list[tuple[int, int]]:
    told: list[Progress] = []
    detail_map(request, told.append)
    return [(one.n, one.of) for one in told if one.stage == "tile" and one.n]


def test_a_map_of_one_tile_is_what_explain_writes(asked, tmp_path):
    found = detail_map(asked)
    whole = ExplainRequest(
        asked.raster,
        Region(window=Window(0, 0, 72, 64)),
        str(tmp_path / "whole"),
        asked.network,
        (Method("gradient"),),
        context=0,
        device="cpu",
        threads=1,
        detail=True,
    )
    detail = explain(whole).detail
    with rasterio.open(asked.output) as one, rasterio.open(detail.raster) as other:
        assert (one.transform, one.shape, one.crs) == (other.transform, other.shape, other.crs)
        assert one.descriptions == tuple(DETAIL_BANDS.values())
        assert one.overviews(4)
        assert np.array_equal(one.read(), other.read(), equal_nan=True)
        calibration = from_json(Calibration, one.tags()["SRXAI_CALIBRATION"])
    assert calibration == found.calibration
    assert replace(detail.calibration, distance=None, limit=None) == calibration
    assert (found.tiles, found.empty_tiles) == (1, 0)
    assert sum(found.classes.values()) == pytest.approx(100)


def test_tiles_leave_hardly_a_seam(asked, small_tiles, tmp_path, monkeypatch):
    found = detail_map(asked)
    assert found.tiles == 6
    monkeypatch.setattr(maps, "TILE", 128)
    one = replace(asked, output=str(tmp_path / "one.tif"))
    detail_map(one)
    with rasterio.open(asked.output) as many, rasterio.open(one.output) as single:
        many_added, one_added = many.read(3), single.read(3)
    assert np.nanmean(np.abs(many_added - one_added)) < 0.02 * np.nanmean(one_added)


def test_a_raster_without_data_is_refused_and_nothing_is_left(tmp_path):
    raster = write_raster(tmp_path / "none.tif", np.zeros((3, 80, 90), np.uint8), nodata=0)
    with pytest.raises(BadInput, match="no data"):
        detail_map(DetailMapRequest(str(raster), str(tmp_path / "out" / "d.tif"), "fsrcnn-x4"))
    assert not (tmp_path / "out").exists()


def test_a_part_without_data_is_nodata(tmp_path, small_tiles):
    values = np.zeros((3, 64, 72), np.uint8)
    values[:, :, 32:] = np.random.default_rng(0).integers(1, 255, (3, 64, 40), np.uint8)
    raster = write_raster(tmp_path / "half.tif", values, nodata=0)
    output = tmp_path / "d.tif"
    found = detail_map(DetailMapRequest(str(raster), str(output), "fsrcnn-x4", threads=1))
    with rasterio.open(output) as dataset:
        added = dataset.read(3)
    assert np.isnan(added[:, :128]).all() and np.isfinite(added[:, 128:]).all()
    assert found.empty_tiles == 2


def test_a_killed_process_leaves_its_tiles_and_the_next_goes_on(asked, small_tiles, tmp_path):
    ended = subprocess.run([sys.executable, "-c", KILLED, to_json(asked)], check=False)
    left = Path(asked.output + TILES_SUFFIX)
    assert ended.returncode < 0 and left.exists() and not Path(asked.output).exists()
    left.write_bytes(left.read_bytes()[:-20])  # the last tile half written
    assert stages(asked) == [(n, 6) for n in range(2, 7)], "2 were whole"
    assert [path.name for path in left.parent.iterdir()] == ["detail.tif"]
    fresh = replace(asked, output=str(tmp_path / "fresh.tif"))
    assert len(stages(fresh)) == 6
    with rasterio.open(asked.output) as one, rasterio.open(fresh.output) as other:
        assert np.array_equal(one.read(), other.read(), equal_nan=True)
        assert one.tags()["SRXAI_PIXELS_SHA256"] == other.tags()["SRXAI_PIXELS_SHA256"]


def test_a_cancel_leaves_nothing(asked, small_tiles):
    with pytest.raises(Cancelled):
        detail_map(asked, cancelled=iter([False] * 60 + [True] * 999).__next__)
    assert not Path(asked.output).parent.exists()


def test_reliance_has_the_details_bands_where_they_are_asked_for(asked, tmp_path):
    request = RelianceRequest(
        asked.raster, str(tmp_path / "r.tif"), "fsrcnn-x4", stride=32, threads=1, detail=True
    )
    found = reliance(request)
    with rasterio.open(request.output) as dataset:
        assert dataset.count == len(RELIANCE_BANDS) + len(RELIANCE_DETAIL_BANDS)
        assert dataset.descriptions[-2:] == tuple(RELIANCE_DETAIL_BANDS.values())
    assert set(found.bands) == {*RELIANCE_BANDS, *RELIANCE_DETAIL_BANDS}


def test_a_comparison_judges_each_networks_detail(asked, tmp_path):
    request = CompareRequest(
        asked.raster,
        Region(window=Window(30, 24, 12, 12)),
        str(tmp_path / "c"),
        ("fsrcnn-x4", "edsr-x2"),
        Method("gradient"),
        threads=1,
        detail=True,
    )
    one, other = compare(request).networks
    assert one.detail.calibration.referees and other.detail.calibration.referees == ()
    assert compare(replace(request, detail=False)).networks[0].detail is None
