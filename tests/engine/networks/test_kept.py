"""Networks stay loaded while their bytes fit, and what is known of one goes when it goes."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from weakref import ref

import pytest
import torch
from torch import nn

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.cone import ask as asking
from srxai_plugin.engine.cone.ask import Cone, ask
from srxai_plugin.engine.networks.architectures.edsr import EDSR
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.behaviour.ramp import check_ramp
from srxai_plugin.engine.networks.behaviour.sight import sight
from srxai_plugin.engine.networks.loading import zoo
from srxai_plugin.engine.networks.loading.zoo import load_network
from tests.engine.conftest import network_of

CPU = torch.device("cpu")
Load = Callable[[int], SRNetwork]


def weight(features: int = 16) -> int:
    """Bytes of one network's parameters, float32 each."""
    return 4 * sum(p.numel() for p in EDSR(2, 3, features, 1).parameters())


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Load]:
    """The n-th of many networks of one size, where three of them fit."""
    monkeypatch.setattr(zoo.LOADED, "bytes", 3 * weight() + 1000)

    def load(number: int) -> SRNetwork:
        path = tmp_path / f"{number}.pt"
        if not path.exists():
            torch.save(EDSR(2, 3, 16, 1).state_dict(), path)
        return load_network(str(path), CPU)

    yield load


def use(network: SRNetwork) -> None:
    """All that is remembered of a network is asked for."""
    images = torch.rand(1, 3, 24, 24)
    asked = ask(network, Texture(Window(8, 8, 4, 4)), images)
    asked.slope(asked.cut(images))
    check_ramp(network)
    sight(network)


def alive(*networks: ref[SRNetwork]) -> list[bool]:
    gc.collect()
    return [network() is not None for network in networks]


def test_a_network_that_is_loaded_again_is_the_same_one(load: Load):
    first = load(0)
    assert load(0) is first


def test_more_networks_than_fit_leave_those_used_last(load: Load):
    networks = [ref(load(n)) for n in range(3)]
    assert alive(*networks) == [True, True, True]
    assert load(0) is networks[0]()
    networks.append(ref(load(3)))
    assert alive(*networks) == [True, False, True, True]
    assert zoo.LOADED.taken == 3 * weight() <= zoo.LOADED.bytes


def test_nothing_that_is_remembered_of_a_network_keeps_it_loaded(load: Load):
    networks = []
    for number in range(5):
        use(load(number))
        networks.append(ref(load(number)))
    assert alive(*networks) == [False, False, True, True, True]


def test_a_network_larger_than_all_that_fits_is_kept_alone(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    small = ref(load(0))
    torch.save(EDSR(2, 3, 64, 1).state_dict(), tmp_path / "large.pt")
    large = load_network(str(tmp_path / "large.pt"), CPU)
    assert weight(64) > zoo.LOADED.bytes
    assert load_network(str(tmp_path / "large.pt"), CPU) is large
    assert alive(small) == [False]
    load(1)
    assert zoo.LOADED.taken == weight()


def test_a_network_that_cannot_be_traced_goes_too(tmp_path: Path):
    class Asking(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = EDSR(2, 3, 8, 1)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.inner(x if x.mean() > 0.5 else 2 * x)

    network = network_of(Asking(), scale=2, bands=3)
    images = torch.rand(1, 3, 24, 24)
    for _ in range(2):
        assert not isinstance(ask(network, Texture(Window(8, 8, 4, 4)), images), Cone)
    gone = ref(network)
    del network
    assert alive(gone) == [False]


def test_plans_of_all_networks_share_their_bytes(monkeypatch: pytest.MonkeyPatch):
    def planned(network: SRNetwork, column: int) -> object:
        return ask(network, Texture(Window(column, 8, 4, 4)), torch.rand(1, 3, 24, 24)).plan

    one, other = (network_of(EDSR(2, 3, 8, 1), scale=2, bands=3) for _ in range(2))
    first = planned(one, 0)
    monkeypatch.setattr(asking.PLANS, "bytes", asking.PLANS.taken + 1)
    assert planned(one, 0) is first
    planned(other, 0)
    assert asking.PLANS.taken <= asking.PLANS.bytes
    for column in range(20):
        assert planned(other, column) is planned(other, column)
        assert asking.PLANS.taken <= asking.PLANS.bytes
    assert planned(one, 0) is not first
