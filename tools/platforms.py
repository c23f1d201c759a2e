#!/usr/bin/env python3
"""Tries whether the engine's packages are there as wheels, for every platform and Python.

Usage: .venv-uv/bin/python tools/platforms.py [--write]

Prints a table with the packages that stand in the way; --write puts it into docs/developer.md, too.
Nothing is installed: `uv` resolves resources/requirements/ for each platform, from wheels alone,
as the plugin's users get them. Ends with status 1 where a combination that is to work does not.
Standard library only, beside uv.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "resources" / "requirements"
PAGE = ROOT / "docs" / "developer.md"
BEGIN, END = "<!-- tools/platforms.py -->\n", "<!-- /tools/platforms.py -->\n"
PYTHONS = ("3.9", "3.10", "3.11", "3.12", "3.13", "3.14")
UNFIT = "3.9"
"""Below ``requires-python``: tried, so that the table says what stands in the way."""
THERE = "yes"


@dataclass(frozen=True)
class Platform:
    """A kind of machine that QGIS runs on."""

    name: str
    target: str
    """As uv calls it."""
    macos: Optional[str] = None
    works: bool = False
    """Whether SRXAI promises that the engine can be installed there."""


PLATFORMS = (
    Platform("Windows, x86_64", "x86_64-pc-windows-msvc", works=True),
    Platform("Windows, ARM", "aarch64-pc-windows-msvc"),
    Platform("Linux, x86_64, glibc 2.28", "x86_64-manylinux_2_28", works=True),
    Platform("Linux, x86_64, glibc 2.17", "x86_64-manylinux_2_17"),
    Platform("Linux, aarch64, glibc 2.28", "aarch64-manylinux_2_28", works=True),
    Platform("macOS 14, Apple Silicon", "aarch64-apple-darwin", "14.0", works=True),
    Platform("macOS 13, Apple Silicon", "aarch64-apple-darwin", "13.0"),
    Platform("macOS 14, Intel", "x86_64-apple-darwin", "14.0"),
)


def main() -> None:
    rows, broken = [], []
    for platform in PLATFORMS:
        found = [in_the_way(platform, python) for python in PYTHONS]
        rows.append(row(platform.name, found))
        print(rows[-1], flush=True)
        broken += [
            f"{platform.name}, Python {python}: {what}"
            for python, what in zip(PYTHONS, found)
            if platform.works and python != UNFIT and what is not None
        ]
    if "--write" in sys.argv[1:]:
        write(table(rows))
    if broken:
        sys.exit("\n".join(f"error: no wheels for {one}" for one in broken))


def in_the_way(platform: Platform, python: str) -> Optional[str]:
    """The first package that has no wheel for it, or nothing."""
    dependencies = resolve(platform, python, REQUIREMENTS / "dependencies.txt")
    return dependencies or resolve(platform, python, REQUIREMENTS / "no-deps.txt", "--no-deps")


def resolve(platform: Platform, python: str, file: Path, *options: str) -> Optional[str]:
    """What uv blames, or nothing where it finds wheels of all."""
    uv = Path(sys.executable).with_name("uv")
    environment = dict(os.environ)
    if platform.macos:
        environment["MACOSX_DEPLOYMENT_TARGET"] = platform.macos
    done = subprocess.run(
        [
            *(str(uv), "pip", "compile", "--quiet", "--only-binary", ":all:", "--no-config"),
            *("--python-platform", platform.target, "--python-version", python),
            *(*options, str(file)),
        ],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    return blamed(done.stderr) if done.returncode else None


def blamed(message: str) -> str:
    """The package of which uv's refusal speaks first; without one, it is no refusal of a wheel."""
    words = " ".join(message.split())
    found = re.search(r"Because (?:only |all versions of |the )*([A-Za-z][\w-]*)", words)
    if found is None or "No solution found" not in words:
        sys.exit(f"error: uv could not resolve: {words}")
    return found[1].lower()


def row(name: str, found: list[Optional[str]]) -> str:
    """A line of the table."""
    cells = [THERE if what is None else f"no: {what}" for what in found]
    return f"| {name} | {' | '.join(cells)} |"


def table(rows: list[str]) -> str:
    """With its head, as Markdown."""
    head = f"| | {' | '.join(PYTHONS)} |"
    return "\n".join([head, "|---" * (len(PYTHONS) + 1) + "|", *rows]) + "\n"


def write(text: str) -> None:
    """Put the table in its place in the developers' page."""
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}{text}{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
