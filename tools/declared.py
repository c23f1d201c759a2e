"""Brings resources/declared.json up to date, from which commands know methods without torch.

Usage: .venv/bin/python tools/declared.py --write

Without --write it prints what the file should hold.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from srxai_plugin.contract.resource import resource
from srxai_plugin.engine.attribution.objectives import OBJECTIVES
from srxai_plugin.engine.attribution.registry import METHODS
from srxai_plugin.engine.machine.declared import FILE
from srxai_plugin.engine.networks.architectures.registry import ARCHITECTURES


def main() -> None:
    if sys.argv[1:] == ["--write"]:
        resource(FILE).write_text(text(), "utf-8")
    else:
        print(text(), end="")


def text() -> str:
    """The file as it should be."""
    made: dict[str, Any] = {
        "methods": [kind.declared() for kind in METHODS],
        "objectives": [kind.declared() for kind in OBJECTIVES],
        "architectures": {known.id: known.local for known in ARCHITECTURES},
    }
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main()
