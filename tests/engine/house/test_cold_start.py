"""What starts cold waits for nothing that it does not need."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from srxai_plugin.contract.resource import resource

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
    *(
        "torch._dynamo",
        "sympy",
        "scipy.ndimage",
        "scipy.stats",
        "skimage.metrics._structural_similarity",
        "matplotlib",
    ),
    *("distributed", "captum", "spandrel", "onnx"),
    *("srxai_plugin.engine.many.batch", "srxai_plugin.engine.scene.reliance"),
)
"""What some requests need; a worker that is ready and explains a region has none of it."""
ASKED = """
import sys
import torch
import srxai_plugin.engine.serving.worker
from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.base import gradient
from srxai_plugin.engine.attribution.objectives import Texture
from srxai_plugin.engine.networks.loading.zoo import load_network
def late():
    print("late:", *[name for name in {late} if name in sys.modules])
late()
network = load_network("fsrcnn-x4", torch.device("cpu"))
slope, _ = gradient(network, Texture(Window(20, 20, 8, 8)), torch.rand(3, 160, 160))
print(float(slope.abs().sum()))
late()
"""


def test_a_worker_is_ready_and_takes_a_gradient_before_what_only_some_requests_need() -> None:
    command = [sys.executable, "-c", ASKED.format(late=LATE)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    before, slope, after = done.stdout.splitlines()
    assert (before, after) == ("late:", "late:")
    assert float(slope) > 0
