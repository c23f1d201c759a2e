from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine

from srxai_plugin.contract.codec import from_json, to_json
from srxai_plugin.contract.errors import BadInput, Cancelled
from srxai_plugin.contract.geometry import Bounds, Region, Window
from srxai_plugin.contract.progress import Progress
from srxai_plugin.contract.requests import CompareRequest, ExplainRequest, Method
from srxai_plugin.contract.resource import resource
from srxai_plugin.contract.results import Comparison, Explanation
from srxai_plugin.engine.cli.main import main
from srxai_plugin.engine.explaining.common import common_region
from srxai_plugin.engine.explaining.compare import compare
from srxai_plugin.engine.explaining.disagreement import disagreement
from srxai_plugin.engine.explaining.explain import explain
from srxai_plugin.engine.imagery.geotiff import Grid
from srxai_plugin.engine.metrics.agreement import consensus, difference, overlap, shares, spearman
from srxai_plugin.engine.report.explained import write_report
from tests.engine.conftest import write_raster

NETWORKS = ("fsrcnn-x4", "edsr-x4", "edsr-x2")
TWO_SCALES = ("fsrcnn-x4", "edsr-x2")


def request(scene: Path, output: Path, **changes: object) -> CompareRequest:
    asked = CompareRequest(
        str(scene),
        Region(window=Window(50, 40, 6, 5)),
        str(output),
        NETWORKS,
        Method("amve-sr"),
        threads=1,
    )
    return replace(asked, **changes)


@dataclass(frozen=True)
class Made:
    scene: Path
    result: Comparison
    told: tuple[Progress, ...]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """By three networks of two scales; made once, so leave its files alone."""
    folder = tmp_path_factory.mktemp("compared")
    scene = write_raster(folder / "scene.tif")
    told: list[Progress] = []
    result = compare(request(scene, folder / "out"), progress=told.append)
    return Made(scene, result, tuple(told))


def values_of(path: str | Path) -> np.ndarray:
    with rasterio.open(path) as dataset:
        return dataset.read(1).astype(float)


def test_consensus_of_equal_maps_is_the_map():
    map = np.random.default_rng(0).random((5, 7))
    assert np.array_equal(consensus(np.stack([map] * 4)), map)


def test_consensus_is_the_minimum_of_few_and_lets_one_of_ten_disagree():
    few = np.array([[[0.2, 1.0]], [[0.6, 0.1]], [[0.4, 0.5]]])
    assert consensus(few).tolist() == [[0.2, 0.1]]
    ten = np.ones((10, 1, 1))
    ten[3] = 0
    assert consensus(ten).item() == 1
    ten[4] = 0
    assert consensus(ten).item() == 0


def test_difference_is_of_those_above_the_median_and_those_below():
    maps = np.array([[[1.0, 0.0]], [[0.3, 0.3]], [[0.5, 1.0]]])
    assert shares([9, 5, 1]) == ["wide", "middle", "narrow"]
    assert difference(maps, ["wide", "middle", "narrow"]).tolist() == [[0.5, -1.0]]
    assert not difference(maps, shares([4, 4, 4])).any()


def test_agreement_by_hand():
    map = np.arange(100.0).reshape(10, 10)
    everywhere = np.ones((10, 10), bool)
    assert spearman(map, map**3) == 1
    assert spearman(map, -map) == -1
    assert spearman(map, np.ones_like(map)) is None
    assert overlap(map, map, everywhere) == 1
    moved = map.copy()
    moved.flat[[95, 96]] = 0
    assert overlap(map, moved, everywhere) == pytest.approx(3 / 5)
    assert overlap(map, 0 * map, everywhere) is None


def test_comparison_over_scales_is_written_on_the_lr_grid(made):
    asked, result = made.result.request, made.result
    written = Path(asked.output) / "comparison.json"
    assert from_json(Comparison, written.read_text("utf-8")) == result
    assert from_json(CompareRequest, to_json(asked)) == asked
    maps = np.stack([values_of(c.raster) for c in result.networks])
    assert maps.shape == (3, 64, 64)
    assert np.allclose(values_of(result.consensus), maps.min(0))
    sides = [c.share for c in result.networks]
    assert sorted(sides) == ["middle", "narrow", "wide"]
    expected = maps[sides.index("wide")] - maps[sides.index("narrow")]
    assert np.allclose(values_of(result.difference), expected, atol=1e-6)
    indices = {c.network.id: c.diffusion_index for c in result.networks}
    assert list(result.ranking) == sorted(indices, key=indices.__getitem__, reverse=True)
    with rasterio.open(result.consensus) as shared, rasterio.open(result.networks[0].raster) as own:
        assert shared.transform == own.transform
        assert shared.crs == own.crs
        assert from_json(CompareRequest, shared.tags()["SRXAI_COMPARE_REQUEST"]) == asked


