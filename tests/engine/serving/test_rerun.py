from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import rasterio

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import CompareRequest, ExplainRequest, Method
from srxai_plugin.contract.resource import resource
from srxai_plugin.contract.scenes import RelianceRequest, SuperResolveRequest
from srxai_plugin.engine.explaining.compare import compare
from srxai_plugin.engine.explaining.explain import explain
from srxai_plugin.engine.scene.reliance import reliance
from srxai_plugin.engine.scene.superresolve import superresolve
from srxai_plugin.engine.serving.rerun import Rerun, opens, rerun
from tests.engine.command import srxai
from tests.engine.conftest import texture

REGION = Region(window=Window(50, 40, 6, 5))


def explained(scene: Path, output: Path, network: str = "fsrcnn-x4") -> Path:
    explain(
        ExplainRequest(
            str(scene),
            REGION,
            str(output),
            network,
            (Method("amve-sr"),),
            views=("signed",),
            device="cpu",
        )
    )
    return output / "amve-sr.tif"


def repeated(raster: str, output: str, anyway: bool = False) -> Rerun:
    """With everything confirmed that its tags name."""
    return rerun(raster, output, anyway, opens(raster))


def test_every_kind_of_raster_is_made_again_to_the_bit(make_raster, tmp_path):
    scene, out = make_raster(), tmp_path / "out"
    heatmap = explained(scene, out)
    compare(
        CompareRequest(
            str(scene), REGION, str(out / "c"), ("fsrcnn-x4", "edsr-x2"), Method("amve-sr")
        )
    )
    superresolve(SuperResolveRequest(str(scene), str(out / "sr.tif"), "fsrcnn-x4", tile=32))
    reliance(RelianceRequest(str(scene), str(out / "map.tif"), "fsrcnn-x4", stride=48))
    for i, path in enumerate(
        [
            heatmap,
            out / "amve-sr-signed.tif",
            out / "super_resolved.tif",
            out / "c" / "consensus.tif",
            out / "sr.tif",
            out / "map.tif",
        ]
    ):
        again = repeated(str(path), str(tmp_path / str(i)))
        assert again.is_identical and again.largest_difference == 0, path
        assert again.differences == ()
        assert Path(again.raster) == tmp_path / str(i) / path.name


def test_a_raster_changed_where_it_was_read_is_told(make_raster, tmp_path):
    values = texture(3, 96, 200)
    heatmap = explained(make_raster(values), tmp_path / "out")
    values[:, :, 150:] = 9  # beyond the tile: nothing of it was read
    make_raster(values)
    assert repeated(str(heatmap), str(tmp_path / "a")).is_identical
    values[:, 42, 52] += 40
    make_raster(values)
    with pytest.raises(BadInput, match="cannot be made again: the raster holds other pixels"):
        repeated(str(heatmap), str(tmp_path / "b"))
    again = repeated(str(heatmap), str(tmp_path / "b"), anyway=True)
    assert not again.is_identical and again.largest_difference > 0
    assert again.differences == ("the raster holds other pixels there now",)


def test_a_network_changed_or_gone_is_told_before_anything_is_made(make_raster, tmp_path):
    own = tmp_path / "own.safetensors"
    shutil.copy(resource("models", "fsrcnn-x4.safetensors"), own)
    heatmap = explained(make_raster(), tmp_path / "out", str(own))
    shutil.copy(resource("models", "pan-x4.safetensors"), own)
    with pytest.raises(BadInput, match=r"the network is another one now \(SHA-256 \w{12}…, and"):
        repeated(str(heatmap), str(tmp_path / "again"))
    assert not (tmp_path / "again").exists()
    own.unlink()
    with pytest.raises(BadInput, match="cannot be made again: Unknown network"):
        repeated(str(heatmap), str(tmp_path / "again"))


def test_what_is_none_of_ours_is_refused(make_raster, tmp_path):
    with pytest.raises(BadInput, match="does not say how it was made"):
        repeated(str(make_raster()), str(tmp_path / "again"))
    heatmap = explained(make_raster(), tmp_path / "out")
    with pytest.raises(BadInput, match="Give another folder"):
        repeated(str(heatmap), str(tmp_path / "out"))


def test_the_command_makes_it_again_beside_it(make_raster, tmp_path):
    heatmap = explained(make_raster(), tmp_path / "out")
    ended = srxai("rerun", heatmap, "--open")
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert told["is_identical"] and Path(told["raster"]).parent.name == "amve-sr-rerun"
    with rasterio.open(heatmap) as one, rasterio.open(told["raster"]) as other:
        assert np.array_equal(one.read(), other.read(), equal_nan=True)


