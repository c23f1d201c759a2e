"""What README and docs show exists: commands, options, methods, links, pictures, sentences."""

from __future__ import annotations

import ast
import importlib
import re
import shlex
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

import pytest

from srxai_plugin.contract.choices import MEASURE_NAMES, METHOD_NAMES, OBJECTIVE_NAMES, VIEW_NAMES
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Window
from srxai_plugin.contract.requests import Objective
from srxai_plugin.engine.attribution.objectives import Texture, describe_objectives
from srxai_plugin.engine.attribution.registry import method
from srxai_plugin.engine.cli.arguments import joined, methods_of
from srxai_plugin.engine.cli.main import _parser
from srxai_plugin.engine.networks.loading.zoo import bundled
from tests.engine.attribution.test_lam import image, nothing

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
DOCUMENTS = [*(ROOT / f"{name}.md" for name in ("README", "CHANGELOG", "CONTRIBUTING")), *PAGES]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)

each_document = pytest.mark.parametrize(
    "path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT))
)


def code_lines(path: Path) -> Iterator[str]:
    """Lines of indented and fenced code, those that end in a backslash with the next."""
    is_fenced, held = False, ""
    for line in path.read_text("utf-8").splitlines():
        if line.lstrip().startswith("```"):
            is_fenced = not is_fenced
        elif is_fenced or line.startswith("    ") or held:
            held += line.strip()
            if held.endswith("\\"):
                held = held[:-1]
            else:
                yield held
                held = ""


def commands() -> list[tuple[str, list[str]]]:
    """Document and arguments of every ``srxai`` in code."""
    found = []
    for path in DOCUMENTS:
        if path.parent.name == "zh":  # the same, see test_site.py
            continue
        for line in code_lines(path):
            if re.match(r"(\S*/)?srxai ", line):
                found.append((path.name, shlex.split(line, comments=True)[1:]))
    return found


each_command = pytest.mark.parametrize(
    "arguments", [pytest.param(a, id=f"{name}: {' '.join(a)}") for name, a in commands()]
)


def test_there_are_commands_of_every_kind():
    shown = {arguments[0] for _, arguments in commands()}
    everything = set(_parser()._subparsers._group_actions[0].choices)
    assert shown == everything


@each_command
def test_commands_are_taken_by_the_command_line(arguments: list[str]):
    check_names(_parser().parse_args(joined(arguments)))


def check_names(options: Namespace) -> None:
    """What the parser leaves to those who carry a command out."""
    given = vars(options)
    one_or_more = given.get("method") or given.get("methods") or []
    ids = [one_or_more] if isinstance(one_or_more, str) else one_or_more
    assert {*ids} <= {*METHOD_NAMES}
    assert {*given.get("view", ())} <= {*VIEW_NAMES}
    assert {*given.get("measure", ())} <= {*MEASURE_NAMES}
    objective = given.get("objective", "texture")
    assert objective in OBJECTIVE_NAMES
    settings = given.get("set") or []
    of_objective = [s for s in settings if s.startswith(f"{objective}.")]
    (asked,) = methods_of([objective], of_objective)
    known = next(facts for facts in describe_objectives() if facts["id"] == Objective(asked.id).id)
    assert {*asked.parameters} <= {*known["parameters"]}
    rest = [s for s in settings if s not in of_objective]
    for asked in methods_of(ids or ["lam", "amve-sr"], rest):
        method(asked)


@each_document
def test_bundled_networks_have_the_names_that_are_shown(path: Path):
    named = set(
        re.findall(r"\b(?:edsr|pan|rcan|fsrcnn|s2)-x\d(?:-real)?\b", path.read_text("utf-8"))
    )
    assert named <= {*bundled()}


