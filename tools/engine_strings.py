"""Writes the engine's fixed sentences as a source that pylupdate5 reads; run by translate.sh."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from srxai_plugin.contract import MEASURE_SENTENCES
from srxai_plugin.engine.attribution.objectives import describe_objectives
from srxai_plugin.engine.attribution.registry import describe_methods


def sentences() -> Iterator[str]:
    """As the dock looks them up."""
    for facts in (*describe_methods(), *describe_objectives()):
        yield facts["sentence"]
        yield facts.get("valid_note", "")
        yield from (parameter["help"] for parameter in facts["parameters"].values())
    yield from MEASURE_SENTENCES.values()


def main() -> None:
    lines = (
        f'translate("Engine", {sentence!r})' for sentence in dict.fromkeys(sentences()) if sentence
    )
    Path(sys.argv[1]).write_text("\n".join(lines) + "\n", "utf-8")


main()
