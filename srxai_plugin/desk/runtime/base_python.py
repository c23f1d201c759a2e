"""Finds a Python that the engine's environment can be made from.

Never ``sys.executable``: inside QGIS that is QGIS itself. Candidates are looked up where
systems and their usual installers put them, then each is asked what it is. The paths of Windows and
macOS were tried on made-up layouts only, never on such a computer.
"""

from __future__ import annotations

import glob
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, Optional

from qgis.PyQt.QtCore import QCoreApplication, QObject, QProcess, QTimer, pyqtSignal

from srxai_plugin.desk.environment.computer import Computer, misfit
from srxai_plugin.desk.runtime.interpreter import engine_environment

VERSIONS = ((3, 11), (3, 12), (3, 13), (3, 10), (3, 14))
"""Minor versions that the engine's packages have wheels for, the one that is tested most first."""
PATIENCE_MS = 20_000
"""For one candidate's answer, on a disk that is asleep."""
QUESTION = Path(__file__).resolve().parents[1] / "environment" / "question.py"
MOST_TOLD = 2
"""Pythons whose lack is told."""
STUBS = ("/usr/bin", "/bin")
"""On macOS, Apple's ``python3`` there asks by a dialog to install the developer tools."""


@dataclass(frozen=True)
class System:
    """What decides where Pythons lie: of this computer, unless a test says otherwise."""

    platform: str = sys.platform
    """As in ``sys.platform``."""
    variables: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    home: str = str(Path.home())
    prefix: str = sys.base_prefix
    """Of the Python inside QGIS: on Windows and macOS an interpreter lies in it."""
    find: Callable[[str], Sequence[str]] = glob.glob
    """Paths that match a pattern."""
    computer: Computer = field(default_factory=Computer.here)

    @property
    def is_windows(self) -> bool:
        """Whether programs end in .exe and lie where Windows has them."""
        return self.platform == "win32"


@dataclass(frozen=True)
class Base:
    """A Python that answered."""

    python: Path
    version: tuple[int, int]


def candidates(system: System) -> list[str]:
    """Paths of interpreters, without duplicates; whether they run is not known yet."""
    found = [path for pattern in _patterns(system) for path in sorted(system.find(pattern))]
    return list(dict.fromkeys(found))


def best(bases: Sequence[Base], preferred: Sequence[tuple[int, int]] = VERSIONS) -> Optional[Base]:
    """The first of the most preferred version; None where no version fits."""
    fitting = [base for base in bases if base.version in preferred]
    return min(fitting, key=lambda base: list(preferred).index(base.version), default=None)


