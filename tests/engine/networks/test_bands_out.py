"""Networks that give other bands than they take, read from files and tried where they can be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from torch import nn

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.networks.actions import add
from srxai_plugin.engine.networks.architectures.cnnsr import CNNSR
from srxai_plugin.engine.networks.architectures.edsr import EDSR
from srxai_plugin.engine.networks.architectures.rrdb import RRDBNet
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.behaviour.proof import doubts_of, proof_on
from srxai_plugin.engine.networks.behaviour.ramp import check_ramp
from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint
from srxai_plugin.engine.networks.loading.formats.program import Input, read_program
from tests.engine.networks.conftest import foreign, image
from tests.engine.networks.four_bands import picking_checkpoint

CPU = torch.device("cpu")


class Fusion(nn.Module):
    """Of no known architecture: ten bands in, six out."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(10, 24, 3, padding=1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return nn.functional.pixel_shuffle(self.conv(x), 2)


def seeded(module: nn.Module) -> nn.Module:
    generator = torch.Generator().manual_seed(3)
    for tensor in module.parameters():
        tensor.data = 0.1 * torch.randn(tensor.shape, generator=generator)
    return module.eval()


def picking(folder: Path, picks: tuple[int, ...], bands: int = 4, **card: object) -> SRNetwork:
    return load_checkpoint(Path(picking_checkpoint(folder, bands, picks, **card)), CPU)


@pytest.mark.parametrize(
    ("module", "bands", "given"),
    [
        (lambda: EDSR(2, 24, 6, 1, given=3), 24, 3),
        (lambda: RRDBNet(24, 8, 4, 1, 2, given=3), 24, 3),
        (lambda: CNNSR(2, 10, 8, 2, given=6), 10, 6),
        (lambda: CNNSR(4, 10, 8, 2, given=10), 10, 10),
    ],
    ids=["EDSR", "RRDB", "CNNSR", "CNNSR of equal bands"],
)
def test_weights_tell_how_many_bands_are_given(tmp_path, module, bands, given):
    module = seeded(module())
    torch.save(module.state_dict(), tmp_path / "net.pth")
    network = load_checkpoint(tmp_path / "net.pth", CPU)
    assert (network.bands, network.bands_out) == (bands, given)
    lr = image(bands, side=12)[None]
    with torch.no_grad():
        assert network(lr).shape == (1, given, 12 * network.scale, 13 * network.scale)
        assert torch.allclose(network(lr), module(lr), atol=1e-5)


def test_networks_that_spandrel_knows_may_give_others(tmp_path):
    made = foreign("ESRGAN")  # as satellites' of many dates are, 24 bands in and RGB out
    module = type(made)(num_filters=16, num_blocks=1, scale=4, in_nc=24, out_nc=3).eval()
    torch.save(module.state_dict(), tmp_path / "net.pth")
    network = load_checkpoint(tmp_path / "net.pth", CPU)
    assert (network.bands, network.bands_out, network.scale) == (24, 3, 4)


def test_exported_programs_may_give_others():
    reading = read_program("net.pt2", Fusion(), Input(None, 10, None, None))
    assert (reading.bands, reading.bands_out, reading.scale) == (10, 6, 2)


@pytest.mark.parametrize(
    ("card", "words"),
    [
        ({"bands_out": 3}, "bands_out 3, but the weights are for bands_out 2"),
        ({"band_names_out": ["red"]}, "1 band_names_out, but the weights give 2 bands"),
        ({"colour": "ycbcr"}, "colour ycbcr, but the weights take 4 bands and give 2"),
    ],
)
def test_a_card_that_contradicts_the_bands_given_is_refused(tmp_path, card, words):
    with pytest.raises(BadInput, match=words):
        picking(tmp_path, (3, 0), **card)


def test_bands_are_matched_by_their_names(tmp_path):
    names = {"band_names": ["blue", "green", "red", "NIR"], "band_names_out": ["nir", "pan"]}
    network = picking(tmp_path, (3, 0), **names)
    assert network.sources == (3, None)
    assert not network.gives_what_it_takes


def test_a_name_that_several_inputs_have_matches_none(tmp_path):
    names = {"band_names": ["red", "nir", "red", "nir"], "band_names_out": ["red", "nir"]}
    assert picking(tmp_path, (0, 1), **names).sources == (None, None)


def test_as_many_bands_in_another_order_are_known_by_their_names(tmp_path):
    names = ["blue", "green", "red", "nir"]
    card = {"band_names": names, "band_names_out": names[::-1]}
    told, untold = picking(tmp_path, (3, 2, 1, 0), **card), picking(tmp_path, (3, 2, 1, 0))
    assert check_ramp(told).warning is None
    assert "the order of its bands" in str(check_ramp(untold).warning)


def test_the_ramp_asks_of_the_bands_that_are_taken_and_given(tmp_path):
    names = {"band_names": ["blue", "green", "red", "nir"]}
    assert (
        check_ramp(picking(tmp_path, (3, 0), **names, band_names_out=["nir", "blue"])).error < 0.01
    )
    wrong = check_ramp(picking(tmp_path, (0, 3), **names, band_names_out=["nir", "blue"]))
    assert "the order of its bands" in str(wrong.warning)


def test_a_network_whose_bands_nobody_names_is_not_proven(tmp_path):
    network = picking(tmp_path, (3, 0))
    assert check_ramp(network).error is None
    assert proof_on(network, [image(4, side=64)]).gain is None
    doubts = doubts_of(network)
    assert doubts.keys() == {"unproven"}
    assert "Name its bands by band_names and band_names_out" in doubts["unproven"]


def test_facts_and_card_of_a_network_say_what_it_gives(tmp_path):
    path = picking_checkpoint(tmp_path, 4, (3, 0))
    told = add(path, None, {})
    assert (told["bands"], told["bands_out"], told["card"]["bands_out"]) == (4, 2, 2)
    assert any("gives none of the bands" in warning for warning in told["warnings"])
    assert json.dumps(told)
