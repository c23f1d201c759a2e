from __future__ import annotations

import numpy as np
import pytest
import torch

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.base import gradient
from srxai_plugin.engine.attribution.blur import blur
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.metrics.faithfulness import (
    DELETE_PASSES,
    SQUARES,
    STEPS,
    Masked,
    delete,
    deletion,
    infidelity,
    insertion,
    passes,
    random_square,
)
from srxai_plugin.engine.metrics.subject import Subject
from tests.engine.attribution.test_lam import image
from tests.engine.metrics.test_texture import IDENTITY

EVERYWHERE = np.ones((20, 20), bool)


def one_pixel(sr: torch.Tensor) -> torch.Tensor:
    """An objective that looks at one pixel only."""
    return sr[:, :, 7, 9].sum(1)


def spike(row: int, column: int) -> np.ndarray:
    """A map that points at one pixel, the others in an order of their own."""
    map = np.random.default_rng(0).random((20, 20)) / 2
    map[row, column] = 1
    return map


def masked(map: np.ndarray, objective=one_pixel, lr: torch.Tensor | None = None, **more) -> Masked:
    lr = image(side=20) if lr is None else lr
    return Masked(Subject(IDENTITY, lr, objective, map, EVERYWHERE), **more)


def test_right_map_inserts_and_deletes_all_at_the_first_pixel():
    found = masked(spike(7, 9))
    # D is the image's from 1 % on, so that only the first trapezoid is not full.
    assert insertion(found).area == pytest.approx(1 - 0.01 / 2, abs=1e-5)
    assert deletion(found).area == pytest.approx(0.01 / 2, abs=1e-5)


def test_map_that_points_away_is_worst():
    map = np.ones((20, 20)) + np.random.default_rng(0).random((20, 20))
    map[7, 9] = 0
    found = masked(map)
    # The one pixel comes last: only between 50 and 100 % does anything change.
    assert insertion(found).area == pytest.approx(0.25, abs=1e-5)
    assert deletion(found).area == pytest.approx(0.75, abs=1e-5)
    assert set(delete(found).values()) == {0}


def test_curves_are_the_objectives_values_written_out_by_hand():
    lr, objective = image(side=20), Texture(Window(6, 6, 8, 8))
    map = np.random.default_rng(1).random((20, 20))
    found = masked(map, objective, lr)
    order, blurred = np.argsort(-map, axis=None), blur(lr, 1.2)
    for share, kept, gone in zip(STEPS, insertion(found).value, deletion(found).value):
        mask = np.zeros(400)
        mask[order[: round(4 * share)]] = 1
        m = torch.from_numpy(mask.reshape(20, 20)).float()
        assert kept == pytest.approx(objective((m * lr + (1 - m) * blurred)[None]).item(), rel=1e-5)
        assert gone == pytest.approx(objective((m * blurred + (1 - m) * lr)[None]).item(), rel=1e-5)
    whole, gone = deletion(found).value[0], deletion(found).value[STEPS.index(20)]
    assert delete(found)["20"] == pytest.approx(100 * abs(gone - whole) / whole)


@pytest.mark.parametrize(
    ("deleting", "inserting"), [(True, False), (False, True), (True, True), (False, False)]
)
def test_each_value_costs_one_pass(deleting, inserting):
    ticks: list[None] = []
    found = masked(spike(7, 9), tick=lambda: ticks.append(None))
    if inserting:
        insertion(found)
    if deleting:
        delete(found)
    if inserting or deleting:
        deletion(found)
    assert len(ticks) == passes(deleting, inserting)


def test_delete_alone_costs_what_the_baselines_are_told():
    ticks: list[None] = []
    delete(masked(spike(7, 9), tick=lambda: ticks.append(None)))
    assert len(ticks) == DELETE_PASSES


def test_constant_image_has_curves_without_an_area():
    found = masked(spike(7, 9), lr=torch.full((3, 20, 20), 0.25))
    assert insertion(found).area is None
    assert deletion(found).area is None
    assert np.allclose(list(delete(found).values()), 0, atol=1e-3)


WEIGHTS = torch.randn(3, 20, 20, generator=torch.Generator().manual_seed(3))


def linear(sr: torch.Tensor) -> torch.Tensor:
    return (sr * WEIGHTS).flatten(1).sum(1)


def contribution(lr: torch.Tensor) -> torch.Tensor:
    """∂D/∂x ⊙ (x − x'), exact for a linear network."""
    slope, _ = gradient(IDENTITY, linear, lr)
    return slope * (lr - blur(lr, 1.2))


def unfaithful(lr: torch.Tensor, raw: torch.Tensor, seed: int, **more) -> float | None:
    map = raw.sum(0).abs().numpy()
    return infidelity(Subject(IDENTITY, lr, linear, map, EVERYWHERE), raw, seed, **more)


def test_exact_attribution_of_a_linear_network_has_no_infidelity():
    lr, ticks = image(side=20), []
    exact = contribution(lr)
    measured = unfaithful(lr, exact, 0, tick=lambda: ticks.append(None))
    assert measured == pytest.approx(0, abs=1e-6)
    assert len(ticks) == SQUARES + 1
    # Its size is free: methods differ in it, and maps are shown without it.
    assert unfaithful(lr, 7 * exact, 0) == pytest.approx(0, abs=1e-6)


def test_infidelity_is_one_minus_the_squared_correlation_of_foretold_and_found():
    lr = image(side=20)
    wrong = contribution(lr).flip(-1)
    random = np.random.default_rng(5)
    squares = np.stack([random_square(random, 20, 20) for _ in range(SQUARES)])
    foretold = (squares * wrong.sum(0).numpy()).sum((1, 2))
    found = (squares * contribution(lr).sum(0).numpy()).sum((1, 2))
    expected = 1 - (foretold @ found) ** 2 / (foretold @ foretold) / (found @ found)
    assert unfaithful(lr, wrong, 5) == pytest.approx(expected, abs=1e-4)
    assert expected > 0.5


def test_map_of_nothing_foretells_nothing_and_a_constant_image_has_no_effects():
    lr = image(side=20)
    assert unfaithful(lr, torch.zeros_like(lr), 0) == 1
    flat = torch.full((3, 20, 20), 0.25)
    assert unfaithful(flat, torch.ones_like(flat), 0) is None


def test_squares_fit_into_any_tile():
    random = np.random.default_rng(0)
    for height, width in ((1, 1), (3, 2), (64, 5)):
        assert random_square(random, height, width).sum() >= 1
