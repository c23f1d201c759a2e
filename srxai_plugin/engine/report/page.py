"""An HTML page that needs nothing else: no network, no other file; fit to be printed."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any

from srxai_plugin.contract.errors import CannotWrite
from srxai_plugin.engine.machine.files import whole

STYLE = """body{font:15px/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff;max-width:60rem;
margin:2rem auto;padding:0 1rem}h1,h2,h3{line-height:1.25}h2{margin-top:2.2rem}
table{border-collapse:collapse;margin:1rem 0}td,th{padding:.2rem .7rem;text-align:right}
th{border-bottom:1px solid #888;vertical-align:bottom}td:first-child,th:first-child{text-align:left}
.wide{overflow-x:auto}.quiet td,figcaption,.note{color:#555}.note{margin:.3rem 0}
.facts td{text-align:left;vertical-align:top;overflow-wrap:anywhere}.facts td:first-child{
white-space:nowrap}img,svg{max-width:100%;height:auto}figure{margin:1rem 0}
pre{background:#f3f3f3;padding:.7rem;white-space:pre-wrap;overflow-wrap:anywhere;font-size:.85rem}
@media print{body{font-size:10pt;max-width:none;margin:0}figure,tr,pre.short{
break-inside:avoid}h2,h3{break-after:avoid}@page{margin:18mm}}"""


def write_page(path: Path, title: str, parts: Iterable[str]) -> None:
    """Write a page, whole or not at all.

    Args:
        title: plain text.
        parts: HTML in which all that comes from files has gone through ``text``.

    Raises:
        CannotWrite: the file cannot be written.
    """
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{text(title)}</title><style>{STYLE}</style></head>"
        f"<body>{''.join(parts)}</body></html>\n"
    )
    try:
        with whole(path) as unfinished:
            unfinished.write_text(page, "utf-8", errors="replace")
    except OSError as error:
        raise CannotWrite(f"Cannot write {path}: {error.strerror}. Choose another file.") from None


def text(value: Any) -> str:
    """Anything as text that is never taken for markup."""
    return escape(str(value))


def figure(picture: str, caption: str = "") -> str:
    """``picture`` is HTML, ``caption`` plain text."""
    words = f"<figcaption>{text(caption)}</figcaption>" if caption else ""
    return f"<figure>{picture}{words}</figure>"


def image(source: str, words: str) -> str:
    """A picture from a data URI, and what it shows for those who do not see it."""
    return f'<img alt="{text(words)}" src="{source}">'


def table(header: Iterable[str], lines: Iterable[Iterable[str]], quiet: int = 0) -> str:
    """Plain cells; the last ``quiet`` lines are grey."""
    rows = [[text(cell) for cell in line] for line in lines]
    head = "".join(f"<th>{text(cell)}</th>" for cell in header)
    body = "".join(
        f"<tr{' class=quiet' if i >= len(rows) - quiet else ''}>"
        f"{''.join(f'<td>{cell}</td>' for cell in row)}</tr>"
        for i, row in enumerate(rows)
    )
    return f'<div class="wide"><table><tr>{head}</tr>{body}</table></div>'


def facts(lines: Iterable[tuple[str, Any]]) -> str:
    """Names and what they are."""
    body = "".join(f"<tr><td>{text(name)}</td><td>{text(what)}</td></tr>" for name, what in lines)
    return f'<table class="facts">{body}</table>'
