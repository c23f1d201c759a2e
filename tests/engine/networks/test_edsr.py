from __future__ import annotations

import pytest
import torch

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.networks.architectures.edsr import EDSR
from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint
from srxai_plugin.engine.networks.loading.zoo import load_network
from tests.engine.conftest import SHARED

CPU = torch.device("cpu")
AUTHORS = SHARED / "reference" / "edsr_x4_authors_layout.pt"


@pytest.mark.parametrize(
    ("scale", "bands", "features", "blocks"),
    [(2, 3, 16, 3), (3, 3, 8, 2), (4, 3, 32, 4), (4, 1, 8, 1), (2, 6, 8, 2), (8, 3, 8, 1)],
)
def test_every_hyperparameter_is_read_from_the_weights(tmp_path, scale, bands, features, blocks):
    torch.manual_seed(0)
    module = EDSR(scale, bands, features, blocks)
    torch.save(module.state_dict(), tmp_path / "net.pt")
    network = load_checkpoint(tmp_path / "net.pt", CPU)
    assert (network.architecture, network.scale, network.bands) == ("edsr", scale, bands)
    image = torch.rand(1, bands, 12, 10)
    with torch.no_grad():
        assert torch.allclose(network(image), module(image), atol=1e-6)
    assert network(image).shape == (1, bands, 12 * scale, 10 * scale)


@pytest.mark.parametrize("wrapper", [None, "state_dict", "params_ema", "model"])
@pytest.mark.parametrize("prefix", ["", "module."])
def test_published_wrappings_are_opened(tmp_path, wrapper, prefix):
    state = {prefix + k: v for k, v in EDSR(2, 3, 8, 1).state_dict().items()}
    torch.save({wrapper: state, "epoch": 3} if wrapper else state, tmp_path / "net.pth")
    assert load_checkpoint(tmp_path / "net.pth", CPU).scale == 2


def test_weights_without_a_mean_shift_get_none(tmp_path):
    state = {k: v for k, v in EDSR(2, 3, 8, 1).state_dict().items() if "_mean" not in k}
    torch.save(state, tmp_path / "net.pt")
    module = load_checkpoint(tmp_path / "net.pt", CPU).module
    assert module.sub_mean.bias.abs().max() == 0


def test_weights_for_0_to_255_take_and_give_0_to_1(tmp_path):
    """The authors' own models: a mean shift of about 114 tells their range."""
    torch.manual_seed(0)
    module = EDSR(2, 3, 8, 1)
    state = module.state_dict()
    for key in ("sub_mean.bias", "add_mean.bias"):
        state[key] = state[key] * 255
    torch.save(state, tmp_path / "net.pt")
    network = load_checkpoint(tmp_path / "net.pt", CPU)
    assert network.value_range == 255
    module.load_state_dict(state)
    image = torch.rand(1, 3, 8, 8)
    with torch.no_grad():
        assert torch.allclose(network(image) * 255, module(image * 255), rtol=1e-5)


@pytest.mark.skipif(not AUTHORS.exists(), reason="the authors' layout file is not at hand")
def test_authors_layout_loads_strictly():
    network = load_checkpoint(AUTHORS, CPU)
    assert (network.scale, network.bands, network.value_range) == (4, 3, 1.0)
    assert network.module.head[0].out_channels == 64
    assert len(network.module.body) == 17


def test_network_is_loaded_once_and_again_when_its_file_changes(tmp_path):
    path = tmp_path / "net.pt"
    torch.save(EDSR(2, 3, 8, 1).state_dict(), path)
    first = load_network(str(path), CPU)
    assert load_network(str(path), CPU) is first
    torch.save(EDSR(3, 3, 8, 1).state_dict(), path)
    assert load_network(str(path), CPU).scale == 3


def test_contradicting_shapes_are_refused(tmp_path):
    state = EDSR(2, 3, 8, 1).state_dict()
    state["tail.1.weight"] = torch.zeros(3, 9, 3, 3)
    torch.save(state, tmp_path / "net.pt")
    with pytest.raises(BadInput, match=r"do not fit together: .* Export a network"):
        load_checkpoint(tmp_path / "net.pt", CPU)
