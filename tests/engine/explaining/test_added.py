"""The question of the added detail through the whole pipeline."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
import torch
from torch import Tensor

from srxai_plugin.contract.codec import from_json
from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import ExplainRequest, Method, Objective
from srxai_plugin.contract.results import Explanation
from srxai_plugin.engine.attribution.blur import blur
from srxai_plugin.engine.attribution.registry import methods_of
from srxai_plugin.engine.cli.main import main
from srxai_plugin.engine.explaining.explain import Run, explain, explain_tile, work
from srxai_plugin.engine.explaining.preview import glance
from srxai_plugin.engine.explaining.tile import read_tile
from srxai_plugin.engine.machine.progress import Meter
from srxai_plugin.engine.metrics.texture import detail_map, top
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.loading.zoo import load_network
from tests.engine.attribution.test_added_detail import SIDE, Interpolation, directly, enlarged
from tests.engine.conftest import network_of, texture
from tests.engine.explaining.test_explain import request

QUICK = (Method("gradient"), Method("lam", {"steps": 2}))


def asked(scene: Path, output: Path, **changes: object) -> ExplainRequest:
    found = request(scene, output, objective=Objective("added"), methods=QUICK)
    return replace(found, **changes)


def explained_by(network: SRNetwork, asked: ExplainRequest) -> Explanation:
    """By a network that has no file."""
    output = Path(asked.output)
    output.mkdir()
    methods = methods_of(asked)
    meter = Meter(work(methods, asked.measures), lambda _: None, lambda: False)
    run = Run(asked, network, read_tile(asked, network), output, meter)
    return explain_tile(run, methods, None, time.monotonic())


def textures(network: SRNetwork, result: Explanation, images: Tensor) -> Tensor:
    """(N, C, height, width): of the added detail in the region, pixel by pixel, by hand."""
    detail = network(images) - enlarged(images, network.scale)
    region = result.region_window
    rows, columns = slice(region.row, region.bottom), slice(region.column, region.right)
    down = detail[..., rows, columns] - detail[..., region.row + 1 : region.bottom + 1, columns]
    right = detail[..., rows, columns] - detail[..., rows, region.column + 1 : region.right + 1]
    return (down**2 + right**2 + 1e-16).sqrt()


def test_map_and_all_its_figures_ask_of_the_added_detail(make_raster, tmp_path):
    single = asked(make_raster(), tmp_path / "out", methods=(Method("gradient"),))
    result = explain(replace(single, measures=("deletion", "randomisation")))
    (found,) = result.attributions
    with rasterio.open(found.raster) as dataset:
        map = dataset.read(1)
    network = load_network("fsrcnn-x4", torch.device("cpu"))
    lr = read_tile(single, network).lr
    images = lr[None].clone().requires_grad_()
    directly(network, result.region_window, images).sum().backward()
    expected = images.grad[0].sum(0).abs()
    assert np.abs(map - (expected / expected.max()).numpy()).max() <= 1e-4

    everywhere = np.ones(map.shape, bool)
    smooth = blur(lr, 1.2)

    def terms(kept: np.ndarray, off: Tensor, on: Tensor) -> Tensor:
        with torch.no_grad():
            image = torch.where(torch.from_numpy(kept), on, off)
            return textures(network, result, image[None])[0].double()

    whole = terms(everywhere, lr, lr)
    kept = terms(top(map, everywhere, 1.0), smooth, lr)
    share = 100 * abs(kept.sum() - whole.sum()) / whole.sum()
    assert found.statistics.atv.area["1"] == pytest.approx(share.item(), rel=1e-3)
    local = 100 * (kept - whole).abs().sum() / whole.sum()
    assert found.statistics.atv.loc["1"] == pytest.approx(local.item(), rel=1e-3)
    without = terms(top(map, everywhere, 1.0), lr, smooth)
    share = 100 * abs(without.sum() - whole.sum()) / whole.sum()
    assert found.statistics.atv.delete["1"] == pytest.approx(share.item(), rel=1e-3)

    steps = read_tile(single, network).outside_region
    kept = terms(top(detail_map(lr, steps), everywhere, 1.0), smooth, lr)
    share = 100 * abs(kept.sum() - whole.sum()) / whole.sum()
    assert result.baselines["detail"].atv.area["1"] == pytest.approx(share.item(), rel=1e-3)
    assert any("ask of the added detail too" in w for w in result.warnings)
    assert not any("not what this objective asks" in w for w in result.warnings)


def test_map_while_one_looks_around_is_the_same(make_raster, tmp_path):
    single = asked(make_raster(), tmp_path / "out")
    seen = np.frombuffer(glance(single).unpacked(), np.uint8)
    with rasterio.open(explain(single).attributions[0].raster) as dataset:
        map = dataset.read(1)
    assert np.abs(np.sqrt(map) * 255 - seen.reshape(map.shape)).max() <= 0.5 + 1e-3


def test_network_that_only_interpolates_leaves_nothing_to_explain(make_raster, tmp_path):
    scene = make_raster(texture(3, SIDE, SIDE))
    single = asked(scene, tmp_path / "added", region=Region(window=Window(6, 6, 6, 5)))
    result = explained_by(network_of(Interpolation(0.0), 2, 3), single)
    for found in result.attributions:
        assert found.verdict.reasons == ("flat",)
        with rasterio.open(found.raster) as dataset:
            assert dataset.read(1).max() == 0
    assert any("adds no detail to bicubic interpolation" in w for w in result.warnings)
    usual = replace(single, objective=Objective("texture"), output=str(tmp_path / "texture"))
    result = explained_by(network_of(Interpolation(0.0), 2, 3), usual)
    assert not any("nothing to explain" in w for w in result.warnings)
    assert all("flat" not in found.verdict.reasons for found in result.attributions)


def test_command_line_asks_of_the_added_detail(make_raster, tmp_path, capsys):
    options = ["--window", "50,40,6,5", "--network", "fsrcnn-x4", "--method", "gradient"]
    options += ["--output", str(tmp_path / "out"), "--objective", "added"]
    assert main(["explain", str(make_raster()), *options]) == 0
    result = from_json(Explanation, capsys.readouterr().out)
    assert result.request.objective == Objective("added")
    assert main(["explain", str(make_raster()), *options, "--set", "added.band=1"]) == 2
    assert "no parameter 'band'" in capsys.readouterr().err
