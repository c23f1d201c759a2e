"""The pages as a site: nothing comes from afar, no link is dead, Chinese keeps up with English."""

from __future__ import annotations

import importlib.util
import re
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"
SITE = ROOT / "build/docs"
TRANSLATED = sorted(path.name for path in (DOCS / "zh").glob("*.md"))
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
IMAGE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)")
HAN = r"[\u3001-\u303f\u4e00-\u9fff\uff01-\uff0a\uff0c-\uff0f\uff1a-\uff1f]"
"""Chinese characters and punctuation."""
EMPHASISED = re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)")

each_page = pytest.mark.parametrize("name", TRANSLATED)


@pytest.fixture(scope="module")
def hooks() -> ModuleType:
    """What MkDocs is given of ours."""
    spec = importlib.util.spec_from_file_location("docs_hooks", ROOT / "tools/docs_hooks.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def pages() -> list[Path]:
    """Of the site, if it was built from the pages as they are now."""
    built = SITE / "index.html"
    sources = [ROOT / "mkdocs.yml", *DOCS.rglob("*.md")]
    if not built.is_file() or built.stat().st_mtime < max(p.stat().st_mtime for p in sources):
        pytest.skip("needs 'make docs'")
    return [path for path in SITE.rglob("*.html") if path.name != "404.html"]


class Links(HTMLParser):
    """Of a page: where it leads to, what it shows, and the places in it that have a name."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.names: set[str] = set()
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.targets.append(value)
            elif name == "id" and value:
                self.names.add(value)


def test_what_a_browser_would_fetch_from_afar_is_found(hooks: ModuleType, tmp_path: Path):
    page = tmp_path / "page.html"
    page.write_text(
        '<link rel="canonical" href="https://a/canonical"><link rel="stylesheet" href="//a/style">'
        '<link rel="icon" href="https://a/icon"><script src=https://a/script></script>'
        '<style>@import "https://a/import"; p { background: url(https://a/background) }</style>'
        '<img src="own.png" srcset="own.png 1x, https://a/large 2x"><p style="x:url(https://a/p)">'
        '<a href="https://a/link">https://a/text</a><video src="http://a/video"></video>'
    )
    assert [address.rpartition("/")[2] for address in hooks.fetched(page)] == [
        "style",
        "icon",
        "script",
        "import",
        "background",
        "large",
        "p",
        "video",
    ]


def test_the_site_fetches_nothing_from_afar(hooks: ModuleType, pages: list[Path]):
    files = [*pages, *SITE.rglob("*.css")]
    assert {str(path): found for path in files if (found := hooks.fetched(path))} == {}


def test_every_link_of_the_site_leads_somewhere(pages: list[Path]):
    links = {path.resolve(): Links(path) for path in pages}
    for path, own in links.items():
        for target in own.targets:
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            there = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert there.is_file(), f"{path.name}: {target}"
            names = links[there].names if there in links else {""}
            assert not parts.fragment or unquote(parts.fragment) in names, f"{path.name}: {target}"


def test_every_page_of_the_site_is_in_its_own_language(pages: list[Path]):
    for path in pages:
        is_chinese = path.parent.name == "zh"
        language = re.search(r'<html lang="?(\w+)', path.read_text("utf-8"))[1]
        assert language == ("zh" if is_chinese else "en"), path


def shape(path: Path) -> dict[str, list]:
    """What a translation leaves as it is."""
    text = path.read_text("utf-8")
    prose = FENCE.sub("", text)
    return {
        "headings": [len(marks) for marks in re.findall(r"^(#+) ", prose, re.MULTILINE)],
        "images": [Path(target).name for target in IMAGE.findall(prose)],
        "code": FENCE.findall(text) + re.findall(r"^    .*$", prose, re.MULTILINE),
        "rows": [line.count("|") for line in prose.splitlines() if line.startswith("|")],
        "steps": re.findall(r"^(?:\d+\.|-) ", prose, re.MULTILINE),
        "quotes": re.findall(r"^> ", prose, re.MULTILINE)[:1],
    }


@each_page
@pytest.mark.parametrize("what", ["headings", "images", "code", "rows", "steps", "quotes"])
def test_a_translated_page_has_all_that_the_page_has(name: str, what: str):
    assert shape(DOCS / "zh" / name)[what] == shape(DOCS / name)[what]


@each_page
def test_a_translated_page_has_the_figures_of_the_page(name: str):
    """Those of the tables, which are most easily forgotten."""

    def figures(path: Path) -> list[str]:
        rows = [row for row in path.read_text("utf-8").splitlines() if row.startswith("|")]
        shown = "\n".join(row for row in rows if "](" not in row)
        return sorted(re.findall(r"\d+(?:\.\d+)?", shown))

    assert figures(DOCS / "zh" / name) == figures(DOCS / name)


@each_page
def test_a_chinese_sentence_is_not_broken_by_a_line(name: str):
    """Where a line ends, browsers and GitHub put a space, which Chinese has none of."""
    text = FENCE.sub("", (DOCS / "zh" / name).read_text("utf-8"))
    assert not re.findall(r"^[^#|!\s>-].*\n[ ]{0,3}[^-#|!\s\d>].*$", text, re.MULTILINE)
    prose = re.sub(r"^#.*$", "", text, flags=re.MULTILINE)
    assert not re.findall(rf"{HAN} +{HAN}", prose)


@each_page
def test_emphasis_in_chinese_is_such_as_github_sees(name: str):
    """CommonMark takes no mark for one that stands between punctuation and a character."""
    text = FENCE.sub("", (DOCS / "zh" / name).read_text("utf-8"))
    for mark in re.finditer(r"(\*+)([^*\n]+)\1", text):
        before, after = text[mark.start() - 1], text[mark.end()]
        assert re.match(r"\w", mark[2][-1]) or not re.match(r"\w", after), mark[0]
        assert re.match(r"\w", mark[2][0]) or not re.match(r"\w", before), mark[0]


@each_page
def test_a_translated_page_leads_to_translated_pages(name: str):
    targets = re.findall(r"\]\(\.\./(\w+\.md)", (DOCS / "zh" / name).read_text("utf-8"))
    assert not {*targets} & {*TRANSLATED} - {name}  # its own is the way to the other language


def words_of_the_panel() -> tuple[str, str]:
    """All that the QGIS side says, in English and in Chinese."""
    messages = list(ElementTree.parse(ROOT / "resources/i18n/srxai_zh_CN.ts").iter("message"))
    sources = "\n".join(message.findtext("source", "") for message in messages)
    return sources, "\n".join(message.findtext("translation", "") for message in messages)


@pytest.mark.parametrize(("folder", "language"), [("", 0), ("zh", 1)])
def test_the_guide_calls_things_by_the_words_on_their_buttons(folder: str, language: int):
    said = re.sub(r"\s+", " ", words_of_the_panel()[language]).lower()
    text = FENCE.sub("", (DOCS / folder / "guide.md").read_text("utf-8"))
    shown = [part for words in EMPHASISED.findall(text) for part in words.split(" ▸ ")]
    assert len(shown) > 40
    for words in shown:
        word = re.sub(r" ?\d(?:·\d)*", "", words).lower()  # the numbers of bands
        assert word in said or word == "srxai", words


@pytest.mark.parametrize(
    "path",
    sorted(path for path in (DOCS / "images").rglob("*.*")),
    ids=lambda path: str(path.relative_to(DOCS / "images")),
)
def test_pictures_are_small_and_are_shown(path: Path):
    assert path.stat().st_size <= 120_000
    shown = [
        (page.parent / target).resolve()
        for page in [ROOT / "README.md", *DOCS.rglob("*.md")]
        for target in IMAGE.findall(page.read_text("utf-8"))
    ]
    assert path.resolve() in shown