def wheel_versions(names: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """The ``VERSIONS`` that a folder with these file names has a torch for; all without torch."""
    torches = [name for name in names if name.startswith("torch-")]
    return tuple(v for v in VERSIONS if any(f"-cp{v[0]}{v[1]}-" in name for name in torches)) or (
        VERSIONS
    )


def _patterns(system: System) -> list[str]:
    if system.is_windows:
        return _windows(system)
    join = PurePosixPath
    names = [f"python{major}.{minor}" for major, minor in VERSIONS]
    path = [entry for entry in system.variables.get("PATH", "").split(":") if entry]
    if system.platform == "darwin":
        frameworks = "/Library/Frameworks/Python.framework/Versions/3.*/bin/python3"
        folders = [entry for entry in path if entry not in STUBS]
        folders += ["/opt/homebrew/bin", "/usr/local/bin"]
        inside = [str(join(system.prefix, "bin", "python3"))]
        return [*_each(folders, names), frameworks, _pyenv(system), *inside]
    return [*_each([*path, "/usr/local/bin", "/usr/bin"], [*names, "python3"]), _pyenv(system)]


def _each(folders: Sequence[str], names: Sequence[str]) -> list[str]:
    return [str(PurePosixPath(glob.escape(folder), name)) for folder in folders for name in names]


def _pyenv(system: System) -> str:
    return str(PurePosixPath(glob.escape(system.home), ".pyenv/versions/3.*/bin/python3"))


def _windows(system: System) -> list[str]:
    """Not by PATH: its ``python.exe`` may be the stub that opens the shop."""
    join = PureWindowsPath
    local = system.variables.get("LOCALAPPDATA") or str(join(system.home, "AppData", "Local"))
    programs = [
        system.variables[name]
        for name in ("ProgramFiles", "ProgramW6432")
        if system.variables.get(name)
    ]
    parents = [
        join(glob.escape(local), "Programs", "Python"),
        *(join(glob.escape(program)) for program in programs),
        join(system.variables.get("SystemDrive", "C:") + "\\"),
    ]
    return [
        *(str(parent / "Python3*" / "python.exe") for parent in parents),
        str(join(glob.escape(local), "Python", "pythoncore-3.*", "python.exe")),
        # Last, for it goes with the next update of QGIS.
        str(join(glob.escape(system.prefix), "python.exe")),
    ]


class BaseSearch(QObject):
    """Asks the candidates one after the other, each in a process of its own."""

    found = pyqtSignal(object)
    """Base."""
    missing = pyqtSignal(str)
    """The sentence for a user who has none."""

    def __init__(
        self,
        preferred: Sequence[tuple[int, int]] = VERSIONS,
        system: Optional[System] = None,
        parent: Optional[QObject] = None,
    ) -> None:
        super().__init__(parent)
        self._preferred = preferred
        system = system or System()
        self._computer = system.computer
        self._left = candidates(system)
        self._bases: list[Base] = []
        self._refused: list[str] = []
        self._process: Optional[QProcess] = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._lose_patience)

    def start(self) -> None:
        """Exactly one of ``found`` and ``missing`` comes later, unless ``stop`` does."""
        QTimer.singleShot(0, self._next)

    def stop(self) -> None:
        """End the search without an answer."""
        self._left.clear()
        process, self._process = self._process, None
        self._patience.stop()
        if process is not None:
            process.blockSignals(True)
            process.kill()

    def _next(self) -> None:
        answered = best(self._bases, self._preferred[:1])
        if answered is None and self._left:
            self._ask(self._left.pop(0))
            return
        base = answered or best(self._bases, self._preferred)
        if base is not None:
            self.found.emit(base)
        else:
            self.missing.emit(_missing(self._preferred, self._refused))

    def _ask(self, python: str) -> None:
        process = QProcess(self)
        process.setProcessEnvironment(engine_environment())
        process.finished.connect(lambda *_: self._take(python))
        process.errorOccurred.connect(self._on_error)
        self._process = process
        self._patience.start(PATIENCE_MS)
        program, arguments = self._computer.started(python, ["-I", str(QUESTION)])
        process.start(program, arguments)

    def _take(self, python: str) -> None:
        process = self._forget()
        if process is None:
            return
        try:
            told = json.loads(bytes(process.readAllStandardOutput()) or b"null")
            version, why = tuple(told["version"]), _why_not(told, self._computer)
        except (ValueError, TypeError, KeyError):  # no Python
            pass
        else:
            if not why:
                self._bases.append(Base(Path(python), version))
            elif version in self._preferred:
                self._refused.append(f"{python}: {why}")
        self._next()

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and self._forget() is not None:
            self._next()

    def _lose_patience(self) -> None:
        if self._process is not None:
            self._process.kill()

    def _forget(self) -> Optional[QProcess]:
        process, self._process = self._process, None
        self._patience.stop()
        if process is not None:
            process.deleteLater()
        return process


def _why_not(told: Mapping[str, Any], computer: Computer) -> str:
    """Why no environment can be made from a Python that said this of itself; empty where it can."""
    if not told["wide"]:
        return QCoreApplication.translate("Engine", "is a 32-bit Python")
    if told["lacks"]:
        words = QCoreApplication.translate("Engine", "lacks {0}")
        return words.format(", ".join(told["lacks"]))
    return misfit(computer, told["tag"], told["machine"])


def _missing(preferred: Sequence[tuple[int, int]], refused: Sequence[str]) -> str:
    words = " or ".join(f"{major}.{minor}" for major, minor in sorted(preferred))
    sentence = QCoreApplication.translate(
        "Engine",
        "No Python to make the environment from was found. Choose SRXAI's own Python, which a "
        "click downloads, or install 64-bit Python {0} with venv (on Debian and Ubuntu the package "
        "python3-venv, elsewhere from python.org), then try again.",
    ).format(words)
    told = "; ".join(refused[:MOST_TOLD])
    passed_over = QCoreApplication.translate("Engine", "Passed over: {0}.").format(told)
    return f"{sentence} {passed_over}" if told else sentence
