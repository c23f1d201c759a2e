from __future__ import annotations

import json

import pytest
import torch

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.networks.architectures.edsr import EDSR
from srxai_plugin.engine.networks.architectures.srcnn import SRCNN
from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint
from srxai_plugin.engine.networks.loading.zoo import load_network

CPU = torch.device("cpu")


@pytest.fixture
def checkpoint(saved):
    return saved(EDSR(2, 3, 8, 1).state_dict())


def tell(checkpoint, **fields):
    checkpoint.with_suffix(".json").write_text(json.dumps(fields))


def test_sidecar_completes_what_the_weights_tell_and_is_the_card(checkpoint):
    tell(checkpoint, value_range=255, scale=2, bands=3, sensor="Sentinel-2", psnr=30.1)
    network = load_checkpoint(checkpoint, CPU)
    assert network.value_range == 255
    assert network.card["sensor"] == "Sentinel-2"
    assert network.card["psnr"] == 30.1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"scale": 4}, "says scale 4, but the weights are for scale 2"),
        ({"bands": 6}, "says bands 6, but the weights are for bands 3"),
        ({"scale": 1e9}, "scale is 1000000000"),
        ({"scale": -2}, "scale is -2"),
        ({"scale": 2.5}, "whole number"),
        ({"bands": 0}, "bands is 0"),
        ({"value_range": 65536}, "from 1.0 to 65535.0"),
        ({"value_range": 0}, "from 1.0 to 65535.0"),
        ({"band_names": ["red", "nir"]}, "holds 2 band_names, but the weights take 3 bands"),
        ({"wavelengths": [0.5]}, "holds 1 wavelengths, but the weights take 3 bands"),
        ({"scaling": "stretched"}, "one of dtype, percentile, none, reflectance"),
        ({"value_range": "255"}, "a finite number"),
        ({"colour": "cmyk"}, "one of rgb, y, ycbcr"),
        ({"colour": "y"}, "says colour y, which takes weights of 1 band, but these have 3"),
        ({"licence": ["MIT"]}, "a text"),
    ],
)
def test_absurd_or_contradicting_sidecar_is_refused(checkpoint, fields, words):
    tell(checkpoint, **fields)
    with pytest.raises(BadInput, match=words):
        load_checkpoint(checkpoint, CPU)


@pytest.mark.parametrize("bands", [{}, {"bands": 3}])
def test_weights_of_one_band_that_take_y_want_a_raster_of_three(saved, bands):
    one = saved(EDSR(2, 1, 8, 1).state_dict())
    tell(one, colour="y", **bands)
    network = load_checkpoint(one, CPU)
    assert (network.bands, network.colour) == (3, "y")
    assert network(torch.rand(1, 3, 6, 7)).shape == (1, 3, 12, 14)


@pytest.mark.parametrize(
    ("weights", "fields", "words"),
    [
        (1, {"colour": "y", "bands": 1}, "says bands 1, but the weights are for bands 3"),
        (1, {"colour": "ycbcr"}, "says colour ycbcr, which takes weights of 3 bands, .* have 1"),
        (4, {"colour": "ycbcr"}, "says colour ycbcr, which takes weights of 3 bands, .* have 4"),
        (4, {"colour": "y"}, "says colour y, which takes weights of 1 band, .* have 4"),
    ],
)
def test_colour_that_does_not_fit_the_weights_is_refused(saved, weights, fields, words):
    path = saved(EDSR(2, weights, 8, 1).state_dict())
    tell(path, **fields)
    with pytest.raises(BadInput, match=words):
        load_checkpoint(path, CPU)


def test_luma_weights_can_be_told_to_take_a_single_band(saved):
    path = saved(SRCNN(2, 1, 8).state_dict())
    tell(path, colour="rgb", scale=2)
    assert load_checkpoint(path, CPU).bands == 1


@pytest.mark.parametrize(
    "text",
    ["{", "[1]", "\xff", '{"psnr": NaN}', "[" * 100_000],
    ids=["cut", "list", "binary", "not a number", "deep"],
)
def test_sidecar_that_is_no_json_object_is_refused(checkpoint, text):
    checkpoint.with_suffix(".json").write_text(text, "latin-1")
    with pytest.raises(BadInput, match=r"net\.json"):
        load_checkpoint(checkpoint, CPU)


def test_network_is_loaded_again_when_its_sidecar_changes(checkpoint):
    assert load_network(str(checkpoint), CPU).value_range == 1
    tell(checkpoint, value_range=255)
    assert load_network(str(checkpoint), CPU).value_range == 255
