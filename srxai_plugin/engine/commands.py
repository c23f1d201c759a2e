"""Requests that the worker takes beside explanations: each a dataclass and what carries it out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from srxai_plugin import protocol
from srxai_plugin.contract import CompareRequest, Progress, from_data, to_data
from srxai_plugin.contract_scene import (
    BatchRequest,
    RelianceRequest,
    SuperResolveRequest,
    ZonalRequest,
)
from srxai_plugin.engine.batch import batch
from srxai_plugin.engine.compare import compare
from srxai_plugin.engine.scene.reliance import reliance
from srxai_plugin.engine.scene.superresolve import superresolve
from srxai_plugin.engine.scene.zonal import zonal

REQUESTS: dict[Any, tuple[type, Callable[..., Any]]] = {
    protocol.COMPARE: (CompareRequest, compare),
    protocol.SUPERRESOLVE: (SuperResolveRequest, superresolve),
    protocol.RELIANCE: (RelianceRequest, reliance),
    protocol.ZONAL: (ZonalRequest, zonal),
    protocol.BATCH: (BatchRequest, batch),
}
"""By command; each answers with its result as JSON data."""


def carry_out(
    what: str, request: Any, progress: Callable[[Progress], None], cancelled: Callable[[], bool]
) -> Any:
    """Raises what the request's own function raises, and BadInput for what is no such request."""
    kind, do = REQUESTS[what]
    return to_data(do(from_data(kind, request), progress, cancelled))
