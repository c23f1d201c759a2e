from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from rasterio.features import rasterize

from srxai_plugin.contract.codec import from_json, to_data
from srxai_plugin.contract.errors import BadInput, Cancelled
from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import ExplainRequest, Method
from srxai_plugin.contract.results import Attribution, Explanation
from srxai_plugin.engine.explaining.explain import explain
from srxai_plugin.engine.explaining.outlines import TOLERANCE
from tests.engine.conftest import NORTH_UP, SHARED, texture

QUICK = (Method("amve-sr"), Method("lam", {"steps": 2}))

GRIDS = {
    "north-up": ("EPSG:32633", NORTH_UP),
    "rotated": (
        "EPSG:32633",
        Affine.translation(500_000, 4_100_000) @ Affine.rotation(-33) @ Affine.scale(0.3, -0.25),
    ),
    "degrees": ("EPSG:4326", Affine(2.5e-6, 0, 11.5, 0, -2.5e-6, 48.1)),
    "south-up": ("EPSG:32633", Affine(0.3, 0, 500_000, 0, 0.3, 4_100_000)),
}


def request(scene: Path, output: Path, **changes: object) -> ExplainRequest:
    asked = ExplainRequest(
        str(scene),
        Region(window=Window(50, 40, 6, 5)),
        str(output),
        network="fsrcnn-x4",  # a third of the time of edsr-x4
        methods=QUICK,
        threads=1,
    )
    return replace(asked, **changes)


@pytest.mark.parametrize("kind", GRIDS)
def test_attribution_map_lies_pixel_exact_on_the_input_grid(kind, make_raster, tmp_path):
    crs, transform = GRIDS[kind]
    scene = make_raster(crs=crs, transform=transform)
    result = explain(request(scene, tmp_path / "out"))
    tile = result.tile.window
    assert (tile.width, tile.height) == (64, 64)
    with rasterio.open(scene) as source, rasterio.open(result.attributions[0].raster) as map:
        corner = source.transform @ Affine.translation(tile.column, tile.row)
        assert map.transform.almost_equals(corner, precision=1e-9)
        assert tuple(map.transform)[:6] == result.tile.transform
        assert map.crs == source.crs
        assert (map.width, map.height, map.count) == (64, 64, 2)
        assert map.dtypes == ("float32",) * 2
    outlines_hold_what_they_say_on_the_grid_of(result.attributions[0])
    with rasterio.open(result.super_resolved) as fine:
        assert fine.transform.almost_equals(corner @ Affine.scale(1 / 4), precision=1e-12)
        assert fine.crs == rasterio.crs.CRS.from_user_input(crs)
        assert (fine.width, fine.height, fine.count) == (256, 256, 3)
        assert fine.dtypes == ("uint8",) * 3


def outlines_hold_what_they_say_on_the_grid_of(made: Attribution) -> None:
    assert Path(made.outlines).name == f"{made.method}-outlines.gpkg"
    with closing(sqlite3.connect(made.outlines)) as base:
        rows = base.execute("SELECT part, evidence, area, geom FROM outlines").fetchall()
    with rasterio.open(made.raster) as dataset:
        share, finer = dataset.read(2), dataset.transform @ Affine.scale(0.1)
    assert [part for part, *_ in rows] == ["rest", "95", "80", "50"]
    for part, evidence, area, blob in rows:
        figure = shapely.from_wkb(blob[40:])  # behind the header and an envelope
        back = rasterize([figure], (640, 640), transform=finer, dtype="uint8")
        within = back.reshape(64, 10, 64, 10).mean((1, 3))
        assert (share * within).sum() == pytest.approx(evidence, abs=0.5)
        assert evidence == pytest.approx(5 if part == "rest" else float(part), abs=TOLERANCE)
        assert 100 * within.mean() == pytest.approx(area, abs=0.3)


