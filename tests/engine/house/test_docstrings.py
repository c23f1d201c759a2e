"""Whoever reads the code, or asks help(), is told what every public thing is for."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[3] / "srxai_plugin"
MODULES = [
    *sorted((PACKAGE / "contract").rglob("*.py")),
    *sorted((PACKAGE / "engine").rglob("*.py")),
    *sorted((PACKAGE / "desk/runtime").rglob("*.py")),
]
LEANING = re.compile(
    r"(The same|Likewise|As|And|But|Or|Also|This and|It|They|Its|Their|Those|These|That|Such)\b"
)
"""Beginnings that lean on what stands above, which an editor's tooltip does not show."""
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def public(body: list[ast.stmt], owner: str = "") -> Iterator[tuple[str, ast.AST]]:
    """Classes, their methods and functions, by their dotted names."""
    for node in body:
        if isinstance(node, (ast.ClassDef, *FUNCTIONS)) and not node.name.startswith("_"):
            yield owner + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body, f"{owner}{node.name}.")


def tells_of_itself(node: ast.AST) -> bool:
    """An architecture does, in its fields ``name``, ``paper`` and ``layout``."""
    bases = [ast.unparse(base) for base in getattr(node, "bases", ())]
    return any(base.endswith("Architecture") for base in bases)


def is_told_by_a_base(module: Path, name: str) -> bool:
    """Whether a method stands for one that a base class tells of: an interface's, or torch's."""
    if "runtime" in module.parts:  # QGIS's Python has them
        return False
    parts = ("srxai_plugin", *module.relative_to(PACKAGE).with_suffix("").parts)
    kind = importlib.import_module(".".join(parts))
    *path, own = name.split(".")
    for part in path:
        kind = getattr(kind, part)
    bases = kind.__mro__[1:] if inspect.isclass(kind) else ()
    return any(getattr(vars(base).get(own), "__doc__", None) for base in bases)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_public_name_has_a_docstring(module: Path):
    tree = ast.parse(module.read_text("utf-8"))
    assert not tree.body or ast.get_docstring(tree)
    untold = [
        name
        for name, node in public(tree.body)
        if not (ast.get_docstring(node) or tells_of_itself(node))
        and not (isinstance(node, FUNCTIONS) and "." in name and is_told_by_a_base(module, name))
    ]
    assert untold == []


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_docstring_stands_alone(module: Path):
    tree = ast.parse(module.read_text("utf-8"))
    told = {name: ast.get_docstring(node) or "" for name, node in public(tree.body)}
    assert {name: text for name, text in told.items() if LEANING.match(text)} == {}
