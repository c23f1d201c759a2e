from __future__ import annotations

import numpy as np
import pytest

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.metrics.concentration import area_of_interest, outside
from srxai_plugin.engine.metrics.radial import RINGS, radial_profile


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0, 0, 0, 5], 25),
        ([1, 1, 1, 1], 100),
        ([94, 6, 0, 0], 50),
        ([95, 5, 0, 0], 25),
        ([0, 0], 0),
    ],
)
def test_area_of_interest_agrees_with_the_hand(values, expected):
    assert area_of_interest(np.array(values, float)) == pytest.approx(expected)


def test_rings_hold_what_lies_at_their_distance():
    # Region: the first pixel; the others' centres lie 0.5, 1.5, … 23.5 px off, so that rings are
    # 23.5 / 23 px wide.
    steps = outside(Window(0, 0, 1, 1), 1, (1, 25))
    map = np.zeros((1, 25))
    map[0, 0], map[0, 1], map[0, 24] = 5, 3, 2
    profile = radial_profile(map, steps, None)
    assert profile.unit == "px"
    assert profile.distance == pytest.approx([23.5 / 23 * i for i in range(24)])
    assert len(profile.share) == RINGS
    assert (profile.share[0], profile.share[1], profile.share[-1]) == pytest.approx((0.5, 0.3, 0.2))
    assert sum(profile.share) == pytest.approx(1)


def test_rings_are_in_metres_where_the_ground_is_known():
    steps = outside(Window(0, 0, 1, 1), 1, (2, 3))
    profile = radial_profile(np.ones((2, 3)), steps, np.array([[2.0, 0], [0, -4.0]]))
    assert profile.unit == "m"
    # The farthest centre lies 1.5 px of 2 m across and 0.5 px of 4 m down.
    assert profile.distance[-1] == pytest.approx(np.hypot(3, 2))
    assert sum(profile.share) == pytest.approx(1)


def test_region_as_large_as_the_tile_has_all_inside():
    steps = outside(Window(0, 0, 8, 8), 2, (4, 4))
    profile = radial_profile(np.ones((4, 4)), steps, None)
    assert (profile.distance, profile.share) == ((0,), (1,))


def test_region_below_a_pixel_has_the_nearest_one_inside():
    # SR column 0-1 of 4 at ×4 holds no LR centre.
    steps = outside(Window(0, 0, 2, 2), 4, (4, 4))
    map = np.zeros((4, 4))
    map[0, 0] = 1
    assert radial_profile(map, steps, None).share[0] == 1


def test_region_at_the_border_and_an_empty_map_are_defined():
    steps = outside(Window(28, 0, 4, 4), 4, (8, 8))
    profile = radial_profile(np.zeros((8, 8)), steps, None)
    assert set(profile.share) == {0}
    assert np.isfinite(profile.distance).all()
