"""Requests, cards and files that somebody wrote to do harm: a sentence, and nothing else."""

from __future__ import annotations

import json
import socket
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from srxai_plugin.contract import wire
from srxai_plugin.contract.codec import to_json
from srxai_plugin.contract.errors import BadInput, SrxaiError
from srxai_plugin.contract.geometry import Bounds, Polygon, Region, Window
from srxai_plugin.contract.requests import ExplainRequest, Method, Objective
from srxai_plugin.contract.scenes import RelianceRequest, SuperResolveRequest
from srxai_plugin.engine.explaining.explain import explain
from srxai_plugin.engine.imagery.geojson import read_polygon
from srxai_plugin.engine.networks import actions
from srxai_plugin.engine.networks.architectures.edsr import EDSR
from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint
from srxai_plugin.engine.scene.reliance import reliance
from srxai_plugin.engine.scene.superresolve import superresolve
from tests.engine.conftest import texture

CPU = torch.device("cpu")
HUGE = 10**30
LONG = "a" * 5000
FAR = ((-1e308, -1e308), (1e308, -1e308), (0.0, 1e308))


def asked(scene: Path, folder: Path, **changes: object) -> ExplainRequest:
    plain = ExplainRequest(
        str(scene),
        Region(window=Window(20, 16, 6, 5)),
        str(folder),
        "fsrcnn-x4",
        (Method("gradient"),),
        context=2,
        device="cpu",
        threads=1,
    )
    return replace(plain, **changes)


ABSURD = [
    {"context": -1},
    {"threads": HUGE},
    {"threads": 2**20},
    {"bands": (HUGE, 1, 1)},
    {"bands": (-1, 1, 1)},
    {"region": Region(window=Window(HUGE, HUGE, 5, 5))},
    {"region": Region(bounds=Bounds(-1e308, -1e308, 1e308, 1e308))},
    {"region": Region(polygon=Polygon((FAR,)))},
    {"methods": (Method("lam", {"steps": HUGE}),)},
    {"objective": Objective("band", {"band": HUGE})},
    *({name: value} for name in ("raster", "network", "reference") for value in ("", LONG, "\0")),
    *({name: "\udc80"} for name in ("raster", "network", "reference", "output")),
    {"output": "/tmp/" + LONG},
    {"output": "/tmp/a\0b"},
    {"device": "\0"},
    {"scaling": "\0"},
]


@pytest.mark.parametrize("absurd", ABSURD, ids=lambda absurd: repr(absurd)[:60])
def test_absurd_requests_are_refused_in_a_sentence(make_raster, tmp_path, absurd):
    scene = make_raster()
    with pytest.raises(SrxaiError) as refused:
        explain(asked(scene, tmp_path / "out", **absurd))
    assert str(refused.value).endswith(".")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("seed", [-1, 2**63, HUGE])
def test_seeds_that_no_generator_takes_are_refused(seed, tmp_path):
    with pytest.raises(BadInput, match="seed is"):
        asked(tmp_path, tmp_path, seed=seed)


def test_numbers_beyond_the_network_are_told(make_raster, tmp_path):
    scene = make_raster(np.where(texture(3, 40, 48) > 128, 1e300, -1e300))
    with pytest.raises(BadInput, match="too large for the network"):
        explain(asked(scene, tmp_path / "out", scaling="none"))
    for make, kind in ((superresolve, SuperResolveRequest), (reliance, RelianceRequest)):
        with pytest.raises(BadInput, match="too large for the network"):
            make(kind(str(scene), str(tmp_path / "o.tif"), "fsrcnn-x4", scaling="none"))
    assert [p.name for p in tmp_path.iterdir()] == ["scene.tif"]


def test_a_file_name_too_long_for_the_system_is_told(make_raster, tmp_path):
    output = str(tmp_path / f"{LONG}.tif")
    with pytest.raises(BadInput, match="Cannot write"):
        superresolve(SuperResolveRequest(str(make_raster()), output, "fsrcnn-x4"))


@pytest.fixture
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """Address of a server on this machine, and what it was asked."""
    heard: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            heard.append(connection.recv(100))
            connection.close()

    Thread(target=serve, daemon=True).start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/crs.wkt", heard
    server.close()


