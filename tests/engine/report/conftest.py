"""One result, made once and copied for each test."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import rasterio
from affine import Affine

from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import ExplainRequest, Method
from srxai_plugin.contract.results import Explanation
from srxai_plugin.engine.explaining.explain import explain
from tests.engine.conftest import texture

TURNED = Affine.translation(500_000, 4_100_000) @ Affine.rotation(-33) @ Affine.scale(0.3, -0.3)


@dataclass(frozen=True)
class Made:
    folder: Path
    explanation: Explanation


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Made:
    home = tmp_path_factory.mktemp("report")
    name = "a <b>bold & 'odd' $scene.tif"
    scene = home / (name.replace("<b>", "") if os.name == "nt" else name)  # Windows takes no such
    with rasterio.open(
        scene,
        "w",
        driver="GTiff",
        count=3,
        height=96,
        width=120,
        dtype="uint8",
        crs="EPSG:32633",
        transform=TURNED,
    ) as dataset:
        dataset.write(texture(3, 96, 120))
    request = ExplainRequest(
        str(scene),
        Region(window=Window(50, 40, 6, 5)),
        str(home / "out"),
        network="fsrcnn-x4",
        methods=(Method("amve-sr"), Method("lam", {"steps": 2})),
        views=("layers",),
        measures=("deletion", "sensitivity"),
        threads=1,
    )
    return Made(home / "out", explain(request))


@pytest.fixture
def made(original: Made, tmp_path: Path) -> Made:
    """In a folder of the test's own, as if it had been sent there."""
    folder = Path(shutil.copytree(original.folder, tmp_path / "sent"))
    return replace(original, folder=folder)
