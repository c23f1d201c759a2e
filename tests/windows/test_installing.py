"""What an installation starts on Windows: it ends with it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import srxai_plugin
from srxai_plugin.contract import alive, staging

GROUPED = Path(srxai_plugin.__file__).parent / "desk" / "runtime" / "grouped.py"
STARTS = """import subprocess, sys
waits = "import threading; threading.Event().wait(300)"
child = subprocess.Popen([sys.executable, "-c", waits], stdin=subprocess.DEVNULL)
print(child.pid, flush=True)
child.wait()
"""
"""A module that starts a process, as venv does for ensurepip, and waits for it."""


@pytest.fixture
def child_of_a_killed(home: Path) -> Callable[..., int]:
    """The id of a process whose parent, PYTHON with these arguments, was killed."""
    (home / "starts.py").write_text(STARTS, "utf-8")

    def killed(*arguments: str) -> int:
        head = subprocess.Popen(
            [sys._base_executable, *arguments],  # as venv is started: by no launcher
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(home)},
        )
        child = int(head.stdout.readline())
        head.kill()
        head.wait(timeout=60)
        return child

    return killed


def ended(pid: int) -> None:
    """Raises what ``patiently`` tries again on, while it lives."""
    if not alive.has_ended(pid):
        error = PermissionError(13, "it lives")
        error.winerror = staging.HELD[0]
        raise error


def test_what_venv_and_pip_start_ends_with_them(child_of_a_killed: Callable[..., int]):
    child = child_of_a_killed(str(GROUPED), "starts")
    staging.patiently(lambda: ended(child), patience=20)


def test_windows_alone_would_let_it_live(child_of_a_killed: Callable[..., int]):
    """Against the test before being true of any child."""
    child = child_of_a_killed("-m", "starts")
    with pytest.raises(PermissionError):
        staging.patiently(lambda: ended(child))
    os.kill(child, 9)
    staging.patiently(lambda: ended(child), patience=20)
