"""The arithmetic of windows, against counting pixels one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from srxai_plugin.contract.geometry import Window

places = st.integers(-12, 12)
sides = st.integers(1, 9)
windows = st.builds(Window, places, places, sides, sides)
factors = st.integers(1, 6)


def pixels(window: Window) -> set[tuple[int, int]]:
    """Column and row of each."""
    return {
        (column, row)
        for column in range(window.column, window.column + window.width)
        for row in range(window.row, window.row + window.height)
    }


def test_a_window_lies_between_its_edges():
    assert Window.between(3, -2, 10, 4) == Window(3, -2, 7, 6)


def test_a_moved_window_keeps_its_size():
    assert Window(3, 5, 7, 6).moved(-4, 10) == Window(-1, 15, 7, 6)


def test_a_window_grows_on_all_sides_or_across_and_down_apart():
    assert Window(3, 5, 7, 6).grown(4) == Window(-1, 1, 15, 14)
    assert Window(3, 5, 7, 6).grown(1, 10) == Window(2, -5, 9, 26)
    assert Window(3, 5, 7, 6).grown(1, 0) == Window(2, 5, 9, 6)


@pytest.mark.parametrize(
    ("window", "common"),
    [
        (Window(-5, 90, 20, 20), Window(0, 90, 15, 10)),
        (Window(10, 20, 5, 5), Window(10, 20, 5, 5)),
        (Window(-9, -9, 999, 999), Window(0, 0, 120, 100)),
    ],
)
def test_what_is_cut_to_another_is_what_both_hold(window, common):
    raster = Window(0, 0, 120, 100)
    assert window.cut(raster) == raster.cut(window) == common
    assert not common.is_empty


@pytest.mark.parametrize("away", [Window(120, 0, 5, 5), Window(-9, 0, 5, 5), Window(3, 200, 9, 9)])
def test_nothing_is_left_of_a_window_elsewhere(away):
    common = away.cut(Window(0, 0, 120, 100))
    assert common.is_empty and min(common.width, common.height) == 0


def test_a_window_of_no_width_is_empty():
    assert [w.is_empty for w in (Window(1, 1, 0, 5), Window(1, 1, 5, -1))] == [True, True]


def test_a_scaled_window_has_so_many_pixels_for_each():
    assert Window(3, -2, 7, 6).scaled(4) == Window(12, -8, 28, 24)


def test_a_coarser_window_goes_outward_to_whole_pixels():
    # ×4 → ×1: columns 5…11 lie in pixels 1 and 2; rows −3…3 in −1 and 0.
    assert Window(5, -3, 6, 6).coarser(4) == Window(1, -1, 2, 2)
    assert Window(40, 44, 30, 30).coarser(4) == Window(10, 11, 8, 8)


def test_windows_far_from_the_origin_are_exact():
    """Where a quotient of doubles would be rounded up or down."""
    far = 3 * 2**60
    assert Window(far + 1, 0, 2, 3).coarser(3) == Window(2**60, 0, 1, 1)
    assert Window(far + 1, 0, 3, 3).coarser(3) == Window(2**60, 0, 2, 1)


def test_a_window_cuts_its_pixels_out_of_an_array():
    values = np.arange(30).reshape(5, 6)
    assert values[Window(2, 1, 3, 2).slices].tolist() == [[8, 9, 10], [14, 15, 16]]


@given(windows, windows)
def test_pixels_of_the_common_window_are_those_of_both(one, other):
    assert pixels(one.cut(other)) == pixels(one) & pixels(other)


@given(windows, factors)
def test_a_coarser_window_holds_the_coarser_pixel_of_every_pixel(window, factor):
    touched = {(column // factor, row // factor) for column, row in pixels(window)}
    assert pixels(window.coarser(factor)) == touched


@given(windows, factors, st.integers(0, 5), places, places)
def test_what_is_done_to_a_window_can_be_undone(window, factor, margin, columns, rows):
    assert window.scaled(factor).coarser(factor) == window
    assert window.grown(margin).grown(-margin) == window
    assert window.moved(columns, rows).moved(-columns, -rows) == window
    assert window.grown(margin).cut(window) == window
