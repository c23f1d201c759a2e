"""The table of methods in the documentation is that of the registry."""

from __future__ import annotations

from pathlib import Path

from srxai_plugin.engine.attribution.registry import METHODS

DOCUMENT = Path(__file__).parents[3] / "docs" / "methods.md"


def test_table_tells_what_the_engine_tells():
    """Each row: method, family, what it shows, when it is not valid, and a paper."""
    lines = DOCUMENT.read_text("utf-8").splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| **")]
    assert len(rows) == len(METHODS)
    for cls, row in zip(METHODS, rows):
        name = f"**{cls.name}** `{cls.id}`"
        assert row[:4] == [name, cls.family, cls.sentence, cls.note or "–"]
        assert any(character.isdigit() for character in row[4]), "a paper has a year"
