"""The names of Qt and QGIS that the source of the QGIS side says, such as ``Qt.Key.Key_Escape``.

Used under Qt 5 and Qt 6: what a name must be to hold in both, is found in either.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "srxai_plugin"
ENGINE = (PACKAGE / "engine", PACKAGE / "desk" / "runtime" / "grouped.py")


@dataclass(frozen=True)
class Name:
    """Attributes of an imported thing, one after the other."""

    place: str
    """File and line."""
    steps: tuple[str, ...]
    root: Any
    """What the first step names."""

    def __str__(self) -> str:
        return f"{self.place}: {'.'.join(self.steps)}"

    def values(self) -> Iterator[Any]:
        """What each step names, as far as there is such a thing."""
        value = self.root
        yield value
        for step in self.steps[1:]:
            if not hasattr(value, step):
                return
            value = getattr(value, step)
            yield value


def files() -> list[Path]:
    """All of the package but the engine and what runs in its process."""
    return sorted(
        path
        for path in PACKAGE.rglob("*.py")
        if not any(path == part or part in path.parents for part in ENGINE)
    )


def modules() -> list[str]:
    """Their dotted names."""
    dotted = (".".join(path.relative_to(ROOT).with_suffix("").parts) for path in files())
    return [name.removesuffix(".__init__") for name in dotted]


def names(package: str) -> Iterator[Name]:
    """Of what is imported from modules whose names begin so, also within functions.

    What is imported and not there is a name too, with None as its root.
    """
    for path in files():
        tree = ast.parse(path.read_text("utf-8"))
        known: dict[str, Any] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(package):
                module = importlib.import_module(node.module)
                for alias in node.names:
                    place = f"{path.relative_to(ROOT)}:{node.lineno}"
                    yield Name(place, (node.module, alias.name), module)
                    known[alias.asname or alias.name] = getattr(module, alias.name, None)
        for node in ast.walk(tree):
            steps = _steps(node)
            if steps and known.get(steps[0]) is not None:
                yield Name(f"{path.relative_to(ROOT)}:{node.lineno}", steps, known[steps[0]])


def unknown(package: str) -> list[str]:
    """Those that do not exist here."""
    return sorted(
        f"{name} does not exist"
        for name in names(package)
        if len(list(name.values())) < len(name.steps)
    )


def attributes() -> dict[str, int]:
    """Every name after a dot, with a file and line where it is."""
    return {
        node.attr: f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in files()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
    }


def _steps(node: ast.AST) -> tuple[str, ...]:
    """``a.b.c`` → its names; empty for what is not only names."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return (node.id, *reversed(names)) if isinstance(node, ast.Name) and names else ()
