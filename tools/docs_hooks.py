"""What "make docs" adds to MkDocs: nothing is fetched from afar, and Chinese pages are Chinese.

MkDocs calls these by their names. What comes from it is imported where it is used: the tests, which
have no MkDocs, use ``fetched``.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

AFAR = re.compile(r'<script src="?https?://[^>]*></script>')
"""The theme's stand-in for workers, which its search wants where pages are opened from disk."""
WORKER = "javascripts/worker.js"
"""In its place."""
LOADING = {
    "script": "src",
    "img": "src",
    "iframe": "src",
    "embed": "src",
    "object": "data",
    "source": "src",
    "video": "src",
    "audio": "src",
    "track": "src",
}
"""Elements that fetch what their attribute names, without a click."""
LOADING_LINKS = {
    "stylesheet",
    "icon",
    "preload",
    "prefetch",
    "preconnect",
    "dns-prefetch",
    "manifest",
}
"""What a ``link`` is that a browser fetches."""
IN_CSS = re.compile(r"(?:url\(|@import)\s*[\"']?((?:https?:)?//[^\"')\s]+)")
CHINESE = "zh/"
"""Folder of the pages in Simplified Chinese."""


def on_config(config: Any, **_: Any) -> Any:
    """Headings in Chinese have anchors too, the same ones as on GitHub."""
    import jieba
    from pymdownx.slugs import slugify

    jieba.setLogLevel("WARNING")  # not how long its dictionary took
    config.mdx_configs["toc"]["slugify"] = slugify(case="lower")
    return config


def on_page_context(context: Any, page: Any, config: Any, **_: Any) -> Any:
    """The theme's own words are in the page's language, and its menu leads to the same page in the
    other one."""
    own = page.file.src_uri
    is_chinese = own.startswith(CHINESE)
    config.theme["language"] = "zh" if is_chinese else "en"
    other = own[len(CHINESE) :] if is_chinese else CHINESE + own
    if not (Path(config.docs_dir) / other).is_file():
        other = f"{CHINESE}index.md"
    for choice in config.extra["alternate"]:
        is_own = (choice["lang"] == "zh") == is_chinese
        choice["link"] = (own if is_own else other)[: -len("md")] + "html"
    return context


def on_post_page(output: str, page: Any, **_: Any) -> str:
    """The theme's stand-in for workers comes from afar; ours does not."""
    up = "../" * page.url.count("/")
    return AFAR.sub(f'<script src="{up}{WORKER}"></script>', output)


def on_post_template(output_content: str, **_: Any) -> str:
    """Pages that come from the theme alone, such as 404.html, are only ever served."""
    return AFAR.sub("", output_content)


def on_post_build(config: Any, **_: Any) -> None:
    """Raises PluginError where a page or a style would fetch something from afar."""
    from mkdocs.exceptions import PluginError

    site = Path(config.site_dir)
    problems = [
        f"{path.relative_to(site)}: {address}"
        for path in sorted(site.rglob("*"))
        for address in fetched(path)
    ]
    if problems:
        raise PluginError("These are fetched from afar: " + "; ".join(problems))


def fetched(path: Path) -> list[str]:
    """Addresses on other machines that a browser asks for when it opens a page or a style."""
    if path.suffix == ".css":
        return IN_CSS.findall(path.read_text("utf-8"))
    if path.suffix != ".html":
        return []
    finder = Finder()
    finder.feed(path.read_text("utf-8"))
    return finder.found


class Finder(HTMLParser):
    """Collects such addresses of a page in ``found``."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._is_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._is_style = tag == "style"
        addresses = [given.get(LOADING.get(tag, ""), "")]
        addresses += [
            part.split()[0] for part in given.get("srcset", "").split(",") if part.strip()
        ]
        if tag == "link" and LOADING_LINKS & set(given.get("rel", "").split()):
            addresses.append(given.get("href", ""))
        self.found += [a for a in addresses if re.match(r"(?:https?:)?//", a)]
        self.found += IN_CSS.findall(given.get("style", ""))

    def handle_data(self, data: str) -> None:
        if self._is_style:
            self.found += IN_CSS.findall(data)
            self._is_style = False