@pytest.mark.parametrize("name", ["amve-sr.tif", "amve-sr-signed.tif"])
def test_a_raster_of_version_1_is_made_again_as_it_was(name, tmp_path, monkeypatch):
    before = Path(__file__).parent / "version_1"
    monkeypatch.chdir(tmp_path)
    for file in ("scene.tif", name):
        shutil.copy(before / file, file)
    again = repeated(name, "again")
    assert Path(again.raster).name == name.replace("amve-sr", "gated-gradient")
    # To the bit on the processor that made it; a soft gate would differ by more than 0.1.
    assert again.largest_difference is not None and again.largest_difference < 1e-4
    assert again.differences == ()
    told = json.loads((tmp_path / "again" / "result.json").read_text("utf-8"))
    assert "stood for what is now called gated gradient" in told["warnings"][0]
    with rasterio.open(again.raster) as dataset:
        request = json.loads(dataset.tags()["SRXAI_REQUEST"])
    assert request["version"] == 1
    twice = repeated(again.raster, "twice")
    assert twice.is_identical and Path(twice.raster).name == Path(again.raster).name


def test_a_raster_of_version_1_is_not_made_again_into_its_own_folder(tmp_path, monkeypatch):
    before = Path(__file__).parent / "version_1"
    monkeypatch.chdir(tmp_path)
    for file in ("scene.tif", "amve-sr.tif"):
        shutil.copy(before / file, file)
    with pytest.raises(BadInput, match="Give another folder"):
        repeated("amve-sr.tif", ".")
    assert not (tmp_path / "result.json").exists()


def crafted(heatmap: Path, tag: str = "SRXAI_REQUEST", **changes: object) -> str:
    """The heatmap with another request in its tags."""
    with rasterio.open(heatmap, "r+") as dataset:
        request = {**json.loads(dataset.tags()["SRXAI_REQUEST"]), **changes}
        dataset.update_tags(**{tag: json.dumps(request)})
    return str(heatmap)


def test_nothing_is_opened_that_was_not_confirmed(make_raster, tmp_path):
    scene, out = make_raster(), tmp_path / "out"
    heatmap = explained(scene, out)
    with pytest.raises(BadInput, match=r"asks to open .*scene\.tif.*Nothing was") as refused:
        rerun(str(heatmap), str(tmp_path / "again"))
    assert "fsrcnn" not in str(refused.value)
    ours = opens(str(heatmap))
    for changes in (
        {"raster": "/etc/passwd"},
        {"raster": "/vsicurl/http://127.0.0.1:9/a.tif"},
        {"network": "/tmp/theirs.pt"},
        {"reference": "//host/share/a.tif"},
    ):
        (name,) = changes.values()
        theirs = crafted(explained(scene, out), **changes)
        assert name in opens(theirs)
        with pytest.raises(BadInput, match="asks to open") as refused:
            rerun(theirs, str(tmp_path / "again"), confirmed=ours)
        assert name in str(refused.value) and ours[0] not in str(refused.value)
    assert not (tmp_path / "again").exists()
    ended = srxai("rerun", heatmap)
    assert ended.returncode == 2 and "asks to open" in ended.stderr


def test_where_it_is_computed_is_not_for_the_file_to_say(make_raster, tmp_path):
    made = tmp_path / "out" / "map.tif"
    reliance(RelianceRequest(str(make_raster()), str(made), "fsrcnn-x4", stride=48))
    with rasterio.open(made, "r+", IGNORE_COG_LAYOUT_BREAK="YES") as dataset:
        request = json.loads(dataset.tags()["SRXAI_RELIANCE_REQUEST"])
        request.update(workers=100_000, scheduler="tcp://127.0.0.1:9", threads=1000)
        dataset.update_tags(SRXAI_RELIANCE_REQUEST=json.dumps(request), SRXAI_THREADS="²")
    assert repeated(str(made), str(tmp_path / "again")).is_identical


@pytest.mark.parametrize("threads", ["²", "-1", "0", "9" * 30, "1e3", ""])
def test_threads_that_cannot_be_are_passed_over(make_raster, tmp_path, threads):
    heatmap = explained(make_raster(), tmp_path / "out")
    with rasterio.open(heatmap, "r+") as dataset:
        dataset.update_tags(SRXAI_THREADS=threads)
    assert repeated(str(heatmap), str(tmp_path / "again")).is_identical


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[" * 100_000, "is damaged: Not valid JSON"),
        ('{"raster": 1}', "is damaged: "),
        ('{"__class__": "os.system"}', "has no field '__class__'"),
    ],
)
def test_a_damaged_request_is_told(make_raster, tmp_path, text, words):
    with rasterio.open(make_raster(), "r+") as dataset:
        dataset.update_tags(SRXAI_REQUEST=text)
        name = dataset.name
    with pytest.raises(BadInput, match=words):
        repeated(name, str(tmp_path / "again"))
    assert not (tmp_path / "again").exists()


def test_an_output_in_the_tags_is_not_written_to(make_raster, tmp_path):
    theirs = crafted(explained(make_raster(), tmp_path / "out"), output=str(tmp_path / "elsewhere"))
    repeated(theirs, str(tmp_path / "again"))
    assert not (tmp_path / "elsewhere").exists()
