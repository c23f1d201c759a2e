from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from srxai_plugin.engine.networks.architectures.edsr import EDSR
from srxai_plugin.engine.networks.architectures.rcan import RCANArchitecture


@pytest.fixture
def make_checkpoint(tmp_path: Path) -> Callable[..., Path]:
    """A small EDSR or RCAN with seeded random weights, as a file."""

    def make(name: str = "small", scale: int = 2, bands: int = 3, kind: str = "edsr") -> Path:
        torch.manual_seed(1)
        if kind == "rcan":
            module = RCANArchitecture().build(scale, bands, features=8, blocks=2)
        else:
            module = EDSR(scale=scale, bands=bands, features=8, blocks=2)
        path = tmp_path / f"{name}.safetensors"
        save_file(module.state_dict(), path)
        return path

    return make
