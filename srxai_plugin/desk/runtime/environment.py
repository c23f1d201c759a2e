"""The engine's environment on disk: whether it is whole, and the commands that make it.

Standard library only. A note beside the folder tells its state: the folder itself may be emptied
while it is made, and is then still known as ours.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Optional

from srxai_plugin.contract.resource import resource

FOLDER = "srxai-engine"
"""Name of the environment in a folder that the user chose."""
TORCH, REST, BARE = "torch.txt", "dependencies.txt", "no-deps.txt"
"""Files under resources/requirements, in the order in which they are installed."""
GROUPED = Path(__file__).resolve().with_name("grouped.py")

CPU, CUDA, CONFIGURED = "cpu", "cuda", "configured"
BUILDS = (CPU, CUDA, CONFIGURED)
"""Builds of PyTorch: for the processor, for NVIDIA's cards, or whichever pip's own configuration
on this computer leads to, such as a company's mirror."""
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
CUDA_INDEX = "https://download.pytorch.org/whl/cu130"
"""For Windows, where the build on PyPI is for the processor; on Linux it is the one for CUDA."""

DOWNLOAD_GB = {CPU: 0.35, CUDA: 3.0, CONFIGURED: 0.35}
DISK_GB = {CPU: 1.4, CUDA: 7.0, CONFIGURED: 1.4}
MINUTES = {CPU: 2, CUDA: 12, CONFIGURED: 2}
"""At 50 Mbit/s. CPU is measured on Linux (0.33 GB of wheels, installed in a minute); CUDA is an
estimate."""
GB = 1e9


@dataclass(frozen=True)
class InstallStep:
    """One command of a plan."""

    stage: str
    """``base``, ``torch``, ``rest`` or ``bare``."""
    until: float
    """Share of the whole, 0 to 1, that is done after it; by measured time."""
    program: Path
    arguments: tuple[str, ...]


@dataclass(frozen=True)
class Environment:
    """A virtual environment, made by us or by hand, or the place for one."""

    folder: Path

    @property
    def python(self) -> Path:
        """The environment's interpreter; need not exist."""
        return next((p for p in self._pythons() if p.is_file()), next(self._pythons()))

    @property
    def note(self) -> Path:
        """The file beside it that tells its state."""
        return self.folder.with_name(f"{self.folder.name}.srxai.json")

    @property
    def own_python(self) -> Path:
        """Folder beside it of a Python that was downloaded for it; need not exist."""
        return self.folder.with_name(f"{self.folder.name}-python")

    @property
    def downloads(self) -> Path:
        """Folder beside it of what is on its way; it is kept until the environment is removed."""
        return self.folder.with_name(f"{self.folder.name}-downloads")

    @property
    def lock(self) -> Path:
        """File beside it that is held by the QGIS that makes it."""
        return self.folder.with_name(f"{self.folder.name}.srxai.lock")

    @property
    def told(self) -> dict[str, Any]:
        """What the note says; empty without one."""
        with suppress(OSError, ValueError):
            told = json.loads(self.note.read_text("utf-8"))
            if isinstance(told, dict):
                return told
        return {}

    @property
    def is_ours(self) -> bool:
        """Made by us, in part at least; only such a one may be removed."""
        return self.note.is_file()

    @property
    def is_unfinished(self) -> bool:
        """Begun by us and not whole: no engine runs from it."""
        return self.is_ours and not self.told.get("whole", False)

    @property
    def is_whole(self) -> bool:
        """Made by us to the end."""
        return self.is_ours and bool(self.told.get("whole")) and self.python.is_file()

    @property
    def is_outdated(self) -> bool:
        """Whole, but made for other versions than this plugin wants."""
        return self.is_whole and self.told.get("requirements") != fingerprint()

    def write_note(self, whole: bool, **facts: Any) -> None:
        """Raises OSError where the folder above cannot be written to."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        draft = self.note.with_suffix(".partial")
        told = {"whole": whole, "requirements": fingerprint(), **facts}
        draft.write_text(json.dumps(told, indent=1), "utf-8")
        os.replace(draft, self.note)

    def _pythons(self) -> Iterator[Path]:
        names = (("bin", "python"), ("Scripts", "python.exe"))
        for parts in reversed(names) if sys.platform == "win32" else names:
            yield self.folder.joinpath(*parts)


@dataclass(frozen=True)
class Installation:
    """What is to be made, and from where."""

    environment: Environment
    build: str = CPU
    wheels: Optional[Path] = None
    """Folder of wheels; then nothing is asked of any network."""
    own_python: bool = False
    """Whether it is made from a Python that is downloaded for it, not from one of this computer."""

    def steps(self, base: Path, platform: str = sys.platform) -> tuple[InstallStep, ...]:
        """The commands in their order.

        Args:
            base: interpreter that the environment is made from.
            platform: as in ``sys.platform``.
        """
        clear = () if self._continues(base) else ("--clear",)
        folder = self.environment.folder
        is_windows = platform == "win32"
        python = folder.joinpath(*(("Scripts", "python.exe") if is_windows else ("bin", "python")))
        return (
            InstallStep("base", 0.08, base, _grouped("venv", *clear, str(folder))),
            InstallStep("torch", 0.6, python, self._pip(TORCH, *self._torch_index(platform))),
            InstallStep("rest", 0.9, python, self._pip(REST)),
            InstallStep("bare", 0.95, python, self._pip(BARE, "--no-deps")),
        )

    def facts(self, base: Path) -> dict[str, str]:
        """What the note keeps of this plan."""
        return {"build": self.build, "base": str(base)}

    def _continues(self, base: Path) -> bool:
        told = self.environment.told
        is_same = told.get("base") == str(base) and told.get("build") == self.build
        return is_same and not told.get("damaged", False)

    def _pip(self, requirements: str, *options: str) -> tuple[str, ...]:
        """Wheels alone: there may be no compiler."""
        source = ("--no-index", "--find-links", str(self.wheels)) if self.wheels else options
        bare = tuple(option for option in options if option == "--no-deps" and self.wheels)
        file = str(resource("requirements", requirements))
        return _grouped("pip", "install", "--only-binary", ":all:", *source, *bare, "-r", file)

    def _torch_index(self, platform: str) -> tuple[str, ...]:
        """On macOS there is one build, on PyPI; on Windows PyPI's is the one for the processor."""
        if platform == "darwin" or self.build == CONFIGURED:
            return ()
        if self.build == CPU:
            return () if platform == "win32" else ("--index-url", CPU_INDEX)
        return ("--index-url", CUDA_INDEX) if platform == "win32" else ()


def has_nvidia() -> bool:
    """Whether NVIDIA's driver is installed here, by its own program."""
    system = os.path.join(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32")
    return bool(shutil.which("nvidia-smi") or shutil.which("nvidia-smi", path=system))


def fingerprint() -> str:
    """Of the versions that this plugin wants, all three files."""
    digest = sha256()
    for name in (TORCH, REST, BARE):
        digest.update(resource("requirements", name).read_bytes())
    return digest.hexdigest()[:16]


def _grouped(module: str, *arguments: str) -> tuple[str, ...]:
    return ("-I", "-u", str(GROUPED), module, *arguments)
