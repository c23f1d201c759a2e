"""Checkpoints of foreign architectures, made with spandrel's own classes and random weights."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
import torch
from torch import nn

from srxai_plugin.engine.networks.without_torchvision import import_without_torchvision
from tests.engine.conftest import texture

WINDOWED = {"img_size": 16, "window_size": 8, "depths": [2], "embed_dim": 24, "num_heads": [2]}

FOREIGN = {
    "SwinIR": {**WINDOWED, "upscale": 2, "upsampler": "pixelshuffle", "resi_connection": "1conv"},
    "HAT": {**WINDOWED, "upscale": 2, "upsampler": "pixelshuffle", "embed_dim": 60},
    "ESRGAN": {"num_filters": 16, "num_blocks": 1, "scale": 4},
    "RCAN": {"n_resgroups": 1, "n_resblocks": 1, "n_feats": 16, "scale": 3, "reduction": 4},
    "PLKSR": {"dim": 16, "n_blocks": 2, "upscaling_factor": 2},
    "SPAN": {"num_in_ch": 3, "num_out_ch": 3, "feature_channels": 16, "upscale": 2},
}


def image(bands: int, side: int = 17) -> torch.Tensor:
    """(bands, side, side + 1) in [0, 1], of odd and even sides."""
    return torch.from_numpy(texture(bands, side, side + 1) / 255).float()


def needs(*packages: str) -> None:
    """Skip where one is not installed; without an import, which would ask for torchvision."""
    for package in packages:
        if find_spec(package) is None:
            pytest.skip(f"{package} is not installed")


def foreign(name: str, **changes: object) -> nn.Module:
    needs("spandrel", "einops")
    import_without_torchvision("spandrel")
    torch.manual_seed(0)
    module = importlib.import_module(f"spandrel.architectures.{name}")
    return getattr(module, name)(**{**FOREIGN[name], **changes}).eval()


@pytest.fixture
def saved(tmp_path: Path) -> Callable[[object], Path]:
    def save(content: object, name: str = "net.pth") -> Path:
        torch.save(content, tmp_path / name)
        return tmp_path / name

    return save
