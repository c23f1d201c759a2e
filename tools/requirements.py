"""Prints what pyproject.toml requires, one a line, for pip.

Usage: PYTHON tools/requirements.py NAME…

NAME is the name of a dependency (torch), a dependency group (dev, qgis-tests), an extra (fleet), or
"dependencies" for all of them. Runs on Python 3.9 and later with pip.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

try:
    import tomllib
except ImportError:  # Python before 3.11; there pip carries the same parser
    from pip._vendor import tomli as tomllib

PYPROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"


def main() -> None:
    data = tomllib.loads(PYPROJECT.read_text("utf-8"))
    dependencies = data["project"]["dependencies"]
    known = {
        **{re.split(r"[^\w-]", line)[0]: [line] for line in dependencies},
        **data["dependency-groups"],
        **data["project"]["optional-dependencies"],
        "dependencies": dependencies,
    }
    for name in sys.argv[1:]:
        if name not in known:
            sys.exit(f"error: {PYPROJECT.name} has no '{name}'. It has: {', '.join(known)}.")
        print("\n".join(known[name]))


if __name__ == "__main__":
    main()
