"""Every command in README and docs is carried out, page by page, on small files of these names."""

from __future__ import annotations

import argparse
import importlib.util
import inspect
import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import rasterio
import torch
from affine import Affine
from safetensors.torch import save_file

from srxai_plugin.contract.codec import to_json
from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import ExplainRequest, Method
from srxai_plugin.engine.cli.main import _parser, main
from srxai_plugin.engine.many import fleet
from srxai_plugin.engine.networks.architectures.registry import architecture
from srxai_plugin.engine.networks.loading import listing, zoo
from tests.engine.conftest import texture
from tests.engine.house.test_documents import DOCUMENTS, ROOT, code_lines, commands

GRID = Affine(0.5, 0, 500_000, 0, -0.5, 4_100_000)
"""In EPSG:32633: the regions in map units that the documents show lie on it."""
PAGES = dict.fromkeys(name for name, _ in commands())
SHORTER = {
    "train": ["--steps", "2", "--batch", "2", "--patch", "8", "--features", "4", "--blocks", "1"],
    "study": ["--methods", "amve-sr", "gradient"],
}
"""What is added to commands that would take minutes."""
EXPLAIN = ["explain", "scene.tif", "--window", "20,20,8,8", "--output", "result"]
"""Run before a page's commands if they begin with a result."""
BENCHMARK = re.compile(r"(?:\S*/)?benchmarks/(\w+\.py)((?: [^`;]*)?)$")


@pytest.fixture(scope="module")
def small_networks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small untrained network for each that is bundled, by the same name."""
    folder = tmp_path_factory.mktemp("models")
    torch.manual_seed(0)
    for id, path in zoo.bundled().items():
        card = json.loads(path.with_suffix(".json").read_text("utf-8"))
        bands = 1 if card["colour"] == "y" else card["bands"]
        module = architecture(card["architecture"]).build(card["scale"], bands, 8, 1)
        save_file(module.state_dict(), folder / f"{id}.safetensors")
    return folder


@pytest.fixture
def room(tmp_path: Path, small_networks: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The working folder of whoever types the commands, on a machine of one core."""
    monkeypatch.chdir(tmp_path)
    small = {path.stem: path for path in sorted(small_networks.glob("*.safetensors"))}
    monkeypatch.setattr(listing, "bundled_networks", lambda: small)
    monkeypatch.setattr(fleet, "usual_workers", lambda: 1)
    return tmp_path


def write_raster(path: Path, width: int, height: int, bands: int = 3) -> None:
    path.parent.mkdir(exist_ok=True)
    with rasterio.open(
        path, "w", driver="GTiff", count=bands, width=width, height=height, dtype="uint8",
        crs="EPSG:32633", transform=GRID,
    ) as dataset:  # fmt: skip
        dataset.write(texture(bands, height, width, seed=len(path.name)))


def write_classes(path: Path) -> None:
    classes = np.ones((1, 96, 96), np.uint8)
    classes[:, 40:] = 2
    with rasterio.open(
        path, "w", driver="GTiff", count=1, width=96, height=96, dtype="uint8",
        crs="EPSG:32633", transform=GRID,
    ) as dataset:  # fmt: skip
        dataset.write(classes)


