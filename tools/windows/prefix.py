"""A Windows with Python and the engine's packages, in a folder: a prefix of Wine.

All of it comes from PyPI: the official build of Python for Windows lies in the wheel of panda3d,
which brings it along for programs of its own; the library in Python comes from a Python of the
same release here. What that build has no part for (python.exe, the launcher of environments) and
what Wine 8 lacks is compiled from the C files beside this one.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import IO

import forwarders
from forwarders import GCC, HERE, OBJDUMP, run

ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tools"))
from requirements import required  # noqa: E402

PYTHON = (3, 11)
CARRIER = "panda3d==1.10.16"
"""The wheel that holds Python 3.11.9 for Windows, in ``deploy_libs``."""
USER = "Jörg Müller 山田"
"""Letters and a space, as users of Windows have them."""
QUIET = {"WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml=", "LC_ALL": "C.UTF-8"}
OF_TESTS = ("pytest", "hypothesis", "jsonschema")
STAMP = "srxai-set-up"


@dataclass(frozen=True)
class Windows:
    """The prefix; paths are those of this system, ``inside`` says how Windows calls them."""

    prefix: Path

    @property
    def drive(self) -> Path:
        return self.prefix / "drive_c"

    @property
    def base(self) -> Path:
        """Where QGIS's Python lies on Windows."""
        return self.drive / "OSGeo4W" / "apps" / "Python311"

    @property
    def profile(self) -> Path:
        return self.drive / "users" / USER

    @property
    def engine(self) -> Path:
        """The engine's environment."""
        return self.profile / "AppData" / "Local" / "srxai" / "engine"

    @property
    def packages(self) -> Path:
        return self.engine / "Lib" / "site-packages"

    @property
    def python(self) -> Path:
        return self.engine / "Scripts" / "python.exe"

    def inside(self, path: Path) -> str:
        """As Windows names a file of this system."""
        if path.is_relative_to(self.drive):
            return "C:\\" + "\\".join(path.relative_to(self.drive).parts)
        return "Z:" + str(path).replace("/", "\\")

    def run(self, program: Path, *arguments: str, **variables: str) -> int:
        """A program's exit status; what it says is printed as it says it.

        All through a pipe: Wine tells programs nothing of a file that they only write to, and
        Python does not start where that is its stdout. Wine's own services hold that pipe after
        the program has ended, so nobody waits for its end.
        """
        process = subprocess.Popen(
            [wine(), str(program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=self.environment(**variables),
        )
        said = Thread(target=_repeat, args=(process.stdout,), daemon=True)
        said.start()
        try:
            status = process.wait()
        except BaseException:
            process.kill()
            raise
        said.join(timeout=2)
        return status

    def environment(self, **more: str) -> dict[str, str]:
        """Variables that programs of Windows get here."""
        profile = self.inside(self.profile)
        kept = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "TERM")}
        return {
            **kept, **QUIET, "WINEPREFIX": str(self.prefix), "KMP_AFFINITY": "disabled",
            "USERPROFILE": profile, "LOCALAPPDATA": profile + r"\AppData\Local",
            "TEMP": profile + r"\AppData\Local\Temp", "TMP": profile + r"\AppData\Local\Temp",
            "OMP_NUM_THREADS": "1", "PYTHONUTF8": "0", **more,
        }  # fmt: skip


def _repeat(said: IO[bytes]) -> None:
    for line in said:
        print(line.decode("utf-8", "replace").rstrip(), flush=True)


def wine() -> str:
    """Its loader for 64 bits. Debian's package alone puts it on no path."""
    return shutil.which("wine64") or shutil.which("wine64", path="/usr/lib/wine") or ""


def lacks() -> list[str]:
    """What must be installed first, as sentences."""
    said = []
    if not wine():
        said.append("Wine for 64 bits. On Debian: apt-get install --no-install-recommends wine64")
    if not (shutil.which(GCC) and shutil.which(OBJDUMP)):
        said.append("a compiler for Windows. On Debian: apt-get install gcc-mingw-w64-x86-64")
    if not library():
        said.append("a Python 3.11, whose library is that of the Python for Windows")
    return said


def library() -> Path | None:
    """The folder of the standard library of a Python 3.11 of this system."""
    ask = "import sys, os; print(sys.version_info[:2], os.path.dirname(os.__file__), sep='\\n')"
    for python in (sys.executable, "python3.11", "python3"):
        try:
            version, folder = run(python, "-c", ask).splitlines()
        except (OSError, subprocess.CalledProcessError):
            continue
        if version == str(PYTHON):
            return Path(folder)
    return None


