"""Where the engine's own Python is, and the environment that it is started with.

Never ``sys.executable``: inside QGIS that is QGIS itself.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QProcessEnvironment

from srxai_plugin.desk.environment.computer import Computer, unfit
from srxai_plugin.desk.runtime.environment import Environment
from srxai_plugin.desk.runtime.settings import INTERPRETER

SETTING = INTERPRETER.key
VARIABLE = "SRXAI_ENGINE_PYTHON"
NETWORKS_VARIABLE = "SRXAI_NETWORKS"
"""Tells the engine where the networks lie that were added."""
ENVIRONMENT = "engine"
"""The environment in SRXAI's own folder."""
BOOT = Path(__file__).resolve().parents[2] / "engine" / "serving" / "boot.py"
"""Resolved, for the package may be linked into a profile entry by entry."""

DROPPED = {
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
}
DROPPED_PREFIXES = ("DYLD_", "PIP_")


def find_interpreter() -> Optional[Path]:
    """The first that exists of: the setting, the environment variable, a checkout's ``.venv``,
    the environment in its usual place. None if there is none.
    """
    return next((path for path in _candidates() if path.is_file()), None)


def how_to_get_one() -> str:
    """The one sentence for an analyst whose QGIS has no engine yet, or can have none here."""
    if why := unfit(Computer.here()):
        return why
    return QCoreApplication.translate(
        "Engine",
        "SRXAI has no engine yet: networks run in a Python of their own, with PyTorch and "
        "rasterio. Create one under Settings ▸ Options ▸ SRXAI, or choose one that you have.",
    )


def usual_environment() -> Environment:
    """The environment where it is made unless a folder is chosen; it need not exist.

    In the QGIS profile; on Windows in ``%LOCALAPPDATA%``, for profiles may travel with the user
    from computer to computer, and paths in there are too long. One that is there
    already stays.
    """
    in_profile = Environment(own_folder() / ENVIRONMENT)
    local = os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else None
    if not local or in_profile.is_ours:
        return in_profile
    return Environment(Path(local) / "srxai" / ENVIRONMENT)


def engine_environment() -> QProcessEnvironment:
    """QGIS's environment without what would mislead another interpreter.

    With ``PROJ_LIB`` left set, a rasterio wheel fails on a foreign ``proj.db``. Networks that the
    user adds lie in the QGIS profile, for the plugin's own folder goes with every update.
    """
    environment = QProcessEnvironment.systemEnvironment()
    for name in environment.keys():  # noqa: SIM118 - a Qt class, not a dict
        if name in DROPPED or name.startswith(DROPPED_PREFIXES):
            environment.remove(name)
    environment.insert("PYTHONUTF8", "1")
    environment.insert(NETWORKS_VARIABLE, str(networks_folder()))
    return environment


def networks_folder() -> Path:
    """Where the engine keeps the networks that the user adds; it need not exist."""
    chosen = os.environ.get(NETWORKS_VARIABLE)
    return Path(chosen).expanduser() if chosen else own_folder() / "networks"


def _candidates() -> Iterator[Path]:
    named = (INTERPRETER.get(), os.environ.get(VARIABLE, ""))
    yield from (Path(name) for name in named if name)
    yield Environment(BOOT.parents[3] / ".venv").python
    usual = usual_environment()
    if not usual.is_unfinished:
        yield usual.python


def own_folder() -> Path:
    """SRXAI's own folder in the QGIS profile; it need not exist."""
    return Path(QgsApplication.qgisSettingsDirPath()) / "srxai"
