"""What holds for each registered method, those to come included."""

from __future__ import annotations

import pytest
import torch

from srxai_plugin.contract.choices import METHOD_NAMES, USUAL_METHODS
from srxai_plugin.contract.errors import BadInput, Cancelled
from srxai_plugin.contract.geometry import Window
from srxai_plugin.contract.requests import Method
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.attribution.registry import METHODS, method
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.loading.zoo import load_network
from tests.engine.attribution.test_lam import image, nothing

every_method = pytest.mark.parametrize("cls", METHODS, ids=lambda cls: cls.id)
REGION = Texture(Window(16, 16, 16, 16))


FAST = {
    "lam": {"steps": 2},
    "integrated-gradients": {"steps": 2},
    "smoothgrad": {"samples": 2},
    "vargrad": {"samples": 2},
    "occlusion": {"places": 3},
    "intervention": {"block": 4},
    "meaningful-perturbation": {"iterations": 3},
}
"""Parameters that take little time, where no figure depends on them."""


def bare(network: SRNetwork) -> tuple:
    """All that a method could leave behind in a network."""
    modules = list(network.module.modules())
    return (
        {name: value.clone() for name, value in network.module.state_dict().items()},
        [id(m) for m in modules],
        [
            (len(m._forward_hooks), len(m._forward_pre_hooks), len(m._backward_hooks))
            for m in modules
        ],
        [(m.training, getattr(m, "inplace", None)) for m in modules],
        [(p.requires_grad, p.grad) for p in network.module.parameters()],
    )


def assert_same(before: tuple, after: tuple) -> None:
    assert before[1:] == after[1:]
    assert all(torch.equal(value, after[0][name]) for name, value in before[0].items())


def test_contract_offers_exactly_the_methods_of_the_engine_in_its_order():
    assert [(cls.id, cls.name) for cls in METHODS] == list(METHOD_NAMES.items())
    assert tuple(METHOD_NAMES)[:2] == USUAL_METHODS


@every_method
@pytest.mark.parametrize("id", ["edsr-x4", "fsrcnn-x4", "pan-x4", "rcan-x4"])
def test_bundled_networks_get_finite_maps_and_are_left_as_they_were(cls, id):
    network = load_network(id, torch.device("cpu"))
    method, before = cls(**FAST.get(cls.id, {})), bare(network)
    region = Texture(Window(36, 36, 16, 16))
    if id in ("fsrcnn-x4", "pan-x4") and cls.id.startswith("guided"):
        with pytest.raises(BadInput, match="needs ReLU modules"):
            method.attribute(network, image(side=24), region, nothing)
    else:
        ticks: list[None] = []
        found = method.attribute(network, image(side=24), region, lambda: ticks.append(None))
        assert found.raw.shape in ((3, 24, 24), (1, 24, 24))
        assert found.normalised().shape == (24, 24)
        assert found.raw.isfinite().all()
        assert not found.raw.requires_grad
        assert 0 < len(ticks) <= method.evaluations()
        assert all(map.shape == (24, 24) and map.isfinite().all() for _, map in found.layers)
    assert_same(before, bare(network))


@every_method
def test_flat_image_gives_no_nan(cls, small_edsr):
    lr = torch.full((3, 24, 24), 0.5)
    method = cls(**FAST.get(cls.id, {}))
    found = method.attribute(small_edsr, lr, Texture(Window(8, 8, 16, 16)), nothing)
    assert found.raw.isfinite().all()
    assert found.normalised().isfinite().all()


@every_method
def test_what_it_shows_and_when_it_is_not_valid_is_told_in_sentences(cls):
    assert cls.sentence.endswith(".")
    assert cls.family in ("super-resolution", "gradient", "class activation", "perturbation")
    assert bool(cls.note) == (cls.family != "super-resolution")
    assert not cls.note or cls.note.endswith(".")


@every_method
def test_no_parameter_has_a_gradient_afterwards(cls, small_edsr):
    cls().attribute(small_edsr, image(), REGION, nothing)
    parameters = list(small_edsr.module.parameters())
    assert parameters
    assert all(p.grad is None and not p.requires_grad for p in parameters)


@every_method
def test_map_lies_on_the_lr_grid_between_0_and_1(cls, small_edsr):
    found = cls().attribute(small_edsr, image(), REGION, nothing)
    assert found.raw.shape in ((3, 32, 32), (1, 32, 32))
    assert found.normalised().min() >= 0
    assert found.normalised().max() == 1


@every_method
def test_pixels_that_the_network_cannot_see_get_nothing(cls, small_edsr):
    """Receptive field of the small EDSR: 7 convolutions at LR resolution and 2 above it."""
    if cls.id in ("grad-cam", "grad-cam++"):
        pytest.skip("one weight for a whole channel: it lights up what the region never sees")
    if cls.family == "perturbation":
        pytest.skip("a patch or a cell of the mask reaches over the border")
    lr = image(side=64)
    map = cls().attribute(small_edsr, lr, Texture(Window(60, 60, 8, 8)), nothing).normalised()
    seen = torch.zeros(64, 64, dtype=torch.bool)
    seen[20:46, 20:46] = True
    assert map[~seen].max() == 0
    assert map[seen].max() == 1


@every_method
def test_same_question_gives_the_same_bits(cls, small_edsr):
    method = cls(**FAST.get(cls.id, {}))
    first, second = (method.attribute(small_edsr, image(), REGION, nothing).raw for _ in range(2))
    assert torch.equal(first, second)


@every_method
def test_cancel_ends_it_at_the_next_evaluation(cls, small_edsr):
    calls: list[None] = []

    def tick() -> None:
        calls.append(None)
        raise Cancelled

    before = bare(small_edsr)
    with pytest.raises(Cancelled):
        cls().attribute(small_edsr, image(), REGION, tick)
    assert len(calls) == 1
    assert_same(before, bare(small_edsr))


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
        (Method("grad-cam", {"layer": 5.5}), "text"),
        (Method("occlusion", {"baseline": "grey"}), "black"),
        (Method("lam", {"steps": 0}), "from 1"),
        (Method("lam", {"steps": 2.5}), "whole number"),
        (Method("lam", {"steps": True}), "whole number"),
        (Method("lam", {"mode": "fast"}), "official"),
        (Method("lam", {"kernel": 8}), "odd"),
        (Method("gated-gradient", {"gamma": -1}), "from 0"),
        (Method("gated-gradient", {"gamma": float("nan")}), "number"),
    ],
)
def test_wrong_parameters_are_refused_with_what_is_right(asked, names):
    with pytest.raises(BadInput, match=names):
        method(asked)
