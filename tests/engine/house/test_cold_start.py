"""What starts cold waits for nothing that it does not need."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from srxai_plugin.contract.resource import resource
from tests.engine.conftest import texture, write_raster

ROOT = Path(__file__).parents[3]
HEAVY = ("torch", "scipy", "rasterio", "skimage", "shapely", "matplotlib", "numpy")
"""Packages whose imports take longer than all of a light command."""

LIGHT = (
    ["--help"],
    ["explain", "--help"],
    ["networks", "list"],
    ["schema"],
    ["schema", "result"],
)
TOLD = """
import contextlib, io, sys
from srxai_plugin.engine.cli.main import main
with contextlib.redirect_stdout(io.StringIO()) as said, contextlib.suppress(SystemExit):
    main(sys.argv[1:])
print(len(said.getvalue()), *[name for name in {heavy} if name in sys.modules])
"""


@pytest.mark.parametrize("arguments", LIGHT, ids=" ".join)
def test_a_command_that_computes_nothing_imports_no_library(arguments: list[str]) -> None:
    code = TOLD.format(heavy=HEAVY)
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    length, *imported = done.stdout.split()
    assert int(length) > 0
    assert imported == []


def test_what_is_declared_is_what_the_classes_say() -> None:
    spec = importlib.util.spec_from_file_location("declared", ROOT / "tools/declared.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    told = resource("declared.json").read_text("utf-8")
    assert told == tool.text(), "run: .venv/bin/python tools/declared.py --write"


LATE = (
    *("torch._dynamo", "sympy", "scipy.ndimage", "scipy.special", "scipy.stats", "numpy.f2py"),
    *("skimage.filters._gabor", "skimage.metrics._structural_similarity", "matplotlib"),
    *("distributed", "captum", "spandrel", "onnx"),
    *("srxai_plugin.engine.many.batch", "srxai_plugin.engine.scene.reliance"),
)
"""What some requests need; a worker that is ready and explains a region has none of it."""
ASKED = """
import sys
from srxai_plugin.engine.serving.commands import Running, answer
def late():
    print("late:", *[name for name in {late} if name in sys.modules])
late()
import numpy as np
import rasterio
image = np.random.default_rng(0).integers(0, 255, (3, 24, 24), np.uint8)
form = dict(count=3, height=24, width=24, dtype="uint8", nodata=None)
with rasterio.open("scene.tif", "w", "GTiff", crs="EPSG:32633", **form) as dataset:
    dataset.write(image)
window = dict(column=8, row=8, width=4, height=4)
request = dict(raster="scene.tif", region=dict(window=window), output="out", network="fsrcnn-x4")
quiet = Running(*[lambda *_: None] * 5)
print(answer(dict(do="explain", request=request), quiet)["file"])
late()
"""


def test_a_worker_is_ready_and_explains_before_what_only_some_requests_need(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ASKED.format(late=LATE)]
    there = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=tmp_path, env=there
    )
    before, result, after = done.stdout.splitlines()
    assert (before, after) == ("late:", "late:")
    assert Path(result).is_file()


def test_a_raster_is_super_resolved_by_a_process_that_has_done_nothing_else(tmp_path: Path) -> None:
    scene, output = tmp_path / "scene.tif", tmp_path / "sr.tif"
    write_raster(scene, texture(3, 24, 24))
    asked = ["superresolve", str(scene), "--network", "fsrcnn-x4", "--output", str(output)]
    command = [sys.executable, "-m", "srxai_plugin.engine.cli", *asked]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert output.is_file()
