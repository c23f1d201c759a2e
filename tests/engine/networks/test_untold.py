"""What weights cannot tell: said in the card it is computed with, said wrongly it is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.networks.architectures.drln import DRLN
from srxai_plugin.engine.networks.architectures.edsr import EDSR
from srxai_plugin.engine.networks.architectures.pan import PANArchitecture
from srxai_plugin.engine.networks.architectures.registry import ARCHITECTURES
from srxai_plugin.engine.networks.architectures.rfdn import RFDN, lrelu
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.loading import collection
from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint
from tests.engine.networks.conftest import foreign

CPU = torch.device("cpu")


@pytest.fixture
def told(saved):
    """Loads a state dict as told by a card."""

    def load(state: object, **card: object) -> SRNetwork:
        path: Path = saved(state)
        path.with_suffix(".json").write_text(json.dumps(card))
        return load_checkpoint(path, CPU)

    return load


def test_res_scale_of_the_card_is_computed_with(told):
    torch.manual_seed(0)
    module = EDSR(2, 3, 8, 2, residual_scale=0.1).eval()
    image = torch.rand(1, 3, 12, 13)
    network = told(module.state_dict(), res_scale=0.1)
    assert torch.allclose(network(image), module(image), atol=1e-6)
    assert not torch.allclose(told(module.state_dict())(image), module(image), atol=1e-3)


def test_dilation_of_the_card_is_computed_with(told):
    torch.manual_seed(0)
    state = RFDN(2, 3, 16, 1).state_dict()
    block = told(state, dilation=2).module.B1
    x = torch.rand(1, 16, 20, 20)
    conv = nn.functional.conv2d(
        x, state["B1.c1_r.weight"], state["B1.c1_r.bias"], padding=2, dilation=2
    )
    assert torch.allclose(block.c1_r(x), conv, atol=1e-6)
    assert not torch.allclose(lrelu(conv), lrelu(told(state).module.B1.c1_r(x)), atol=1e-3)


@pytest.mark.parametrize(
    ("card", "words"),
    [
        ({"res_scale": 0.1}, "says res_scale 0.1, and pan has none"),
        ({"dilation": 2}, "says dilation 2, and pan has none"),
        ({"rgb_range": 255}, "the field 'rgb_range' is not read.*write value_range"),
        ({"residual_scaling": 0.1}, "write res_scale"),
        ({"value-range": 255}, "write value_range"),
        ({"n_feats": 64}, "the field 'n_feats' is not read.*remarks"),
        ({"valuerange": 255}, "write value_range"),
        ({"color": "y"}, "write colour"),
    ],
)
def test_field_that_would_change_the_computation_and_is_not_read_is_refused(told, card, words):
    state = PANArchitecture().build(2, 3, 8, 1).state_dict()
    with pytest.raises(BadInput, match=words):
        told(state, **card)


def test_free_fields_of_cards_stay_free(told):
    free = {
        "psnr": 1,
        "data": "x",
        "images": 3,
        "recipe": {"features": 8},
        "author": "A",
        "year": 1,
    }
    assert told(EDSR(2, 3, 8, 1).state_dict(), **free).card["year"] == 1


@pytest.mark.parametrize(("shift", "range_"), [(114.0, 255.0), (0.45, 1.0)])
def test_rcan_takes_its_range_from_its_shift_and_from_the_card(told, shift, range_):
    module = foreign("RCAN")
    state = {**module.state_dict()}
    assert "add_mean.bias" in state
    state["add_mean.bias"] = torch.full((3,), shift)
    state["sub_mean.bias"] = torch.full((3,), -shift)
    module.load_state_dict(state)
    module.rgb_range = range_
    image = torch.rand(1, 3, 12, 12)
    with torch.no_grad():
        expected = module(image.clone())
    network = told(state)
    assert network.value_range == range_
    assert torch.allclose(network(image), expected, atol=1e-5)
    other = 256.0 - range_
    module.rgb_range = other
    with torch.no_grad():
        assert torch.allclose(
            told(state, value_range=other)(image), module(image.clone()), atol=1e-5
        )


class Identical(DRLN):
    """Gives its input back, enlarged, at a scale of values that only a smooth ramp shows."""

    def __init__(self) -> None:
        super().__init__(2, 3, 16, 1)
        with torch.no_grad():
            for name, parameter in self.named_parameters():
                if "_mean" not in name:
                    parameter.zero_()
            for band in range(3):
                for sign in (0, 1):  # through two ReLUs: x = relu(x) − relu(−x)
                    self.head.weight[band + 3 * sign, band, 1, 1] = 1 - 2 * sign
            up = self.upsample.up.body[0]
            for channel in range(6):
                up.weight[4 * channel : 4 * channel + 4, channel, 1, 1] = 1
            for band in range(3):
                self.tail.weight[band, band, 1, 1] = 0.5  # its input comes twice
                self.tail.weight[band, band + 3, 1, 1] = -0.5
            # What is added to any image: nothing at 0-255, a third of the range at 0-1.
            self.tail.bias.fill_(0.35)


def test_drln_of_an_unscaled_shift_takes_its_range_from_a_smooth_ramp(told):
    assert told(Identical().state_dict()).value_range == 255


def test_wrapped_and_several_networks_are_found_and_named(saved, tmp_path):
    state, other = EDSR(2, 3, 8, 1).state_dict(), EDSR(3, 3, 8, 1).state_dict()
    for key in ("ema", "weights", "network", "anything"):
        assert load_checkpoint(saved({key: state, "epoch": 1}), CPU).scale == 2
    path = saved({"x2": state, "x3": {"state_dict": other}, "optimizer": {"state": {}}})
    with pytest.raises(BadInput, match=r"several networks: 'x2', 'x3'\. Choose one"):
        load_checkpoint(path, CPU)
    path.with_suffix(".json").write_text('{"part": "x3"}')
    assert load_checkpoint(path, CPU).scale == 3
    path.with_suffix(".json").write_text('{"part": "x4"}')
    with pytest.raises(BadInput, match="no network under 'x4', but 'x2', 'x3'"):
        load_checkpoint(path, CPU)
    with pytest.raises(BadInput, match="Its keys are 'epoch'"):
        load_checkpoint(saved({"epoch": 3}, "epoch.pth"), CPU)


def test_file_of_another_script_is_added_under_a_free_id(saved, tmp_path, monkeypatch):
    monkeypatch.setenv("SRXAI_NETWORKS", str(tmp_path / "networks"))
    path = saved(EDSR(2, 3, 8, 1).state_dict(), "网络 四倍.pth")
    network, _ = collection.add(path, {"network": path})
    assert network.id == "network-2"


def test_mask_of_minus_infinity_is_no_damage_and_a_weight_of_it_is(saved):
    class Masked(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.conv = nn.Conv2d(3, 12, 3, padding=1)
            mask = torch.zeros(8, 8).masked_fill(torch.ones(8, 8).triu(1) > 0, -torch.inf)
            self.register_buffer("mask", mask)

        def forward(self, x: Tensor) -> Tensor:
            return (
                nn.functional.pixel_shuffle(self.conv(x), 2) + self.mask.softmax(-1).sum() / 8 - 1
            )

    module = Masked().eval()
    image = torch.rand(1, 3, 24, 24)
    path = saved({}, "net.pt2")
    torch.export.save(torch.export.export(module, (image,)), path)
    assert torch.allclose(load_checkpoint(path, CPU)(image), module(image), atol=1e-6)
    state = EDSR(2, 3, 8, 1).state_dict()
    state["head.0.bias"] = torch.full_like(state["head.0.bias"], -torch.inf)
    with pytest.raises(BadInput, match="damaged"):
        load_checkpoint(saved(state), CPU)


def test_page_says_of_every_architecture_what_its_weights_do_not_tell():
    page = (Path(__file__).parents[3] / "docs" / "architectures.md").read_text("utf-8")
    table = page.partition("### By architecture")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert {id for row in rows for id in re.findall(r"`([^`]+)`", row)} == {
        each.id for each in ARCHITECTURES
    }
