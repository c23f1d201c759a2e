"""Where files lie that both sides read: the shipped ones, inside the installed plugin or beside the
package in a checkout; and networks, shipped or added, by their ids."""

from __future__ import annotations

import re
from pathlib import Path

NETWORK_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")

_PACKAGE = Path(__file__).resolve().parents[1]


def resource(*parts: str) -> Path:
    """Path of a file or folder under ``resources/``; it need not exist."""
    inside = _PACKAGE / "resources"
    return (inside if inside.is_dir() else _PACKAGE.parent / "resources").joinpath(*parts)


def bundled_networks() -> dict[str, Path]:
    """Checkpoints of the shipped networks by id, in order."""
    return {path.stem: path for path in sorted(resource("models").glob("*.safetensors"))}


def added_networks(folder: Path) -> dict[str, Path]:
    """Checkpoints by id, in order, of the networks that the user added to a folder of hers, which
    need not exist. Their files are not read."""
    try:
        files = sorted(folder.iterdir())
    except OSError:  # there is none, or it is not hers to read
        return {}
    return {
        path.stem: path
        for path in files
        if path.suffix != ".json" and NETWORK_ID.fullmatch(path.stem) and path.is_file()
    }
