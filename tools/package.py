#!/usr/bin/env python3
"""Builds dist/srxai_plugin-VERSION.zip, as the QGIS plugin repository takes it.

Usage: tools/package.py [FOLDER]        (dist/ when none is named)

The same checkout gives the same bytes: files in the order of their names, all of one date and mode.
A package that the repository would refuse is not written; see tools/validate.py for its rules.
Standard library only.
"""

from __future__ import annotations

import os
import sys
import tempfile
import zipfile
from pathlib import Path

from assemble import NAME, ROOT, assemble, version
from validate import problems

DATE = (1980, 1, 1, 0, 0, 0)
"""The first that a zip file can say."""
MODE = 0o100644 << 16
UNIX = 3


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist"
    package = folder / f"{NAME}-{version(ROOT / 'metadata.txt')}.zip"
    folder.mkdir(parents=True, exist_ok=True)
    draft = package.with_suffix(".partial")
    with tempfile.TemporaryDirectory() as room:
        write(draft, assemble(Path(room)))
    if found := problems(draft):
        draft.unlink()
        sys.exit("\n".join(f"error: {problem}" for problem in found))
    os.replace(draft, package)
    print(f"{package}  {package.stat().st_size / 1e6:.1f} MB")


def write(path: Path, plugin: Path) -> None:
    """Zip a plugin's folder, its own name being the first part of every entry."""
    files = sorted(file for file in plugin.rglob("*") if file.is_file())
    with zipfile.ZipFile(path, "w") as package:
        for file in files:
            entry = zipfile.ZipInfo(file.relative_to(plugin.parent).as_posix(), DATE)
            entry.external_attr, entry.create_system = MODE, UNIX
            package.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED, compresslevel=9)


if __name__ == "__main__":
    main()
