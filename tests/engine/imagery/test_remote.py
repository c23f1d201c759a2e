"""Rasters over HTTP, in archives and behind VRTs: only what a window needs is read."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.shutil import copy

from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import ExplainRequest, Method
from srxai_plugin.contract.scenes import RelianceRequest
from srxai_plugin.engine.explaining.explain import explain
from srxai_plugin.engine.scene.reliance import reliance
from tests.engine.conftest import NORTH_UP, texture

SIDE = 2048
RANGES = Path(__file__).with_name("range_server.py")


class Server:
    """A real HTTP server of the test's folder."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "asked.log"
        command = [sys.executable, str(RANGES), str(folder), str(self._log)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.address = f"http://127.0.0.1:{int(self.process.stdout.readline())}"

    def asked(self) -> list[tuple[str, int]]:
        """Path and bytes of each answer since the last look."""
        lines = self._log.read_text().splitlines() if self._log.exists() else []
        self._log.unlink(missing_ok=True)
        return [(path, int(size)) for path, size in map(str.split, lines)]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    yield server
    server.process.kill()
    server.process.wait()
    server.process.stdout.close()


@pytest.fixture
def cog(tmp_path: Path) -> Path:
    """Noise that no compression makes small: 12 MB in blocks of 256."""
    values = np.random.default_rng(0).integers(0, 255, (3, SIDE, SIDE), dtype=np.uint8)
    values[:, 1000:1200, 1000:1200] = texture(3, 200, 200)
    plain = tmp_path / "plain.tif"
    profile = {"driver": "GTiff", "count": 3, "height": SIDE, "width": SIDE, "dtype": "uint8"}
    with rasterio.open(plain, "w", crs="EPSG:32633", transform=NORTH_UP, **profile) as dataset:
        dataset.write(values)
    copy(plain, tmp_path / "cog.tif", driver="COG", blocksize=256, compress="deflate")
    return tmp_path / "cog.tif"


def request(raster: str, output: Path) -> ExplainRequest:
    return ExplainRequest(
        raster,
        Region(window=Window(1090, 1090, 8, 8)),
        str(output),
        "fsrcnn-x4",
        (Method("amve-sr"),),
        device="cpu",
        threads=1,
    )


def heatmap(result) -> np.ndarray:
    with rasterio.open(result.attributions[0].raster) as dataset:
        return dataset.read(1)


def test_only_the_windows_blocks_come_over_http(cog, server, tmp_path):
    own = heatmap(explain(request(str(cog), tmp_path / "own")))
    address = f"{server.address}/cog.tif"
    for i, name in enumerate((f"/vsicurl/{address}", address)):
        found = heatmap(explain(request(name, tmp_path / str(i))))
        assert np.array_equal(found, own)
        asked = server.asked()
        assert {path for path, _ in asked} <= {"/cog.tif"}
        # The tile lies in one block of 256 × 256 × 3 ≈ 200 kB; the header is read beside it, and
        # up to four windows of 128 × 128 that the network is tried on.
        assert len(asked) <= 12
        assert sum(size for _, size in asked) < cog.stat().st_size / 5


def test_a_reliance_map_over_http_reads_its_windows_alone(cog, server, tmp_path):
    name = f"/vsicurl/{server.address}/cog.tif"
    result = reliance(
        RelianceRequest(
            name, str(tmp_path / "map.tif"), "fsrcnn-x4", stride=SIDE, device="cpu", threads=1
        )
    )
    assert result.explained == 1
    assert sum(size for _, size in server.asked()) < cog.stat().st_size / 5


def test_archives_and_vrts_give_the_same_map(cog, tmp_path):
    own = heatmap(explain(request(str(cog), tmp_path / "own")))
    with zipfile.ZipFile(tmp_path / "scene.zip", "w") as archive:
        archive.write(cog, "deep/cog.tif")
    copy(cog, tmp_path / "cog.vrt", driver="VRT")
    for i, name in enumerate(
        (f"/vsizip/{tmp_path}/scene.zip/deep/cog.tif", str(tmp_path / "cog.vrt"))
    ):
        assert np.array_equal(heatmap(explain(request(name, tmp_path / str(i)))), own)
