"""EVOLAND's description beside a network, in the two forms that its own files have."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.networks.architectures.edsr import EDSR
from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint
from srxai_plugin.engine.networks.loading.sidecar import beside

BLOCK = "bands: # in order\n- B2\n- B03\n- B4\n- B8A\nfactor: 2.0\nmargin: 66\nmodel: net.pt\n"
FLOW = """{
"model" : "net.pt",
"bands" : [ "B2", "B3", "B4", "B8A", ],
"margin" : 32,
"factor" : 2.
}
"""


def described(folder: Path, text: str) -> Path:
    (folder / "net.yaml").write_text(text)
    torch.save(EDSR(2, 4, 8, 1).state_dict(), folder / "net.pt")
    return folder / "net.pt"


@pytest.mark.parametrize("text", [BLOCK, FLOW], ids=["block", "flow"])
def test_bands_scale_and_range_are_taken_from_it(tmp_path, text):
    network = load_checkpoint(described(tmp_path, text), torch.device("cpu"))
    assert network.card["band_names"] == ["blue", "green", "red", "nir08"]
    assert (network.scale, network.bands, network.value_range) == (2, 4, 10_000)
    lr = torch.rand(1, 4, 8, 8)
    assert torch.allclose(network(lr), network.module(lr * 10_000) / 10_000)


def test_a_json_card_goes_before_it(tmp_path):
    path = described(tmp_path, BLOCK)
    (tmp_path / "net.json").write_text("{}")
    assert beside(path).card == {}


@pytest.mark.parametrize(
    "text", ["", "model: other.onnx\nbands: [B2]\nfactor: 2", "a: [b", BLOCK[:9]]
)
def test_what_is_about_something_else_says_nothing(tmp_path, text):
    assert beside(described(tmp_path, text)).card == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BLOCK.replace("B4", "B44"), "'B44' is not"),
        (BLOCK.replace("2.0", "2.5"), "whole number"),
        (BLOCK.replace("2.0", "4.0"), "says scale 4, but the weights are for scale 2"),
        (BLOCK.replace("- B8A\n", ""), "says bands 3"),
    ],
)
def test_what_contradicts_the_network_is_refused_in_words(tmp_path, text, words):
    with pytest.raises(BadInput, match=words):
        load_checkpoint(described(tmp_path, text), torch.device("cpu"))
