"""What "make docs" changes of MkDocs Material's pages: nothing in them is fetched from afar."""

from __future__ import annotations

import re
from typing import Any

AFAR = re.compile(r'<script src="?https?://[^>]*></script>')
"""The theme's stand-in for workers, which its search wants where pages are opened from disk."""


def on_post_page(output: str, **_: Any) -> str:
    """Called by MkDocs with each page's HTML; without the script a page's search needs a server."""
    return AFAR.sub("", output)


def on_post_template(output_content: str, **_: Any) -> str:
    """The same for pages that come from the theme alone, such as 404.html."""
    return AFAR.sub("", output_content)
