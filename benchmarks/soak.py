"""Thousands of mixed requests through one worker: ``benchmarks/soak.py [--requests N]``.

    .venv/bin/python benchmarks/soak.py               the engine's worker, through its pipes
    .venv-qgis/bin/python benchmarks/soak.py --qgis   the desktop's session, and its worker

Prints resident memory at the start, after the first 100 requests and at the end, each time at rest,
failures and the slowest answer. Passes when memory grew by less than 5 % after the first 100 and
nothing failed; a request that is meant to be refused or cancelled fails when it is not.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from srxai_plugin.contract import wire  # noqa: E402
from srxai_plugin.contract.codec import to_data  # noqa: E402
from srxai_plugin.contract.geometry import Region, Window  # noqa: E402
from srxai_plugin.contract.requests import ExplainRequest, Method  # noqa: E402

WARM = 100
"""Requests after which nothing new should be kept."""
REST = 4.0
"""Seconds without a request before memory is read: the worker has given back what is free then."""
ALLOWED = 5.0
"""% of growth from then on."""
METHODS = ("amve-sr", "gradient", "lam", "integrated-gradients", "smoothgrad", "grad-cam++")
NETWORKS = ("fsrcnn-x4", "edsr-x4", "edsr-x2", "no-such-network")
CONTEXTS = (2, 8, 14, 20)


class Client(Protocol):
    """Whoever asks a worker."""

    def request(self, message: wire.Message, cancel: bool) -> str:
        """How it ended: ``done``, ``failed`` or ``cancelled``."""

    def memory(self) -> dict[str, int]:
        """Resident bytes by process."""


class Pipes:
    """The worker alone."""

    def __init__(self) -> None:
        import subprocess

        self._process = subprocess.Popen(
            [sys.executable, ROOT / "srxai_plugin/engine/serving/boot.py"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        wire.decode(self._process.stdout.readline())

    def request(self, message: wire.Message, cancel: bool) -> str:
        self._tell(message)
        while True:
            event = wire.decode(self._process.stdout.readline())
            if event["event"] not in wire.ON_THE_WAY:
                return event["event"]
            if cancel:
                self._tell({"do": wire.CANCEL, "id": message["id"]})
                cancel = False

    def _tell(self, message: wire.Message) -> None:
        self._process.stdin.write(wire.encode(message))
        self._process.stdin.flush()

    def memory(self) -> dict[str, int]:
        return {"worker": resident(self._process.pid)}

    def close(self) -> None:
        self._process.stdin.close()
        self._process.wait(60)


class Session:
    """The desktop's side, without a desktop."""

    def __init__(self) -> None:
        from qgis.core import QgsApplication

        from srxai_plugin.desk.runtime.interpreter import find_interpreter
        from srxai_plugin.desk.runtime.session import EngineSession

        self._application = QgsApplication([], False)
        self._session = EngineSession(find_interpreter())
        self._session.ready.connect(self._note)
        self._pid = 0
        self.restarts = -1

    def _note(self, facts: dict) -> None:
        self._pid = facts["pid"]
        self.restarts += 1

    def request(self, message: wire.Message, cancel: bool) -> str:
        from qgis.PyQt.QtCore import QEventLoop

        from srxai_plugin.contract.codec import from_data

        loop, came, session = QEventLoop(), [], self._session
        ends = {
            "done": (session.explained, session.answered),
            "failed": (session.failed,),
            "cancelled": (session.cancelled,),
        }

        def note(name: str) -> Callable[..., None]:
            def end(*_values: Any) -> None:
                came.append(name)
                loop.quit()

            return end

        connections = [(s, s.connect(note(name))) for name, both in ends.items() for s in both]
        if message["do"] == wire.EXPLAIN:
            id = session.explain(from_data(ExplainRequest, message["request"]))
        else:
            id = session.ask(**{k: v for k, v in message.items() if k != "id"})
        if cancel:
            stop = session.progress.connect(lambda *_: session.cancel(id))
            connections.append((session.progress, stop))
        loop.exec()
        for signal, connection in connections:
            signal.disconnect(connection)
        return came[0]

    def memory(self) -> dict[str, int]:
        gc.collect()
        return {"QGIS": resident(os.getpid()), "worker": resident(self._pid)}

    def close(self) -> None:
        from qgis.PyQt.QtCore import QEventLoop

        loop = QEventLoop()
        self._session.stopped.connect(loop.quit)
        self._session.close()
        loop.exec()
        self._application.exitQgis()


def resident(pid: int) -> int:
    fields = Path(f"/proc/{pid}/statm").read_text().split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")


