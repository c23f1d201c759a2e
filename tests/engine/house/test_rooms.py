"""The house: desk → contract ← engine, and nothing else crosses; no circles; no room too large."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from tests.engine.house.test_repository import modules

ROOT = Path(__file__).parents[3]
PACKAGE = "srxai_plugin"
MOST = 20
"""Files of a room; more cannot be surveyed."""
ONE_FILE_A_THING = {
    f"{PACKAGE}/engine/networks/architectures",
    f"{PACKAGE}/engine/attribution/methods",
    f"{PACKAGE}/desk/processing",
}
QGIS = {"qgis", "osgeo", "PyQt5", "PyQt6", "processing"}
PLOTS = {"matplotlib": {f"{PACKAGE}.desk.results.canvas"}}
"""What QGIS may have beside itself, and the only modules that may ask for it."""


ALLOWED = {
    "contract": {"contract"},
    "engine": {"engine", "contract"},
    "desk": {"desk", "contract"},
    "plugin": {"desk", "contract"},
}
"""What each part may import of the others."""


MODULES = modules(ROOT / PACKAGE)


def imported(path: Path) -> Iterator[str]:
    """All that a file imports, inside functions too; of our own package, the modules."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            inside = (f"{node.module}.{alias.name}" for alias in node.names)
            yield from (name if name in MODULES else str(node.module) for name in inside)


@cache
def arrows() -> dict[str, set[str]]:
    return {
        name: {other for other in imported(path) if other in MODULES and other != PACKAGE}
        for name, path in MODULES.items()
        if name != PACKAGE  # QGIS has the package itself import the plugin
    }


def part(module: str) -> str:
    """``contract``, ``engine`` or ``desk``; or ``plugin``, which QGIS loads."""
    return module.split(".")[1]


def room(module: str) -> str:
    names = module.split(".")
    return ".".join(names[1:3]) if names[1] in ("engine", "desk") else names[1]


def circle(graph: Mapping[str, set[str]]) -> list[str]:
    """One that there is, or nothing."""
    done: set[str] = set()

    def walk(name: str, path: list[str]) -> list[str]:
        if name in path:
            return [*path[path.index(name) :], name]
        if name in done:
            return []
        for other in sorted(graph.get(name, ())):
            if found := walk(other, [*path, name]):
                return found
        done.add(name)
        return []

    return next((found for name in sorted(graph) if (found := walk(name, []))), [])


def test_only_what_qgis_loads_lies_loose():
    loose = {path.name for path in (ROOT / PACKAGE).glob("*.py")}
    assert loose == {"__init__.py", "plugin.py"}


def test_a_room_can_be_surveyed():
    sizes = {
        path.relative_to(ROOT).as_posix(): len([*path.glob("*.py")])
        for path in [ROOT / PACKAGE, *(ROOT / PACKAGE).rglob("*")]
        if path.is_dir() and path.name != "__pycache__"
    }
    assert {name for name, size in sizes.items() if size > MOST} <= ONE_FILE_A_THING


def test_desk_and_engine_meet_in_the_contract_alone():
    crossing = {
        (name, other)
        for name, others in arrows().items()
        for other in others
        if part(other) not in ALLOWED[part(name)]
    }
    assert crossing == set()
    assert {part(name) for name in arrows()} == {*ALLOWED}


def foreign(name: str) -> set[str]:
    """Packages that a module imports and that are neither ours nor Python's own."""
    packages = {found.partition(".")[0] for found in imported(MODULES[name])}
    return packages - {PACKAGE} - sys.stdlib_module_names


def test_each_side_imports_only_what_it_is_sure_to_have():
    sides: dict[str, dict[str, set[str]]] = {}
    for name in MODULES:
        side = "desk" if name == PACKAGE else part(name)
        sides.setdefault(side, {})[name] = foreign(name)
    assert set().union(*sides["contract"].values()) == set()
    assert set().union(*sides["engine"].values()) & QGIS == set()
    for name, packages in {**sides["desk"], **sides["plugin"]}.items():
        plots = {package for package, users in PLOTS.items() if name in users}
        assert packages <= QGIS | plots, name


def test_no_rooms_import_each_other_in_a_circle():
    graph: dict[str, set[str]] = {}
    for name, others in arrows().items():
        graph.setdefault(room(name), set()).update({room(o) for o in others} - {room(name)})
    assert circle(graph) == []


def test_a_circle_is_found():
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]
    assert circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []
