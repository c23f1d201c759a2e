"""Manners of the repository: one version, one ruff, one CI, forms that ask for what is needed."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import srxai_plugin

ROOT = Path(__file__).parents[3]
FORMS = sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("[!c]*.yml"))
KINDS = {"markdown", "textarea", "input", "dropdown", "checkboxes"}
"""Of a form's parts, as GitHub knows them."""
CHANGES = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]
"""As Keep a Changelog names them, and in its order."""
BY_NAME = {"getattr", "setattr", "hasattr", "delattr"}
"""Calls that reach an attribute by its name, of Python and of pytest's ``monkeypatch``."""


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def data(name: str) -> Any:
    return pytest.importorskip("yaml").safe_load(text(name))


@pytest.mark.parametrize(
    ("file", "pattern"),
    [
        ("metadata.txt", r"^version=(\S+)$"),
        ("metadata.txt", r"^changelog=(\S+)$"),
        ("CITATION.cff", r"^version: (\S+)$"),
    ],
)
def test_every_file_says_the_same_version(file: str, pattern: str):
    assert re.findall(pattern, text(file), re.MULTILINE) == [srxai_plugin.__version__]


def test_pyproject_reads_the_version_where_it_is_written():
    assert 'dynamic = ["version"]' in text("pyproject.toml")
    assert '[tool.hatch.version]\npath = "srxai_plugin/contract/version.py"' in text(
        "pyproject.toml"
    )


def test_commits_are_linted_by_the_ruff_of_pyproject():
    (wanted,) = re.findall(r'"ruff==([\d.]+)"', text("pyproject.toml"))
    (hooks,) = data(".pre-commit-config.yaml")["repos"]
    assert hooks["rev"] == f"v{wanted}"
    assert [hook["id"] for hook in hooks["hooks"]] == ["ruff-check", "ruff-format"]


def test_the_workflow_runs_what_ci_runs_and_builds_the_site():
    jobs = data(".github/workflows/ci.yml")["jobs"]
    assert [step["run"] for step in jobs["all"]["steps"] if "run" in step][-1] == ".ci/run"
    assert jobs["site"]["steps"][-1]["run"] == "make docs"
    assert os.access(ROOT / ".ci/run", os.X_OK)


def test_the_workflow_may_only_read():
    assert data(".github/workflows/ci.yml")["permissions"] == {"contents": "read"}


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_forms_are_such_as_github_takes(path: Path):
    form = data(str(path.relative_to(ROOT)))
    assert form["name"] and form["description"]
    ids = [part["id"] for part in form["body"] if part["type"] != "markdown"]
    assert len({*ids}) == len(ids)
    for part in form["body"]:
        assert part["type"] in KINDS
        assert part["attributes"]["value" if part["type"] == "markdown" else "label"]


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_forms_ask_for_the_diagnostics_by_the_words_on_the_button(path: Path):
    form = data(str(path.relative_to(ROOT)))
    (part,) = (part for part in form["body"] if part.get("id") == "diagnostics")
    assert part["attributes"]["render"] == "text"  # not taken for Markdown
    assert "Copy diagnostics" in part["attributes"]["description"]
    assert "<source>Copy diagnostics</source>" in text("resources/i18n/srxai_zh_CN.ts")


def test_there_is_a_form_for_bugs_and_one_for_wishes():
    assert [path.stem for path in FORMS] == ["bug", "feature"]


def test_the_citation_has_what_its_format_asks_for_and_names_the_papers():
    citation = data("CITATION.cff")
    assert citation["cff-version"] == "1.2.0" and citation["type"] == "software"
    assert {"message", "title", "abstract", "authors"} <= {*citation}
    assert citation["license"] == "GPL-2.0-or-later"
    assert 'license = "GPL-2.0-or-later"' in text("pyproject.toml")
    assert citation["authors"] == [{"name": "SRXAI developers"}]
    families = [reference["authors"][0]["family-names"] for reference in citation["references"]]
    assert families == ["Gu", "Yao", "Draelos"]
    assert f"repository={citation['repository-code']}\n" in text("metadata.txt")


def test_the_changelog_keeps_its_form():
    """That of Keep a Changelog 1.1.0."""
    headings = re.findall(r"^## (.+)$", text("CHANGELOG.md"), re.MULTILINE)
    assert headings[0] == "[Unreleased]"
    for heading in headings[1:]:
        assert re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d( \[YANKED\])?", heading)
    for version in re.split(r"^## ", text("CHANGELOG.md"), flags=re.MULTILINE)[1:]:
        kinds = re.findall(r"^### (.+)$", version, re.MULTILINE)
        assert kinds == [kind for kind in CHANGES if kind in kinds]
        assert kinds and version.count("\n- ") >= len(kinds)


def is_private(name: str) -> bool:
    """By one underscore; names with two belong to Python."""
    return name.startswith("_") and not name.startswith("__")


