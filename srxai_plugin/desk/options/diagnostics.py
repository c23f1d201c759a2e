"""A text for a bug report that tells everything of the software and nothing of its user."""

from __future__ import annotations

import getpass
import os
import platform
import re
from pathlib import Path

from osgeo import gdal
from qgis.core import Qgis, QgsApplication, QgsProjUtils
from qgis.PyQt.QtCore import PYQT_VERSION_STR, qVersion

from srxai_plugin.contract.version import __version__
from srxai_plugin.desk.runtime import engine_log
from srxai_plugin.desk.runtime.interpreter import find_interpreter, usual_environment
from srxai_plugin.desk.runtime.settings import (
    DEVICE,
    INTERPRETER,
    OUTPUT_FOLDER,
    THREADS,
    WHEELS,
    methods,
)

HOME, USER = "~", "<user>"
LOGIN = re.compile(r"(\w+://)[^\s/@]+@")


def diagnostics() -> str:
    """Versions, settings and the last words of the engine, without home folder and user name."""
    sections = {
        "SRXAI": _plugin(),
        "QGIS": _qgis(),
        "Engine": _engine(),
        "Settings": _settings(),
    }
    lines = []
    for title, facts in sections.items():
        lines.append(f"## {title}")
        lines += [f"{name}: {value}" for name, value in facts.items()]
        lines.append("")
    lines += ["## Last words of engines and installations", *(list(engine_log.words) or ["none"])]
    return redacted("\n".join(lines)) + "\n"


def redacted(text: str) -> str:
    """The text with the home folder as ~, the user's name as <user>, and no logins in URLs."""
    homes = {str(Path.home()), str(Path.home().resolve()), os.environ.get("USERPROFILE", "")}
    homes |= {home.replace("\\", "/") for home in homes}
    homes |= {home.replace("\\", "\\\\") for home in homes}
    for home in sorted(filter(None, homes), key=len, reverse=True):
        if len(home) > 1:  # "/" is no home to hide
            text = re.sub(rf"{re.escape(home)}(?![\w.-])", HOME, text, flags=re.IGNORECASE)
    for name in _names():
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", USER, text, flags=re.IGNORECASE)
    return LOGIN.sub(r"\1…@", text)


def _names() -> set[str]:
    names = {os.environ.get(variable, "") for variable in ("USER", "USERNAME", "LOGNAME")}
    try:
        names.add(getpass.getuser())
    except (KeyError, ImportError, OSError):  # a user without an entry; on Windows without pwd
        return names - {""}
    return names - {""}


def _plugin() -> dict[str, object]:
    return {"version": __version__, "folder": Path(__file__).resolve().parents[2]}


def _qgis() -> dict[str, object]:
    return {
        "version": f"{Qgis.QGIS_VERSION} ({Qgis.QGIS_DEV_VERSION})",
        "Qt, PyQt": f"{qVersion()}, {PYQT_VERSION_STR}",
        "GDAL, PROJ": f"{gdal.__version__}, {'.'.join(str(n) for n in _proj())}",
        "Python": platform.python_version(),
        "system": platform.platform(),
        "processors": os.cpu_count(),
        "language": QgsApplication.locale(),
        "profile": QgsApplication.qgisSettingsDirPath(),
    }


def _proj() -> tuple[int, int]:
    return QgsProjUtils.projVersionMajor(), QgsProjUtils.projVersionMinor()


def _engine() -> dict[str, object]:
    told = usual_environment().told
    facts: dict[str, object] = {"interpreter": find_interpreter() or "none"}
    if told:
        facts["environment"] = ", ".join(f"{key} {value}" for key, value in told.items())
    if not engine_log.engine:
        return {**facts, "state": "has not run in this session"}
    machine = engine_log.engine.get("machine", {})
    software = engine_log.engine.get("software", {})
    return {
        **facts,
        **{name: version for name, version in software.items() if name != "srxai"},
        "Python": machine.get("python", "?"),
        "device": machine.get("card") or "CPU",
        "threads": machine.get("threads", "?"),
    }


def _settings() -> dict[str, object]:
    return {
        "interpreter": INTERPRETER.get() or "automatic",
        "device": DEVICE.get(),
        "threads": THREADS.get() or "automatic",
        "output folder": OUTPUT_FOLDER.get() or "beside the project",
        "wheels": WHEELS.get() or "none",
        "methods": ", ".join(methods()),
    }
