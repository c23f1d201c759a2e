"""A nursery of workers, what is asked of them, and what may be on disk afterwards."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import rasterio

from srxai_plugin.contract import wire
from srxai_plugin.contract.codec import to_data, to_json
from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import CompareRequest, ExplainRequest, Method
from srxai_plugin.contract.scenes import (
    TILES_SUFFIX,
    WINDOWS_SUFFIX,
    DetailMapRequest,
    RelianceRequest,
    SuperResolveRequest,
)
from tests.engine.conftest import NORTH_UP, texture

HERE = Path(__file__).parent
NETWORK = "fsrcnn-x4"
WHERE = Region(window=Window(20, 16, 6, 5))


@dataclass(frozen=True)
class Job:
    """A request that is quick, and goes through all its stages."""

    do: str
    request: Any
    output: Path
    """Folder in which all of it appears."""
    last: str
    """The file in it that appears last."""

    def message(self, id: int = 1) -> wire.Message:
        return {"do": self.do, "id": id, "request": to_data(self.request)}

    def is_whole(self) -> bool:
        return (self.output / self.last).exists()

    def found(self) -> dict[str, object]:
        """All files in the folder, hidden ones too; without what tells how long it took."""
        found: dict[str, object] = {}
        for path in sorted(p for p in self.output.rglob("*") if not p.is_dir()):
            content: object = path.read_bytes()
            if path.suffix == ".json":
                content = re.sub(rb'"seconds": [\d.]+', b"", path.read_bytes())
            found[str(path.relative_to(self.output))] = content
        return found


GO_ON_WITH = (WINDOWS_SUFFIX, TILES_SUFFIX)
"""Of files that a killed run leaves on purpose."""
USUAL_JOBS = (
    "explain",
    pytest.param("compare", marks=pytest.mark.exhaustive),  # explains one by one, as explain does
    "superresolve",
    "reliance",
    "detail",
)


def explain_request(raster: Path, output: Path, **changes: object) -> ExplainRequest:
    methods = (Method("amve-sr"), Method("lam", {"steps": 2}))
    request = ExplainRequest(
        str(raster), WHERE, str(output), NETWORK, methods, context=2, device="cpu", threads=1
    )
    return replace(request, **changes)


@pytest.fixture
def job(raster: Path, tmp_path: Path) -> Callable[[str], Job]:
    def make(do: str) -> Job:
        folder = tmp_path / "new" / do
        file = str(folder / "made.tif")
        scene, common = str(raster), {"device": "cpu", "threads": 1}
        few = {"window": 4, "context": 2}
        request: Any = {
            "explain": lambda: explain_request(raster, folder),
            "compare": lambda: CompareRequest(
                scene, WHERE, str(folder), (NETWORK, "edsr-x2"), Method("amve-sr"), context=2,
                threads=1,
            ),
            "superresolve": lambda: SuperResolveRequest(scene, file, NETWORK, tile=32, **common),
            "detail": lambda: DetailMapRequest(scene, file, NETWORK, **common),
            "reliance": lambda: RelianceRequest(scene, file, NETWORK, stride=8, **few, **common),
        }[do]()  # fmt: skip
        last = {"explain": "result.json", "compare": "comparison.json"}.get(do, "made.tif")
        return Job(do, request, folder, last)

    return make


def write_scene(path: Path) -> Path:
    with rasterio.open(
        path, "w", driver="GTiff", count=3, height=40, width=48, dtype="uint8",
        crs="EPSG:32633", transform=NORTH_UP,
    ) as dataset:  # fmt: skip
        dataset.write(texture(3, 40, 48))
    return path


@pytest.fixture
def raster(tmp_path: Path) -> Path:
    return write_scene(tmp_path / "scene.tif")


def kind(said: wire.Message) -> str:
    """Of a stage: the steps of one method are one kind."""
    told = (said.get(key) for key in ("stage", "method", "subject"))
    return " ".join(word for word in told if word) or wire.PREVIEW


class Worker:
    """A real worker, and both ends of its pipes."""

    def __init__(self, mother: socket.socket, **facts: object) -> None:
        commands, self._commands = os.pipe()
        self._events, events = os.pipe()
        message = {"environment": {}, "die_before": 0, **facts}
        socket.send_fds(mother, [json.dumps(message).encode()], [commands, events])
        os.close(commands)
        os.close(events)
        self.pid = int(mother.recv(32))
        self.stdin = open(self._commands, "wb", buffering=0)  # noqa: SIM115 - closed by ``end``
        self.stdout = open(self._events, "rb")  # noqa: SIM115
        assert self.hear()["event"] == wire.READY

    def tell(self, **command: object) -> None:
        self.stdin.write(wire.encode(command))

    def hear(self) -> wire.Message:
        """What it says next; empty when it is dead."""
        line = self.stdout.readline()
        return wire.decode(line) if line else {}

    def outcome(self, stages: list[str] | None = None, until: str | None = None) -> str:
        """What the request that runs comes to, with the sentence if there is one; or the kind of
        stage that is waited for. ``stages`` collects the kinds of stages on the way."""
        stages = [] if stages is None else stages
        while (said := self.hear()).get("event") in wire.ON_THE_WAY:
            stage = kind(said)
            stages += [stage] * (stage not in stages)
            if stage == until:
                return stage
        return " ".join(
            str(said[key]) for key in ("event", "kind", "message") if said.get(key) is not None
        )

    def run(self, job: Job) -> str:
        self.tell(**job.message())
        return self.outcome()

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        self.wait()

    def wait(self) -> None:
        """Until it is gone from the table of processes."""
        while self.hear():
            pass
        try:
            while True:
                os.kill(self.pid, 0)
        except ProcessLookupError:
            return

    def end(self) -> None:
        """Its owner goes."""
        self.stdin.close()
        self.wait()
        self.stdout.close()


@pytest.fixture(scope="session")
def mother(tmp_path_factory: pytest.TempPathFactory) -> Iterator[socket.socket]:
    if not hasattr(socket, "send_fds"):
        pytest.skip("workers of a nursery get their pipes through a socket of Unix")
    folder = tmp_path_factory.mktemp("nursery")
    trial = to_json(explain_request(write_scene(folder / "scene.tif"), folder / "none"))
    ours, theirs = socket.socketpair()
    environment = {**os.environ, "PYTHONPATH": str(HERE.parents[2]), "OMP_NUM_THREADS": "1"}
    with (
        ours,
        subprocess.Popen(
            [sys.executable, str(HERE / "nursery.py"), trial],
            stdin=theirs,
            stderr=None if os.environ.get("SRXAI_LOUD") else subprocess.DEVNULL,
            env=environment,
        ) as process,
    ):
        theirs.close()
        yield ours
        ours.close()
        process.wait(30)


@pytest.fixture
def worker(mother: socket.socket, tmp_path: Path) -> Iterator[Callable[..., Worker]]:
    """Gives birth to workers; those that live when the test ends are ended."""
    born: list[Worker] = []
    environment = {"SRXAI_NETWORKS": str(tmp_path / "networks")}

    def bear(**facts: object) -> Worker:
        born.append(Worker(mother, environment=environment, **facts))
        return born[-1]

    yield bear
    for one in born:
        if not one.stdin.closed:
            one.end()