def test_the_pictures_are_compared_in_the_units_of_the_raster(made):
    """Against numpy, on the bands of the two networks of the largest scale."""
    result = made.result
    found = result.disagreement
    with rasterio.open(found.raster) as dataset:
        values, transform = dataset.read(1).astype(float), dataset.transform
    pictures = {}
    for compared in result.networks:
        with rasterio.open(compared.super_resolved) as dataset:
            pictures[compared.network.id] = dataset.read().astype(float)
            if compared.network.scale == 4:
                assert dataset.transform == transform
    by_two = np.abs(pictures["edsr-x4"] - pictures["fsrcnn-x4"]).mean(0)
    assert values.shape == by_two.shape == (256, 256)
    assert (values >= by_two - 1e-4).all() and (values > by_two + 1).any(), "the third counts"
    assert found.limits == pytest.approx((5.1, 15.3, 30.6)), "of 255"
    inside = values[inside_of(result)]
    assert found.region == pytest.approx(inside.mean(), rel=1e-5)


def inside_of(result: Comparison) -> tuple[slice, slice]:
    """The region in the picture of the disagreement."""
    corner = result.tile.window.scaled(4)
    window = result.region.scaled(4 // result.region_scale)
    return window.moved(-corner.column, -corner.row).slices


def test_a_report_shows_the_pictures_beside_each_other_and_says_of_which_region(made, tmp_path):
    folder = Path(made.result.request.output)
    page = write_report(folder, tmp_path / "compared.html").read_text("utf-8")
    assert page.count("data:image/png") == 2, "what each made, and what each used"
    assert made.result.region_words in unescape(page)
    for network in NETWORKS:
        assert f"<td>{network}</td>" in page
    sent = tmp_path / "sent"
    sent.mkdir()
    told = json.loads((folder / "comparison.json").read_text("utf-8"))
    (sent / "comparison.json").write_text(json.dumps(told), "utf-8")
    with pytest.raises(BadInput, match="not all there"):  # nothing is read from elsewhere
        write_report(sent)


def test_disagreement_by_hand():
    one = np.array([[[10, 20], [30, 40]], [[1, 1], [1, 1]]], np.uint8)
    other = np.array([[[12, 20], [30, 10]], [[9, 9], [9, 9]]], np.uint8)
    assert disagreement([one, other], [(1, 2), (1, 3)]).tolist() == [[2, 0], [0, 30]]
    assert disagreement([one, other, one], [(1, 2), (1, 2), (1, 2)]).tolist() == [[5, 4], [4, 19]]
    assert disagreement([one, other], [(1, 2), (3, 4)]) is None
    coarse = np.full((1, 1, 1), 7, np.uint8)
    assert disagreement([coarse, one], [(1,), (1, 2)]).tolist() == [[3, 13], [23, 33]]


def test_a_region_is_snapped_once_and_outward_to_the_grid_of_all_scales():
    grid = Grid(Affine(0.5, 0, 0, 0, -0.5, 0), None, 100, 100)
    drawn = Region(sr_window=Window(81, 82, 18, 17))
    alike = common_region(drawn, 4, (4, 4), grid)
    assert alike.of(4) == drawn, "as it was drawn, where all networks can take it so"
    mixed = common_region(drawn, 4, (4, 2), grid)
    assert (mixed.window, mixed.scale) == (Window(40, 41, 10, 9), 2)
    assert mixed.of(4) == Region(sr_window=Window(80, 82, 20, 18))
    assert mixed.of(2) == Region(sr_window=Window(40, 41, 10, 9))
    assert "10 × 9 pixels of ×2" in mixed.words and "snapped outward once" in mixed.words
    thirds = common_region(drawn, 4, (4, 3), grid)
    assert (thirds.window, thirds.scale) == (Window(20, 20, 5, 5), 1)
    metres = Region(bounds=Bounds(10.1, -12.3, 12.3, -10.1))
    assert common_region(metres, None, (4, 2), grid).window == Window(40, 40, 10, 10)


def test_each_network_folder_holds_what_explain_writes(made, tmp_path):
    for compared in made.result.networks:
        inside = from_json(Explanation, Path(compared.result).read_text("utf-8"))
        alone = explain(replace(inside.request, output=str(tmp_path / "alone")))
        assert inside.attributions[0].statistics == alone.attributions[0].statistics
        assert inside.baselines == alone.baselines
        assert inside.warnings == alone.warnings
        assert Path(inside.super_resolved).is_file()
        with rasterio.open(compared.raster) as map:
            assert from_json(ExplainRequest, map.tags()["SRXAI_REQUEST"]) == inside.request


def test_network_compared_with_itself_agrees_wholly(make_raster, tmp_path):
    copy = tmp_path / "copies" / "fsrcnn-x4.safetensors"
    copy.parent.mkdir()
    for ending in (".safetensors", ".json"):
        shutil.copy(resource("models") / f"fsrcnn-x4{ending}", copy.with_suffix(ending))
    result = compare(request(make_raster(), tmp_path / "out", networks=("fsrcnn-x4", str(copy))))
    assert result.agreement.spearman == ((1.0, 1.0), (1.0, 1.0))
    assert result.agreement.overlap == ((1.0, 1.0), (1.0, 1.0))
    assert np.array_equal(values_of(result.consensus), values_of(result.networks[0].raster))
    assert not values_of(result.difference).any()
    assert [c.share for c in result.networks] == ["middle", "middle"]
    assert (tmp_path / "out" / "fsrcnn-x4-2" / "result.json").is_file()


def test_flat_region_has_a_defined_answer(make_raster, tmp_path):
    scene = make_raster(np.full((3, 96, 120), 90, np.uint8))
    networks = ("edsr-x4", "edsr-x2")  # fsrcnn-x4 makes a pattern of its own
    result = compare(request(scene, tmp_path / "out", networks=networks))
    assert {c.share for c in result.networks} == {"empty"}
    assert {c.diffusion_index for c in result.networks} == {None}
    assert result.agreement.spearman[0] == (None, None)
    assert not values_of(result.consensus).any()


def test_nodata_stays_nodata(make_raster, tmp_path):
    values = np.random.default_rng(0).integers(1, 255, (3, 96, 120), dtype=np.uint8)
    values[:, :, 80:] = 0
    scene = make_raster(values, nodata=0)
    result = compare(request(scene, tmp_path / "out", networks=TWO_SCALES))
    missing = np.isnan(values_of(result.networks[0].raster))
    assert missing.any()
    assert np.array_equal(np.isnan(values_of(result.consensus)), missing)
    assert np.array_equal(np.isnan(values_of(result.difference)), missing)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"networks": ("edsr-x4",)}, "at least two"),
        ({"networks": ("edsr-x4", "edsr-x4")}, "each of them once"),
        ({"networks": ("edsr-x4", "nope")}, "Unknown network"),
        ({"method": Method("nope")}, "Unknown method"),
        ({"region": Region(sr_window=Window(200, 160, 24, 20))}, "different scales"),
        ({"region": Region(window=Window(900, 0, 5, 5))}, "outside"),
    ],
)
def test_bad_input_leaves_nothing(make_raster, tmp_path, changes, words):
    with pytest.raises(BadInput, match=words):
        compare(request(make_raster(), tmp_path / "out", **changes))
    assert not (tmp_path / "out").exists()


