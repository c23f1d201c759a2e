"""What must hold for every grid, window, request and image, tried on random ones."""

from __future__ import annotations

import json
import math
import tempfile
from pathlib import Path

import numpy as np
import pytest
import rasterio
import torch
from affine import Affine
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from safetensors.torch import save_file

from srxai_plugin.contract.choices import MEASURE_NAMES, VIEW_NAMES
from srxai_plugin.contract.codec import from_json, to_json
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.fields import DEVICES, MOST_THREADS, SCALINGS
from srxai_plugin.contract.geometry import Bounds, Polygon, Region, Window
from srxai_plugin.contract.requests import CompareRequest, ExplainRequest, Method, Objective
from srxai_plugin.contract.scenes import RelianceRequest, SuperResolveRequest
from srxai_plugin.engine.imagery.geotiff import Grid, Pixels, grid_of, open_raster, write
from srxai_plugin.engine.imagery.radiometry import from_network, radiometry, to_network
from srxai_plugin.engine.imagery.region import place
from srxai_plugin.engine.networks.architectures.edsr import EDSR
from srxai_plugin.engine.networks.loading.zoo import load_network
from srxai_plugin.engine.scene.superresolve import superresolve
from tests.engine.conftest import NORTH_UP, texture

quick = settings(max_examples=40, deadline=None, derandomize=True, database=None)
"""The same examples each time, so that a red run is red again."""
few = settings(
    quick,
    max_examples=8,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
)
CRS = rasterio.crs.CRS.from_epsg(32633)


@st.composite
def grids(draw: st.DrawFn, turned: bool = True) -> Grid:
    """Pixels of 1 mm to 10 km, oblong, flipped, rotated and sheared, anywhere in a projection."""
    side = 10.0 ** draw(st.floats(-3, 4))
    ratio = draw(st.floats(0.2, 5)) * draw(st.sampled_from((-1, 1)))
    turn = draw(st.floats(0, 360)) if turned else 0.0
    shear = draw(st.floats(-40, 40)) if turned else 0.0
    corner = Affine.translation(draw(st.floats(-1e7, 1e7)), draw(st.floats(-1e7, 1e7)))
    transform = (
        corner @ Affine.rotation(turn) @ Affine.shear(shear) @ Affine.scale(side, ratio * side)
    )
    # Where a millimetre lies beside the seventh digit of metres, doubles can tell pixels apart.
    assume(not transform.is_degenerate)
    return Grid(transform, CRS, draw(st.integers(2, 3000)), draw(st.integers(2, 3000)))


@st.composite
def windows(draw: st.DrawFn, grid: Grid, scale: int = 1) -> Window:
    """At least 2 × 2 pixels of the grid, divided by ``scale``, and no tile too large."""
    left = draw(st.integers(0, grid.width * scale - 2))
    top = draw(st.integers(0, grid.height * scale - 2))
    width = draw(st.integers(2, min(grid.width * scale - left, 600)))
    return Window(left, top, width, draw(st.integers(2, min(grid.height * scale - top, 600))))


