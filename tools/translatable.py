"""Writes every string that is to be translated as a source that pylupdate5 reads.

Run by translate.sh. pylupdate5 reads the sources themselves too loosely: it passes over calls that
end in a comma, and takes escapes as they are written.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from srxai_plugin.contract.choices import MEASURE_SENTENCES
from srxai_plugin.engine.attribution.objectives import describe_objectives
from srxai_plugin.engine.attribution.registry import describe_methods

PASSED_ON = ("tr", "said_by_engine")
"""Functions that look up what their callers give them."""


def engine_strings() -> Iterator[tuple[str, str]]:
    """Context and text of the engine's fixed sentences, as the panel looks them up."""
    for facts in (*describe_methods(), *describe_objectives()):
        yield "Engine", facts["sentence"]
        yield "Engine", facts.get("valid_note", "")
        for parameter in facts["parameters"].values():
            yield "Engine", parameter["help"]
    for sentence in MEASURE_SENTENCES.values():
        yield "Engine", sentence


def source_strings(path: Path) -> Iterator[tuple[str, str]]:
    """Context and text of each ``translate`` and ``self.tr`` of a module."""
    yield from _within(ast.parse(path.read_text("utf-8")), "", path)


def _within(node: ast.AST, owner: str, path: Path) -> Iterator[tuple[str, str]]:
    """``owner`` is the class that the node is in: the context of its ``self.tr``."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef) and child.name in PASSED_ON:
            continue
        if isinstance(child, ast.Call) and (found := _looked_up(child, owner)):
            try:
                context, text = map(ast.literal_eval, found)
            except ValueError:
                sys.exit(f"error: {path}:{child.lineno}: write context and text out as strings.")
            yield context, text
        yield from _within(child, child.name if isinstance(child, ast.ClassDef) else owner, path)


def _looked_up(call: ast.Call, owner: str) -> list[ast.expr]:
    """Context and text as written; empty for another call."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if name == "tr":
        return [ast.Constant(owner), *call.args]
    return call.args if name == "translate" else []


def main() -> None:
    package = Path(sys.argv[1])
    modules = (
        path
        for path in sorted(package.rglob("*.py"))
        if "engine" not in path.relative_to(package).parts
    )
    strings = [*engine_strings(), *(found for path in modules for found in source_strings(path))]
    lines = (
        f"translate({context!r}, {text!r})" for context, text in dict.fromkeys(strings) if text
    )
    Path(sys.argv[2]).write_text("\n".join(lines) + "\n", "utf-8")


main()
