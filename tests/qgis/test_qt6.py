"""Fit for QGIS 4: nothing here needs Qt 5."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

SMOKE = Path(__file__).with_name("qt6_smoke.py")
PYTHON = os.environ.get("SRXAI_QT6_PYTHON", sys.executable)
"""A Python with PyQt6; it needs no QGIS."""
HAS_QT6 = sys.executable != PYTHON or importlib.util.find_spec("PyQt6") is not None


@pytest.mark.skipif(not HAS_QT6, reason="no PyQt6; SRXAI_QT6_PYTHON names a Python with it")
def test_every_module_of_the_qgis_side_imports_and_names_only_what_qt_6_has() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": ""}
    done = subprocess.run([PYTHON, SMOKE], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
