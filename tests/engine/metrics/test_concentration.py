from __future__ import annotations

import numpy as np
import pytest

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.metrics.concentration import diffusion_index, gini, outside, reach
from tests.engine.conftest import SHARED

REFERENCES = sorted((SHARED / "reference").glob("lam_*.npz"))


@pytest.mark.parametrize(
    ("values", "expected"),
    [([1, 1, 1, 1], 0), ([0, 0, 0, 1], 0.75), ([1, 2, 3, 4], 0.25), ([0, 1], 0.5)],
)
def test_gini_agrees_with_the_hand(values, expected):
    assert gini(np.array(values, float)) == pytest.approx(expected, abs=1e-6)


@pytest.mark.skipif(not REFERENCES, reason="the authors' reference arrays are not at hand")
@pytest.mark.parametrize("path", REFERENCES, ids=lambda path: path.stem)
def test_diffusion_index_repeats_the_authors_figure(path):
    reference = np.load(path)
    ours = diffusion_index(gini(reference["normalised"]))
    assert ours == pytest.approx(float(reference["diffusion_index"]), abs=0.01)


def test_steps_to_the_region_are_zero_inside_and_signed_outside():
    # SR columns 8-16 and rows 4-8 at ×4: LR columns 2-4, rows 1-2.
    steps = outside(Window(8, 4, 8, 4), 4, (4, 6))
    assert steps[0, 0].tolist() == [-1.5, -0.5, 0, 0, 0.5, 1.5]
    assert steps[1, :, 0].tolist() == [-0.5, 0, 0.5, 1.5]


def test_reach_is_the_distance_that_holds_95_percent():
    steps = outside(Window(0, 0, 1, 1), 1, (1, 100))
    map = np.zeros((1, 100))
    map[0, 0], map[0, 10], map[0, 60] = 90, 5, 5
    held = reach(map, steps, np.array([[2.0, 0], [0, -2.0]]))
    assert held.pixels == 9.5
    assert held.metres == 19
    map[0, 60] = 6
    assert reach(map, steps, None).pixels == 59.5
    assert reach(map, steps, None).metres is None


def test_reach_of_an_empty_map_is_zero():
    assert reach(np.zeros((4, 4)), outside(Window(0, 0, 4, 4), 2, (4, 4)), None).pixels == 0
