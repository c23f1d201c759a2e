from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
import torch
from affine import Affine

from srxai_plugin.contract.errors import BadInput, Cancelled
from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import ExplainRequest, Method
from srxai_plugin.contract.scenes import QUICK, RELIANCE_BANDS, RelianceRequest
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.explaining.explain import explain
from srxai_plugin.engine.imagery.geotiff import Grid
from srxai_plugin.engine.scene.cells import Cell, Cells
from srxai_plugin.engine.scene.measuring import texture_added
from srxai_plugin.engine.scene.reliance import in_order, reliance
from tests.engine.conftest import texture

NETWORK = "fsrcnn-x4"


def request(raster: Path, output: Path, **changes) -> RelianceRequest:
    asked = RelianceRequest(str(raster), str(output), NETWORK, stride=48, device="cpu", threads=1)
    return replace(asked, **changes)


@pytest.fixture
def scene(make_raster) -> Path:
    """Texture, with a flat corner and a corner without data."""
    values = texture(3, 96, 192)
    values[:, :, 90:] = 90
    values[:, 48:, :48] = 0
    return make_raster(values, nodata=0)


@pytest.mark.parametrize("network", ["edsr-x4", NETWORK])
def test_each_pixel_holds_what_explain_finds_in_its_window(scene, tmp_path, network):
    asked = request(scene, tmp_path / "map.tif", network=network)
    result = reliance(asked)
    assert (result.columns, result.rows) == (4, 2)
    assert (result.explained + result.flat, result.empty) == (7, 1)
    with rasterio.open(tmp_path / "map.tif") as dataset:
        found = dataset.read()
        assert dataset.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG" and dataset.overviews(1)
        assert [d.split(",")[0] for d in dataset.descriptions] == [
            d.split(",")[0] for d in RELIANCE_BANDS.values()
        ]
        assert dataset.descriptions[3].endswith(", m") and np.isnan(dataset.nodata)
        with rasterio.open(scene) as raster:
            assert dataset.transform.almost_equals(raster.transform @ Affine.scale(48))
            assert dataset.crs == raster.crs
    for column, row in ((0, 0), (1, 0), (1, 1)):
        window = Window(column * 48 + 20, row * 48 + 20, 8, 8)
        own = explain(
            ExplainRequest(
                str(scene),
                Region(window=window),
                str(tmp_path / "one"),
                network,
                (QUICK,),
                device="cpu",
            )
        )
        statistics = own.attributions[0].statistics
        assert found[:2, row, column] == pytest.approx(
            [statistics.diffusion_index, statistics.atv.mean], rel=1e-5
        )
        assert found[3, row, column] == pytest.approx(statistics.reach.metres, rel=1e-5)
    assert np.isnan(found[:, 1, 0]).all()
    if network == "edsr-x4":  # the other one adds something even where nothing is
        assert result.flat >= 2
        assert np.isnan(found[[0, 1, 3], :, 3]).all() and np.isfinite(found[2, :, 3]).all()
    known = found[0][np.isfinite(found[0])]
    assert result.bands["diffusion_index"].mean == pytest.approx(known.mean(), rel=1e-6)


def test_texture_added_is_none_for_bicubic_itself_and_what_a_ripple_adds():
    from srxai_plugin.engine.imagery.resampling import bicubic

    lr = torch.from_numpy(texture(1, 24, 24).astype(np.float32) / 255)
    plain = torch.from_numpy(bicubic(lr.numpy(), 48, 48)).float()[None]
    question = Texture(Window(10, 8, 20, 16))
    for asked in (question, Texture(Window(31, 0, 17, 48))):
        added = texture_added(asked, asked(plain).item(), lr, scale=2)
        assert added == pytest.approx(0, abs=1e-3)
    flat = torch.full((1, 24, 24), 0.5)
    stripes = torch.full((1, 1, 48, 48), 0.5)
    stripes[..., ::2] = 0.6  # every horizontal step is 0.1, no vertical one is anything
    assert texture_added(question, question(stripes).item(), flat, scale=2) == pytest.approx(
        0.1 * question.region.width * question.region.height, rel=1e-4
    )


def test_windows_lie_in_the_middle_and_move_inward_at_the_edge():
    cells = Cells(Grid(Affine.identity(), None, 100, 7), stride=40, window=10)
    assert (cells.columns, cells.rows) == (3, 1)
    assert cells.explained(Cell(0, 0)) == Window(15, 0, 10, 7)
    assert cells.explained(Cell(2, 0)) == Window(90, 0, 10, 7)


@pytest.mark.parametrize(("columns", "rows"), [(1, 1), (3, 5), (4, 4), (31, 17), (1, 40), (40, 1)])
def test_every_cell_is_visited_once_and_the_first_ones_are_spread(columns, rows):
    cells = list(in_order(columns, rows))
    assert len(cells) == columns * rows == len({*cells})
    assert all(0 <= c.column < columns and 0 <= c.row < rows for c in cells)
    if columns * rows > 100:
        first = cells[:16]
        assert max(c.row for c in first) > 0.8 * rows and min(c.row for c in first) < 0.2 * rows
        assert len({c.column * 4 // columns for c in first}) == 4


def test_the_time_left_is_told_early(make_raster, tmp_path):
    told = []
    asked = request(make_raster(), tmp_path / "map.tif", stride=16)
    reliance(asked, lambda p: told.append(p))
    first = next(i for i, p in enumerate(told) if p.seconds_left is not None)
    assert told[first].n <= 16 and told[first].of == 48  # as many as are computed together


def test_without_a_crs_the_radius_is_in_pixels(make_raster, tmp_path):
    scene = make_raster(crs=None, transform=None)
    result = reliance(request(scene, tmp_path / "map.tif"))
    assert result.radius_unit == "px"
    with rasterio.open(tmp_path / "map.tif") as dataset:
        assert dataset.descriptions[3].endswith(", px")


def test_cancelled_leaves_nothing(scene, tmp_path):
    told = []
    with pytest.raises(Cancelled):
        reliance(
            request(scene, tmp_path / "new" / "map.tif", stride=16),
            lambda p: told.append((p.stage, p.n, p.of)),
            lambda: ("window", 16, 72) in told,
        )
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"method": Method("nope")}, "Unknown method"),
        ({"method": Method("lam", {"steps": 0})}, "steps"),
        ({"network": "nope"}, "Unknown network"),
        ({"context": -1}, "context"),
        ({"workers": 0}, "1 or more"),
    ],
)
def test_bad_input_leaves_nothing(scene, tmp_path, changes, words):
    with pytest.raises(BadInput, match=words):
        reliance(request(scene, tmp_path / "new" / "map.tif", **changes))
    assert not (tmp_path / "new").exists()


def test_a_grid_whose_windows_meet_no_data_is_refused(make_raster, tmp_path):
    values = np.zeros((3, 96, 96), np.uint8)
    values[:, :5, :5] = 9
    scene = make_raster(values, nodata=0)
    with pytest.raises(BadInput, match="No window of the grid holds data"):
        reliance(request(scene, tmp_path / "new" / "map.tif"))
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("size", [{"stride": 0}, {"window": 0}])
def test_sizes_below_one_are_refused(size):
    with pytest.raises(BadInput, match="1 or more"):
        RelianceRequest("a", "b", **size)