def test_result_file_is_the_explanation_and_heatmaps_carry_their_request(make_raster, tmp_path):
    asked = request(make_raster(), tmp_path / "out")
    result = explain(asked)
    assert from_json(Explanation, (tmp_path / "out" / "result.json").read_text()) == result
    for attribution in result.attributions:
        with rasterio.open(attribution.raster) as map:
            assert from_json(ExplainRequest, map.tags()["SRXAI_REQUEST"]) == asked
            assert map.tags()["SRXAI_NETWORK_SHA256"] == result.network.sha256
            assert map.tags()["SRXAI_METHOD"] == attribution.method
            assert attribution.name in map.descriptions[0]


def test_heatmap_made_again_from_its_own_tag_is_identical(make_raster, tmp_path):
    first = explain(request(make_raster(), tmp_path / "out"))
    with rasterio.open(first.attributions[0].raster) as map:
        again = replace(
            from_json(ExplainRequest, map.tags()["SRXAI_REQUEST"]), output=str(tmp_path / "again")
        )
    second = explain(again)
    for one, other in zip(first.attributions, second.attributions):
        with rasterio.open(one.raster) as a, rasterio.open(other.raster) as b:
            assert np.array_equal(a.read(), b.read())
        assert one.statistics == other.statistics


def test_statistics_agree_with_the_written_map(make_raster, tmp_path):
    result = explain(request(make_raster(), tmp_path / "out"))
    for attribution in result.attributions:
        with rasterio.open(attribution.raster) as map:
            values = map.read(1).astype(float)
        assert values.max() == 1
        assert values.min() >= 0
        ordered = np.sort(values.ravel()) + 1e-7
        n = ordered.size
        gini = ((2 * np.arange(1, n + 1) - n - 1) * ordered).sum() / (n * ordered.sum())
        assert attribution.statistics.gini == pytest.approx(gini, abs=1e-6)
        assert attribution.statistics.diffusion_index == pytest.approx(100 * (1 - gini), abs=1e-4)
        assert list(attribution.statistics.atv.area) == ["0.5", "1", "2", "5", "10", "20"]
    amve, lam = result.attributions
    assert amve.statistics.completeness_gap is None
    assert lam.statistics.completeness_gap is not None
    assert (amve.statistics.evaluations, lam.statistics.evaluations) == (1, 2)
    assert set(result.baselines) == {"random", "distance", "detail"}


def test_super_resolved_image_is_the_scene_only_finer(make_raster, tmp_path):
    values = texture(3, 96, 120)
    result = explain(request(make_raster(values), tmp_path / "out"))
    tile = result.tile.window
    with rasterio.open(result.super_resolved) as fine:
        sr = fine.read().astype(float)
    coarse = sr.reshape(3, 64, 4, 64, 4).mean((2, 4))
    lr = values[:, tile.row : tile.bottom, tile.column : tile.right].astype(float)
    assert np.abs(coarse - lr).mean() < 6
    assert np.corrcoef(coarse.ravel(), lr.ravel())[0, 1] > 0.98


@pytest.mark.parametrize(
    ("dtype", "nodata"),
    [("uint8", 0), ("uint8", 255), ("uint16", 0), ("float32", -9999.0), ("float32", float("nan"))],
)
def test_nodata_stays_nodata_in_every_output(make_raster, tmp_path, dtype, nodata):
    values = texture(3, 96, 120).clip(1, 254).astype(dtype) * (7 if dtype == "uint16" else 1)
    empty = np.zeros((96, 120), bool)
    empty[:, 57:] = True
    values[:, empty] = nodata
    scene = make_raster(values, nodata=nodata)
    result = explain(request(scene, tmp_path / "out"))
    w = result.tile.window
    expected = empty[w.row : w.bottom, w.column : w.right]
    assert 0 < expected.sum() < expected.size
    for attribution in result.attributions:
        with rasterio.open(attribution.raster) as map:
            assert np.array_equal(np.isnan(map.read(1)), expected)
            assert np.isnan(map.nodata)
    with rasterio.open(result.super_resolved) as fine:
        missing = fine.read_masks(1) == 0
        assert fine.dtypes[0] == dtype
    assert np.array_equal(missing, expected.repeat(4, 0).repeat(4, 1))


