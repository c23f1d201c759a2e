from __future__ import annotations

import numpy as np
import pytest

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.metrics.specificity import specificity
from srxai_plugin.engine.metrics.subject import Subject
from srxai_plugin.engine.metrics.texture import PASSES, atv
from tests.engine.attribution.test_lam import image
from tests.engine.metrics.test_texture import IDENTITY

EVERYWHERE = np.ones((20, 20), bool)


def asked(map: np.ndarray) -> Subject:
    return Subject(IDENTITY, image(side=20), Texture(Window(6, 6, 4, 4)), map, EVERYWHERE)


def test_own_map_against_one_that_looks_elsewhere_is_better_by_the_difference():
    own, other = np.zeros((20, 20)), np.zeros((20, 20))
    own[6:11, 6:11] = 1
    other[14:, 14:] = 1
    ticks: list[None] = []
    figures = [atv(asked(map)) for map in (own, other)]
    found = specificity(figures[0], asked(other), lambda: ticks.append(None))
    assert found.atv == pytest.approx(figures[0].mean - figures[1].mean)
    assert found.loc == pytest.approx(figures[0].loc_mean - figures[1].loc_mean)
    assert found.atv < -5
    assert len(ticks) == PASSES


def test_another_networks_equal_map_leaves_nothing_of_its_own():
    map = np.random.default_rng(0).random((20, 20))
    found = specificity(atv(asked(map)), asked(3 * map))
    assert (found.atv, found.loc) == (0, 0)
