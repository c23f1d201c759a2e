"""Matplotlib without a screen, for figures that stand inside a page."""

from __future__ import annotations

import base64
import io
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",  # real text: searchable, and read by screen readers
    "svg.hashsalt": "srxai",  # the same result gives the same file
    "text.parse_math": False,  # a $ in a file's name is a dollar
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
COLOUR = "#3b528b"


def svg(figure: Figure) -> str:
    """The element alone, fit to stand in HTML; matplotlib escapes all text in it."""
    held = io.StringIO()
    figure.savefig(held, format="svg", metadata={"Date": None, "Creator": None})
    text = held.getvalue()
    return text[text.index("<svg") :]


def png(figure: Figure) -> str:
    """A data URI."""
    held = io.BytesIO()
    FigureCanvasAgg(figure).print_png(held)
    return "data:image/png;base64," + base64.b64encode(held.getvalue()).decode()
