"""Files that are no network: one sentence each, that says what and what to do."""

from __future__ import annotations

import io
import json
import os
import pickle
import zipfile
from contextlib import suppress
from random import Random

import pytest
import torch
from torch import nn

from srxai_plugin.contract.errors import BadInput, SrxaiError, Unsupported
from srxai_plugin.engine.networks.architectures.edsr import EDSR
from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint

CPU = torch.device("cpu")
AVAILABLE = "srxai_plugin.engine.networks.loading.formats.file.available"


class Trap:
    """Unpickling this makes a folder."""

    def __init__(self, target: str) -> None:
        self.target = target

    def __reduce__(self) -> tuple:
        return os.mkdir, (self.target,)


def packed(path, members: dict[str, bytes]):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"net/{name}", content)
    return path


def test_code_in_torchscript_is_refused_and_does_not_run(tmp_path):
    target = tmp_path / "pwned"
    members = {
        "data.pkl": pickle.dumps(Trap(str(target)), 2),
        "constants.pkl": b"",
        "version": b"3",
    }
    with pytest.raises(BadInput, match="more than weights"):
        load_checkpoint(packed(tmp_path / "net.pt", members), CPU)
    assert not target.exists()


def test_pickles_in_an_exported_program_are_refused_and_do_not_run(tmp_path):
    target = tmp_path / "pwned"
    buffer = io.BytesIO()
    torch.save(Trap(str(target)), buffer)
    config = {"config": {"w": {"path_name": "w", "use_pickle": True, "tensor_meta": {}}}}
    program = {"schema_version": {"major": 8}, "graph_module": {"graph": {}, "signature": {}}}
    members = {
        "models/model.json": json.dumps(program).encode(),
        "data/weights/model_weights_config.json": json.dumps(config).encode(),
        "data/weights/w": buffer.getvalue(),
        "data/sample_inputs/model.pt": buffer.getvalue(),
    }
    with pytest.raises(Unsupported, match="never run"):
        load_checkpoint(packed(tmp_path / "net.pt2", members), CPU)
    assert not target.exists()


def test_reason_names_what_a_pickle_holds(saved):
    with pytest.raises(BadInput, match=r"EDSR\), which are never run here"):
        load_checkpoint(saved(EDSR(2, 3, 8, 1)), CPU)


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"\x08\x07nonsense", b"\x80\x02nonsense", b"<html>404</html>", bytes(64)],
)
def test_files_of_something_else_are_refused(tmp_path, content):
    path = tmp_path / "net.pth"
    path.write_bytes(content)
    with pytest.raises(SrxaiError, match=r"net\.pth"):
        load_checkpoint(path, CPU)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_truncated_files_of_every_kind_are_refused(tmp_path, share):
    module = EDSR(2, 3, 8, 1).eval()
    torch.save(module.state_dict(), tmp_path / "net.pt")
    example = (torch.rand(1, 3, 16, 16),)
    torch.export.save(torch.export.export(module, example), tmp_path / "net.pt2")
    for path in (tmp_path / "net.pt", tmp_path / "net.pt2"):
        content = path.read_bytes()
        path.write_bytes(content[: int(share * len(content))])
        with pytest.raises(BadInput, match="cut short"):
            load_checkpoint(path, CPU)


def test_weights_of_a_classifier_are_refused_with_what_to_give(saved):
    classifier = nn.Sequential(
        nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.Flatten(), nn.Linear(8, 10)
    )
    with pytest.raises(BadInput, match="no network that is known"):
        load_checkpoint(saved(classifier.state_dict()), CPU)


def test_shapes_that_tell_no_hyperparameter_are_refused(saved):
    state = EDSR(2, 3, 8, 1).state_dict()
    state["head.0.weight"] = torch.zeros(7)
    with pytest.raises(BadInput, match="look like EDSR, but do not fit together"):
        load_checkpoint(saved(state), CPU)


@pytest.mark.parametrize("old", [True, False])
def test_changed_bytes_never_end_in_a_defect(saved, old):
    path = saved(EDSR(2, 3, 8, 1).state_dict())
    torch.save(torch.load(path), path, _use_new_zipfile_serialization=not old)
    content, random = path.read_bytes(), Random(0)
    for _ in range(60):
        changed = bytearray(content)
        changed[random.randrange(2000)] = random.randrange(256)
        path.write_bytes(changed)
        with suppress(SrxaiError):
            load_checkpoint(path, CPU)


def test_file_larger_than_the_memory_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = tmp_path / "net.pt"
    with path.open("wb") as file:
        file.truncate(1 << 30)  # a hole: it takes no room
    monkeypatch.setattr(AVAILABLE, lambda: 2_000_000_000)
    with pytest.raises(Unsupported, match=r"needs about 3\.2 GB of memory, and 2\.0 GB"):
        load_checkpoint(path, CPU)


def test_archive_that_unpacks_to_more_than_the_memory_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "net.pt"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("net/data.pkl", bytes(40_000_000))
    assert path.stat().st_size < 100_000
    monkeypatch.setattr(AVAILABLE, lambda: 100_000_000)
    with pytest.raises(Unsupported, match=r"0\.1 GB of memory"):
        load_checkpoint(path, CPU)


def test_small_file_of_a_huge_tensor_is_refused(saved):
    state = EDSR(2, 3, 8, 1).state_dict()
    state["head.0.weight"] = torch.zeros(1).expand(1 << 20, 1 << 20)
    with pytest.raises(Unsupported, match="of memory"):
        load_checkpoint(saved(state), CPU)
