"""What a truth tells, on its way through the whole pipeline."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
import torch
from affine import Affine
from PIL import Image

from srxai_plugin.contract.codec import from_data, from_json, to_data, to_json
from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import ExplainRequest, Method
from srxai_plugin.contract.results import TRUTH_BANDS, Explanation, Quality
from srxai_plugin.engine.explaining.explain import explain
from srxai_plugin.engine.explaining.tile import read_tile
from srxai_plugin.engine.explaining.truth import TRUTH, judge_by_truth
from srxai_plugin.engine.imagery.reference import Truth, read_reference
from srxai_plugin.engine.imagery.resampling import bicubic
from srxai_plugin.engine.networks.loading.zoo import load_network
from srxai_plugin.engine.serving.rerun import rerun
from tests.engine.conftest import NORTH_UP, texture

FINE = NORTH_UP @ Affine.scale(1 / 4)
BEST = 1 / (1 + 2 * np.exp(-4))
SIDE = 4 * 64


@pytest.fixture
def fine() -> np.ndarray:
    """(3, 384, 480) uint8."""
    image = texture(3, 96, 120).repeat(4, 1).repeat(4, 2).astype(int)
    image += np.random.default_rng(3).integers(-9, 10, image.shape)
    return np.clip(image, 0, 255).astype(np.uint8)


@pytest.fixture
def asked(fine, make_raster, tmp_path) -> ExplainRequest:
    """Of the scene that is four times coarser, with its truth."""
    coarse = fine.reshape(3, 96, 4, 120, 4).mean((2, 4)).round().astype(np.uint8)
    truth = make_raster(fine, "fine.tif", transform=FINE)
    return ExplainRequest(
        str(make_raster(coarse)),
        Region(window=Window(50, 40, 6, 5)),
        str(tmp_path / "out"),
        network="fsrcnn-x4",
        methods=(Method("gradient"),),
        threads=1,
        reference=str(truth),
    )


def judged(asked: ExplainRequest, folder: Path, sr: np.ndarray | None = None) -> Quality:
    """Of an image that is given, else of bicubic interpolation."""
    network = load_network(asked.network, torch.device("cpu"))
    tile = read_tile(asked, network)
    truth = read_reference(asked, tile.grid, 4, tile.radiometry, tile.region_sr)
    folder.mkdir(exist_ok=True)
    image = bicubic(tile.lr.numpy(), SIDE, SIDE) if sr is None else sr
    return judge_by_truth(folder, asked, network, tile, image, truth)


def test_figures_are_those_of_the_written_raster(asked, fine):
    result = explain(asked)
    quality, w = result.quality, result.tile.window
    assert from_json(Explanation, to_json(result)) == result
    with rasterio.open(result.super_resolved) as dataset:
        sr = dataset.read().astype(float)
    with rasterio.open(asked.raster) as dataset:
        lr = dataset.read()[:, w.row : w.bottom, w.column : w.right].astype(np.float32)
    bands = [Image.fromarray(band).resize((SIDE, SIDE), Image.Resampling.BICUBIC) for band in lr]
    plain = np.stack([np.asarray(band, float) for band in bands])
    truth = fine[:, 4 * w.row : 4 * w.bottom, 4 * w.column : 4 * w.right].astype(float)
    added, true = sr - plain, truth - plain
    share = (added * true).sum() / (added**2).sum()
    assert quality.tile_detail.share == pytest.approx(share, abs=1e-4)
    r = result.region_window
    inside = np.s_[:, r.row : r.bottom, r.column : r.right]
    share = (added * true)[inside].sum() / (added[inside] ** 2).sum()
    assert quality.region_detail.share == pytest.approx(share, abs=1e-4)
    with rasterio.open(quality.raster) as dataset:
        layer = dataset.read()
        assert dataset.descriptions == tuple(TRUTH_BANDS.values())
        assert dataset.transform.almost_equals(FINE @ Affine.translation(4 * w.column, 4 * w.row))
        assert dataset.crs == "EPSG:32633"
        assert dataset.tags()["SRXAI_NETWORK"] == "fsrcnn-x4"
        assert np.isnan(dataset.nodata)
    assert Path(quality.raster).name == TRUTH
    assert layer.dtype == np.float32
    for part, where in ((quality.tile_detail, np.s_[:]), (quality.region_detail, inside)):
        means = np.nanmean(layer[where], axis=(1, 2))
        found = (part.hallucination, part.omission, part.improvement)
        assert found == pytest.approx(tuple(means), abs=1e-5)
        assert sum(found) == pytest.approx(1)


def test_truth_itself_is_all_true_all_improved_and_as_fine_as_the_grid(asked, tmp_path):
    first = explain(replace(asked, output=str(tmp_path / "first")))
    again = explain(replace(asked, reference=first.super_resolved))
    for detail in (again.quality.tile_detail, again.quality.region_detail):
        assert detail.share == pytest.approx(1, abs=1e-4)
        assert detail.improvement == pytest.approx(BEST)
        assert detail.hallucination == detail.omission
    assert again.quality.resolution.super_resolved is None
    assert again.quality.resolution.finest == pytest.approx(2 * 0.075, rel=2e-3)
    assert again.quality.resolution.bicubic > 2 * again.quality.resolution.finest


def test_interpolation_adds_nothing_and_leaves_all_out(asked, tmp_path):
    found = judged(asked, tmp_path / "judged")
    for detail in (found.tile_detail, found.region_detail):
        assert detail.share is None
        assert detail.omission > 0.9
        assert detail.improvement < 0.06
    resolution = found.resolution
    assert resolution.super_resolved == pytest.approx(resolution.bicubic, rel=0.02)


def test_noise_is_no_true_detail(asked, tmp_path):
    tile = read_tile(asked, load_network(asked.network, torch.device("cpu")))
    noise = np.random.default_rng(0).normal(0, 0.2, (3, SIDE, SIDE))
    found = judged(asked, tmp_path / "judged", bicubic(tile.lr.numpy(), SIDE, SIDE) + noise)
    assert abs(found.tile_detail.share) < 0.1
    assert found.tile_detail.hallucination > 0.5
    plain = judged(asked, tmp_path / "judged")
    assert found.tile_detail.hallucination > 4 * plain.tile_detail.hallucination
    assert found.resolution.super_resolved >= found.resolution.bicubic


def test_layer_is_empty_where_the_truth_is(asked, fine, make_raster):
    part = make_raster(
        fine[:, 100:300, 150:280],
        "part.tif",
        transform=FINE @ Affine.translation(150, 100),
    )
    result = explain(replace(asked, reference=str(part)))
    w = result.tile.window
    with rasterio.open(result.quality.raster) as dataset:
        has_data = np.isfinite(dataset.read()).all(axis=0)
    rows, columns = np.nonzero(has_data)
    assert rows.min() + 4 * w.row >= 100
    assert rows.max() + 4 * w.row < 300
    assert columns.min() + 4 * w.column >= 150
    assert columns.max() + 4 * w.column < 280
    assert result.quality.resolution is not None


def test_resolution_is_in_pixels_without_a_crs(asked, fine, make_raster, tmp_path):
    with_crs = judged(asked, tmp_path / "judged").resolution
    with rasterio.open(asked.raster) as dataset:
        coarse = dataset.read()
    plain = replace(
        asked,
        raster=str(make_raster(coarse, "nowhere.tif", crs=None)),
        reference=str(make_raster(fine, "truth-nowhere.tif", crs=None, transform=FINE)),
    )
    without = judged(plain, tmp_path / "judged").resolution
    assert (with_crs.unit, without.unit) == ("m", "px")
    assert without.finest == 2
    # UTM's pixels of 0.075 m are so long on the ground to two parts in a thousand.
    assert with_crs.bicubic == pytest.approx(0.075 * without.bicubic, rel=2e-3)


def test_tile_too_small_has_no_resolution(asked, make_raster, fine, tmp_path):
    small = replace(
        asked,
        raster=str(make_raster(fine[:, 2:32:4, 2:32:4], "small.tif")),
        region=Region(window=Window(1, 1, 4, 4)),
    )
    network = load_network(small.network, torch.device("cpu"))
    tile = read_tile(small, network)
    # 8 × 8 pixels, of which the truth knows all but a strip: 31 × 32 of 32 × 32.
    valid = np.ones((32, 32), bool)
    values = fine[:, :32, :32] / 255
    (tmp_path / "judged").mkdir()
    for known, has_resolution in ((valid, True), (valid & (np.arange(32) > 0), False)):
        found = judge_by_truth(
            tmp_path / "judged",
            small,
            network,
            tile,
            bicubic(tile.lr.numpy(), 32, 32),
            Truth(values, known, False),
        )
        assert (found.resolution is not None) == has_resolution


def test_layer_can_be_made_again_from_its_tags(asked, tmp_path):
    first = explain(asked).quality.raster
    again = rerun(first, str(tmp_path / "again"), confirmed=(asked.raster, asked.reference))
    assert Path(again.raster).name == TRUTH
    assert again.is_identical
    assert again.largest_difference == 0


def test_older_results_have_none_of_it_and_can_be_read(asked):
    data = to_data(explain(asked))
    for name in ("tile_detail", "region_detail", "resolution", "raster"):
        del data["quality"][name]
    quality = from_data(Explanation, data).quality
    assert quality.tile_detail is quality.region_detail is None
    assert quality.resolution is quality.raster is None