def test_the_crs_of_a_region_opens_no_address_and_no_file(make_raster, tmp_path, listener):
    address, heard = listener
    scene = make_raster()
    secret = tmp_path / "crs.wkt"
    secret.write_text('PROJCS["x"')
    drawn = tmp_path / "region.geojson"
    for name in (address, str(secret), f"ESRI::{secret}", f"+init={secret}:1", "../crs.wkt"):
        for region in (
            Region(bounds=Bounds(0, 0, 1, 1, name)),
            Region(polygon=Polygon((((0, 0), (1, 0), (0, 1)),), name)),
        ):
            with pytest.raises(BadInput, match="Unknown CRS"):
                explain(asked(scene, tmp_path / "out", region=region))
        ring = [[0, 0], [1, 0], [0, 1], [0, 0]]
        crs = {"type": "name", "properties": {"name": name}}
        drawn.write_text(json.dumps({"type": "Polygon", "coordinates": [ring], "crs": crs}))
        with pytest.raises(BadInput, match="Unknown CRS"):
            explain(asked(scene, tmp_path / "out", region=Region(polygon=read_polygon(drawn))))
    assert heard == []


def test_the_worker_outlives_messages_that_are_none(engine, make_raster, tmp_path):
    for line in (b"[" * 100_000, b'{"do":' * 100_000, b"\xff\xfe", b"1" * 5000, b"null", b""):
        engine.process.stdin.write(line + b"\n")
    engine.tell(do=wire.EXPLAIN, id=1, request={"raster": ["\udc80"]})
    request = json.loads(to_json(asked(make_raster(), tmp_path / "out", raster="\udc80.tif")))
    engine.tell(do=wire.EXPLAIN, id=2, request=request)
    engine.tell(do=wire.PING, id=3)
    assert engine.outcome(1)["kind"] == "BadInput"
    failed = engine.outcome(2)
    assert failed["kind"] == "BadInput" and "\udc80.tif. Check" in failed["message"]
    assert engine.outcome(3)["result"] == "pong"


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    path = tmp_path / "net.safetensors"
    save_file(EDSR(2, 3, 8, 1).state_dict(), path)
    return path


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (json.dumps({"notes": "x" * 70_000}), "larger than 64 kB"),
        ('{"notes": ' + "[" * 900 + "]" * 900 + "}", "nested too deeply|not readable"),
        ('{"scale": 1' + "0" * 5000 + "}", "not readable JSON"),
        ('{"scale": 1e999}', "net.json"),
    ],
    ids=["large", "deep", "long number", "infinite"],
)
def test_cards_that_are_bombs_are_refused(checkpoint, text, words):
    checkpoint.with_suffix(".json").write_text(text)
    with pytest.raises(BadInput, match=words):
        load_checkpoint(checkpoint, CPU)


@pytest.mark.parametrize("id", ["../net", "/tmp/net", "a/b", "..", ".hidden", "a\0b", "<b>", ""])
def test_networks_are_added_within_their_folder_alone(checkpoint, tmp_path, id):
    title = "../../<b>title"
    checkpoint.with_suffix(".json").write_text(json.dumps({"title": title, "path": "/etc/passwd"}))
    if id:
        with pytest.raises(BadInput, match="cannot be a network's id"):
            actions.add(str(checkpoint), id, {})
        assert not (tmp_path / "networks").exists()
        return
    added = actions.add(str(checkpoint), None, {})
    assert Path(added["path"]).parent == tmp_path / "networks"
    assert (added["title"], added["id"]) == (title, "net")
    (listed,) = (n for n in actions.listed() if n["added"])
    assert listed["path"] == added["path"]


def test_an_archive_that_lies_about_its_size_is_refused(tmp_path):
    path = tmp_path / "net.pt"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("net/data.pkl", bytes(20_000_000))
        archive.writestr("net/version", "3")
    true, small = struct.pack("<I", 20_000_000), struct.pack("<I", 100)
    content = path.read_bytes()
    assert content.count(true) >= 1
    path.write_bytes(content.replace(true, small))
    with pytest.raises(SrxaiError, match=r"net\.pt"):
        load_checkpoint(path, CPU)