def test_map_units_mean_the_same_tile_at_every_scale(make_raster, tmp_path):
    region = Region(bounds=Bounds(500_010.1, 4_099_985.07, 500_012.33, 4_099_987.4))
    asked = request(make_raster(), tmp_path / "out", networks=TWO_SCALES, region=region)
    assert len(compare(asked).networks) == 2


@pytest.mark.parametrize("at", [0, 5, 30, 60])
def test_cancel_leaves_nothing(make_raster, tmp_path, at):
    asked = []

    def cancelled() -> bool:
        asked.append(None)
        return len(asked) > at

    with pytest.raises(Cancelled):
        compare(request(make_raster(), tmp_path / "new" / "out"), cancelled=cancelled)
    assert not (tmp_path / "new").exists()


def test_progress_rises_from_0_to_1(made):
    fractions = [p.fraction for p in made.told]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0, 1)


def test_command_prints_the_comparison_that_it_writes(make_raster, tmp_path, capsys):
    given = ["compare", str(make_raster()), "--region", "500015,4099986,500017,4099988"]
    given += ["--network", "fsrcnn-x4", "--network", "edsr-x2", "--method", "lam"]
    given += ["--set", "lam.steps=2", "--output", str(tmp_path / "out"), "--threads", "1"]
    assert main(given) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads((tmp_path / "out" / "comparison.json").read_text("utf-8"))
    assert printed["request"]["method"]["parameters"] == {"steps": 2}


def test_each_network_has_a_folder_of_its_own_whatever_files_are_called(make_raster, tmp_path):
    """Numbers, upper case and the names of the comparison's own files are no traps."""
    names = ["fsrcnn-x4", "fsrcnn-x4-2", "FSRCNN-x4", "consensus.tif"]
    (tmp_path / "nets").mkdir()
    files = [tmp_path / "nets" / f"{name}.safetensors" for name in names]
    for file in files:
        shutil.copy(resource("models", "fsrcnn-x4.safetensors"), file)
    networks = ("fsrcnn-x4", *map(str, files))
    result = compare(request(make_raster(), tmp_path / "out", networks=networks))
    folders = [Path(one.result).parent.name for one in result.networks]
    assert folders[:3] == ["fsrcnn-x4", "fsrcnn-x4-3", "fsrcnn-x4-2"], "whose name it is keeps it"
    assert len({name.lower() for name in folders}) == 5
    assert all(Path(one.result).is_file() for one in result.networks)
    assert Path(result.consensus).is_file()
