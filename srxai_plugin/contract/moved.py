"""Results whose folder was moved, read as if they had been made where they lie now.

Standard library only.
"""

from __future__ import annotations

import json
from pathlib import Path, PurePath
from typing import Any, TypeVar, Union

from srxai_plugin.contract.codec import from_data
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.results import Comparison, Explanation

Result = TypeVar("Result", Explanation, Comparison)
PIXELS = "-pixels.tif"
"""What follows the name of a result's folder in that of the raster beside it, into which QGIS wrote
what the engine could not read."""
Data = Union[dict[str, Any], list[Any], str, int, float, None]


def read_result(cls: type[Result], file: Path) -> Result:
    """A ``result.json`` or ``comparison.json``, whose paths name the folder in which it lies; the
    file itself is left as it was made.

    Raises:
        BadInput: it cannot be read, or is no such result.
    """
    try:
        data = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise BadInput(f"{file} cannot be read: {error}. Explain the region again.") from None
    request = data.get("request") if isinstance(data, dict) else None
    was = request.get("output") if isinstance(request, dict) else None
    return from_data(cls, _moved(data, was, str(file.parent)) if was else data)


def _moved(data: Data, was: str, now: str) -> Data:
    if isinstance(data, dict):
        return {key: _moved(item, was, now) for key, item in data.items()}
    if isinstance(data, list):
        return [_moved(item, was, now) for item in data]
    if not isinstance(data, str) or not data.startswith(was):
        return data
    rest = data[len(was) :]
    if rest == PIXELS:
        return f"{now}{PIXELS}"
    if rest and rest[0] not in "/\\":
        return data
    return str(PurePath(now, *rest.replace("\\", "/").split("/")))
