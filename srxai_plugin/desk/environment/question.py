"""Says what the interpreter that runs it is, as JSON: version, width, system, and what it lacks.

Run by its path in whatever may be a Python; standard library only, for any Python 3.
"""

from __future__ import annotations

import json
import platform
import sys
import sysconfig

NEEDED = ("venv", "ensurepip", "ssl", "ctypes")
"""Imported, not looked for: on Windows their DLLs may load within another program only."""


def lacks() -> list[str]:
    """Names of NEEDED that do not load."""
    missing = []
    for name in NEEDED:
        try:
            __import__(name)
        except Exception:  # whatever a module raises that does not load
            missing.append(name)
    return missing


if __name__ == "__main__":
    facts = {
        "version": sys.version_info[:2],
        "wide": sys.maxsize > 2**32,
        "tag": sysconfig.get_platform(),
        "machine": platform.machine(),
        "lacks": lacks(),
    }
    print(json.dumps(facts))
