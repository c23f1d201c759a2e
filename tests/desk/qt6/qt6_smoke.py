"""Imports the QGIS side under PyQt6, and looks up every name of Qt that it says there.

Usage: qt6_smoke.py                prints what fails
       qt6_smoke.py --attributes   prints all names that classes of Qt 6 have

Run by a Python with PyQt6, which need not have QGIS.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator

from qt6_stand_in import install
from qt_names import ROOT, modules, unknown

BEHIND_A_VERSION = "QVariant.Type"
"""Said only where QGIS is too old to know better."""
PARTS = ("QtCore", "QtGui", "QtWidgets", "QtNetwork", "QtSvg", "QtXml")


def failed_imports() -> Iterator[str]:
    for name in modules():
        try:
            importlib.import_module(name)
        except Exception as error:
            yield f"{name} does not import: {type(error).__name__}: {error}"


def attributes() -> set[str]:
    """Of all classes of these parts of ``qgis.PyQt``."""
    found = (vars(importlib.import_module(f"qgis.PyQt.{part}")).values() for part in PARTS)
    classes = (thing for things in found for thing in things if isinstance(thing, type))
    return {name for one in classes for base in one.__mro__ for name in vars(base)}


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    install()
    if sys.argv[1:] == ["--attributes"]:
        print(*sorted(attributes()), sep="\n")
    else:
        names = (line for line in unknown("qgis.PyQt.") if BEHIND_A_VERSION not in line)
        problems = [*failed_imports(), *names]
        print("\n".join(problems))
        sys.exit(bool(problems))