@each_document
def test_links_and_pictures_lead_somewhere(path: Path):
    for target in LINK.findall(FENCE.sub("", path.read_text("utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file) if file else path
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


def anchors(path: Path) -> set[str]:
    """Of a page's headings, as MkDocs and GitHub make them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", path.read_text("utf-8")), re.MULTILINE)
    kept = (re.sub(r"[^\w\s-]", "", heading).strip().lower() for heading in headings)
    return {re.sub(r"\s", "-", heading) for heading in kept}


def test_pages_link_only_to_pages():
    """What lies outside docs/ is not on the site."""
    for path in PAGES:
        targets = [t for t in LINK.findall(path.read_text("utf-8")) if not re.match(r"[a-z]+:", t)]
        outside = [t for t in targets if not (path.parent / t).resolve().is_relative_to(DOCS)]
        assert not outside


def test_the_index_and_the_site_have_every_page():
    english = {path.name for path in DOCS.glob("*.md")} - {"index.md"}
    for index in (DOCS / "index.md", DOCS / "zh/index.md"):
        targets = [Path(target) for target in LINK.findall(index.read_text("utf-8"))]
        assert {t.name for t in targets if t.suffix == ".md"} - {"index.md"} == english
    pages = {str(path.relative_to(DOCS)) for path in PAGES}
    assert pages == set(re.findall(r"\S+\.md$", (ROOT / "mkdocs.yml").read_text(), re.MULTILINE))


@each_document
def test_targets_programs_and_algorithms_exist(path: Path):
    text = path.read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:^    |`)make ([a-z-]+)", text, re.MULTILINE)) <= targets
    for program in re.findall(r"\b(?:tools|benchmarks|tests)/[\w/]+\.(?:py|sh)\b", text):
        assert (ROOT / program).is_file(), program
    algorithms = [
        p.read_text("utf-8") for p in (ROOT / "srxai_plugin/desk/processing").glob("*.py")
    ]
    names = set(re.findall(r'def name\(self\).*?\n +return "(\w+)"', "\n".join(algorithms)))
    assert set(re.findall(r"srxai:([a-z]+)", text)) <= names


def test_parameters_of_algorithms_exist():
    """Of the commands for QGIS's own command line."""
    folder = ROOT / "srxai_plugin/desk/processing"
    own, base = (folder / f"{name}.py" for name in ("explain_region", "explanation_algorithm"))
    declared = own.read_text("utf-8") + base.read_text("utf-8")
    shown = [line for path in DOCUMENTS for line in code_lines(path) if "explainregion --" in line]
    assert shown
    for line in shown:
        for name in re.findall(r"\b([A-Z_]+)=", line):
            assert f'{name} = "{name}"' in declared


def test_pages_of_developers_name_files_that_exist():
    text = (DOCS / "developer.md").read_text("utf-8")
    for name in re.findall(r"`([a-z_]+(?:/[a-z_]+)*\.py)`", FENCE.sub("", text)):
        ways = [ROOT, ROOT / "srxai_plugin", ROOT / "srxai_plugin/engine", ROOT / "benchmarks"]
        ways.append(ROOT / "srxai_plugin/engine/attribution")
        assert any((way / name).is_file() for way in ways), name


def test_the_method_that_developers_are_shown_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_edsr
):
    (shown,) = re.findall(
        r"^```python\n(.*?)^```$",
        (DOCS / "developer.md").read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    (tmp_path / "dark_gradient.py").write_text(shown, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    dark = importlib.import_module("dark_gradient").DarkGradient
    with pytest.raises(BadInput, match=r"from 0\.0 to 8\.0"):
        dark.with_parameters({"gamma": 9.0})
    found = dark().attribute(small_edsr, image(), Texture(Window(16, 16, 16, 16)), nothing)
    assert found.raw.shape == (3, 32, 32)
    assert found.normalised().max() == 1


def test_sentences_in_troubleshooting_are_those_that_are_said():
    """Between the dots that stand for names and figures."""
    said = sentences()
    text = (DOCS / "troubleshooting.md").read_text("utf-8")
    rows = re.findall(r"^\| (.+?) \| .+ \|$", text, re.MULTILINE)
    quoted = [row for row in rows if row != "it says" and set(row) != {"-"}]
    assert len(quoted) > 30
    for row in quoted:
        for part in re.split(r"…|; | / |\d+[\d.,]* ?", row):
            part = part.strip(" '.:")
            assert len(part) < 13 or part in said, part


def sentences() -> str:
    """All texts of the package, and of the set-up."""
    texts = []
    for path in (ROOT / "srxai_plugin").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = [v.value if isinstance(v, ast.Constant) else "\0" for v in node.values]
                texts.append("".join(parts))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.append(node.value)
    setup = re.sub(r'" \\\n\s*"', " ", (ROOT / "tools/setup.sh").read_text("utf-8"))
    return "\n".join([*texts, setup])


def test_files_for_an_installation_without_internet_are_in_the_plugin():
    shown = [line for line in code_lines(DOCS / "guide.md") if "pip download" in line]
    names = [re.search(r"-r (\S+)", line)[1] for line in shown]
    assert {*names} == {path.name for path in (ROOT / "resources/requirements").iterdir()}
