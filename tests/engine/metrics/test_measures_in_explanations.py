"""Measures and references on their way through the whole pipeline."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import chain, repeat
from pathlib import Path

import numpy as np
import pytest
import rasterio
import torch
from affine import Affine
from rasterio.crs import CRS
from rasterio.warp import Resampling, calculate_default_transform, reproject
from scipy import ndimage

from srxai_plugin.contract.choices import MEASURE_NAMES, MEASURE_SENTENCES
from srxai_plugin.contract.codec import from_data, from_json, to_data, to_json
from srxai_plugin.contract.errors import BadInput, Cancelled
from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import ExplainRequest, Method
from srxai_plugin.contract.results import Explanation
from srxai_plugin.engine.cli.main import main
from srxai_plugin.engine.explaining.explain import explain
from srxai_plugin.engine.explaining.tile import read_tile
from srxai_plugin.engine.imagery.reference import read_reference
from srxai_plugin.engine.networks.loading.zoo import load_network
from tests.engine.conftest import NORTH_UP, texture, write_raster

ALL = tuple(MEASURE_NAMES)
CRS_UTM = CRS.from_epsg(32633)


def request(scene: Path, output: Path, **changes: object) -> ExplainRequest:
    asked = ExplainRequest(
        str(scene),
        Region(window=Window(50, 40, 6, 5)),
        str(output),
        network="fsrcnn-x4",
        methods=(Method("amve-sr"),),
        threads=1,
    )
    return replace(asked, **changes)


def test_everything_measured_survives_json_and_the_meter_counts_it(make_raster, tmp_path):
    seen = []
    result = explain(request(make_raster(), tmp_path / "out", measures=ALL), seen.append)
    assert from_json(Explanation, to_json(result)) == result
    statistics = result.attributions[0].statistics
    found = statistics.measures
    assert all(value is not None for value in to_data(found).values())
    assert list(statistics.atv.delete) == list(statistics.atv.area)
    assert set(result.baselines["distance"].atv.delete) == set(statistics.atv.area)
    assert 0 < statistics.area_of_interest < 100
    assert statistics.radial_profile.unit == "m"
    assert sum(statistics.radial_profile.share) == pytest.approx(1)
    # Nearly full at the very last pass, behind which there is only writing; full in the end.
    fractions = [p.fraction for p in seen]
    last = max(i for i, p in enumerate(seen) if p.stage == "randomisation")
    assert fractions[last] == pytest.approx(1, abs=0.02) and fractions[-1] == 1
    assert max(fractions[:last]) < fractions[last]


def test_nothing_is_measured_unless_asked(make_raster, tmp_path):
    result = explain(request(make_raster(), tmp_path / "out"))
    statistics = result.attributions[0].statistics
    assert statistics.measures is None
    assert statistics.atv.delete is None
    assert result.quality is None
    again = explain(request(make_raster(), tmp_path / "out", measures=("deletion",)))
    measured = again.attributions[0].statistics.measures
    assert measured.deletion is not None
    assert measured.insertion is measured.sensitivity is measured.randomisation is None


def test_result_from_before_there_were_measures_can_still_be_read(make_raster, tmp_path):
    data = to_data(explain(request(make_raster(), tmp_path / "out")))
    for name in ("measures", "reference"):
        del data["request"][name]
    del data["quality"]
    for attribution in data["attributions"]:
        for name in ("measures", "radial_profile", "area_of_interest"):
            del attribution["statistics"][name]
        del attribution["statistics"]["atv"]["delete"]
    old = from_data(Explanation, data)
    assert old.quality is None
    assert old.attributions[0].statistics.radial_profile is None


def test_constant_tile_has_defined_answers(make_raster, tmp_path):
    values = np.full((3, 96, 120), 90, np.uint8)
    scene = make_raster(values)
    truth = make_raster(
        values.repeat(4, 1).repeat(4, 2), "truth.tif", transform=NORTH_UP @ Affine.scale(1 / 4)
    )
    result = explain(
        # fsrcnn-x4 makes a texture of its own even of this.
        request(scene, tmp_path / "out", network="edsr-x4", measures=ALL, reference=str(truth))
    )
    json.dumps(to_data(result), allow_nan=False)
    statistics = result.attributions[0].statistics
    assert statistics.area_of_interest == 0
    assert set(to_data(statistics.measures).values()) == {None}


def test_region_at_the_corner_and_as_large_as_the_tile_is_measured(make_raster, tmp_path):
    scene = make_raster(texture(3, 12, 12))
    whole = Region(window=Window(0, 0, 12, 12))
    result = explain(request(scene, tmp_path / "a", region=whole, measures=ALL))
    json.dumps(to_data(result), allow_nan=False)
    assert result.attributions[0].statistics.radial_profile.share == (1,)
    corner = Region(window=Window(9, 0, 3, 2))
    result = explain(request(scene, tmp_path / "b", region=corner, measures=ALL))
    json.dumps(to_data(result), allow_nan=False)


@pytest.fixture(scope="module")
def looks(tmp_path_factory) -> int:
    """How often an explanation with all measures tells its progress."""
    folder = tmp_path_factory.mktemp("measured")
    counted = []
    explain(
        request(write_raster(folder / "scene.tif"), folder / "out", measures=ALL), counted.append
    )
    return len(counted)


@pytest.mark.parametrize("at", [0.3, 0.6, 0.9, 0.99])
def test_cancel_while_measuring_leaves_nothing(make_raster, tmp_path, looks, at):
    asked = request(make_raster(), tmp_path / "whole", measures=ALL)
    answers = chain(repeat(False, int(at * looks)), repeat(True))
    with pytest.raises(Cancelled):
        explain(replace(asked, output=str(tmp_path / "new")), cancelled=answers.__next__)
    assert not (tmp_path / "new").exists()


def test_unknown_measure_is_one_sentence_before_any_work(tmp_path, capsys):
    with pytest.raises(BadInput, match="deletion, insertion, sensitivity"):
        request(tmp_path / "no.tif", tmp_path, measures=("beauty",))
    status = main(
        ["explain", "no.tif", "--window", "0,0,4,4", "--output", "o", "--measure", "beauty"]
    )
    error = capsys.readouterr().err
    assert status == 2
    assert error.count("\n") == 1
    assert "--measure is beauty; it can be one of deletion," in error


def test_every_measure_has_its_sentence():
    assert list(MEASURE_SENTENCES) == list(MEASURE_NAMES)


@pytest.fixture
def pair(make_raster, tmp_path):
    """A truth of 480 × 384 pixels and the scene made of it, four times coarser."""
    fine = texture(3, 96, 120).repeat(4, 1).repeat(4, 2)
    fine = np.clip(fine.astype(int) + np.random.default_rng(3).integers(-9, 10, fine.shape), 0, 255)
    coarse = fine.reshape(3, 96, 4, 120, 4).mean((2, 4)).round().astype(np.uint8)
    fine = fine.astype(np.uint8)
    truth = make_raster(fine, "truth.tif", transform=NORTH_UP @ Affine.scale(1 / 4))
    return make_raster(coarse), truth, fine


def test_quality_is_that_of_the_written_raster(pair, tmp_path):
    scene, truth, fine = pair
    result = explain(request(scene, tmp_path / "out", reference=str(truth)))
    assert from_json(Explanation, to_json(result)) == result
    with rasterio.open(result.super_resolved) as written:
        sr = written.read().astype(float)
    w = result.tile.window
    same = fine[:, 4 * w.row : 4 * w.bottom, 4 * w.column : 4 * w.right].astype(float)
    psnr = 10 * np.log10(255**2 / np.mean((sr - same) ** 2))
    assert result.quality.tile["super_resolved"].psnr == pytest.approx(psnr, abs=1e-6)
    assert result.quality.covered == 100
    assert not result.quality.resampled
    assert result.quality.region["bicubic"].psnr > 10


def test_reference_may_be_a_part_of_the_same_grid(pair, make_raster, tmp_path):
    scene, truth, fine = pair
    part = make_raster(
        fine[:, 100:300, 150:280],
        "part.tif",
        transform=NORTH_UP @ Affine.scale(1 / 4) @ Affine.translation(150, 100),
    )
    result = explain(request(scene, tmp_path / "a", reference=str(part)))
    whole = explain(request(scene, tmp_path / "b", reference=str(truth)))
    assert not result.quality.resampled
    assert 0 < result.quality.covered < 100
    assert result.quality.region == whole.quality.region


def test_reference_in_another_crs_is_brought_to_the_grid(pair, make_raster, tmp_path):
    scene, _, fine = pair
    # Smooth, so that interpolating twice loses next to nothing.
    smooth = ndimage.gaussian_filter(fine.astype(np.float32), (0, 4, 4))
    truth = make_raster(smooth, "smooth.tif", transform=NORTH_UP @ Affine.scale(1 / 4))
    with rasterio.open(truth) as dataset:
        grid, width, height = calculate_default_transform(
            CRS_UTM, "EPSG:4326", 480, 384, *dataset.bounds, resolution=3e-7
        )
    warped = np.zeros((3, height, width), np.float32)
    reproject(
        smooth,
        warped,
        src_transform=NORTH_UP @ Affine.scale(1 / 4),
        src_crs=CRS_UTM,
        dst_transform=grid,
        dst_crs="EPSG:4326",
        dst_nodata=0,
        resampling=Resampling.bilinear,
    )
    degrees = make_raster(warped, "degrees.tif", crs="EPSG:4326", transform=grid, nodata=0)
    asked = request(scene, tmp_path / "a", reference=str(degrees))
    tile = read_tile(asked, load_network("fsrcnn-x4", torch.device("cpu")))
    found, exact = (
        read_reference(
            replace(asked, reference=str(path)),
            tile.grid,
            tile.scale,
            tile.radiometry,
            tile.region_sr,
        )
        for path in (degrees, truth)
    )
    assert (found.resampled, exact.resampled) == (True, False)
    assert found.valid.mean() > 0.99

    def error(other: np.ndarray) -> float:
        return np.abs(found.values - other)[:, found.valid].mean()

    assert error(exact.values) < 0.002
    assert error(np.roll(exact.values, 1, axis=2)) > 4 * error(exact.values)
    assert explain(asked).quality.resampled


def test_without_georeferences_the_truth_is_the_whole_rasters(pair, make_raster, tmp_path):
    _, truth, fine = pair
    coarse = fine.reshape(3, 96, 4, 120, 4).mean((2, 4)).round().astype(np.uint8)
    scene = make_raster(coarse, "plain.tif", crs=None, transform=None)
    plain = make_raster(fine, "plain-truth.tif", crs=None, transform=None)
    result = explain(request(scene, tmp_path / "a", reference=str(plain)))
    assert result.quality.covered == 100
    assert not result.quality.resampled
    with pytest.raises(BadInput, match="no georeference"):
        explain(request(scene, tmp_path / "b", reference=str(truth)))
    small = make_raster(fine[:, :-4], "small.tif", crs=None, transform=None)
    with pytest.raises(BadInput, match="480 × 384"):
        explain(request(scene, tmp_path / "b", reference=str(small)))


def test_reference_that_does_not_fit_is_one_sentence_and_nothing_is_written(
    pair, make_raster, tmp_path
):
    scene, _, fine = pair
    away = make_raster(fine, "away.tif", transform=Affine(0.075, 0, 600_000, 0, -0.075, 4_100_000))
    turned = make_raster(fine, "t.tif", transform=Affine(0.08, 0, 600_000, 0, -0.08, 4_100_000))
    single = make_raster(fine[:1], "single.tif", transform=NORTH_UP @ Affine.scale(1 / 4))
    no_crs = make_raster(fine, "no.tif", crs=None, transform=NORTH_UP @ Affine.scale(1 / 4))
    for reference, words in (
        (away, "no data in the region"),
        (turned, "no data in the region"),
        (single, "has 1 bands; give one with 3"),
        (no_crs, "no CRS"),
        ("/nowhere.tif", "no file"),
    ):
        with pytest.raises(BadInput, match=words) as error:
            explain(request(scene, tmp_path / "out", reference=str(reference)))
        assert "\n" not in str(error.value)
        assert not (tmp_path / "out").exists()


def test_command_line_takes_measures_and_a_reference(pair, tmp_path, capsys):
    scene, truth, _ = pair
    arguments = ["explain", str(scene), "--window", "50,40,6,5", "--output", str(tmp_path / "o")]
    arguments += ["--network", "fsrcnn-x4", "--method", "amve-sr", "--threads", "1"]
    arguments += ["--measure", "deletion", "--measure", "infidelity", "--reference", str(truth)]
    assert main(arguments) == 0
    result = from_json(Explanation, capsys.readouterr().out)
    assert result.request.measures == ("deletion", "infidelity")
    assert result.request.reference == str(truth)
    assert result.attributions[0].statistics.measures.infidelity is not None
    assert result.quality is not None
