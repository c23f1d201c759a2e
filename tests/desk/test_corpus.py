"""Every hard raster in QGIS: its grid read, and explained by the real engine, as the table says."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Union

import pytest
from conftest import end, outcome
from qgis.core import QgsMapSettings, QgsRasterLayer

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.results import Explanation
from srxai_plugin.desk.map.grid import read_grid
from srxai_plugin.desk.map.source import grid_of, source_of
from srxai_plugin.desk.runtime.session import EngineSession
from tests.corpus import table
from tests.corpus.table import CORPUS, NOT_OPENED, WORKS, Hard

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def corpus(interpreter: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Written by the engine's Python: QGIS's GDAL cannot write all of it."""
    folder = tmp_path_factory.mktemp("corpus")
    command = [str(interpreter), "-m", "tests.corpus.make", str(folder)]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True)
    return folder


@pytest.fixture(scope="module")
def engine(interpreter: Path) -> Iterator[EngineSession]:
    session = EngineSession(interpreter)
    yield session
    end(session)


@pytest.mark.parametrize("hard", CORPUS, ids=lambda hard: f"{hard.file}-{hard.what}")
def test_every_raster_ends_as_the_table_says(
    hard: Hard, corpus: Path, engine: EngineSession, tmp_path: Path
) -> None:
    raster = hard.file.format(corpus) if hard.file.startswith("/vsi") else str(corpus / hard.file)
    layer = QgsRasterLayer(raster, "<i>hard</i>")
    assert layer.isValid() == (hard.qgis_outcome != NOT_OPENED)
    if not layer.isValid():
        with pytest.raises(BadInput, match="is missing"):
            source_of(layer)
        return
    source = source_of(layer)
    assert source.is_file and source.raster == raster
    try:
        grid = grid_of(source, layer, QgsMapSettings())
    except BadInput as refused:
        assert hard.qgis_outcome in str(refused)
        return
    assert grid.transform == pytest.approx(hard.transform, rel=1e-9)
    ended = explained(hard, source.raster, engine, tmp_path / "out")
    if hard.qgis_outcome != WORKS:
        kind, sentence = ended
        assert kind == "BadInput" and hard.qgis_outcome in sentence
        return
    assert isinstance(ended, Explanation)
    made = read_grid(ended.attributions[0].raster)
    tile = ended.tile.window
    assert (made.width, made.height) == (tile.width, tile.height)
    for corner in ((0, 0), (tile.width, 0), (0, tile.height)):
        there = grid.to_map(tile.column + corner[0], tile.row + corner[1])
        assert made.to_map(*corner) == pytest.approx(there, rel=1e-12)
    if hard.epsg is not None:
        assert QgsRasterLayer(ended.attributions[0].raster, "map").crs() == layer.crs()


def explained(
    hard: Hard, raster: str, engine: EngineSession, output: Path
) -> Union[Explanation, tuple[str, str]]:
    """The result; or kind and sentence of what went wrong."""
    came = outcome(engine)
    engine.explain(table.request(hard, raster, output, threads=1))
    signal, values = came.wait()
    return values[1] if signal == "explained" else values[1:]