def make(cache: Path, uv: Path) -> Windows:
    """The prefix in ``cache``; made if it is not there, or was made of something else."""
    windows = Windows(cache / "prefix")
    stamp = cache / STAMP
    if stamp.is_file() and stamp.read_text("utf-8") == origin():
        return windows
    shutil.rmtree(cache, ignore_errors=True)
    cache.mkdir(parents=True)
    say("A prefix of Wine")
    windows.run(Path("wineboot"), "--init")
    say("Python for Windows")
    make_python(windows, uv, cache)
    say("The engine's environment")
    make_environment(windows)
    fill(windows, uv)
    count = forwarders.complex_mathematics(windows.packages, windows.base)
    print(f"{count} binaries ask for functions that Wine lacks.")
    stamp.write_text(origin(), "utf-8")
    return windows


def make_python(windows: Windows, uv: Path, cache: Path) -> None:
    """At ``windows.base``, with a launcher for environments."""
    carried = cache / "carrier"
    install(uv, carried, CARRIER, "--no-deps")
    windows.base.mkdir(parents=True)
    libraries = windows.base / "DLLs"
    libraries.mkdir()
    for file in (carried / "deploy_libs").iterdir():
        if file.name.startswith(("python", "VCRUNTIME")):
            shutil.copy2(file, windows.base)
        elif not file.name.startswith("api-ms-"):  # those Wine has itself
            shutil.copy2(file, libraries)
    shutil.rmtree(carried)
    ignored = shutil.ignore_patterns("site-packages", "test", "tests", "__pycache__", "*.so")
    shutil.copytree(library(), windows.base / "Lib", ignore=ignored)
    (python,) = windows.base.glob("python3?*.dll")
    name = f'-DPYTHON_DLL=L"{python.name}"'
    run(GCC, "-municode", "-O1", name, "-o", windows.base / "python.exe", HERE / "python.c")
    forwarders.stable_interface(python)
    scripts = windows.base / "Lib" / "venv" / "scripts" / "nt"
    scripts.mkdir(parents=True)
    for launcher in ("python.exe", "pythonw.exe"):
        run(GCC, "-O1", "-o", scripts / launcher, HERE / "launcher.c")
    random = windows.drive / "windows" / "system32" / "bcryptprimitives.dll"
    if not random.exists():
        forwarders.build(random, ["  ProcessPrng"], HERE / "random.c", "-ladvapi32")


def make_environment(windows: Windows) -> None:
    """As the plugin does it; packages come from outside, for pip takes minutes under Wine."""
    (windows.profile / "AppData" / "Local" / "Temp").mkdir(parents=True, exist_ok=True)
    made = windows.inside(windows.engine)
    status = windows.run(windows.base / "python.exe", "-I", "-m", "venv", "--without-pip", made)
    if status:
        sys.exit(f"error: no environment could be made in Windows (status {status}).")


def fill(windows: Windows, uv: Path) -> None:
    """The environment, with what the plugin puts there and what tests need."""
    known = required()
    tests = [line for line in known["dev"] if line.startswith(OF_TESTS)]
    install(uv, windows.packages, *known["dependencies"], *known["fleet"], *tests)
    install(uv, windows.packages, *known["no-deps"], "--no-deps")


def install(uv: Path, target: Path, *arguments: str) -> None:
    """Wheels for Windows into a folder; copied, for some are changed there."""
    subprocess.run(
        [
            *(str(uv), "pip", "install", "--quiet", "--no-config", "--target", str(target)),
            *("--python-platform", "x86_64-pc-windows-msvc", "--python-version", "3.11"),
            *("--only-binary", ":all:", "--link-mode", "copy", *arguments),
        ],
        check=True,
    )


def origin() -> str:
    """All that a prefix is made from, as a hash."""
    told = hashlib.sha256((ROOT / "pyproject.toml").read_bytes())
    for file in sources():
        told.update(file.read_bytes())
    return told.hexdigest()


def sources() -> Iterable[Path]:
    """What stands in for parts of Windows, and how it is put together."""
    return sorted([*HERE.glob("*.[ch]"), HERE / "forwarders.py", HERE / "prefix.py"])


def say(words: str) -> None:
    print(f"── {words}", flush=True)
