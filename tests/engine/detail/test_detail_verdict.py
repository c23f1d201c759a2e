"""The verdict on a region's detail, by its figures alone and by the command that everybody uses."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
import scipy
import torch
from safetensors.torch import save_file

from srxai_plugin.contract.codec import from_json
from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import ExplainRequest, Method
from srxai_plugin.contract.results import DETAIL_LEVELS, Calibration, Explanation, Radiometry
from srxai_plugin.contract.scenes import DETAIL_BANDS
from srxai_plugin.engine.detail import calibration as calibrations
from srxai_plugin.engine.detail.degradation import degradation_of
from srxai_plugin.engine.detail.gate import Far, domain, far_from_domain
from srxai_plugin.engine.detail.passes import Passes, Storage
from srxai_plugin.engine.detail.verdict import Evidence, judged
from srxai_plugin.engine.explaining.explain import explain
from srxai_plugin.engine.networks.loading.zoo import bundled, load_network
from srxai_plugin.engine.training.patches import read_pairs
from tests.engine.conftest import SHARED, write_raster
from tests.engine.detail.conftest import BICUBIC, BYTES, RUN, leaves

GOOD = Evidence(
    pixels=4096, added=0.05, support=0.8, share=0.9, is_assumed=False, far=Far(2.0, 4.0)
)


@pytest.mark.parametrize(
    ("changes", "level", "reason"),
    [
        ({}, "supported", "share"),
        ({"share": 0.69}, "plausible", "share"),
        ({"share": 0.39}, "invented", "share"),
        ({"share": -2.0}, "invented", "share"),
        ({"added": 2.9 / 255}, "nothing-added", "faint"),
        ({"pixels": 1023}, "not-judged", "small-region"),
        ({"share": None}, "not-judged", "unchecked"),
        ({"far": Far(4.1, 4.0)}, "not-calibrated", "far"),
        ({"support": None}, "plausible", "no-referees"),
        ({"support": None, "share": 0.2}, "invented", "no-referees"),
        ({"is_assumed": True}, "supported", "assumed"),
        ({"far": Far()}, "supported", "no-domain"),
    ],
)
def test_each_level_says_why(changes, level, reason):
    found = judged(replace(GOOD, **changes))
    assert found.level == level and reason in found.reasons
    assert found.words.startswith("Detail ") and "\n" not in found.words
    assert (found.share is None) == (level in ("not-judged", "not-calibrated", "nothing-added"))


def test_detail_of_a_network_that_fails_its_checks_is_invented_or_not_judged():
    assert judged(GOOD, is_doubted=True).reasons == ("doubted",)
    assert judged(GOOD, is_doubted=True).level == "not-judged"
    assert judged(replace(GOOD, share=0.2), is_doubted=True).level == "invented"


def test_no_word_says_that_detail_is_real():
    every = [judged(replace(GOOD, share=s)).words for s in (0.9, 0.5, 0.1)]
    assert not any(word in " ".join(every).lower() for word in ("is real", "is true", "certain"))


GRID = rasterio.Affine(1.2, 0, 500_000, 0, -1.2, 4_100_000)
"""Of the size that the bundled networks learned from."""


def write(path: Path, image: np.ndarray, nodata: int | None = None) -> Path:
    values = np.rint(255 * image).clip(0, 255).astype(np.uint8)
    return write_raster(path, values, transform=GRID, nodata=nodata)


@pytest.fixture(scope="module")
def scene(tmp_path_factory) -> Path:
    """Discs, shrunk as the bundled networks learned it: 96 × 96 pixels."""
    image = BICUBIC(leaves(384, count=2000), 4)
    return write(tmp_path_factory.mktemp("scene") / "leaves.tif", image)


def asked(raster: Path, output: Path, **more: object) -> ExplainRequest:
    given = {
        "region": Region(window=Window(40, 40, 16, 16)),
        "network": "fsrcnn-x4",
        "methods": (Method("gated-gradient"),),
        "device": "cpu",
        "threads": 1,
        "detail": True,
        **more,
    }
    return ExplainRequest(str(raster), output=str(output), **given)


@pytest.fixture
def no_gate(monkeypatch) -> None:
    """Discs are no aerial imagery, and the gate says so: what comes after it is tried without."""
    monkeypatch.setattr("srxai_plugin.engine.detail.evidence.far_from_domain", lambda *_: Far())


def test_a_region_is_judged_beside_its_maps(scene, tmp_path, no_gate):
    found = explain(asked(scene, tmp_path / "out"))
    detail = found.detail
    assert detail.level == "supported" and detail.share > 0.7
    assert detail.calibration.referees == ("edsr-x4", "pan-x4", "rcan-x4")
    assert (detail.calibration.degradation, detail.calibration.is_assumed) == ("bicubic", False)
    written = from_json(Explanation, (tmp_path / "out" / "result.json").read_text("utf-8"))
    assert written.detail == detail
    with rasterio.open(detail.raster) as layer, rasterio.open(found.super_resolved) as sr:
        assert (layer.transform, layer.shape, layer.crs) == (sr.transform, sr.shape, sr.crs)
        assert layer.descriptions == tuple(DETAIL_BANDS.values())
        half, _, added, classes, off = layer.read()
        kept = from_json(Calibration, layer.tags()["SRXAI_CALIBRATION"])
        assert kept == detail.calibration
        assert "SRXAI_REQUEST" in layer.tags()
    inside = found.region_window.slices
    assert half[inside].mean() == pytest.approx(detail.half_width, rel=1e-5)
    assert set(np.unique(classes)) <= {1, 2, 3, 4}
    assert 0 < detail.half_width < 60 and 3 < detail.added < 80
    assert added.max() < 100 and off.min() >= 0
    lr = rasterio.open(scene).read().astype(float)
    up = rasterio.open(found.super_resolved).read()
    col, row, width, height = (
        getattr(found.tile.window, n) for n in ("column", "row", "width", "height")
    )
    again = BICUBIC(up.astype(float), 4)
    expected = np.sqrt(((again - lr[:, row : row + height, col : col + width]) ** 2).mean(0))
    assert np.abs(off[::4, ::4] - expected).max() < 1e-3


def test_without_being_asked_nothing_is_judged(scene, tmp_path):
    found = explain(asked(scene, tmp_path / "out", detail=False))
    assert found.detail is None and not (tmp_path / "out" / "detail.tif").exists()


def test_a_network_that_draws_on_everything_is_called_inventing(scene, tmp_path, no_gate):
    """A bundled network whose last layer got a texture of its own."""
    from safetensors.torch import load_file

    weights = load_file(bundled()["edsr-x4"])
    generator = torch.Generator().manual_seed(0)
    for name, value in weights.items():
        if name.endswith("weight"):
            noise = torch.randn(value.shape, generator=generator)
            weights[name] = value + 0.35 * value.std() * noise
    own = tmp_path / "mine.safetensors"
    save_file(weights, own)
    card = json.loads(bundled()["edsr-x4"].with_suffix(".json").read_text("utf-8"))
    own.with_suffix(".json").write_text(json.dumps({**card, "title": "Mine"}), "utf-8")
    found = explain(asked(scene, tmp_path / "out", network=str(own))).detail
    assert found.level == "invented" and found.share < 0.4
    assert "edsr-x4" in found.calibration.referees


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"region": Region(window=Window(40, 40, 4, 15))}, "small-region"),
        ({"region": Region(window=Window(40, 40, 7, 9))}, "small-region"),
    ],
)
def test_a_small_region_gets_a_sentence_and_no_figure(scene, tmp_path, changes, reason):
    found = explain(asked(scene, tmp_path / "out", **changes)).detail
    assert (found.level, found.reasons) == ("not-judged", (reason,))
    assert (found.share, found.added, found.half_width) == (None, None, None)
    assert "larger" in found.words


def test_a_raster_too_small_to_check_itself_gets_a_sentence(scene, tmp_path, no_gate):
    with rasterio.open(scene) as dataset:
        image = dataset.read()[:, :63, :80] / 255
    small = write(tmp_path / "small.tif", image)
    found = explain(asked(small, tmp_path / "out", region=Region(window=Window(40, 40, 16, 16))))
    assert (found.detail.level, found.detail.reasons) == ("not-judged", ("unchecked",))
    assert found.detail.share is None and "64 × 64" in found.detail.words


def test_where_nothing_is_added_it_says_so_and_that_is_all(tmp_path):
    flat = write(tmp_path / "flat.tif", np.full((3, 80, 80), 0.4))
    found = explain(asked(flat, tmp_path / "out")).detail
    assert (found.level, found.share) == ("nothing-added", None)


def test_pixels_without_data_are_nodata_in_the_layer(scene, tmp_path, no_gate):
    with rasterio.open(scene) as dataset:
        image = np.maximum(dataset.read(), 1) / 255
    image[:, :, :20] = 0
    holed = write(tmp_path / "holed.tif", image, nodata=0)
    found = explain(asked(holed, tmp_path / "out", region=Region(window=Window(24, 40, 16, 16))))
    with rasterio.open(found.detail.raster) as layer:
        bands = layer.read()
    missing = 20 - found.tile.window.column
    assert missing > 0 and np.isnan(bands[:, :, : 4 * missing]).all()
    assert np.isfinite(bands[0, :, 4 * missing :]).all()


def test_a_second_region_of_a_raster_is_not_checked_again(scene, tmp_path, monkeypatch, no_gate):
    explain(asked(scene, tmp_path / "one"))

    def never(*_: object) -> None:
        raise AssertionError("checked again")

    monkeypatch.setattr(calibrations, "self_check", never)
    moved = Region(window=Window(20, 50, 16, 16))
    found = explain(asked(scene, tmp_path / "two", region=moved)).detail
    assert found.calibration is not None


def test_a_changed_raster_is_checked_again(scene, tmp_path, no_gate):
    image = rasterio.open(scene).read() / 255
    own = write(tmp_path / "own.tif", image)
    before = explain(asked(own, tmp_path / "one")).detail.calibration
    write(own, image[:, ::-1] ** 1.5)
    after = explain(asked(own, tmp_path / "two")).detail.calibration
    assert before.true_share != after.true_share


def test_raster_units_are_the_rasters_own(scene, tmp_path, no_gate):
    """The same image in reflectances: all amounts are larger by as much, and no share changes."""
    with rasterio.open(scene) as dataset:
        profile, image = dataset.profile, dataset.read()
    bright = tmp_path / "bright.tif"
    with rasterio.open(bright, "w", **{**profile, "dtype": "float32"}) as dataset:
        dataset.write((image / 255).astype(np.float32))
    of_bytes = explain(asked(scene, tmp_path / "one")).detail
    of_shares = explain(asked(bright, tmp_path / "two", scaling="none")).detail
    assert of_shares.added == pytest.approx(of_bytes.added / 255, rel=0.05)
    assert of_shares.half_width == pytest.approx(of_bytes.half_width / 255, rel=0.15)
    assert of_shares.share == pytest.approx(of_bytes.share, abs=0.05)


def test_levels_and_classes_are_of_one_list():
    assert DETAIL_LEVELS[:5] == (
        *("supported", "plausible", "invented", "nothing-added", "not-calibrated"),
    )


def test_a_tile_of_four_bands_is_as_far_from_the_reference_imagery_as_its_mean():
    grey = leaves(48)[:1]
    four = Storage(Radiometry((1, 2, 3, 4), "dtype", (0.0,) * 4, (255.0,) * 4, ""), BYTES.dtype)
    as_three = far_from_domain(grey.repeat(3, 0), BICUBIC, RUN)
    as_four = far_from_domain(grey.repeat(4, 0), BICUBIC, Passes(four))
    assert as_three.distance is not None
    assert as_four.distance == pytest.approx(as_three.distance)


def test_of_reflectance_what_is_visible_is_a_part_of_what_the_ground_reflects():
    """0.006 are 60 of 10 000: less than 3 grey values of 0 to 1, more than 3 of 0 to 0.4."""
    how = Radiometry((1,), "reflectance", (0.0,), (10_000.0,), "")
    shown = Storage(how, np.dtype(np.uint16)).shown
    evidence = Evidence(4096, 0.006, 0.8, 0.8, False, Far())
    assert judged(evidence).level == "nothing-added"
    assert judged(replace(evidence, shown=shown)).level == "supported"
    assert judged(replace(evidence, shown=shown, added=0.004)).level == "nothing-added"


VAL = SHARED / "data" / "ucmerced" / "val"


@pytest.mark.skipif(not VAL.is_dir(), reason="needs the shared aerial images")
def test_the_gate_lets_clean_tiles_pass_and_stops_blurred_ones():
    clean, blurred = [], []
    for _, hr in read_pairs(VAL, 4)[::5]:
        lr = BYTES.rounded(BICUBIC(hr.transpose(2, 0, 1) / 255, 4))
        clean.append(far_from_domain(lr, BICUBIC, RUN).is_far)
        blur = BYTES.rounded(scipy.ndimage.gaussian_filter(lr, (0, 1.0, 1.0)))
        blurred.append(far_from_domain(blur, BICUBIC, RUN).is_far)
    assert np.mean(clean) <= 0.2 and np.mean(blurred) >= 0.8


@pytest.mark.parametrize("id", ["edsr-x4", "edsr-x4-real"])
def test_there_is_a_domain_of_what_aerial_networks_learned_from(id):
    degradation = degradation_of(load_network(id, torch.device("cpu")).card)
    assert domain(degradation.words).limit > 0
    assert domain("gaussian, σ 9") is None
