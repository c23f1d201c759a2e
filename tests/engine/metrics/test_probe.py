"""What a map knows of single pixels beyond what anybody sees."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy import stats

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.interventions import Interventions
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.metrics.concentration import outside
from srxai_plugin.engine.metrics.probe import FEW, MOST, Probe, groups, probe
from srxai_plugin.engine.metrics.texture import detail_map, distance_map
from srxai_plugin.engine.networks.loading.zoo import load_network
from tests.engine.attribution.test_lam import image

REGION = Window(48, 40, 32, 32)
EVERYWHERE = np.ones((32, 32), dtype=bool)


@pytest.fixture(scope="module")
def tried() -> Probe:
    network = load_network("fsrcnn-x4", torch.device("cpu"))
    return probe(network, image(), Texture(REGION), EVERYWHERE, seed=0)


def test_truth_itself_is_known_fully_and_turned_round_not_at_all(tried):
    map = np.zeros((32, 32))
    map[tried.rows, tried.columns] = tried.effects
    assert tried.knows(map) == pytest.approx(1)
    assert tried.knows(map**3) == pytest.approx(1)  # ranks alone count
    assert tried.knows(-map) == pytest.approx(-1)


def test_what_is_drawn_from_detail_and_place_is_not_enough(tried):
    steps = outside(REGION, 4, (32, 32))
    distance = np.hypot(*steps)
    drawn = {
        "distance": distance_map(steps),
        **{f"detail {k}": detail_map(image(), steps, k) for k in (0.5, 1, 2, 4)},
        "detail alone": detail_map(image(), steps, 0.0),
        "slower": detail_map(image(), steps, 0.0) / (1 + distance**2),
    }
    for name, map in drawn.items():
        assert tried.knows(map) < 0.3, name


def test_effects_are_those_of_the_pixels_alone_and_they_lie_near_the_region(tried):
    network = load_network("fsrcnn-x4", torch.device("cpu"))
    effects = Interventions(network, image(), Texture(REGION)).of_tile(1)
    found = effects[tried.rows, tried.columns]
    assert np.allclose(tried.effects, found, rtol=1e-3, atol=1e-4 * found.max())
    distance = np.hypot(*outside(REGION, 4, (32, 32)))
    assert distance[tried.rows, tried.columns].max() <= 3
    assert len({*zip(tried.rows, tried.columns)}) == len(tried.rows)
    assert MOST <= len(tried.rows) < MOST + 16


def test_known_share_is_the_partial_correlation_of_ranks():
    """Of controls without ties, a regression written out by scikit-learn's elder: numpy's own."""
    random = np.random.default_rng(3)
    blind = random.random((200, 3))
    both = random.random(200)
    effects, values = both + blind[:, 0], both - 0.5 * blind[:, 1] ** 2
    made = Probe(np.arange(200), np.zeros(200, int), effects, blind)
    ranks = [stats.rankdata(v) for v in (effects, values, *blind.T)]
    terms = np.stack(
        [
            ranks[2] ** a * ranks[3] ** b * ranks[4] ** c / 200.0 ** (a + b + c)
            for a in range(4)
            for b in range(4 - a)
            for c in range(4 - a - b)
        ],
        1,
    )
    left = [r - terms @ np.linalg.pinv(terms) @ r for r in ranks[:2]]
    expected = np.corrcoef(*left)[0, 1]
    assert expected > 0.3
    assert made.knows(values[:, None]) == pytest.approx(expected, abs=1e-6)


def test_too_few_pixels_and_empty_maps_have_their_own_answers(tried):
    short = Probe(tried.rows[:40], tried.columns[:40], tried.effects[:40], tried.blind[:40])
    assert short.knows(np.ones((32, 32))) is None
    assert tried.knows(np.zeros((32, 32))) == 0
    nothing = probe(
        load_network("fsrcnn-x4", torch.device("cpu")), image(), Texture(REGION), ~EVERYWHERE, 0
    )
    assert nothing.knows(np.ones((32, 32))) is None


def test_pixels_without_data_are_not_tried_and_global_networks_get_fewer():
    ticks: list[None] = []
    network = load_network("rcan-x4", torch.device("cpu"))
    lr, region = image(side=24), Texture(Window(36, 36, 24, 24))
    valid = np.ones((24, 24), bool)
    valid[:, 12:] = False
    found = probe(network, lr, region, valid, 0, lambda: ticks.append(None))
    assert found.columns.max() < 12
    assert FEW <= len(found.rows) < FEW + 16
    assert 0 < len(ticks) <= groups()