def test_masked_raster_without_a_nodata_value_still_says_where_it_is_empty(make_raster, tmp_path):
    values = np.concatenate([texture(3, 96, 120), np.full((1, 96, 120), 255, np.uint8)])
    values[3, :, 57:] = 0
    scene = make_raster(values, photometric="RGB", alpha="yes")
    result = explain(request(scene, tmp_path / "out"))
    with rasterio.open(result.super_resolved) as fine:
        assert fine.count == 3
        assert (fine.read_masks(1) == 0).mean() > 0.2


def test_region_half_on_nodata_counts_only_what_is_there(make_raster, tmp_path):
    """Nodata in a region that the objective counted would change its texture; masked, it cannot."""
    values = texture(3, 96, 120).clip(1, 255)
    values[:, :, 53:] = 0
    scene = make_raster(values, nodata=0)
    result = explain(request(scene, tmp_path / "out"))
    assert all(a.statistics.atv.mean >= 0 for a in result.attributions)
    assert result.region_window.width == 24


def test_sixteen_bits_go_through_percentiles_and_come_back(make_raster, tmp_path):
    values = texture(3, 96, 120).astype(np.uint16) * 40 + 1000
    result = explain(request(make_raster(values), tmp_path / "out"))
    assert result.radiometry.scaling == "percentile"
    assert "by band" in result.radiometry.words
    with rasterio.open(result.super_resolved) as fine:
        assert fine.dtypes == ("uint16",) * 3
        assert 3000 < fine.read().mean() < 8000


def test_raster_without_georeference_works_with_a_clear_warning(make_raster, tmp_path):
    result = explain(request(make_raster(crs=None, transform=None), tmp_path / "out"))
    assert "pixel coordinates" in result.warnings[0]
    assert result.tile.crs is None
    assert all(a.statistics.reach.metres is None for a in result.attributions)
    with rasterio.open(result.attributions[0].raster) as map:
        tile = result.tile.window
        assert tuple(map.transform)[:6] == (1, 0, tile.column, 0, -1, -tile.row)


def test_transform_without_a_crs_keeps_its_grid(make_raster, tmp_path):
    result = explain(request(make_raster(crs=None), tmp_path / "out"))
    assert "no CRS" in result.warnings[0]
    with rasterio.open(result.attributions[0].raster) as map:
        assert map.transform.a == 0.3
        assert map.crs is None


def test_flat_region_has_a_defined_answer(make_raster, tmp_path):
    scene = make_raster(np.full((3, 96, 120), 90, np.uint8))
    # fsrcnn-x4 makes a texture of its own even of this.
    result = explain(request(scene, tmp_path / "out", network="edsr-x4"))
    json.dumps(to_data(result), allow_nan=False)
    assert {a.verdict.level for a in result.attributions} == {"unfit"}
    assert "nothing to explain" in result.warnings[0]
    with rasterio.open(result.attributions[0].raster) as map:
        assert map.read(1).max() == 0


def test_tiny_raster_can_be_explained(make_raster, tmp_path):
    scene = make_raster(texture(3, 3, 2))
    result = explain(request(scene, tmp_path / "out", region=Region(window=Window(0, 0, 2, 3))))
    assert result.tile.window == Window(0, 0, 2, 3)


def test_chosen_bands_reach_the_network_in_their_order(make_raster, tmp_path):
    values = texture(5, 96, 120)
    result = explain(request(make_raster(values), tmp_path / "a", bands=(5, 3, 1)))
    swapped = explain(request(make_raster(values[[4, 2, 0]], name="b.tif"), tmp_path / "b"))
    with rasterio.open(result.super_resolved) as a, rasterio.open(swapped.super_resolved) as b:
        assert np.array_equal(a.read(), b.read())
    assert result.radiometry.bands == (5, 3, 1)


def test_progress_rises_from_0_to_1_and_tells_the_time_left(make_raster, tmp_path):
    seen = []
    explain(request(make_raster(), tmp_path / "out"), progress=seen.append)
    fractions = [p.fraction for p in seen]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0, 1)
    assert any(p.seconds_left for p in seen)
    assert any((p.stage, p.method, p.n, p.of) == ("attributing", "lam", 2, 2) for p in seen)


