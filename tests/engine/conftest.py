"""Small rasters and networks of the tests' own making; nothing outside the repository is needed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import rasterio
import torch
from affine import Affine
from torch import nn

from srxai_plugin.contract import wire
from srxai_plugin.engine.machine.device import usual_threads
from srxai_plugin.engine.networks.architectures.edsr import EDSR
from srxai_plugin.engine.networks.base import SRNetwork, freeze
from tests.engine.worker_process import Engine

SHARED = Path(os.environ.get("SRXAI_SHARED", Path(__file__).parents[3] / "shared"))
"""Reference arrays and imagery that are not part of the project; what needs them skips without."""

NORTH_UP = Affine(0.3, 0, 500_000, 0, -0.3, 4_100_000)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Deterministic, and no quarrel over cores."""
    with usual_threads(1):
        yield


@pytest.fixture(autouse=True)
def no_networks_of_the_users_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What she added to her profile is none of the tests' business."""
    monkeypatch.setenv("SRXAI_NETWORKS", str(tmp_path / "networks"))


def texture(bands: int, height: int, width: int, seed: int = 0) -> np.ndarray:
    """(bands, height, width) uint8 that looks like blocks and noise, never flat."""
    random = np.random.default_rng(seed)
    blocks = random.integers(30, 220, (bands, -(-height // 6), -(-width // 6)))
    image = blocks.repeat(6, 1).repeat(6, 2)[:, :height, :width]
    return np.clip(image + random.integers(-12, 13, image.shape), 0, 255).astype(np.uint8)


def write_raster(
    path: Path,
    values: np.ndarray | None = None,
    crs: str | None = "EPSG:32633",
    transform: Affine | None = NORTH_UP,
    **profile: object,
) -> Path:
    """A GeoTIFF of ``values``, or of 120 × 96 pixels of texture."""
    values = texture(3, 96, 120) if values is None else values
    bands, height, width = values.shape
    georeference = {"crs": crs} if crs else {}
    if transform is not None:
        georeference["transform"] = transform
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        count=bands,
        height=height,
        width=width,
        dtype=values.dtype,
        **georeference,
        **profile,
    ) as dataset:
        dataset.write(values)
    return path


@pytest.fixture
def make_raster(tmp_path: Path) -> Callable[..., Path]:
    """``write_raster`` in the test's own folder."""

    def make(values: np.ndarray | None = None, name: str = "scene.tif", **how: object) -> Path:
        return write_raster(tmp_path / name, values, **how)

    return make


@pytest.fixture
def small_edsr() -> SRNetwork:
    """A seeded ×2 EDSR with random weights: the layout of the real one, at a tenth of its cost."""
    torch.manual_seed(1)
    module = freeze(EDSR(scale=2, bands=3, features=8, blocks=2))
    return SRNetwork("small", "edsr", 2, 3, module, sha256="0" * 64)


def network_of(module: nn.Module, scale: int, bands: int) -> SRNetwork:
    return SRNetwork("made", "made", scale, bands, freeze(module), sha256="0" * 64)


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Engine]]:
    """The worker that tests share; they take it by ``engine``."""
    engines: list[Engine] = []
    yield engines
    assert [engine.end() for engine in engines] == [0] * len(engines)


@pytest.fixture
def engine(engines: list[Engine], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A warm worker, ready, without networks of its own and without work left from before."""
    if not engines:
        engines.append(Engine(tmp_path_factory.mktemp("worker") / "networks"))
        assert engines[0].hear()["event"] == wire.READY
    (engine,) = engines
    yield engine
    shutil.rmtree(engine.networks, ignore_errors=True)
    if not engine.is_idle:  # after a test that failed
        engine.process.kill()
        engine.end()
        engines.clear()
