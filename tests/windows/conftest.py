"""A scene and an engine whose every path has spaces and letters that are not ASCII's."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from srxai_plugin.contract import wire
from srxai_plugin.contract.codec import to_data
from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import ExplainRequest, Method
from tests.engine.conftest import write_raster
from tests.engine.worker_process import BOOT, Engine

LONG = (Method("lam", {"steps": 5000}),)
"""That nobody waits for."""

if sys.platform != "win32":
    pytest.skip("for Python on Windows: make test-windows", allow_module_level=True)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("Bilder für 山田")
    os.environ["SRXAI_NETWORKS"] = str(folder / "Netze é")
    return folder


@pytest.fixture(scope="session")
def scene(home: Path) -> Path:
    return write_raster(home / "Köln Süd 京都.tif")


@pytest.fixture(scope="session")
def asked(scene: Path, home: Path) -> ExplainRequest:
    """A request that takes a second."""
    return ExplainRequest(
        str(scene),
        Region(window=Window(50, 40, 6, 5)),
        str(home / "Ergebnis ß"),
        "fsrcnn-x4",
        (Method("amve-sr"),),
        context=16,
        threads=1,
    )


@pytest.fixture(scope="session")
def engines(home: Path) -> Iterator[list[Engine]]:
    running: list[Engine] = []
    yield running
    for engine in running:
        engine.process.kill()
        engine.process.wait(timeout=60)


@pytest.fixture
def engine(engines: list[Engine], home: Path) -> Engine:
    """One that runs, from the folder of an installed plugin; a fresh one after a kill."""
    assert not str(BOOT).isascii() and " " in str(BOOT)
    if not engines:
        engines.append(Engine(home / "Netze é"))
        ready = engines[0].hear()
        assert ready["event"] == wire.READY, ready
    return engines[0]


def explain(engine: Engine, asked: ExplainRequest, id: int, **changes: Any) -> Path:
    """Ask for it; the folder of the result."""
    request = replace(asked, **changes)
    engine.tell(do="explain", id=id, request=to_data(request))
    return Path(request.output)


def until_it_computes(engine: Engine) -> None:
    """The request that runs."""
    while engine.hear().get("of") != LONG[0].parameters["steps"]:
        pass
