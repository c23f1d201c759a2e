"""A network trained here in a published layout is anybody's file of that layout, and explained."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import ExplainRequest, Method
from srxai_plugin.engine.explaining.explain import explain
from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint
from srxai_plugin.engine.training.recipe import Recipe
from srxai_plugin.engine.training.train import train
from tests.engine.conftest import texture, write_raster

AUTHORS = Path(__file__).parents[1] / "networks" / "authors.json"
NUMBERS = re.compile(r"\.\d+\.")
"""Of groups and blocks, of which a small network has fewer."""


@pytest.mark.exhaustive
def test_trained_san_is_saved_in_its_authors_layout_and_explained(tmp_path):
    for i in range(2):
        pixels = np.ascontiguousarray(texture(3, 50, 51, seed=i).transpose(1, 2, 0))
        (tmp_path / "images").mkdir(exist_ok=True)
        Image.fromarray(pixels).save(tmp_path / "images" / f"{i}.png")
    recipe = Recipe(architecture="san", scale=2, features=8, blocks=1, steps=3, batch=1, patch=12)
    trained = tmp_path / "san.safetensors"
    train(tmp_path / "images", trained, recipe)
    state = load_file(trained)
    recorded = json.loads(AUTHORS.read_text("utf-8"))["san"]["shapes"]
    theirs = {entry.partition(":")[0] for entry in recorded.split()}
    assert {NUMBERS.sub(".N.", key) for key in state} == {NUMBERS.sub(".N.", k) for k in theirs}
    torch.save(state, tmp_path / "anybodys.pth")  # without a card beside it
    lr = torch.rand(1, 3, 14, 17)
    files = [trained, tmp_path / "anybodys.pth"]
    ours, anybodys = (load_checkpoint(file, torch.device("cpu")) for file in files)
    assert anybodys.architecture == "san" and torch.equal(ours(lr), anybodys(lr))
    found = explain(
        ExplainRequest(
            str(write_raster(tmp_path / "scene.tif", texture(3, 40, 44))),
            Region(window=Window(16, 16, 8, 8)),
            str(tmp_path / "out"),
            network=str(tmp_path / "anybodys.pth"),
            methods=(Method("lam", {"steps": 4}), Method("amve-sr")),
            context=8,
            device="cpu",
            threads=1,
        )
    )
    assert [each.method for each in found.attributions] == ["lam", "amve-sr"]
    assert all(each.statistics.atv.mean > 0 for each in found.attributions)
    assert any("Its maps cannot be relied on" in told for told in found.warnings)
    assert not any(each.verdict.level == "faithful" for each in found.attributions)
