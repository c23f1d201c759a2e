from __future__ import annotations

import os
import pickle

import pytest
import torch

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.networks.architectures.edsr import EDSR
from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint
from srxai_plugin.engine.networks.loading.zoo import load_network

CPU = torch.device("cpu")


class Malicious:
    """Unpickling this makes a folder."""

    def __init__(self, target: str) -> None:
        self.target = target

    def __reduce__(self) -> tuple:
        return os.mkdir, (self.target,)


@pytest.mark.parametrize("save", [torch.save, lambda x, p: p.write_bytes(pickle.dumps(x))])
def test_code_in_a_checkpoint_is_refused_and_does_not_run(tmp_path, save):
    target = tmp_path / "pwned"
    path = tmp_path / "net.pt"
    save({"head.0.weight": Malicious(str(target))}, path)
    with pytest.raises(BadInput, match="never run"):
        load_checkpoint(path, CPU)
    assert not target.exists()
    # The trap is a real one: Python's own pickle springs it.
    pickle.loads(pickle.dumps(Malicious(str(target))))
    assert target.exists()


def test_whole_module_is_refused_with_the_way_out(tmp_path):
    torch.save(EDSR(2, 3, 8, 1), tmp_path / "net.pt")
    with pytest.raises(BadInput, match="state_dict"):
        load_checkpoint(tmp_path / "net.pt", CPU)


@pytest.mark.parametrize("name", ["net.pt", "net.safetensors"])
def test_text_and_truncated_files_are_refused(tmp_path, name):
    path = tmp_path / name
    path.write_text("not weights")
    with pytest.raises(BadInput, match="not a readable"):
        load_checkpoint(path, CPU)
    torch.save(EDSR(2, 3, 8, 1).state_dict(), path)
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(BadInput, match="not a readable"):
        load_checkpoint(path, CPU)


def test_weights_of_something_else_are_refused(tmp_path):
    torch.save(torch.nn.Linear(3, 3).state_dict(), tmp_path / "net.pt")
    with pytest.raises(BadInput, match="no network that is known"):
        load_checkpoint(tmp_path / "net.pt", CPU)


def test_weights_that_are_not_finite_are_refused(tmp_path):
    state = EDSR(2, 3, 8, 1).state_dict()
    state["head.0.bias"][0] = float("nan")
    torch.save(state, tmp_path / "net.pt")
    with pytest.raises(BadInput, match=r"head\.0\.bias"):
        load_checkpoint(tmp_path / "net.pt", CPU)


def test_unknown_network_is_refused_with_the_known_ones():
    with pytest.raises(BadInput, match="edsr-x4"):
        load_network("esdr-x4", CPU)


def test_loaded_network_is_frozen_and_in_evaluation_mode(tmp_path):
    torch.save(EDSR(2, 3, 8, 1).state_dict(), tmp_path / "net.pt")
    module = load_checkpoint(tmp_path / "net.pt", CPU).module
    assert not module.training
    assert not any(p.requires_grad for p in module.parameters())
