from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from srxai_plugin.engine.cli.main import main
from srxai_plugin.engine.explaining.explain import explain
from srxai_plugin.engine.networks.architectures.edsr import EDSR
from srxai_plugin.engine.networks.loading.collection import folder
from srxai_plugin.engine.networks.loading.zoo import describe_networks
from tests.engine.explaining.test_explain import request as explain_request
from tests.engine.held import held


@pytest.fixture
def own_folder() -> Path:
    return folder()  # of this test: see tests/engine/conftest.py


@pytest.fixture
def checkpoint(tmp_path) -> Path:
    torch.manual_seed(0)
    path = tmp_path / "My Net.pth"
    torch.save({"params": EDSR(2, 3, 8, 1).state_dict()}, path)
    return path


@pytest.fixture
def networks(capsys):
    """Run ``srxai networks …`` → exit status, JSON on stdout, lines on stderr."""

    def run(*arguments: object) -> tuple[int, object, list[str]]:
        status = main(["networks", *map(str, arguments)])
        out, err = capsys.readouterr()
        return status, json.loads(out) if out else None, err.splitlines()

    return run


def test_added_network_is_listed_told_checked_and_removed(networks, checkpoint, own_folder):
    status, added, lines = networks("add", checkpoint, "--value-range", 255, "--licence", "MIT")
    assert status == 0
    assert (added["id"], added["scale"], added["value_range"]) == ("my-net", 2, 255)
    assert added["warnings"] and lines == [f"warning: {added['warnings'][0]}"]  # it is untrained
    assert {p.name for p in own_folder.iterdir()} == {"my-net.pth", "my-net.json"}
    entries = {entry["id"]: entry for entry in networks("list")[1]}
    assert entries["my-net"]["added"] and not entries["edsr-x4"]["added"]
    assert entries["my-net"]["parameters"] == added["parameters"]
    info = networks("info", "my-net")[1]
    assert info["card"]["licence"] == "MIT"
    assert info["sha256"] == added["sha256"]
    assert networks("check", "edsr-x4")[1]["warnings"] == []
    assert networks("remove", "my-net")[0] == 0
    assert list(own_folder.iterdir()) == []


def test_a_network_that_the_system_does_not_let_go_stays_and_that_is_told(networks, own_folder):
    own_folder.mkdir()
    weights, description = own_folder / "mine.pth", own_folder / "mine.json"
    weights.write_bytes(b"weights")
    description.write_text("{}")
    with held(weights):
        status, _, lines = networks("remove", "mine")
    assert (status, len(lines)) == (2, 1)
    assert lines[0].startswith(f"error: Cannot write to {weights}: ")
    assert weights.exists() and description.exists()


def test_added_network_explains_by_its_id_and_its_doubts_are_told(
    networks, checkpoint, make_raster, tmp_path
):
    networks("add", checkpoint, "--id", "mine")
    result = explain(explain_request(make_raster(), tmp_path / "out", network="mine"))
    assert (result.network.id, result.network.scale) == ("mine", 2)
    assert any("smooth ramp" in warning for warning in result.warnings)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["add"],
        ["add", "nowhere.pt"],
        ["add", "FILE", "--id", "../escape"],
        ["add", "FILE", "--id", "edsr-x4"],
        ["add", "FILE", "--scale", "4"],
        ["add", "FILE", "--bands", "1000000000"],
        ["add", "FILE", "--value-range", "nan"],
        ["add", "FILE", "--colour", "red"],
        ["info", "nope"],
        ["check", "nope"],
        ["remove", "nope"],
        ["remove", "edsr-x4"],
        ["remove", "../../escape"],
    ],
)
def test_bad_input_is_one_line_and_nothing_is_written(networks, checkpoint, own_folder, arguments):
    status, printed, lines = networks(*(str(checkpoint) if a == "FILE" else a for a in arguments))
    assert (status, printed) == (2, None)
    (line,) = lines
    assert line.startswith("error: ")
    assert not own_folder.exists()


def test_an_id_is_given_once(networks, checkpoint):
    assert networks("add", checkpoint)[0] == 0
    assert "already" in networks("add", checkpoint)[2][0]


def test_list_goes_on_past_a_network_that_is_broken(networks, checkpoint, own_folder):
    networks("add", checkpoint)
    (own_folder / "my-net.json").unlink()
    (own_folder / "my-net.pth").write_text("broken")
    broken = {entry["id"]: entry for entry in describe_networks()}["my-net"]
    assert "not a readable" in broken["error"]
    assert networks("list")[0] == 0


@pytest.mark.parametrize(
    ("platform", "variable", "under"),
    [
        ("linux", "XDG_DATA_HOME", "srxai/networks"),
        ("win32", "LOCALAPPDATA", "srxai/networks"),
        ("darwin", "HOME", "Library/Application Support/srxai/networks"),
    ],
)
def test_folder_follows_the_platform(monkeypatch, tmp_path, platform, variable, under):
    monkeypatch.delenv("SRXAI_NETWORKS")
    monkeypatch.setattr("sys.platform", platform)
    monkeypatch.setenv(variable, str(tmp_path))
    assert folder() == tmp_path / under
