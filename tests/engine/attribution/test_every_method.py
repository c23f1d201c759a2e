"""What holds for each registered method, those to come included."""

from __future__ import annotations

import pytest
import torch

from srxai_plugin.contract import METHOD_NAMES, Method, Window
from srxai_plugin.engine.attribution.objective import Texture
from srxai_plugin.engine.attribution.registry import METHODS, method
from srxai_plugin.errors import BadInput, Cancelled
from tests.engine.attribution.test_lam import image, nothing

every_method = pytest.mark.parametrize("cls", METHODS, ids=lambda cls: cls.id)
REGION = Texture(Window(16, 16, 16, 16))


def test_contract_offers_exactly_the_methods_of_the_engine():
    assert {cls.id: cls.name for cls in METHODS} == METHOD_NAMES


@every_method
def test_no_parameter_has_a_gradient_afterwards(cls, small_edsr):
    cls().attribute(small_edsr, image(), REGION, nothing)
    parameters = list(small_edsr.module.parameters())
    assert parameters
    assert all(p.grad is None and not p.requires_grad for p in parameters)


@every_method
def test_map_lies_on_the_lr_grid_between_0_and_1(cls, small_edsr):
    found = cls().attribute(small_edsr, image(), REGION, nothing)
    assert found.raw.shape == (3, 32, 32)
    assert found.normalised().min() >= 0
    assert found.normalised().max() == 1


@every_method
def test_pixels_that_the_network_cannot_see_get_nothing(cls, small_edsr):
    """Receptive field of the small EDSR: 7 convolutions at LR resolution and 2 above it."""
    lr = image(side=64)
    map = cls().attribute(small_edsr, lr, Texture(Window(60, 60, 8, 8)), nothing).normalised()
    seen = torch.zeros(64, 64, dtype=torch.bool)
    seen[20:46, 20:46] = True
    assert map[~seen].max() == 0
    assert map[seen].max() == 1


@every_method
def test_same_question_gives_the_same_bits(cls, small_edsr):
    first, second = (cls().attribute(small_edsr, image(), REGION, nothing).raw for _ in range(2))
    assert torch.equal(first, second)


@every_method
def test_cancel_ends_it_at_the_next_evaluation(cls, small_edsr):
    calls: list[None] = []

    def tick() -> None:
        calls.append(None)
        raise Cancelled

    with pytest.raises(Cancelled):
        cls().attribute(small_edsr, image(), REGION, tick)
    assert len(calls) == 1


@every_method
def test_all_parameters_are_told_with_help(cls):
    told = cls().parameters()
    assert {f.name for f in cls.fields()} == told.keys()
    assert all(f.metadata["help"].endswith(".") for f in cls.fields())
    assert cls.with_parameters(told) == cls()


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        (Method("nope"), "lam"),
        (Method("lam", {"step": 3}), "steps"),
        (Method("lam", {"steps": 0}), "from 1"),
        (Method("lam", {"steps": 2.5}), "whole number"),
        (Method("lam", {"steps": True}), "whole number"),
        (Method("lam", {"mode": "fast"}), "official"),
        (Method("lam", {"kernel": 8}), "odd"),
        (Method("amve-sr", {"gamma": -1}), "from 0"),
        (Method("amve-sr", {"gamma": float("nan")}), "number"),
    ],
)
def test_wrong_parameters_are_refused_with_what_is_right(asked, names):
    with pytest.raises(BadInput, match=names):
        method(asked)
