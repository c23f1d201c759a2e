"""Imports the QGIS side under PyQt6, with stand-ins for ``qgis`` and ``osgeo``; prints what fails.

Run by a Python with PyQt6, which need not have QGIS. Two things are tried: that every module
imports, and that every name of Qt that the source says, such as ``Qt.AlignmentFlag.AlignTop``,
exists in Qt 6.
"""

from __future__ import annotations

import ast
import importlib
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "srxai_plugin"
PARTS = ("QtCore", "QtGui", "QtWidgets", "QtNetwork", "QtSvg", "QtPrintSupport", "QtXml", "QtTest")
WIDGETS = {
    "QgsCollapsibleGroupBox": "QGroupBox",
    "QgsDockWidget": "QDockWidget",
    "QgsMapLayerComboBox": "QComboBox",
    "QgsOptionsPageWidget": "QWidget",
}


class Anything(type):
    """A class of ``qgis`` as far as an import looks into it: everything is there."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _stand_in(name)

    def __or__(cls, _other: object) -> Any:
        return cls


class StandIn(types.ModuleType):
    """A module that has every class."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made = _class(name)
        setattr(self, name, made)
        return made


def _stand_in(name: str) -> Any:
    return Anything(name, (), {"__init__": lambda self, *_, **__: None})


def _class(name: str) -> Any:
    """Of Qt where the name says what it derives from, for signals and ``isinstance`` need it."""
    from PyQt6 import QtCore, QtWidgets

    if name in WIDGETS:
        return type(name, (getattr(QtWidgets, WIDGETS[name]),), {})
    if name.startswith("QgsMapTool") or name in ("QgsTask", "QgsProcessingFeedback"):
        return type(name, (QtCore.QObject,), {})
    return _stand_in(name)


def install() -> None:
    """Put the stand-ins where ``import`` looks first."""
    from PyQt6 import QtGui, QtWidgets, sip

    pyqt = types.ModuleType("qgis.PyQt")
    for part in PARTS:
        module = importlib.import_module(f"PyQt6.{part}")
        sys.modules[f"qgis.PyQt.{part}"] = module
        setattr(pyqt, part, module)
    for moved in ("QAction", "QActionGroup", "QShortcut"):  # as QGIS's own qgis.PyQt does
        setattr(QtWidgets, moved, getattr(QtGui, moved))
    pyqt.sip = sys.modules["qgis.PyQt.sip"] = sip
    qgis = types.ModuleType("qgis")
    qgis.PyQt = sys.modules["qgis.PyQt"] = pyqt
    for name in ("core", "gui", "utils", "analysis"):
        module = StandIn(f"qgis.{name}")
        setattr(qgis, name, module)
        sys.modules[f"qgis.{name}"] = module
    sys.modules["qgis"] = qgis
    sys.modules["osgeo"] = osgeo = StandIn("osgeo")
    for name in ("gdal", "ogr", "osr"):
        module = StandIn(f"osgeo.{name}")
        setattr(osgeo, name, module)
        sys.modules[f"osgeo.{name}"] = module


def files() -> list[Path]:
    """All of the package but the engine and what runs in its process."""
    out = (PACKAGE / "engine", PACKAGE / "runtime" / "boot.py", PACKAGE / "runtime" / "grouped.py")
    return sorted(
        path
        for path in PACKAGE.rglob("*.py")
        if not any(path == part or part in path.parents for part in out)
    )


def failed_imports() -> Iterator[str]:
    for path in files():
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        try:
            importlib.import_module(name)
        except Exception as error:
            yield f"{name} does not import: {type(error).__name__}: {error}"


def unknown_names() -> Iterator[str]:
    for path in files():
        tree = ast.parse(path.read_text("utf-8"))
        known: dict[str, Any] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("qgis.PyQt."):
                module = sys.modules[node.module]
                for alias in node.names:
                    if not hasattr(module, alias.name):
                        yield f"{path.name}:{node.lineno}: {node.module} has no {alias.name}"
                    else:
                        known[alias.asname or alias.name] = getattr(module, alias.name)
        for node in ast.walk(tree):
            chain = _chain(node)
            if chain and chain[0] in known:
                value = known[chain[0]]
                for step, name in enumerate(chain[1:], 1):
                    if not hasattr(value, name):
                        words = ".".join(chain[: step + 1])
                        yield f"{path.name}:{node.lineno}: Qt 6 has no {words}"
                        break
                    value = getattr(value, name)


def _chain(node: ast.AST) -> list[str]:
    """``a.b.c`` → its names; empty for what is not only names."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return [node.id, *reversed(names)] if isinstance(node, ast.Name) and names else []


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    install()
    problems = sorted({*failed_imports(), *unknown_names()})
    print("\n".join(problems) or f"{len(files())} modules")
    sys.exit(bool(problems))
