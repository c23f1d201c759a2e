"""What the suites of tools/qgis_matrix.sh gave, as a table; and with --versions, what runs them.

Usage: qgis_matrix_table.py FOLDER RELEASE…
       qgis_matrix_table.py --versions       in QGIS's own Python; one line each
"""

from __future__ import annotations

import platform
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

COLUMNS = (
    "Debian",
    "QGIS",
    "Python",
    "Qt",
    "GDAL",
    "numpy",
    "suite",
    "passed",
    "failed",
    "skipped",
    "s",
)


def versions() -> tuple[str, ...]:
    """Of QGIS, Python, Qt, GDAL and numpy."""
    import numpy
    from osgeo import gdal
    from qgis.core import Qgis
    from qgis.PyQt.QtCore import qVersion

    qgis = Qgis.QGIS_VERSION.split("-")[0]
    return (
        qgis,
        platform.python_version(),
        qVersion(),
        gdal.VersionInfo("RELEASE_NAME"),
        numpy.__version__,
    )


def rows(folder: Path, release: str) -> list[tuple[str, ...]]:
    """One to a suite; dashes where it did not come so far."""
    noted = folder / f"{release}.versions"
    known = noted.read_text("utf-8").split() if noted.exists() else []
    known += ["-"] * (len(COLUMNS) - 6 - len(known))
    return [
        (release, *known, *counts(folder / f"{release}.{s}.xml", s)) for s in ("qgis", "desktop")
    ]


def counts(report: Path, suite: str) -> tuple[str, ...]:
    """Of a JUnit report; errors outside a test's own lines are failures."""
    if not report.exists():
        return suite, "-", "-", "-", "-"
    said = ElementTree.parse(report).getroot().find("testsuite")
    ran, skipped = int(said.get("tests")), int(said.get("skipped"))
    failed = int(said.get("failures")) + int(said.get("errors"))
    passed = ran - skipped - failed
    return suite, str(passed), str(failed), str(skipped), f"{float(said.get('time')):.0f}"


def main() -> None:
    if sys.argv[1:] == ["--versions"]:
        print(*versions(), sep="\n")
        return
    folder, *releases = sys.argv[1:]
    table = [COLUMNS, *(row for release in releases for row in rows(Path(folder), release))]
    widths = [max(map(len, column)) for column in zip(*table)]
    for row in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


if __name__ == "__main__":
    main()
