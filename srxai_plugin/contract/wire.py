"""The lines that the QGIS side and the engine's worker exchange, one JSON object each.

To the worker: ``{"do": "explain", "id": 7, "request": {…}}``, ``{"do": "cancel", "id": 7}``,
``{"do": "networks", "id": 8}``, ``{"do": "methods", "id": 9}``, ``{"do": "objectives", "id": 10}``,
``{"do": "ping", "id": 11}``;
``{"do": "network-info", "id": 11, "network": "edsr-x4"}``, and ``network-check`` and
``network-remove`` likewise; ``{"do": "network-add", "id": 12, "file": "/net.pth", "network": null,
"told": {"value_range": 255}}``. A network is an id or a checkpoint's path; to be removed, an id.
``{"do": "report", "id": 14, "result": "/folder", "file": "/report.html"}`` writes a result's HTML
page and gives its path; ``figures`` gives a result's curves as SVG.
``{"do": "reading", "id": 15, "raster": "/s.tif", "network": "edsr-x4", "scaling": null}`` tells
which bands would be taken as what, and how scaled, where nobody says, and which networks learned
from rasters like this one.
Further requests go like ``explain``, each with its dataclass: ``compare`` (``contract``),
``superresolve``, ``reliance``, ``zonal`` and ``batch`` (``contract_scene``).
``{"do": "enough", "id": 7}`` ends a method that still gets better, and keeps its map as it is.
The worker takes one request after the other, but obeys a cancel at once. It ends when its standard
input does.

``{"do": "glance", "id": 13, "request": {…}}`` answers with the Preview of the request's first
method, and writes nothing.

From the worker: first ``{"event": "ready", …}``, then for each id any number of ``progress``, for
an explanation also ``preview`` (``preview``: a map of it, before its figures) and ``known``
(``known``: figures as soon as they are known), and exactly one of ``done`` (``result``, or
``file``: the path of the JSON file that is the result), ``failed`` (``kind``, ``message``) or
``cancelled``.

A line that is longer than ``LONGEST`` is refused in a sentence: as the failure of its request,
where ``id`` stands right before or behind ``do`` or ``event``, and of none otherwise.
Standard library only.
"""

from __future__ import annotations

import json
import re
from typing import Any, Optional, Union

from srxai_plugin.contract.errors import BadInput

EXPLAIN = "explain"
GLANCE = "glance"
COMPARE = "compare"
REPORT = "report"
FIGURES = "figures"
CANCEL = "cancel"
ENOUGH = "enough"
READING = "reading"
NETWORKS = "networks"
NETWORK_INFO = "network-info"
NETWORK_ADD = "network-add"
NETWORK_REMOVE = "network-remove"
NETWORK_CHECK = "network-check"
METHODS = "methods"
OBJECTIVES = "objectives"
SUPERRESOLVE = "superresolve"
RELIANCE = "reliance"
DETAIL = "detail"
ZONAL = "zonal"
BATCH = "batch"
PING = "ping"

READY = "ready"
UNFIT = "unfit"
"""Instead of ``ready``: this interpreter lacks what the engine needs; ``message`` says what."""
PROGRESS = "progress"
PREVIEW = "preview"
KNOWN = "known"
ON_THE_WAY = (PROGRESS, PREVIEW, KNOWN)
"""Events after which more of the same request come."""
DONE = "done"
FAILED = "failed"
CANCELLED = "cancelled"

SPENT = 4
"""Exit status of an engine that has answered, and whose memory had not been enough: what libraries
could not make then, they may not make later either. Its owner starts another."""

LONGEST = 16 << 20
"""Bytes of a line, its newline included: a polygon of some 400 000 vertices. Both sides refuse a
longer one, and say so."""

Message = dict[str, Any]
Id = Union[int, str, None]
"""Of a request; None where it has none, or none that can be known."""

_HEAD = re.compile(
    rb'\s*\{\s*(?:"(?:do|event)"\s*:\s*"[^"\\]*"\s*,\s*)?"id"\s*:\s*(\d{1,18})\s*[,}]'
)


def encode(message: Message) -> bytes:
    """One line of UTF-8 JSON, its newline included."""
    text = json.dumps(message, ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "backslashreplace") + b"\n"  # file names that are no UTF-8


def id_of(beginning: bytes) -> Optional[int]:
    """The id of a line of which only the beginning is known; None where it does not stand there."""
    found = _HEAD.match(beginning)
    return int(found[1]) if found else None


def decode(line: bytes) -> Message:
    """Raises BadInput for a line that is no JSON object."""
    try:
        message = json.loads(line.decode())
    except (ValueError, RecursionError):
        raise BadInput(f"Not a message: {line[:80]!r}.") from None
    if not isinstance(message, dict):
        raise BadInput(f"Not a message: {line[:80]!r}.")
    return message
