"""Prints what pyproject.toml requires, one a line, for pip; or writes it where the plugin reads it.

Usage: PYTHON tools/requirements.py NAME…
       PYTHON tools/requirements.py --write

NAME is the name of a dependency (torch), a dependency group (dev, qgis-tests), an extra (fleet), or
"dependencies" for all of them. --write makes resources/requirements/ anew, from which the plugin
makes the engine's environment: an installed plugin has no pyproject.toml. Runs on Python 3.9 and
later with pip.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

try:
    import tomllib
except ImportError:  # Python before 3.11; there pip carries the same parser
    from pip._vendor import tomli as tomllib

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = ROOT / "pyproject.toml"
SHIPPED = ROOT / "resources" / "requirements"
NAMES = ("torch", "dependencies", "no-deps")
"""In the order in which they are installed, the last with --no-deps."""
HEADER = "# Made by tools/requirements.py --write; change pyproject.toml instead.\n"


def main() -> None:
    if sys.argv[1:] == ["--write"]:
        SHIPPED.mkdir(exist_ok=True)
        for name, text in shipped().items():
            (SHIPPED / name).write_text(text, "utf-8")
        return
    known = required()
    for name in sys.argv[1:]:
        if name not in known:
            sys.exit(f"error: {PYPROJECT.name} has no '{name}'. It has: {', '.join(known)}.")
        print("\n".join(known[name]))


def required() -> dict[str, list[str]]:
    """Requirements by name."""
    data = tomllib.loads(PYPROJECT.read_text("utf-8"))
    dependencies = data["project"]["dependencies"]
    return {
        **{re.split(r"[^\w-]", line)[0]: [line] for line in dependencies},
        **data["dependency-groups"],
        **data["project"]["optional-dependencies"],
        "dependencies": dependencies,
    }


def shipped() -> dict[str, str]:
    """File name → text of each file in ``SHIPPED``."""
    known = required()
    return {f"{name}.txt": HEADER + "\n".join(known[name]) + "\n" for name in NAMES}


if __name__ == "__main__":
    main()
