#!/usr/bin/env python3
"""Runs the engine's tests on a Windows that Wine stands in for, and writes down how they went.

Usage: .venv/bin/python tools/windows/run.py [PYTEST_ARGUMENT…]

Python for Windows and the win_amd64 wheels of all packages are the real ones; see prefix.py. They
are put together once, in $XDG_CACHE_HOME/srxai/windows (2 GB). With arguments, pytest runs these
alone, and nothing is written down. Without, all of PARTS run, results are held against those of
this system, and the table in docs/developer.md is made anew.
Wine is no Windows: nothing here is told of long paths, rights, scanners or QGIS itself.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from prefix import ROOT, Windows, lacks, make, say

sys.path.insert(0, str(ROOT / "tools"))
from assemble import assemble

UV = ROOT / ".venv-uv" / "bin" / "uv"
BUILD = ROOT / "build" / "windows"
PAGE = ROOT / "docs" / "developer.md"
BEGIN, END = "<!-- tools/windows/run.py -->\n", "<!-- /tools/windows/run.py -->\n"
PARTS = {
    "worker, command line, cancel and kill, whole files, paths": ("tests/windows",),
    "a slice of the engine's own": (
        "tests/contract",
        "tests/engine/machine",
        "tests/engine/imagery",
        "tests/engine/cli/test_console.py",
        "tests/engine/serving/test_worker.py",
        "tests/engine/faults/test_targets.py",
        "tests/engine/report",
        "tests/engine/explaining/test_compare.py",
        "tests/engine/explaining/test_views.py",
        "tests/engine/metrics/test_sanity.py",
        "tests/engine/scene/test_windows_done.py",
    ),
}


@dataclass(frozen=True)
class Went:
    """How a part of the tests went."""

    name: str
    outcome: str
    seconds: float

    def row(self) -> str:
        """A line of the table."""
        return f"| {self.name} | {self.outcome} | {self.seconds:.0f} s |"


def main() -> None:
    if missing := lacks():
        sys.exit("error: these are needed:\n" + "\n".join(f"  {one}" for one in missing))
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "srxai" / "windows"
    windows = make(cache, UV)
    plugins = windows.profile / "AppData/Roaming/QGIS/QGIS3/profiles/default/python/plugins"
    assemble(plugins)
    if sys.argv[1:]:
        sys.exit(tests(windows, plugins, *sys.argv[1:]))
    shutil.rmtree(BUILD, ignore_errors=True)
    BUILD.mkdir(parents=True)
    went, failed = [], False
    for number, (name, files) in enumerate(PARTS.items()):
        say(name)
        report = BUILD / f"{number}.xml"
        failed |= bool(tests(windows, plugins, *files, f"--junitxml={windows.inside(report)}"))
        went.append(read(name, report))
    say("the same results as here")
    went.append(same(windows, plugins))
    text = table(went)
    print(text)
    write(text)
    sys.exit(failed)


def tests(windows: Windows, plugins: Path, *arguments: str) -> int:
    """Exit status of pytest in Windows, where SRXAI is an installed plugin."""
    options = (
        "-v", "-p", "no:cacheprovider", "-p", "no:xdist", "-o", "pythonpath=", "--capture=sys",
    )  # fmt: skip
    return run(windows, plugins, "-P", "-m", "pytest", *options, *arguments)


def run(windows: Windows, plugins: Path, *arguments: str, **variables: str) -> int:
    """The engine's interpreter; its packages first, then the plugin's folder, then the tests'."""
    path = ";".join(windows.inside(folder) for folder in (plugins, ROOT))
    return windows.run(windows.python, *arguments, PYTHONPATH=path, **variables)


def read(name: str, report: Path) -> Went:
    """What pytest wrote down of a part."""
    if not report.is_file():
        return Went(name, "did not end", 0.0)
    suite = ElementTree.parse(report).getroot().find("testsuite")
    counts = {key: int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped")}
    bad = counts["failures"] + counts["errors"]
    passed = counts["tests"] - bad - counts["skipped"]
    told = f"{passed} passed" + f", {bad} failed" * bool(bad)
    if reasons := Counter(one.get("message", "") for one in suite.iter("skipped")):
        why = "; ".join(f"{count} for {reason}" for reason, count in reasons.items())
        told += f", {counts['skipped']} skipped ({why})"
    return Went(name, told, float(suite.get("time", 0)))


def same(windows: Windows, plugins: Path) -> Went:
    """Explanations of the bundled networks, made here and there."""
    from same import BYTES, FLOATS, PLAIN, compared

    started = time.monotonic()
    here, there = BUILD / "here", BUILD / "there"
    script = "tests.windows.results"
    for name, variables in ((FLOATS, {}), (BYTES, PLAIN)):
        inside = windows.inside(there / name)
        run(windows, plugins, "-P", "-m", script, inside, **variables)
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", **variables}
        command = [sys.executable, "-m", script, str(here / name)]
        subprocess.run(command, env=environment, check=True)
    told = str(compared(here, there))
    return Went("results beside those of Linux", told, time.monotonic() - started)


def table(went: list[Went]) -> str:
    """As Markdown."""
    rows = ["| part | outcome | time |", "|---|---|---|", *(one.row() for one in went)]
    return "\n".join(rows) + "\n"


def write(text: str) -> None:
    """Put the table in its place in the developers' page."""
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}{text}{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
