"""Files that an environment's packages brought and that are gone: antivirus programs take some."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

MOST = 3
"""Files that are named."""


def vanished(folder: Path, most: int = MOST) -> list[Path]:
    """The first files that a package lists in its RECORD and that are not there.

    Reads tens of thousands of names: not for the main thread.
    """
    return list(islice(_vanished(folder), most))


def _vanished(folder: Path) -> Iterator[Path]:
    for pattern in ("Lib/site-packages", "lib/python3*/site-packages"):
        for packages in sorted(folder.glob(pattern)):
            for record in sorted(packages.glob("*.dist-info/RECORD")):
                yield from _missing(record, packages)


def _missing(record: Path, packages: Path) -> Iterator[Path]:
    with suppress(OSError, csv.Error, UnicodeDecodeError), open(record, encoding="utf-8") as file:
        for row in csv.reader(file):
            name = row[0] if row else ""
            if name and not name.endswith(".pyc") and not (packages / name).exists():
                yield packages / name
