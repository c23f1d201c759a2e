"""A file that the system does not let go."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def held(path: Path) -> Iterator[None]:
    """On Windows as where a program has it open; elsewhere it is immutable, or the test skips."""
    if sys.platform == "win32":
        with open(path, "rb"):
            yield
        return
    if subprocess.run(["chattr", "+i", str(path)], capture_output=True).returncode:
        pytest.skip("no file can be held fast here")
    try:
        yield
    finally:
        subprocess.run(["chattr", "-i", str(path)], check=True)
