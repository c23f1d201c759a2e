"""Which Python runs the engine, and in what environment."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsSettings

from srxai_plugin.desk.runtime import interpreter
from srxai_plugin.desk.runtime.interpreter import engine_environment, find_interpreter


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No engine anywhere: neither named, nor in the checkout, nor in the profile."""
    monkeypatch.delenv(interpreter.VARIABLE, raising=False)
    monkeypatch.setattr(
        interpreter, "BOOT", tmp_path / "plugins" / "srxai" / "engine" / "serving" / "boot.py"
    )
    monkeypatch.setattr(QgsApplication, "qgisSettingsDirPath", lambda: str(tmp_path / "profile"))


def python_in(folder: Path) -> Path:
    python = folder / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    return python


def test_no_interpreter_is_found_where_there_is_none(nowhere: None) -> None:
    assert find_interpreter() is None


def test_qgis_own_python_is_never_taken_for_the_engine(nowhere: None) -> None:
    assert find_interpreter() != Path(sys.executable)


def test_the_setting_comes_before_the_variable_and_that_before_the_checkout_and_the_profile(
    nowhere: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    in_profile = python_in(tmp_path / "profile" / "srxai" / "engine")
    assert find_interpreter() == in_profile
    in_checkout = python_in(tmp_path / "plugins" / ".venv")
    assert find_interpreter() == in_checkout
    in_variable = python_in(tmp_path / "variable")
    monkeypatch.setenv(interpreter.VARIABLE, str(in_variable))
    assert find_interpreter() == in_variable
    in_setting = python_in(tmp_path / "setting")
    QgsSettings().setValue(interpreter.SETTING, str(in_setting))
    assert find_interpreter() == in_setting


@pytest.mark.parametrize(
    "name",
    [
        "GDAL_DATA",
        "GDAL_DRIVER_PATH",
        "LD_LIBRARY_PATH",
        "PROJ_DATA",
        "PROJ_LIB",
        "PYTHONEXECUTABLE",
        "PYTHONHOME",
        "PYTHONPATH",
        "QT_PLUGIN_PATH",
        "VIRTUAL_ENV",
        "PIP_INDEX_URL",
        "DYLD_LIBRARY_PATH",
    ],
)
def test_the_engine_does_not_see_a_variable_that_would_mislead_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "/from/qgis")
    monkeypatch.setenv("SRXAI_KEPT", "yes")
    environment = engine_environment()
    assert not environment.contains(name)
    assert environment.value("SRXAI_KEPT") == "yes"


def test_added_networks_lie_in_the_profile_unless_the_environment_says_where(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(interpreter.NETWORKS_VARIABLE, "/elsewhere")
    assert engine_environment().value("SRXAI_NETWORKS") == "/elsewhere"
    monkeypatch.delenv(interpreter.NETWORKS_VARIABLE)
    monkeypatch.setattr(QgsApplication, "qgisSettingsDirPath", lambda: str(tmp_path))
    own = tmp_path / "srxai" / "networks"
    assert engine_environment().value("SRXAI_NETWORKS") == str(own)
