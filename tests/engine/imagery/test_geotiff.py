from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import rasterio
from affine import Affine

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.imagery.geotiff import grid_of, open_raster, read, write
from tests.engine.conftest import texture


def test_window_is_read_with_its_own_grid(make_raster):
    values = texture(3, 96, 120)
    path = make_raster(values)
    with open_raster(str(path)) as dataset:
        pixels = read(dataset, Window(10, 20, 30, 40), (3, 1))
    assert np.array_equal(pixels.values, values[[2, 0], 20:60, 10:40])
    assert tuple(pixels.grid.transform)[:6] == (0.3, 0, 500_003, 0, -0.3, 4_099_994)


@pytest.mark.parametrize("nodata", [-9999.0, float("nan")])
def test_nodata_and_not_a_number_are_not_valid(make_raster, nodata):
    values = texture(1, 8, 8).astype(np.float32)
    values[0, 2, 3] = nodata
    values[0, 5, 5] = np.inf
    with open_raster(str(make_raster(values, nodata=nodata))) as dataset:
        valid = read(dataset, Window(0, 0, 8, 8), (1,)).valid[0]
    assert not valid[2, 3]
    assert not valid[5, 5]
    assert valid.sum() == 62


def test_raster_without_transform_lies_where_qgis_shows_it(make_raster):
    path = make_raster(crs=None, transform=None)
    with open_raster(str(path)) as dataset:
        grid, notes = grid_of(dataset)
    assert grid.transform == Affine(1, 0, 0, 0, -1, 0)
    assert grid.crs is None
    assert "pixel coordinates" in notes[0]


def test_what_is_no_raster_is_refused(tmp_path):
    text = tmp_path / "notes.tif"
    text.write_text("not a raster")
    with pytest.raises(BadInput, match="not a raster"), open_raster(str(text)):
        pass
    for missing in (str(tmp_path / "none.tif"), r"C:\none.tif", "Z:/none.tif"):
        with pytest.raises(BadInput, match="no file"), open_raster(missing):
            pass
    for other in ("NETCDF:none.nc:band", "GTIFF_DIR:1:none.tif"):
        with pytest.raises(BadInput, match="not a raster"), open_raster(other):
            pass


def test_truncated_raster_is_refused_when_read(make_raster):
    path = make_raster(
        texture(3, 300, 300), compress="deflate", tiled=True, blockxsize=64, blockysize=64
    )
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(BadInput), open_raster(str(path)) as dataset:
        read(dataset, Window(0, 0, 300, 300), (1, 2, 3))


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from affine import Affine
from srxai_plugin.engine.imagery.geotiff import Grid, write
from srxai_plugin.contract.errors import BadInput
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
noise = np.random.default_rng(0).random((1, 200, 200)).astype(np.float32)
try:
    write(Path(sys.argv[1]), noise, Grid(Affine.identity(), None, 200, 200), None, [], {})
except BadInput as error:
    print(error)
"""


def test_full_disk_leaves_nothing_half_written(tmp_path):
    """A file-size limit on a real process stops the write half-way, as a full disk does."""
    pytest.importorskip("resource", reason="Windows has no such limit")
    target = tmp_path / "map.tif"
    ended = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(target)], capture_output=True, text=True, check=True
    )
    assert ended.stdout == "Cannot write map.tif: File too large. Is the disk full?\n"
    assert list(tmp_path.iterdir()) == []


def test_written_raster_is_read_back_to_the_bit(tmp_path, make_raster):
    with open_raster(str(make_raster())) as dataset:
        grid, _ = grid_of(dataset)
    values = np.random.default_rng(0).random((2, 96, 120)).astype(np.float32)
    write(tmp_path / "map.tif", values, grid, float("nan"), ["a", ""], {"KEY": "välue"})
    with rasterio.open(tmp_path / "map.tif") as dataset:
        assert np.array_equal(dataset.read(), values)
        assert dataset.transform == grid.transform
        assert dataset.crs == grid.crs
        assert dataset.descriptions == ("a", None)
        assert dataset.tags()["KEY"] == "välue"
