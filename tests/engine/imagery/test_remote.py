"""Rasters over HTTP, in archives and behind VRTs: only what a window needs is read."""

from __future__ import annotations

import http.server
import re
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.shutil import copy

from srxai_plugin.contract import ExplainRequest, Method, Region, Window
from srxai_plugin.contract_scene import RelianceRequest
from srxai_plugin.engine.explain import explain
from srxai_plugin.engine.scene.reliance import reliance
from tests.engine.conftest import NORTH_UP, texture

SIDE = 2048


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves a folder by ranges, and keeps count."""

    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._answer(False)

    def do_GET(self) -> None:
        self._answer(True)

    def _answer(self, has_body: bool) -> None:
        path = self.server.folder / self.path.lstrip("/")
        if not path.is_file():
            self.send_error(404)
            return
        size = path.stat().st_size
        asked = re.match(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        first = int(asked[1]) if asked else 0
        last = min(int(asked[2] or size - 1) if asked else size - 1, size - 1)
        self.send_response(206 if asked else 200)
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", str(last - first + 1))
        if asked:
            self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        self.end_headers()
        if has_body:
            self.server.asked.append((self.path, last - first + 1))
            with path.open("rb") as file:
                file.seek(first)
                self.wfile.write(file.read(last - first + 1))

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(tmp_path: Path) -> Iterator[http.server.ThreadingHTTPServer]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.folder, server.asked = tmp_path, []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


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
    address = f"http://127.0.0.1:{server.server_port}/cog.tif"
    for i, name in enumerate((f"/vsicurl/{address}", address)):
        server.asked.clear()
        found = heatmap(explain(request(name, tmp_path / str(i))))
        assert np.array_equal(found, own)
        assert {path for path, _ in server.asked} <= {"/cog.tif"}
        # The tile lies in one block of 256 × 256 × 3 ≈ 200 kB; the header is read beside it.
        assert len(server.asked) <= 12
        assert sum(size for _, size in server.asked) < 1_000_000 < cog.stat().st_size / 10


def test_a_reliance_map_over_http_reads_its_windows_alone(cog, server, tmp_path):
    name = f"/vsicurl/http://127.0.0.1:{server.server_port}/cog.tif"
    result = reliance(
        RelianceRequest(
            name, str(tmp_path / "map.tif"), "fsrcnn-x4", stride=SIDE, device="cpu", threads=1
        )
    )
    assert result.explained == 1
    assert sum(size for _, size in server.asked) < cog.stat().st_size / 5


def test_archives_and_vrts_give_the_same_map(cog, tmp_path):
    own = heatmap(explain(request(str(cog), tmp_path / "own")))
    with zipfile.ZipFile(tmp_path / "scene.zip", "w") as archive:
        archive.write(cog, "deep/cog.tif")
    copy(cog, tmp_path / "cog.vrt", driver="VRT")
    for i, name in enumerate(
        (f"/vsizip/{tmp_path}/scene.zip/deep/cog.tif", str(tmp_path / "cog.vrt"))
    ):
        assert np.array_equal(heatmap(explain(request(name, tmp_path / str(i)))), own)
