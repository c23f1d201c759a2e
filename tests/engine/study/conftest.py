from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from srxai_plugin.engine.networks.architectures.edsr import EDSR
from tests.engine.conftest import texture


@pytest.fixture
def images(tmp_path: Path) -> Path:
    folder = tmp_path / "images"
    folder.mkdir()
    for i, name in enumerate(("parkinglot1.png", "<b>x<b>.png")):
        pixels = np.ascontiguousarray(texture(3, 70, 81, seed=i).transpose(1, 2, 0))
        Image.fromarray(pixels).save(folder / name)
    (folder / "notes.txt").write_text("not an image")
    return folder


@pytest.fixture
def make_network(tmp_path: Path) -> Callable[[str], Path]:
    """A checkpoint of a seeded ×2 EDSR with random weights."""

    def make(name: str, features: int = 8) -> Path:
        torch.manual_seed(features)
        path = tmp_path / f"{name}.safetensors"
        save_file(EDSR(scale=2, bands=3, features=features, blocks=2).state_dict(), path)
        return path

    return make
