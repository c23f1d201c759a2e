"""What the plugin installs is what pyproject.toml says, and every file names the same version."""

from __future__ import annotations

import configparser
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

import srxai_plugin

ROOT = Path(__file__).parents[3]


@pytest.fixture
def requirements() -> ModuleType:
    spec = importlib.util.spec_from_file_location("requirements", ROOT / "tools/requirements.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_shipped_requirements_are_those_of_pyproject(requirements: ModuleType) -> None:
    shipped = {path.name: path.read_text("utf-8") for path in requirements.SHIPPED.iterdir()}
    assert shipped == requirements.shipped(), "run: .venv/bin/python tools/requirements.py --write"


def test_metadata_and_package_say_the_same_version() -> None:
    metadata = configparser.ConfigParser(interpolation=None)
    metadata.read(ROOT / "metadata.txt", "utf-8")
    assert metadata["general"]["version"] == srxai_plugin.__version__