def mixed(rasters: list[Path], output: Path, count: int) -> list[tuple[wire.Message, str]]:
    """Requests and how each should end, the same ones each time."""
    chance, found = random.Random(0), []
    plain = {"do": [wire.NETWORKS, wire.METHODS, wire.OBJECTIVES, wire.PING]}
    for id in range(1, count + 1):
        turn = chance.random()
        if turn < 0.15:
            found.append(({"do": chance.choice(plain["do"]), "id": id}, "done"))
            continue
        network = chance.choice(NETWORKS)
        name = chance.choice(METHODS)
        steps = {"steps": 3} if name in ("lam", "integrated-gradients") else {}
        samples = {"samples": 3} if name == "smoothgrad" else {}
        size = chance.choice((3, 4, 8))
        column, row = chance.randrange(60), chance.randrange(60)
        raster = str(chance.choice(rasters)) if turn < 0.92 else "/no/such/raster.tif"
        ends = "failed" if network == NETWORKS[-1] or turn >= 0.92 else "done"
        if ends == "done" and turn < 0.25:
            name, steps, samples, ends = "lam", {"steps": 2000}, {}, "cancelled"
        request = ExplainRequest(
            raster,
            Region(window=Window(column, row, size, size)),
            str(output / str(id % 7)),
            network,
            (Method(name, {**steps, **samples}),),
            context=chance.choice(CONTEXTS),
            threads=1,
        )
        do = wire.GLANCE if 0.25 <= turn < 0.6 else wire.EXPLAIN
        found.append(({"do": do, "id": id, "request": to_data(request)}, ends))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--qgis", action="store_true", help="through the desktop's session")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as room:
        rasters = scenes(Path(room), asked.qgis)
        client = Session() if asked.qgis else Pipes()
        seen, failures, slowest = [], 0, 0.0
        begun = time.monotonic()
        for number, (message, ends) in enumerate(
            mixed(rasters, Path(room) / "out", asked.requests), start=1
        ):
            started = time.monotonic()
            came_to = client.request(message, cancel=ends == "cancelled")
            slowest = max(slowest, time.monotonic() - started)
            if came_to != ends:
                failures += 1
                print(f"request {number} should end {ends}, but {came_to}: {message}")
            if number in (1, WARM, asked.requests) or number % 500 == 0:
                time.sleep(REST)
                seen.append((number, client.memory()))
                sizes = [f"{who} {size / 2**20:.1f} MB" for who, size in seen[-1][1].items()]
                print(f"after {number:5} requests: {', '.join(sizes)}", flush=True)
        seconds = time.monotonic() - begun
        client.close()
    grown = {
        who: 100 * (size / dict(seen).get(WARM, seen[0][1])[who] - 1)
        for who, size in seen[-1][1].items()
    }
    told = ", ".join(f"{who} {percent:+.1f} %" for who, percent in grown.items())
    passes = not failures and max(grown.values()) < ALLOWED
    print(f"{asked.requests} requests in {seconds:.0f} s, slowest {slowest:.2f} s")
    print(f"{failures} failed; growth after the first {WARM}: {told}")
    print("pass" if passes else "FAIL")
    return not passes


def scenes(folder: Path, qgis: bool) -> list[Path]:
    """Of 8 and 16 bits, in three and four bands, by whichever GDAL this Python has."""
    found = []
    for bands, bits in ((3, 8), (4, 8), (3, 16)):
        path = folder / f"scene-{bands}-{bits}.tif"
        pixels = random.Random(bands * bits).randbytes(bands * 96 * 96 * bits // 8)
        (write_by_osgeo if qgis else write_by_rasterio)(path, bands, bits, pixels)
        found.append(path)
    return found


def write_by_rasterio(path: Path, bands: int, bits: int, pixels: bytes) -> None:
    import numpy as np
    import rasterio
    from affine import Affine

    with rasterio.open(
        path, "w", driver="GTiff", count=bands, height=96, width=96, dtype=f"uint{bits}",
        crs="EPSG:32633", transform=Affine(0.5, 0, 500_000, 0, -0.5, 4_100_000),
    ) as dataset:  # fmt: skip
        dataset.write(np.frombuffer(pixels, f"uint{bits}").reshape(bands, 96, 96))


def write_by_osgeo(path: Path, bands: int, bits: int, pixels: bytes) -> None:
    from osgeo import gdal

    kind = gdal.GDT_Byte if bits == 8 else gdal.GDT_UInt16
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), 96, 96, bands, kind)
    dataset.SetGeoTransform((500_000.0, 0.5, 0.0, 4_100_000.0, 0.0, -0.5))
    part = len(pixels) // bands
    for band in range(bands):
        dataset.GetRasterBand(band + 1).WriteRaster(
            0, 0, 96, 96, pixels[band * part : (band + 1) * part]
        )
    del dataset


if __name__ == "__main__":
    sys.exit(main())
