"""LAM that gets better while one looks."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from srxai_plugin.contract.errors import Cancelled
from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.base import RawAttribution, gradient
from srxai_plugin.engine.attribution.blur import blur
from srxai_plugin.engine.attribution.methods import path as paths
from srxai_plugin.engine.attribution.methods.lam import LAM
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.networks.base import SRNetwork
from tests.engine.attribution.test_lam import image, nothing
from tests.engine.conftest import network_of

REGION = Texture(Window(16, 16, 32, 32))
PATIENT = {"mode": "anytime", "tolerance": 0.0}


def levels(network: SRNetwork, lr: Tensor, **parameters: object) -> list[RawAttribution]:
    return list(LAM(mode="anytime", **parameters).refine(network, lr, REGION, nothing))


def test_blur_of_a_window_is_the_window_of_the_blur():
    lr = image(side=24)
    for window in (Window(0, 0, 24, 24), Window(0, 7, 5, 17), Window(20, 0, 4, 3)):
        rows, columns = slice(window.row, window.bottom), slice(window.column, window.right)
        assert torch.equal(blur(lr, 1.2, 9, window), blur(lr, 1.2, 9)[:, rows, columns])


def test_each_whole_level_is_the_midpoint_sum_over_steps_of_equal_length(small_edsr):
    """Level of nine, by hand: places where the path has gone ninths of its length."""
    small_edsr.module.double()
    lr = image().double()
    found = {one.evaluations: one for one in levels(small_edsr, lr, steps=9, tolerance=0.0)}
    marks = [blur(lr, 1.2 * (1 - i / 48)) for i in range(49)]
    lengths = np.cumsum([0.0, *((b - a).norm().item() for a, b in zip(marks, marks[1:]))])

    def at(share: float) -> Tensor:
        place = np.interp(share * lengths[-1], lengths, np.linspace(0, 1, 49))
        return blur(lr, 1.2 * (1 - float(place)))

    expected = torch.zeros_like(lr)
    for i in range(9):
        slope, _ = gradient(small_edsr, REGION, at((i + 0.5) / 9))
        expected += slope * (at((i + 1) / 9) - at(i / 9))
    assert (found[9].raw - expected).norm() <= 1e-9 * expected.norm()


def test_every_evaluation_of_a_level_is_used_again_by_the_next(small_edsr):
    ticks: list[None] = []
    found = LAM(**PATIENT, steps=27).refine(small_edsr, image(), REGION, lambda: ticks.append(None))
    spent = []
    for one in found:
        assert one.evaluations == len(ticks)
        spent.append(one.evaluations)
    assert spent[0] == 3
    assert 9 in spent
    assert spent[-1] == len(ticks) == 27


@pytest.mark.parametrize("seed", range(2))
def test_levels_come_ever_nearer_the_converged_integral_and_sum_to_what_is_explained(
    small_edsr, seed
):
    lr = image(seed)
    truth = LAM(steps=400).attribute(small_edsr, lr, REGION, nothing).raw
    found = {one.evaluations: one for one in levels(small_edsr, lr, steps=81, tolerance=0.0)}
    errors = [((found[n].raw - truth).norm() / truth.norm()).item() for n in (3, 9, 27, 81)]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 0.01
    with torch.no_grad():
        sharp, soft = (REGION(small_edsr(x[None])).item() for x in (lr, blur(lr, 1.2)))
    for one in found.values():
        gap = abs(one.raw.sum().item() - (sharp - soft)) / abs(sharp - soft)
        assert one.completeness_gap == pytest.approx(gap, rel=1e-2, abs=1e-5)


def test_it_stops_once_the_map_stands_still_and_says_how_still(small_edsr):
    found = levels(small_edsr, image(), tolerance=0.05)
    assert found[0].change is None
    assert found[-1].evaluations < 81
    assert found[-1].change <= 0.05
    assert found[-1].completeness_gap <= 0.05
    last, before = found[-1], next(f for f in found if 3 * f.evaluations == found[-1].evaluations)
    change = (last.raw - before.raw).norm() / last.raw.norm()
    assert last.change == pytest.approx(change.item(), rel=1e-4)


@pytest.mark.parametrize("budget", [1, 2, 4, 10])
def test_budget_is_never_exceeded(small_edsr, budget):
    found = levels(small_edsr, image(), steps=budget, tolerance=0.0)
    assert budget - 1 <= found[-1].evaluations <= budget


def test_who_has_enough_keeps_the_map_in_hand(small_edsr):
    ticks: list[None] = []
    refining = LAM(**PATIENT).refine(small_edsr, image(), REGION, lambda: ticks.append(None))
    kept = list(islice(refining, 2))
    refining.close()
    assert kept[-1].raw.abs().max() > 0
    assert len(ticks) == kept[-1].evaluations

    def tick() -> None:
        if kept[-1].evaluations < len(ticks):
            raise Cancelled
        ticks.append(None)

    with pytest.raises(Cancelled):
        list(LAM(**PATIENT).refine(small_edsr, image(), REGION, tick))


def test_attribute_gives_the_last_map(small_edsr):
    method = LAM(mode="anytime", steps=9)
    last = list(method.refine(small_edsr, image(), REGION, nothing))[-1]
    assert torch.equal(method.attribute(small_edsr, image(), REGION, nothing).raw, last.raw)


@pytest.mark.parametrize("path", ["blur", "linear", "black"])
def test_one_step_is_enough_for_a_linear_network_and_question(path):
    network = network_of(nn.Conv2d(1, 1, 3, padding=1, bias=False).double(), scale=1, bands=1)
    lr = image(bands=1, side=16).double()
    start = torch.zeros_like(lr) if path == "black" else blur(lr, 1.2)
    kernel = torch.zeros(1, 16, 16, dtype=torch.float64)
    kernel[0, 7:10, 6:9] = network.module.weight[0, 0]
    found = LAM(mode="anytime", path=path, steps=9).attribute(
        network, lr, lambda sr: sr[:, 0, 8, 7], nothing
    )
    assert torch.allclose(found.raw, kernel * (lr - start), atol=1e-12)
    assert found.completeness_gap == pytest.approx(0, abs=1e-9)


def test_steps_where_the_path_stands_still_cost_no_evaluation(small_edsr):
    """The blurs below an eighth of a pixel are the image itself, in single precision."""
    ticks: list[None] = []
    found = LAM(mode="official").attribute(small_edsr, image(), REGION, lambda: ticks.append(None))
    still = sum(
        torch.equal(blur(image(), 1.2 * (1 - i / 50)), blur(image(), 1.2 * (1 - (i + 1) / 50)))
        for i in range(50)
    )
    assert still > 0
    assert found.evaluations == 50 - still
    assert len(ticks) == 50


@pytest.mark.parametrize("mode", ["midpoint", "anytime"])
def test_batches_of_steps_give_the_same_map(small_edsr, monkeypatch, mode):
    small_edsr.module.double()
    method = LAM(mode=mode, steps=9)
    alone = method.attribute(small_edsr, image().double(), REGION, nothing)
    monkeypatch.setitem(paths.TOGETHER, "cpu", 4)
    ticks: list[None] = []
    together = method.attribute(small_edsr, image().double(), REGION, lambda: ticks.append(None))
    assert torch.allclose(together.raw, alone.raw, rtol=1e-9, atol=1e-12)
    assert len(ticks) == 9
