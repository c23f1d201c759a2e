from __future__ import annotations

import numpy as np
import pytest

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.imagery.geotiff import Grid, Pixels
from srxai_plugin.engine.imagery.radiometry import from_network, radiometry, to_network
from tests.engine.conftest import NORTH_UP


def pixels(values: np.ndarray, valid: np.ndarray | None = None) -> Pixels:
    valid = np.ones(values.shape, bool) if valid is None else valid
    return Pixels(values, valid, Grid(NORTH_UP, None, *values.shape[:0:-1]), None, ())


def test_uint8_is_divided_by_255_and_the_words_say_so():
    given = pixels(np.array([[[0, 51, 255]]], np.uint8))
    how = radiometry(given, (1,), None)
    assert to_network(given, how).tolist() == pytest.approx(np.array([[[0, 0.2, 1.0]]]))
    assert how.words == "values 0-255 divided by 255"


def test_uint16_is_stretched_between_the_tile_percentiles_band_by_band():
    ramp = np.arange(101, dtype=np.uint16) * 100
    given = pixels(np.stack([ramp, ramp + 5000])[:, None])
    how = radiometry(given, (1, 2), None)
    assert how.offset == (200.0, 5200.0)
    assert how.gain == (9600.0, 9600.0)
    network = to_network(given, how)
    assert network[0, 0, 2] == 0
    assert network[1, 0, 98] == 1
    assert network[0, 0, 0] < 0  # not clipped, so that the way back is exact
    assert "200-9800" in how.words


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int16, np.int32, np.float32])
def test_way_back_restores_every_value(dtype):
    values = np.random.default_rng(0).integers(0, 120, (3, 9, 9)).astype(dtype)
    given = pixels(values)
    how = radiometry(given, (1, 2, 3), "percentile")
    back = from_network(to_network(given, how), how, values.dtype, np.ones((9, 9), bool), None)
    assert back.dtype == dtype
    assert np.allclose(back, values, atol=0 if np.issubdtype(dtype, np.integer) else 1e-4)


def test_nodata_takes_its_nearest_valid_value_band_by_band():
    values = np.array([[[10, 99, 99, 40]], [[1, 2, 99, 4]]], np.uint8)
    given = pixels(values, values != 99)
    filled = to_network(given, radiometry(given, (1, 2), "none"))
    assert filled[0, 0].tolist() == [10, 10, 40, 40]
    assert filled[1, 0, 2] in (2, 4)


def test_valid_value_never_becomes_nodata():
    given = pixels(np.full((1, 1, 3), 255, np.uint8))
    how = radiometry(given, (1,), None)
    valid = np.array([[True, True, False]])
    back = from_network(np.array([[[1.0, 1.2, 0.5]]]), how, np.dtype(np.uint8), valid, 255)
    assert back.tolist() == [[[254, 254, 255]]]


def test_integers_are_clipped_not_wrapped():
    how = radiometry(pixels(np.zeros((1, 1, 2), np.uint8)), (1,), None)
    back = from_network(
        np.array([[[-0.1, 1.1]]]), how, np.dtype(np.uint8), np.ones((1, 2), bool), None
    )
    assert back.tolist() == [[[0, 255]]]


def test_constant_band_is_defined():
    given = pixels(np.full((1, 4, 4), 700, np.uint16))
    assert np.array_equal(to_network(given, radiometry(given, (1,), None)), np.zeros((1, 4, 4)))


@pytest.mark.parametrize(
    ("dtype", "scaling", "words"),
    [
        (np.uint8, "bright", "Unknown scaling"),
        (np.float32, "dtype", "percentile"),
        (np.complex64, None, "complex"),
    ],
)
def test_wrong_scalings_are_refused(dtype, scaling, words):
    with pytest.raises(BadInput, match=words):
        radiometry(pixels(np.ones((1, 2, 2), dtype)), (1,), scaling)
