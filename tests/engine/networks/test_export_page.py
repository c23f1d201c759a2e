"""The page "Export your network" is carried out: what it makes is loaded, and computes the same."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint
from tests.engine.networks.conftest import needs
from tests.engine.networks.test_formats import Unknown

PAGE = Path(__file__).parents[3] / "docs" / "export.md"
PROGRAM, ONNX, WRAPPING = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.S)
CPU = torch.device("cpu")


class Usual(nn.Module):
    """With weight norm of both kinds, dropout and batch statistics."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.first = nn.utils.weight_norm(nn.Conv2d(3, 4, 3, padding=1))
        self.drop = nn.Dropout2d(0.5)
        self.norm = nn.BatchNorm2d(4)
        self.last = nn.utils.parametrizations.weight_norm(nn.Conv2d(4, 12, 3, padding=1))

    def forward(self, x: Tensor) -> Tensor:
        return F.pixel_shuffle(self.last(self.norm(self.drop(self.first(x)))), 2)


class Sized(nn.Module):
    """Its window counts are Python numbers, so it has one size."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 12, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        tall, wide = (int(float(side) // 8) for side in x.shape[-2:])
        y = x.reshape(1, 3, tall, 8, wide, 8).mean((3, 5), keepdim=True)
        return F.pixel_shuffle(self.conv(x + y.expand(1, 3, tall, 8, wide, 8).reshape(x.shape)), 2)


def carried_out(code: str, names: dict[str, Any]) -> dict[str, Any]:
    exec(compile(code, str(PAGE), "exec"), names)
    return names


@pytest.mark.filterwarnings("ignore::FutureWarning")
@pytest.mark.parametrize("kind", [Usual, Sized])
def test_program_of_the_page_computes_the_same(tmp_path, monkeypatch, kind):
    monkeypatch.chdir(tmp_path)
    net = kind()
    carried_out(PROGRAM, {"net": net})
    image = torch.rand(1, 3, 64, 64)
    assert torch.allclose(load_checkpoint(Path("mine.pt2"), CPU)(image), net(image), atol=1e-5)


@pytest.mark.exhaustive
@pytest.mark.filterwarnings("ignore")
def test_onnx_of_the_page_computes_the_same(tmp_path, monkeypatch):
    needs("onnx", "onnx2pytorch", "onnxscript")
    monkeypatch.chdir(tmp_path)
    net, image = Usual().eval(), torch.rand(1, 3, 64, 64)
    carried_out(ONNX, {"net": net, "image": image, "torch": torch})
    assert torch.allclose(load_checkpoint(Path("mine.onnx"), CPU)(image), net(image), atol=1e-5)


@pytest.mark.exhaustive
def test_network_of_an_enlarged_image_is_wrapped_as_the_page_says(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    torch.manual_seed(0)
    names = carried_out(WRAPPING, {"torch": torch})
    net = names["Enlarging"](nn.Conv2d(3, 3, 3, padding=1), 3)
    carried_out(PROGRAM, {"net": net})
    network, image = load_checkpoint(Path("mine.pt2"), CPU), torch.rand(1, 3, 20, 31)
    assert network.scale == 3
    assert torch.allclose(network(image), net(image), atol=1e-5)


@pytest.mark.exhaustive
@pytest.mark.filterwarnings("ignore")
def test_nothing_of_a_librarys_warnings_reaches_the_console(tmp_path):
    needs("onnx", "onnx2pytorch")
    axes = {"x": {2: "h", 3: "w"}}
    path = tmp_path / "net.onnx"
    image = (torch.rand(1, 3, 24, 32),)
    net = Unknown().eval()
    torch.onnx.export(net, image, path, dynamo=False, input_names=["x"], dynamic_axes=axes)
    command = [sys.executable, "-m", "srxai_plugin.engine.cli", "networks", "check", str(path)]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "ramp_error" in told.stdout
    assert [line for line in told.stderr.splitlines() if not line.startswith("warning: ")] == []
