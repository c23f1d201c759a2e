"""What engines of this session of QGIS said of themselves, kept for a bug report."""

from __future__ import annotations

from collections import deque
from typing import Any

LINES = 30

words: deque[str] = deque(maxlen=LINES)
"""Lines that engines and installations wrote last, the latest at the end; of all threads."""
engine: dict[str, Any] = {}
"""The latest engine's own account: the fields of its ``ready`` event."""


def note(line: str) -> None:
    """Keep a line; empty ones say nothing."""
    if line.strip():
        words.append(line.rstrip())


def note_engine(facts: dict[str, Any]) -> None:
    """Keep what an engine said when it was ready."""
    engine.clear()
    engine.update(facts)
