"""The cone against the plain network under torch's own gradient, in double precision."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.base import gradient, value
from srxai_plugin.engine.attribution.objectives import Gabor, Intensity, Texture
from srxai_plugin.engine.cone.ask import ask
from srxai_plugin.engine.networks.architectures.registry import ARCHITECTURES
from srxai_plugin.engine.networks.base import SRNetwork, freeze
from srxai_plugin.engine.networks.foreign.spandrel_networks import read_foreign
from tests.engine.conftest import network_of
from tests.engine.networks.conftest import FOREIGN, foreign
from tests.engine.networks.test_architectures import Case

SIDES = 40, 37
"""Of the LR tile: rows and columns, one even and one odd."""
EVERYWHERE = ("edsr", "fsrcnn", "carn", "rdn", "pan", "imdn", "lapsrn", "vdsr", "rcan")
SLOW = {"nlrn", "mambasr", "drln", "DRCT", "GRL", "SPAN", "UpCunet3x", "UpCunet4x"}
"""Several seconds each, the first two being traced into thousands of operators; they are tried with
the exhaustive ones only, and so are their kin in the other tests."""
UNTRACED = {"AuraSR", "OmniSR", "SPAN", "SeemoRe"}
"""Chance, a gradient of its own, weights made anew on each pass, experts chosen by values."""


class UShaped(nn.Module):
    """Goes down by strides and pooling and up by all the ways there are, with skips between."""

    def __init__(self) -> None:
        super().__init__()
        self.enter = nn.Conv2d(3, 6, 5, padding=2, padding_mode="reflect")
        self.down = nn.Conv2d(6, 8, 3, stride=2, padding=1)
        self.deep = nn.Conv2d(8, 8, 3, padding=4, dilation=4, groups=2)
        self.norm = nn.BatchNorm2d(8)
        self.deeper = nn.Conv2d(8, 8, (3, 5), stride=(2, 1), padding=(1, 2))
        self.up = nn.ConvTranspose2d(8, 8, 4, stride=2, padding=1)
        self.wide = nn.ConvTranspose2d(16, 6, 5, stride=2, padding=2, output_padding=1, groups=2)
        self.mix = nn.Conv2d(12, 12, 3, padding=1, padding_mode="replicate")
        self.act = nn.PReLU(12)
        self.last = nn.Conv2d(6, 3, 3, padding=1)
        nn.init.normal_(self.norm.running_mean)
        nn.init.uniform_(self.norm.running_var, 0.5, 2)

    def forward(self, x: Tensor) -> Tensor:
        height, width = x.shape[-2:]
        padded = F.pad(x, (0, -width % 8, 0, -height % 8), "reflect")
        top = F.gelu(self.enter(padded))
        half = F.leaky_relu(self.down(top), 0.1)
        half = half * torch.sigmoid(self.norm(self.deep(half)))
        quarter = F.max_pool2d(torch.tanh(self.deeper(half)), (1, 2), padding=(0, 1))
        quarter = quarter[..., 1:] + F.avg_pool2d(half, 2)
        lifted = self.wide(torch.cat([self.up(quarter), half], 1))
        both = self.act(self.mix(torch.cat([lifted, top], 1)))
        kept, other = both.split([6, 6], 1)
        big = F.interpolate(kept, scale_factor=2, mode="bicubic") / (1 + other.mean() ** 2)
        big = big + F.interpolate(F.pixel_shuffle(other.repeat(1, 4, 1, 1), 2), scale_factor=1)
        sr = self.last(big - 0.5) + F.interpolate(padded, scale_factor=2, mode="bilinear")
        return sr[..., : 2 * height, : 2 * width]


def windows(scale: int) -> dict[str, Window]:
    height, width = (side * scale for side in SIDES)
    size = 5 * scale - 1
    rows = {"top": 0, "middle": height // 2 + 1, "bottom": height - size}
    columns = {"left": 0, "centre": width // 2 - 3, "right": width - size}
    return {
        f"{row}-{column}": Window(x, y, size, size)
        for row, y in rows.items()
        for column, x in columns.items()
    }


def tile() -> Tensor:
    return torch.rand(3, *SIDES, dtype=torch.float64, generator=torch.Generator().manual_seed(7))


def plain(network: SRNetwork, objective: Texture, lr: Tensor) -> tuple[Tensor, Tensor]:
    image = lr[None].clone().requires_grad_()
    found = objective(network(image))
    (slope,) = torch.autograd.grad(found.sum(), image)
    return slope[0], found.detach()


def assert_exact(network: SRNetwork, places: dict[str, Window], traced: bool = True) -> None:
    network.module.double()
    lr = tile()
    for place, window in places.items():
        objective = Texture(window)
        if traced:
            assert ask(network, objective, lr[None]).reason is None
        slope, found = gradient(network, objective, lr)
        expected, answer = plain(network, objective, lr)
        assert (slope - expected).norm() <= 1e-9 * expected.norm(), place
        assert found == pytest.approx(answer.item(), rel=1e-9)
        assert value(network, objective, lr) == pytest.approx(answer.item(), rel=1e-9)


@pytest.mark.parametrize("id", EVERYWHERE)
def test_networks_are_exact_at_the_centre_at_every_border_and_in_every_corner(id):
    scale = 4
    module = freeze(Case(id, scale, 3).module())
    network = SRNetwork(id, id, scale, 3, module, sha256="0" * 64)
    assert_exact(network, windows(scale))


def test_u_shaped_network_with_strides_is_exact_everywhere():
    torch.manual_seed(3)
    assert_exact(network_of(UShaped(), scale=2, bands=3), windows(2))


@pytest.mark.parametrize(
    "candidate",
    [
        pytest.param(a, id=a.id, marks=pytest.mark.exhaustive if a.id in SLOW else ())
        for a in ARCHITECTURES
        if a.id not in EVERYWHERE
    ],
)
def test_every_other_architecture_is_traced_and_exact(candidate):
    case = Case(candidate.id, candidate.scales[0], 3)
    network = network_of(case.module(), case.scale, 3)
    places = windows(case.scale)
    assert_exact(network, {name: places[name] for name in ("middle-centre", "bottom-left")})


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(n, marks=pytest.mark.exhaustive if n in SLOW else ())
        for n in FOREIGN
        if n not in ("AuraSR", "DCTLSA", "IPT")
    ],
)
def test_foreign_networks_are_exact_traced_or_not_and_stay_as_they_were(name):
    _, reading = read_foreign(foreign(name).state_dict())
    network = network_of(reading.module, reading.scale, 3)
    state = {key: tensor.clone() for key, tensor in network.module.state_dict().items()}
    places = windows(reading.scale)
    # The corner first, so that it is traced before the plain network has ever run.
    assert_exact(network, {n: places[n] for n in ("top-right",)}, traced=name not in UNTRACED)
    for key, tensor in network.module.state_dict().items():
        # SPAN itself merges its weights into one kernel whenever it runs.
        assert name == "SPAN" or torch.equal(tensor, state[key].to(tensor))


@pytest.mark.parametrize("kind", ["y", "ycbcr", "255"])
def test_colour_and_value_range_are_part_of_the_network(kind):
    torch.manual_seed(1)
    case = Case("fsrcnn", 2, 1 if kind == "y" else 3)
    colour = kind if kind != "255" else "rgb"
    module = freeze(case.module())
    value_range = 255.0 if kind == "255" else 1.0
    network = SRNetwork("n", "fsrcnn", 2, 3, module, "0" * 64, value_range, colour)
    places = windows(2)
    assert_exact(network, {name: places[name] for name in ("middle-centre", "top-left")})


@pytest.mark.parametrize("objective", [Intensity, Gabor])
def test_other_questions_are_exact_with_and_without_a_mask(small_edsr, objective):
    small_edsr.module.double()
    mask = torch.rand(12, 14, generator=torch.Generator().manual_seed(0)) > 0.3
    for asked in (objective(Window(30, 20, 14, 12)), objective(Window(60, 0, 14, 12), mask)):
        slope, _ = gradient(small_edsr, asked, tile())
        expected, _ = plain(small_edsr, asked, tile())
        assert ask(small_edsr, asked, tile()[None]).reason is None
        assert (slope - expected).norm() <= 1e-9 * expected.norm()
