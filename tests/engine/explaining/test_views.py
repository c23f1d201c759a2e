"""Other ways to look at a map, and questions and outlines through the whole pipeline."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
import torch
from scipy.stats import gaussian_kde

from srxai_plugin.contract.choices import VIEW_NAMES
from srxai_plugin.contract.codec import from_json, to_json
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Polygon, Region
from srxai_plugin.contract.requests import ExplainRequest, Method, Objective
from srxai_plugin.contract.results import Explanation
from srxai_plugin.engine.attribution.base import RawAttribution
from srxai_plugin.engine.cli.main import main
from srxai_plugin.engine.explaining.explain import explain
from srxai_plugin.engine.explaining.views import VIEWS, kernel_density
from tests.engine.conftest import texture
from tests.engine.explaining.test_explain import request


def opened(path: str) -> np.ndarray:
    with rasterio.open(path) as dataset:
        return dataset.read()


def test_contract_offers_what_the_engine_has():
    assert VIEWS.keys() == VIEW_NAMES.keys()


def test_views_are_what_they_say():
    raw = torch.tensor([[[1.0, -3.0], [0.0, 2.0]], [[1.0, -1.0], [0.0, -1.0]]])
    found = RawAttribution(raw, 1)
    everywhere = np.ones((2, 2), bool)
    assert np.allclose(VIEWS["signed"](found, everywhere, (1, 2)).bands, [[[0.5, -1], [0, 0.25]]])
    assert np.allclose(VIEWS["bands"](found, everywhere, (1, 2)).bands, raw / 3)
    assert VIEWS["layers"](found, everywhere, (1, 2)) is None
    hidden = VIEWS["signed"](found, np.array([[True, False], [True, True]]), (1, 2))
    assert np.allclose(hidden.bands, [[[1, 0], [0, 0.5]]])


@pytest.mark.parametrize(
    ("inputs", "method", "names"),
    [
        (None, "amve-sr", ["band 1", "band 2", "band 3"]),
        ((4, 3, 2), "amve-sr", ["band 4", "band 3", "band 2"]),
        ((2, 2, 4), "amve-sr", ["band 2 (input 1)", "band 2 (input 2)", "band 4"]),
        ((4, 3, 2), "grad-cam", ["bands 4, 3, 2"]),
    ],
)
def test_the_map_of_each_band_names_the_bands_of_the_raster(
    make_raster, tmp_path, inputs, method, names
):
    asked = request(make_raster(texture(4, 64, 64)), tmp_path / "out", views=("bands",))
    (found,) = explain(replace(asked, bands=inputs, methods=(Method(method),))).attributions
    with rasterio.open(found.views["bands"]) as dataset:
        assert dataset.descriptions == tuple(f"{found.name} attribution of {n}" for n in names)


def test_density_is_that_of_scipy():
    random = np.random.default_rng(0)
    map = random.random((17, 23)) ** 8
    rows, columns = np.indices(map.shape)
    points = np.stack([rows.ravel(), columns.ravel()])
    expected = gaussian_kde(points, weights=map.ravel())(points).reshape(map.shape)
    found = kernel_density(map)
    assert np.allclose(found / found.max(), expected / expected.max(), atol=1e-9)


@pytest.mark.parametrize("map", [np.zeros((5, 6)), np.eye(1, 30).reshape(5, 6), np.eye(5)])
def test_density_of_what_has_no_extent_is_zero(map):
    assert not kernel_density(map).any()


def test_views_are_written_on_the_tiles_grid_with_nodata(make_raster, tmp_path):
    values = texture(3, 96, 120)
    values[:, 30:34, 40:44] = 0
    scene = make_raster(values, nodata=0)
    asked = request(scene, tmp_path / "out", views=("signed", "bands", "density"))
    result = explain(asked)
    for attribution in result.attributions:
        assert set(attribution.views) == {"signed", "bands", "density"}
        map, signed = opened(attribution.raster)[:1], opened(attribution.views["signed"])
        assert np.array_equal(np.isnan(map), np.isnan(signed))
        assert np.allclose(np.abs(signed), map, atol=1e-6, equal_nan=True)
        assert opened(attribution.views["bands"]).shape == (3, 64, 64)
        with rasterio.open(attribution.views["density"]) as density:
            assert tuple(density.transform)[:6] == result.tile.transform
            assert density.tags()["SRXAI_VIEW"] == "density"
            assert density.read(masked=True).max() == pytest.approx(1)
    written = (tmp_path / "out" / "result.json").read_text("utf-8")
    assert from_json(Explanation, written) == result


def test_unknown_view_is_refused_before_any_work(make_raster, tmp_path):
    with pytest.raises(BadInput, match=r"views is x; it can be one of signed"):
        explain(request(make_raster(), tmp_path / "out", views=("x",)))
    assert not (tmp_path / "out").exists()


def test_every_question_is_answered_and_its_limits_told(make_raster, tmp_path):
    asked = request(make_raster(), tmp_path / "out")
    maps = {}
    for id in ("texture", "band", "intensity", "gabor"):
        result = explain(replace(asked, output=str(tmp_path / id), objective=Objective(id)))
        maps[id] = opened(result.attributions[0].raster)
        assert any("not what this objective asks" in w for w in result.warnings) is (
            id != "texture"
        )
    for id in ("band", "intensity", "gabor"):
        assert not np.allclose(maps[id], maps["texture"], atol=0.05, equal_nan=True)


def test_intensity_of_a_flat_region_has_an_answer(make_raster, tmp_path):
    flat = make_raster(np.full((3, 80, 80), 120, np.uint8))
    asked = request(flat, tmp_path / "a", network="edsr-x4", objective=Objective("intensity"))
    black = replace(asked, methods=(Method("lam", {"path": "black", "steps": 3}),))
    assert opened(explain(black).attributions[0].raster)[0].max() == 1


def test_polygon_explains_less_than_its_rectangle(make_raster, tmp_path):
    scene = make_raster()
    x, y = 500_000 + 0.3 * 50, 4_100_000 - 0.3 * 40
    triangle = ((x, y), (x + 2.4, y), (x, y - 2.4))
    asked = request(scene, tmp_path / "out")
    result = explain(replace(asked, region=Region(polygon=Polygon((triangle,)))))
    assert (result.region_sr_window.width, result.region_sr_window.height) == (32, 32)
    assert from_json(ExplainRequest, to_json(result.request)).region.polygon.rings == (triangle,)
    map = opened(result.attributions[0].raster)[0]
    column, row = 50 - result.tile.window.column, 40 - result.tile.window.row
    corner = map[row : row + 8, column : column + 8]
    inside = np.add.outer(np.arange(8), np.arange(8)) < 7
    assert corner[inside].mean() > 2 * corner[~inside].mean()


def test_command_line_asks_other_questions(make_raster, tmp_path, capsys):
    scene = make_raster()
    x, y = 500_000 + 0.3 * 50, 4_100_000 - 0.3 * 40
    ring = [[x, y], [x + 2.4, y], [x, y - 2.4], [x, y]]
    crs = {"type": "name", "properties": {"name": "EPSG:32633"}}
    polygon = {"type": "Polygon", "coordinates": [ring], "crs": crs}
    Path(tmp_path / "region.geojson").write_text(json.dumps(polygon))
    options = ["--polygon", str(tmp_path / "region.geojson"), "--output", str(tmp_path / "out")]
    options += ["--objective", "gabor", "--set", "gabor.angle=45", "--method", "lam"]
    options += ["--set", "lam.steps=2", "--set", "lam.path=linear", "--view", "signed"]
    assert main(["explain", str(scene), *options]) == 0
    result = from_json(Explanation, capsys.readouterr().out)
    assert result.request.objective == Objective("gabor", {"angle": 45})
    assert result.attributions[0].parameters["path"] == "linear"
    assert list(result.attributions[0].views) == ["signed"]


def test_layers_are_one_raster_with_the_deepest_last(make_raster, tmp_path):
    methods = (Method("amve-sr"), Method("gated-gradient"), Method("lam", {"steps": 2}))
    asked = request(
        make_raster(), tmp_path / "out", network="edsr-x4", views=("layers",), methods=methods
    )
    amve, gated, lam = explain(asked).attributions
    assert lam.views == {}
    with rasterio.open(amve.views["layers"]) as layers:
        # EDSR of 16 blocks: its head, two convolutions a block, the body's last, the tail's three.
        assert layers.count == 1 + 2 * 16 + 1 + 3
        assert layers.descriptions[0].endswith("head.0")
        assert layers.descriptions[-1].endswith("tail.1")
    with rasterio.open(gated.views["layers"]) as layers:
        # Those whose outputs are at LR resolution alone.
        assert layers.count == 1 + 2 * 16 + 1 + 1
        assert layers.descriptions[0].endswith("head.0")
        assert layers.descriptions[-1].endswith("tail.0.0")
        assert np.nanmax(layers.read(), axis=(1, 2)) == pytest.approx(1)