@pytest.mark.parametrize("at", range(0, 12, 3))
def test_cancel_at_any_stage_leaves_nothing(make_raster, tmp_path, at):
    asked = []

    def cancelled() -> bool:
        asked.append(None)
        return len(asked) > at

    with pytest.raises(Cancelled):
        explain(request(make_raster(), tmp_path / "new" / "out"), cancelled=cancelled)
    assert not (tmp_path / "new").exists()


def test_cancel_leaves_an_earlier_result_as_it_was(make_raster, tmp_path):
    scene = make_raster()
    explain(request(scene, tmp_path / "out"))
    before = {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()}
    with pytest.raises(Cancelled):
        explain(
            request(scene, tmp_path / "out"), cancelled=iter([False] * 6 + [True] * 99).__next__
        )
    assert {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()} == before


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"raster": "/nowhere.tif"}, "no file"),
        ({"network": "nope"}, "edsr-x4"),
        ({"methods": (Method("nope"),)}, "amve-sr"),
        ({"methods": ()}, "at least one"),
        ({"methods": (Method("lam"), Method("lam"))}, "once"),
        ({"bands": (1, 2)}, "takes 3 bands"),
        ({"bands": (1, 2, 9)}, "no band 9"),
        ({"scaling": "bright"}, "scaling is bright"),
        ({"device": "tpu"}, "device is tpu"),
        ({"threads": 0}, "threads"),
        ({"region": Region(window=Window(900, 0, 5, 5))}, "outside"),
    ],
)
def test_bad_input_is_one_sentence_and_nothing_is_written(make_raster, tmp_path, changes, words):
    with pytest.raises(BadInput, match=words) as error:
        explain(request(make_raster(), tmp_path / "out", **changes))
    assert "\n" not in str(error.value)
    assert not (tmp_path / "out").exists()


def test_single_band_raster_says_how_to_repeat_its_band(make_raster, tmp_path):
    scene = make_raster(texture(1, 96, 120))
    with pytest.raises(BadInput, match="1,1,1"):
        explain(request(scene, tmp_path / "out"))
    assert explain(request(scene, tmp_path / "out", bands=(1, 1, 1))).radiometry.bands == (1, 1, 1)


def test_region_on_nodata_only_is_refused(make_raster, tmp_path):
    values = texture(3, 96, 120)
    values[:, 30:60, 40:70] = 0
    with pytest.raises(BadInput, match="nodata"):
        explain(request(make_raster(values, nodata=0), tmp_path / "out"))


def test_output_that_is_a_file_is_refused(make_raster, tmp_path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(BadInput, match="output folder"):
        explain(request(make_raster(), tmp_path / "out"))
    assert (tmp_path / "out").read_text() == "mine"


@pytest.mark.skipif(not (SHARED / "data/scenes").exists(), reason="the scenes are not at hand")
@pytest.mark.parametrize(
    ("name", "window", "bands"),
    [
        ("rmnp-rgb.tif", Window(200, 200, 4, 4), None),
        ("rgb16.tif", Window(200, 200, 4, 4), None),
        ("L7_ETMs.tif", Window(200, 200, 4, 4), (4, 3, 2)),
        ("m_4709963_se_14_1_20180716.tif", Window(400, 400, 4, 4), None),
        ("geomatrix.tif", Window(8, 8, 4, 4), (1, 1, 1)),
        ("RGBA.byte.tif", Window(400, 400, 4, 4), None),
        ("cogeo.tif", Window(400, 400, 4, 4), None),
        ("201404_13SED190110_201404_0x1500m_CL_1_nodata.tif", Window(200, 100, 4, 4), None),
    ],
)
def test_real_scenes_of_many_kinds_are_explained_on_their_grid(tmp_path, name, window, bands):
    scene = SHARED / "data/scenes" / name
    result = explain(request(scene, tmp_path / "out", region=Region(window=window), bands=bands))
    tile = result.tile.window
    with rasterio.open(scene) as source, rasterio.open(result.attributions[0].raster) as map:
        corner = source.transform @ Affine.translation(tile.column, tile.row)
        assert map.transform.almost_equals(corner, precision=1e-9)
        assert map.crs == source.crs