def write_polygons(path: Path) -> None:
    """A triangle of ten metres in the scene's upper left."""
    x, y = GRID @ (20, 20)
    ring = [[x, y], [x + 10, y], [x, y - 10], [x, y]]
    feature = {
        "type": "Feature",
        "properties": {"use": "wood"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32633"}}
    told = {"type": "FeatureCollection", "crs": crs, "features": [feature]}
    path.write_text(json.dumps(told), "utf-8")


def write_checkpoint(path: Path) -> None:
    torch.manual_seed(1)
    torch.save(architecture("edsr").build(4, 3, 8, 1).state_dict(), path)


def write_requests(path: Path) -> None:
    asked = ExplainRequest("scene.tif", Region(window=Window(20, 20, 8, 8)), "", methods=(QUICK,))
    path.write_text(to_json(asked) + "\n", "utf-8")


QUICK = Method("gated-gradient")


def prepare(folder: Path, shown: list[list[str]]) -> None:
    """What the commands of a page read and do not make themselves."""
    words = {word.rstrip("/") for arguments in shown for word in arguments}
    windows = [word.split(",") for word in words if re.fullmatch(r"\d+(,\d+){3}", word)]
    right, bottom = (
        max([96, *(int(w[i]) + int(w[i + 2]) + 16 for w in windows if int(w[0]) < 9999)])
        for i in (0, 1)
    )
    for name in sorted(word for word in words if Path(word).suffix == ".tif"):
        if Path(name).parent.name or name in ("sr.tif", "reliance.tif"):
            continue
        if name == "landcover.tif":
            write_classes(folder / name)
        else:
            write_raster(folder / name, right, bottom)
    for name in sorted(word for word in words if Path(word).suffix == ".geojson"):
        write_polygons(folder / name)
    for name in words & {"my_edsr.pt", "carn_m.pth"}:
        write_checkpoint(folder / name)
    for name in words & {"images", "held_out"}:
        side = 256 if "--published" in words else 128
        for number in range(2):
            write_raster(folder / name / f"tile{number}.tif", side, side)
    if "rasters" in words:
        write_raster(folder / "rasters" / "four.tif", 96, 96, bands=4)
    if "edsr-x4.safetensors" in words:
        shutil.copy(zoo.bundled()["edsr-x4"], folder)
    if "requests.jsonl" in words:
        write_requests(folder / "requests.jsonl")
    made = next((a for a in shown if "result" in a), [])
    if words & {"result", "result/lam.tif"} and made[:1] != ["explain"]:
        write_raster(folder / "scene.tif", right, bottom)
        assert main(EXPLAIN) == 0


@pytest.mark.parametrize(
    "page",
    [pytest.param(p, marks=pytest.mark.exhaustive if p == "reading.md" else ()) for p in PAGES],
)
def test_commands_do_what_they_are_shown_for(
    page: str, room: Path, capsys: pytest.CaptureFixture[str]
):
    shown = [arguments for name, arguments in commands() if name == page]
    prepare(room, shown)
    for arguments in shown:
        options = _parser().parse_args(arguments)
        if output := getattr(options, "output", None):
            discard(room / output)
        shorter = [] if "--published" in arguments else SHORTER.get(arguments[0], [])
        status = main([*arguments, *shorter])
        assert status == 0, f"{shlex.join(arguments)}: {capsys.readouterr().err}"
        if output:
            assert (room / output).exists(), shlex.join(arguments)


def discard(path: Path) -> None:
    """What a command before has made there: pages reuse their names."""
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)


def module_of(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"benchmarks_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look for what their annotations name
    spec.loader.exec_module(module)
    return module


def benchmarks() -> dict[str, tuple[str, list[str]]]:
    """Program and arguments of every benchmark that is shown, or run by make."""
    lines = []
    for path in DOCUMENTS:
        text = path.read_text("utf-8")
        lines += [*code_lines(path), *re.findall(r"`([^`]+)`", text)]
    given = ["VALIDATION=HELD_OUT", "IMAGES=IMAGES", "SCENE=scene.tif", "STUDY=study"]
    targets = ["bench", "bench-quality", "bench-desktop", "bench-fleet"]
    if make := shutil.which("make"):
        told = subprocess.run(
            [make, "-n", "-C", ROOT, *targets, *given], capture_output=True, text=True, check=True
        )
        lines += told.stdout.splitlines()
    found = [match for line in lines if (match := BENCHMARK.search(" ".join(line.split())))]
    return {match[0].strip(): (match[1], shlex.split(match[2])) for match in found}


class Parsed(Exception):
    """Arguments were understood."""


@pytest.mark.parametrize(
    ("program", "arguments"), [pytest.param(*b, id=shown) for shown, b in benchmarks().items()]
)
def test_benchmarks_take_the_arguments_that_are_shown(
    program: str, arguments: list[str], monkeypatch: pytest.MonkeyPatch
):
    path = ROOT / "benchmarks" / program
    if not arguments and "argv" not in path.read_text("utf-8"):
        return
    parse = argparse.ArgumentParser.parse_args

    def parse_alone(self: argparse.ArgumentParser, *given: object) -> None:
        raise Parsed(parse(self, *given))

    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", parse_alone)
    monkeypatch.setattr(sys, "argv", [program, *arguments])
    module = module_of(path)
    if "ArgumentParser" in path.read_text("utf-8"):
        with pytest.raises(Parsed):
            module.main()
    elif "main(*sys.argv[1:])" in path.read_text("utf-8") and arguments:
        inspect.signature(module.main).bind(*arguments)


def test_there_are_benchmarks_to_look_at():
    assert {program for program, _ in benchmarks().values()} >= {"reference.py", "published.py"}
