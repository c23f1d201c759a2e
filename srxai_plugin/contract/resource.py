"""Where files lie that everybody reads: the shipped ones, inside the installed plugin or beside the
package in a checkout, and the networks that the user added."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
"""Of a network that was added."""


def resource(*parts: str) -> Path:
    """Path of a file or folder under ``resources/``; it need not exist."""
    inside = _PACKAGE / "resources"
    return (inside if inside.is_dir() else _PACKAGE.parent / "resources").joinpath(*parts)


def own_networks() -> Path:
    """``SRXAI_NETWORKS``, or where this platform keeps a user's data; it need not exist."""
    chosen = os.environ.get("SRXAI_NETWORKS")
    if chosen:
        return Path(chosen).expanduser()
    home = Path.home()
    if sys.platform == "win32":
        data = os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local"
    elif sys.platform == "darwin":
        data = home / "Library" / "Application Support"
    else:
        data = os.environ.get("XDG_DATA_HOME") or home / ".local" / "share"
    return Path(data) / "srxai" / "networks"


def added() -> dict[str, Path]:
    """Checkpoints of the user's networks by id."""
    files = sorted(own_networks().glob("*")) if own_networks().is_dir() else []
    return {
        path.stem: path
        for path in files
        if path.is_file() and path.suffix != ".json" and ID.fullmatch(path.stem)
    }
