"""Passes that compute only what a changed box reaches, against the plain network."""

from __future__ import annotations

import math

import pytest
import torch
from torch import nn

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.cone.ask import Cone, ask
from srxai_plugin.engine.cone.box import sides
from srxai_plugin.engine.cone.onward.around import around
from srxai_plugin.engine.networks.base import SRNetwork, freeze
from tests.engine.cone.test_packed import Skipping, Wide
from tests.engine.conftest import network_of
from tests.engine.networks.test_architectures import Case

SIDE = 48
BOXES = {
    "middle": ((22, 26), (21, 28)),
    "corner": ((0, 5), (0, 3)),
    "beside": ((4, 9), (30, 40)),
    "all": ((0, SIDE), (0, SIDE)),
}
"""Rows and columns of the image that change."""


def of(id: str) -> SRNetwork:
    return SRNetwork(id, id, 4, 3, freeze(Case(id, 4, 3).module()), sha256="0" * 64)


def made(kind: type[nn.Module]) -> SRNetwork:
    return network_of(kind(), scale=2, bands=3)


NETWORKS = {
    "wide": lambda: made(Wide),
    "skipping": lambda: made(Skipping),
    "edsr": lambda: of("edsr"),
    "fsrcnn": lambda: of("fsrcnn"),
    "rcan": lambda: of("rcan"),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_what_a_box_reaches_is_computed_anew_and_the_rest_is_known(name):
    torch.manual_seed(4)
    network = NETWORKS[name]()
    images, others = torch.rand(2, 3, SIDE, SIDE), torch.rand(2, 3, SIDE, SIDE)
    region = Window(20, 22, 6, 4).scaled(network.scale)
    asked = ask(network, Texture(region), images)
    assert isinstance(asked, Cone)
    known = asked.base(asked.cut(images))
    for place, (rows, columns) in BOXES.items():
        changed = images.clone()
        part = (..., slice(*rows), slice(*columns))
        changed[part] = others[part]
        seen = asked.cut(changed).contiguous(memory_format=torch.channels_last)
        output = known.output(seen, ((0, 2), (0, 3), rows, columns))
        top, left = known.corner
        with torch.no_grad():
            whole = network(changed)
        expected = whole[..., top : top + output.shape[-2], left : left + output.shape[-1]]
        assert torch.allclose(output, expected, atol=2e-6), place


def test_a_few_pixels_take_a_part_of_a_pass():
    images, network = torch.rand(1, 3, SIDE, SIDE), NETWORKS["edsr"]()
    asked = ask(network, Texture(Window(80, 80, 16, 16)), images)
    assert isinstance(asked, Cone)
    found = around(asked.base(asked.cut(images)), ((0, 1), (0, 3), (22, 26), (22, 26)))
    assert found is not None
    assert values(found.steps) < 0.7 * values(asked.ready.network.steps)


def values(steps) -> int:
    return sum(math.prod(sides(s.work.box)) for s in steps if "conv" in str(s.work.call.operator))