def private_reaches(source: str) -> Iterator[str]:
    """Line and name of each private name that a module takes from what is not its own."""
    tree = ast.parse(source)
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Attribute):
            is_own = isinstance(node.value, ast.Name) and node.value.id in {"self", "cls", *own}
            names = [] if is_own else [node.attr]
        elif isinstance(node, ast.ImportFrom):
            names = [*(node.module or "").split("."), *(alias.name for alias in node.names)]
        elif isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            values = [one.value for one in node.args if isinstance(one, ast.Constant)]
            words = [value for value in values if isinstance(value, str)]
            names = [step for word in words if called in BY_NAME for step in word.split(".")]
        yield from (f"{node.lineno}: {name}" for name in names if is_private(name))


def test_tests_of_the_qgis_side_see_what_an_analyst_sees_and_what_classes_tell():
    """They would hold the product's insides fast, and pass where a button is not there."""
    files = sorted(
        file for room in ("desk", "desktop") for file in ROOT.glob(f"tests/{room}/**/*.py")
    )
    assert {"conftest.py", "test_plugin.py", "test_desktop.py"} <= {file.name for file in files}
    found = {file.name: [*private_reaches(file.read_text("utf-8"))] for file in files}
    assert {name: reaches for name, reaches in found.items() if reaches} == {}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("dock._methods['lam'].click()", ["_methods"]),
        ("plugin.explainer._end()", ["_end"]),
        ("open_on()[0]._bar = 1", ["_bar"]),
        ("from srxai_plugin.desk.panel.explainer import Explainer, _Run", ["_Run"]),
        ("monkeypatch.setattr(exporting, '_attribution', None)", ["_attribution"]),
        ("monkeypatch.setattr('srxai_plugin.desk.widgets.background._running', {})", ["_running"]),
        ("getattr(session, '_process').kill()", ["_process"]),
        ("self.dock._bar", ["_bar"]),
        ("class Mine:\n    def see(self): return self._x\nMine._x, type(Mine).__name__", []),
        ("from __future__ import annotations\nsay('_this')\ndock.bar, _mine, mine[_x]", []),
    ],
)
def test_a_reach_into_the_product_is_found(source: str, names: list[str]):
    assert [reach.split(": ")[1] for reach in private_reaches(source)] == names


def modules(package: Path) -> dict[str, Path]:
    """Files of a package by the names that they are imported by."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        *parts, last = path.relative_to(package.parent).with_suffix("").parts
        found[".".join(parts if last == "__init__" else [*parts, last])] = path
    return found


def imported(path: Path, known: dict[str, Path]) -> set[str]:
    """Which of the known modules a file imports: at its top, inside of functions, for types."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level and node.module, f"{path} imports by dots"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            found |= {name if name in known else node.module for name in names}
    return found & {*known}


def circles(package: Path) -> list[str]:
    """Ways by which a module imports itself, until none is left."""
    known = modules(package)
    left = {name: imported(path, known) for name, path in known.items()}
    found: list[str] = []
    while True:
        while free := [name for name, needs in left.items() if not needs & {*left}]:
            for name in free:
                del left[name]
        if not left:
            return found
        way = [min(left)]
        while way.count(way[-1]) == 1:
            way.append(min(left[way[-1]] & {*left}))
        way = way[way.index(way[-1]) :]
        found.append(" -> ".join(way))
        for name in way[:-1]:
            del left[name]


def test_no_module_imports_itself_by_some_way_round():
    assert circles(ROOT / "srxai_plugin") == []


def test_a_way_round_is_found_wherever_the_import_stands(tmp_path: Path):
    house = tmp_path / "house"
    house.mkdir()
    (house / "__init__.py").write_text("def door():\n    from house import hall\n    return hall\n")
    (house / "hall.py").write_text("from house.stairs import STEPS\n")
    (house / "stairs.py").write_text("STEPS = 3\n")
    assert circles(house) == []
    (house / "stairs.py").write_text("STEPS = 3\ndef up():\n    import house.attic\n")
    (house / "attic.py").write_text("if TYPE_CHECKING:\n    from house import hall\n")
    assert circles(house) == ["house.hall -> house.stairs -> house.attic -> house.hall"]
    (house / "attic.py").write_text("from house import hall_of_fame\n")
    assert circles(house) == ["house -> house.hall -> house.stairs -> house.attic -> house"]


PRIVATE = r"torch\.(([\w.]+\.)?_[a-z]|ops\b|fx\.experimental\b|fx\.graph_module\b)"
"""Names with an underscore, and parts of torch that are not documented without one."""
OTHERS = {("networks/foreign/spandrel_networks.py", "descriptor._call_fn")}
"""spandrel's."""


def private(path: Path) -> set[str]:
    """What a file names that belongs to somebody else and is private to them."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Attribute):
            owner = ast.unparse(node.value)
            names = [] if owner in ("self", "cls", "super()") else [f"{owner}.{node.attr}"]
            if re.match("_[a-z]", node.attr):
                found |= {*names}
        else:
            continue
        found |= {name for name in names if re.match(PRIVATE, name)}
    return found


def test_one_file_alone_names_what_is_private_to_torch():
    engine = ROOT / "srxai_plugin/engine"
    found = {
        (str(path.relative_to(engine)), name)
        for path in sorted(engine.rglob("*.py"))
        for name in private(path)
    }
    assert {(file, name) for file, name in found if file != "machine/torch_private.py"} == OTHERS
    assert ("machine/torch_private.py", "torch._ops.OpOverload") in found