def near(grid: Grid, one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Nearer than doubles of that size can tell apart, a few times over."""
    size = max(map(abs, (*one, *other, *grid.transform[:6])))
    return max(abs(a - b) for a, b in zip(one, other)) <= 1e-13 * max(size, 1e-3) * 3000


@quick
@given(st.data(), grids(), st.integers(2, 8))
def test_pixels_of_a_part_and_of_a_finer_grid_lie_where_they_did(data, grid, scale):
    window = data.draw(windows(grid))
    part, fine = grid.window(window), grid.finer(scale)
    for column, row in ((0, 0), (window.width, 0), (window.width, window.height)):
        there = grid.transform @ (window.column + column, window.row + row)
        assert near(grid, part.transform @ (column, row), there)
        place = (scale * (window.column + column), scale * (window.row + row))
        assert near(grid, fine.transform @ place, there)
    assert (fine.width, fine.height) == (grid.width * scale, grid.height * scale)


@few
@given(grids())
def test_a_written_grid_is_read_back_to_the_bit(grid):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "map.tif"
        small = Grid(grid.transform, grid.crs, 3, 2)
        write(path, np.zeros((1, 2, 3), np.float32), small, None, [], {})
        with open_raster(str(path)) as dataset:
            read, notes = grid_of(dataset)
    assert tuple(read.transform) == tuple(small.transform)
    assert (read.crs, read.width, read.height, notes) == (CRS, 3, 2, [])


@quick
@given(st.data(), grids(), st.integers(2, 8), st.none() | st.integers(0, 40))
def test_a_region_becomes_the_window_that_it_was_made_from(data, grid, scale, context):
    window = data.draw(windows(grid, scale))
    fine = grid.finer(scale).transform
    # A millimetre pixel ten thousand kilometres away is no more than its coordinates' rounding.
    reach = max(map(abs, (*grid.transform[:6],))) + 600 * abs(fine.a)
    pixel = math.sqrt(abs(fine.determinant))
    assume(reach * 2**-50 < 1e-7 * pixel)
    ring = [(window.column, window.row), (window.right, window.row)]
    ring += [(window.right, window.bottom), (window.column, window.bottom)]
    drawn = Polygon((tuple(fine @ corner for corner in ring),))
    for region in (Region(sr_window=window), Region(polygon=drawn)):
        placed = place(region, grid, scale, context)
        assert placed.region == window
        assert placed.mask is None or placed.mask.all()
        tile, inside = placed.tile, placed.region_in_tile
        assert (inside.column + tile.column * scale, inside.row + tile.row * scale) == (
            window.column,
            window.row,
        )
        assert inside.column >= 0 and inside.right <= tile.width * scale
        assert inside.row >= 0 and inside.bottom <= tile.height * scale
        assert tile.column >= 0 and tile.right <= grid.width
        assert tile.row >= 0 and tile.bottom <= grid.height


@quick
@given(st.data(), grids(turned=False), st.integers(2, 8))
def test_bounds_of_a_window_are_that_window(data, grid, scale):
    window = data.draw(windows(grid, scale))
    fine = grid.finer(scale).transform
    assume(max(map(abs, grid.transform[:6])) * 2**-50 < 1e-7 * min(abs(fine.a), abs(fine.e)))
    (x0, y0), (x1, y1) = fine @ (window.column, window.row), fine @ (window.right, window.bottom)
    bounds = Bounds(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1), "EPSG:32633")
    assert place(Region(bounds=bounds), grid, scale, 0).region == window


whole = st.integers(-(2**53), 2**53)
finite = st.floats(allow_nan=False, allow_infinity=False)
some_windows = st.builds(Window, whole, whole, whole, whole)
rings = st.lists(st.lists(st.tuples(finite, finite), max_size=5).map(tuple), max_size=3).map(tuple)
regions = st.one_of(
    st.builds(lambda w: Region(window=w), some_windows),
    st.builds(lambda w: Region(sr_window=w), some_windows),
    st.builds(lambda *b: Region(bounds=Bounds(*b)), *[finite] * 4, st.none() | st.text()),
    st.builds(lambda r, c: Region(polygon=Polygon(r, c)), rings, st.none() | st.text()),
)
parameters = st.dictionaries(st.text(), st.booleans() | whole | finite | st.text(), max_size=3)
methods = st.builds(Method, st.text(), parameters)
requests = st.builds(
    ExplainRequest,
    raster=st.text(),
    region=regions,
    output=st.text(),
    network=st.text(),
    methods=st.lists(methods, min_size=1, max_size=3).map(tuple),
    objective=st.builds(Objective, st.text(), parameters),
    views=st.lists(st.sampled_from(list(VIEW_NAMES))).map(tuple),
    context=st.none() | st.integers(0, 2**53),
    bands=st.none() | st.lists(whole, max_size=4).map(tuple),
    scaling=st.none() | st.sampled_from(SCALINGS),
    device=st.sampled_from(DEVICES),
    threads=st.none() | st.integers(1, MOST_THREADS),
    seed=st.integers(0, 2**63 - 1),
    measures=st.lists(st.sampled_from(list(MEASURE_NAMES))).map(tuple),
    reference=st.none() | st.text(),
)


@quick
@given(requests)
def test_a_request_survives_its_json(request):
    assert from_json(ExplainRequest, to_json(request)) == request
    assert "\n" not in to_json(request)


anything = st.recursive(
    st.none() | st.booleans() | whole | finite | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
ASKED = json.loads(to_json(ExplainRequest("a.tif", Region(window=Window(0, 0, 2, 2)), "out")))


@quick
@given(
    st.sampled_from((ExplainRequest, CompareRequest, SuperResolveRequest, RelianceRequest)),
    st.one_of(
        st.text(),
        anything.map(json.dumps),
        st.builds(
            lambda key, value: json.dumps({**ASKED, key: value}),
            st.sampled_from(list(ASKED)),
            anything,
        ),
        st.builds(lambda mark, n: mark * n, st.sampled_from("[{1"), st.integers(1, 100_000)),
    ),
)
def test_any_text_is_a_request_or_refused_in_a_sentence(kind, text):
    try:
        assert isinstance(from_json(kind, text), kind)
    except BadInput as refused:
        assert str(refused)[-1] in ".)" and len(str(refused)) < 1000


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(1)
    path = tmp_path_factory.mktemp("networks") / "small.safetensors"
    save_file(EDSR(scale=2, bands=1, features=4, blocks=1).state_dict(), path)
    return path


@few
@given(
    width=st.integers(1, 90),
    height=st.integers(1, 90),
    tile=st.integers(1, 64),
    seed=st.integers(0, 9),
)
def test_a_tiled_scene_is_the_untiled_one(checkpoint, width, height, tile, seed):
    values = texture(1, height, width, seed).astype(np.float32) / 255
    with tempfile.TemporaryDirectory() as folder:
        scene, made = Path(folder) / "lr.tif", Path(folder) / "sr.tif"
        write(scene, values, Grid(NORTH_UP, CRS, width, height), None, [], {})
        superresolve(
            SuperResolveRequest(
                str(scene),
                str(made),
                str(checkpoint),
                scaling="none",
                tile=tile,
                cog=False,
                threads=1,
            )
        )
        with rasterio.open(made) as dataset:
            tiled = dataset.read()
    with torch.no_grad():
        untiled = load_network(str(checkpoint), torch.device("cpu"))(torch.from_numpy(values)[None])
    assert np.abs(tiled - untiled[0].numpy()).max() < 1e-5


@quick
@given(
    st.data(),
    st.sampled_from(("uint8", "int8", "uint16", "int16", "float32")),
    st.sampled_from((None, "dtype", "percentile", "none")),
    st.booleans(),
)
def test_values_come_back_from_the_network_as_they_went(data, dtype, scaling, has_nodata):
    kind = np.dtype(dtype)
    assume(not (scaling == "dtype" and kind.kind == "f"))
    low, high = (np.iinfo(kind).min, np.iinfo(kind).max) if kind.kind != "f" else (-1e6, 1e6)
    a, b = sorted((data.draw(st.floats(low, high)), data.draw(st.floats(low, high))))
    random = np.random.default_rng(data.draw(st.integers(0, 99)))
    values = random.uniform(a, b, (2, 7, 9)).astype(kind)
    nodata = float(values[0, 0, 0]) if has_nodata else None
    valid = np.ones(values.shape, bool) if nodata is None else values != nodata
    assume(valid.any())
    pixels = Pixels(values, valid, Grid(NORTH_UP, None, 9, 7), nodata, ("", ""))
    how = radiometry(pixels, (1, 2), scaling)
    sent = to_network(pixels, how)
    everywhere = valid.any(axis=0)
    back = from_network(sent, how, kind, everywhere, nodata)
    assert back.dtype == kind and np.isfinite(sent).all()
    if nodata is not None:
        assert (back[:, ~everywhere] == nodata).all()
        if kind.kind != "f":
            assert (back[:, everywhere] != nodata).all()
    slack = 0 if kind.kind != "f" else 1e-6 * max(abs(a), abs(b), 1e-6) + 1e-6 * max(how.gain)
    assert (np.abs(back.astype(float) - values.astype(float))[valid] <= slack).all()
