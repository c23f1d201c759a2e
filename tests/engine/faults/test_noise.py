"""What else goes on in a process and around it: prints, a clock that jumps, files that are open."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import rasterio

from srxai_plugin.contract import wire
from tests.engine.worker_process import BOOT, Engine, result_of

NOISE = """
import os, sys, threading, time, warnings

def chatter():
    while True:
        print("a library prints", '{"event": "done", "id": 1}')
        os.write(1, b'and a C library {"event": "failed", "id": 1}, without an end')
        time.sleep(0.001)

class Begin:
    '''When the engine is imported, whose libraries are the ones that print.'''
    def find_spec(self, name, path, target=None):
        if name == "srxai_plugin.engine.serving.worker":
            os.write(1, b"greetings from C")
            print("greetings from Python")
            threading.Thread(target=chatter, daemon=True).start()
        return None

sys.meta_path.insert(0, Begin())
"""
CLOCK = """
import itertools, time
jumps, now = itertools.cycle((0, -86400 * 365, 86400 * 365)), time.time
time.time = lambda: now() + next(jumps)
time.time_ns = lambda: int(time.time() * 1e9)
"""


class Disturbed(Engine):
    """A worker whose Python runs some code before anything else."""

    def __init__(self, folder: Path, code: str) -> None:
        (folder / "sitecustomize.py").write_text(code)
        self.open = set()
        self.process = subprocess.Popen(
            [sys.executable, str(BOOT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(folder)},
        )


@pytest.fixture(params=[NOISE, CLOCK], ids=["noise", "clock"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    engine = Disturbed(tmp_path, request.param)
    yield engine
    engine.process.stdin.close()
    engine.process.stdout.read()
    assert engine.process.wait(timeout=60) == 0
    engine.process.stdout.close()


def test_prints_and_jumping_clocks_disturb_nothing(engine, job):
    assert engine.hear()["event"] == wire.READY
    for id, do in enumerate(("explain", "superresolve"), start=2):
        asked = job(do)
        engine.tell(**asked.message(id))
        said = engine.events(id)
        assert said[-1]["event"] == wire.DONE, said[-1]
        left = [e["seconds_left"] for e in said if e.get("seconds_left") is not None]
        assert left and all(0 <= seconds < 3600 for seconds in left)
        assert 0 <= result_of(said[-1])["seconds"] < 3600
        assert asked.is_whole()


def test_a_result_that_is_open_elsewhere_is_replaced_whole(worker, job):
    """As on systems where open files can be replaced; whoever has one open goes on to see the old
    one."""
    asked, one = job("explain"), worker()
    assert one.run(asked) == "done"
    whole = asked.found()
    with rasterio.open(asked.output / "lam.tif") as dataset:
        before = dataset.read(1, window=((0, 4), (0, 4)))
        assert one.run(asked) == "done"
        assert np.array_equal(before, dataset.read(1, window=((0, 4), (0, 4))))
        dataset.read()
    assert asked.found() == whole


def test_no_time_that_is_measured_comes_from_the_wall_clock():
    package = BOOT.parents[1]
    for path in package.rglob("*.py"):
        text = path.read_text("utf-8")
        assert "time.time(" not in text and "from time import" not in text, path
