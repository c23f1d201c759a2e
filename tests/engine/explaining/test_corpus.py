"""Every hard raster ends as the table says: explained where it lies, or refused in a sentence."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.progress import Progress
from srxai_plugin.contract.results import Explanation
from srxai_plugin.contract.scenes import SuperResolveRequest
from srxai_plugin.engine.explaining.explain import explain
from srxai_plugin.engine.scene.superresolve import superresolve
from tests.corpus import table
from tests.corpus.make import make, write
from tests.corpus.table import CORPUS, WORKS, Hard

DOCUMENT = Path(__file__).parents[3] / "docs" / "rasters.md"


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="module")
def plain(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    made = asked(Hard("plain.tif", ""), corpus, tmp_path_factory.mktemp("plain"))
    return heatmap(made)


def asked(hard: Hard, corpus: Path, output: Path) -> Explanation:
    raster = hard.file.format(corpus) if hard.file.startswith("/vsi") else str(corpus / hard.file)
    return explain(table.request(hard, raster, output))


def heatmap(made: Explanation) -> np.ndarray:
    with rasterio.open(made.attributions[0].raster) as dataset:
        return dataset.read(1)


def assert_same_quantities(made: Explanation) -> None:
    """The super-resolved raster holds the raster's quantities: within each LR pixel, about its own
    value; in its type, scale, offset and unit."""
    w, bands = made.tile.window, list(made.radiometry.bands)
    with rasterio.open(made.request.raster) as lr, rasterio.open(made.super_resolved) as sr:
        window = ((w.row, w.row + w.height), (w.column, w.column + w.width))
        before, valid = (
            read(bands, window=window).astype(np.float64) for read in (lr.read, lr.read_masks)
        )
        after = sr.read().astype(np.float64).reshape(len(bands), w.height, 4, w.width, 4)
        for told in ("scales", "offsets", "units", "dtypes"):
            assert getattr(sr, told) == tuple(getattr(lr, told)[band - 1] for band in bands)
    off = np.abs(after.mean((2, 4)) - before)[(valid > 0) & np.isfinite(before)]
    assert off.max() <= 0.25 * max(made.radiometry.gain)


@pytest.mark.parametrize("hard", CORPUS, ids=lambda hard: f"{hard.file}-{hard.what}")
def test_every_raster_ends_as_the_table_says(hard, corpus, plain, tmp_path):
    if hard.outcome != WORKS:
        with pytest.raises(BadInput) as refused:
            asked(hard, corpus, tmp_path / "out")
        assert hard.outcome in str(refused.value)
        assert not (tmp_path / "out").exists()
        return
    made = asked(hard, corpus, tmp_path / "out")
    assert hard.warning in " ".join(made.warnings)
    tile, grid = made.tile.window, Affine(*hard.transform)
    here = grid @ Affine.translation(tile.column, tile.row)
    for path, scale in ((made.attributions[0].raster, 1), (made.super_resolved, 4)):
        with rasterio.open(path) as dataset:
            assert dataset.transform.almost_equals(here @ Affine.scale(1 / scale), 1e-9)
            assert (dataset.width, dataset.height) == (tile.width * scale, tile.height * scale)
            assert (dataset.crs.to_epsg() if dataset.crs else None) == hard.epsg
    map = heatmap(made)
    column, row, width, height = table.HOLE
    expected = np.zeros(map.shape, bool)
    if hard.hole:
        left, top = column - tile.column, row - tile.row
        expected[top : top + height, left : left + width] = True
    assert np.array_equal(np.isnan(map), expected)
    if hard.same:
        assert np.array_equal(map, plain)
    assert_same_quantities(made)


def test_the_documents_show_the_table():
    lines = DOCUMENT.read_text("utf-8").splitlines()
    assert [line for line in lines if line.startswith("|")] == table.rows()


def large(path: Path, seed: int) -> Path:
    """A raster of many tiles and blocks, so that it is read for a while."""
    values = np.random.default_rng(seed).integers(1, 255, (3, 192, 192), np.uint8)
    return write(path, values, tiled=True, blockxsize=64, blockysize=64, compress="deflate")


def super_resolved(raster: Path, output: Path, when_reading: Callable[[], object]) -> np.ndarray:
    """In many tiles; after the first of them, something happens to the raster."""
    waiting = [when_reading]

    def progress(progress: Progress) -> None:
        if progress.stage.startswith("tile") and waiting:
            waiting.pop()()

    asked = SuperResolveRequest(
        str(raster), str(output), "fsrcnn-x4", tile=32, scaling="dtype", cog=False, threads=1
    )
    superresolve(asked, progress)
    assert not waiting
    with rasterio.open(output) as dataset:
        return dataset.read()


def test_a_raster_replaced_while_it_is_read_gives_what_was_opened(tmp_path):
    scene, other = large(tmp_path / "scene.tif", 0), large(tmp_path / "other.tif", 1)
    old = super_resolved(scene, tmp_path / "old.tif", lambda: None)
    new = super_resolved(scene, tmp_path / "new.tif", lambda: os.replace(other, scene))
    assert np.array_equal(old, new), "the file was replaced whole: what was opened is still there"


@pytest.mark.parametrize("rest", [0, 3000])
def test_a_raster_cut_off_while_it_is_read_is_told_and_nothing_is_left(tmp_path, rest):
    scene = large(tmp_path / "scene.tif", 0)
    with pytest.raises(BadInput, match=table.DAMAGED):
        super_resolved(scene, tmp_path / "sr.tif", lambda: os.truncate(scene, rest))
    assert [path.name for path in tmp_path.iterdir()] == ["scene.tif"]
