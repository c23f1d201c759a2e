"""How each command of ``srxai_plugin.contract.commands`` is carried out.

What explains a region is imported with the worker, before it says that it is ready; what other
commands need beside it, with the first of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from srxai_plugin.contract import wire
from srxai_plugin.contract.codec import from_data, to_data
from srxai_plugin.contract.commands import COMMANDS
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.progress import Known, Preview, Progress
from srxai_plugin.contract.requests import CompareRequest, ExplainRequest
from srxai_plugin.contract.scenes import (
    BatchRequest,
    DetailMapRequest,
    RelianceRequest,
    SuperResolveRequest,
    ZonalRequest,
)
from srxai_plugin.engine.attribution.objectives import describe_objectives
from srxai_plugin.engine.attribution.registry import describe_methods
from srxai_plugin.engine.explaining.explain import absolute, explain
from srxai_plugin.engine.explaining.preview import glance
from srxai_plugin.engine.explaining.reading import reading
from srxai_plugin.engine.networks import actions


@dataclass(frozen=True)
class Running:
    """What a request is connected to while it runs."""

    progress: Callable[[Progress], None]
    cancelled: Callable[[], bool]
    preview: Callable[[Preview], None]
    enough: Callable[[], bool]
    """Whether a method that still gets better is to end with the map that it has."""
    known: Callable[[Known], None]


def answer(message: wire.Message, running: Running) -> dict[str, Any]:
    """Carry a command out; what the ``done`` event says: ``result``, or the ``file`` that holds it.

    Raises:
        BadInput: there is no such command, or its request is none.
        SrxaiError: whatever the command's own function raises.
    """
    what = message.get("do")
    command = COMMANDS.get(what) if isinstance(what, str) else None
    if command is None:
        raise BadInput(f"Unknown command {repr(what)[:60]}. Choose from: {', '.join(COMMANDS)}.")
    carry_out = DO[command.do]
    if command.request is None:
        return {"result": carry_out(message, running)}
    request: Any = from_data(command.request, message.get("request"))
    result = carry_out(request, running)
    if command.result_file is not None:
        return {"file": str(Path(request.output).absolute() / command.result_file)}
    return {"result": to_data(result)}


def _explain(request: ExplainRequest, run: Running) -> Any:
    hears = (run.progress, run.cancelled, run.preview, run.enough, run.known)
    return explain(absolute(request), *hears)


def _compare(request: CompareRequest, run: Running) -> Any:
    from srxai_plugin.engine.explaining.compare import compare

    return compare(request, run.progress, run.cancelled)


def _superresolve(request: SuperResolveRequest, run: Running) -> Any:
    from srxai_plugin.engine.scene.superresolve import superresolve

    return superresolve(request, run.progress, run.cancelled)


def _reliance(request: RelianceRequest, run: Running) -> Any:
    from srxai_plugin.engine.scene.reliance import reliance

    return reliance(request, run.progress, run.cancelled)


def _detail(request: DetailMapRequest, run: Running) -> Any:
    from srxai_plugin.engine.scene.detail_map import detail_map

    return detail_map(request, run.progress, run.cancelled)


def _zonal(request: ZonalRequest, run: Running) -> Any:
    from srxai_plugin.engine.scene.zonal import zonal

    return zonal(request, run.progress, run.cancelled)


def _batch(request: BatchRequest, run: Running) -> Any:
    from srxai_plugin.engine.many.batch import batch

    return batch(request, run.progress, run.cancelled)


def _glance(request: ExplainRequest, run: Running) -> Any:
    return glance(absolute(request), run.cancelled)


def _report(message: wire.Message, _: Running) -> str:
    from srxai_plugin.engine.report.explained import write_report

    where = Path(_text(message, "result"))
    file = None if message.get("file") is None else Path(_text(message, "file"))
    return str(write_report(where, file))


def _figures(message: wire.Message, _: Running) -> Any:
    from srxai_plugin.engine.report.curves import figures
    from srxai_plugin.engine.report.result import read_result

    return figures(read_result(Path(_text(message, "result"))))


def _add(message: wire.Message, _: Running) -> Any:
    told = message.get("told") or {}
    if not isinstance(told, dict):
        raise BadInput("'told' should be an object.")
    id = None if message.get("network") is None else _text(message, "network")
    return actions.add(_text(message, "file"), id, told)


def _reading(message: wire.Message, _: Running) -> Any:
    scaling = None if message.get("scaling") is None else _text(message, "scaling")
    return reading(_text(message, "raster"), _text(message, "network"), scaling)


def _text(message: wire.Message, field: str) -> str:
    text = message.get(field)
    if not isinstance(text, str) or not text:
        raise BadInput(f"'{message['do']}' lacks the text '{field}'.")
    return text


DO: dict[str, Callable[[Any, Running], Any]] = {
    wire.EXPLAIN: _explain,
    wire.COMPARE: _compare,
    wire.SUPERRESOLVE: _superresolve,
    wire.RELIANCE: _reliance,
    wire.DETAIL: _detail,
    wire.ZONAL: _zonal,
    wire.BATCH: _batch,
    wire.GLANCE: _glance,
    wire.REPORT: _report,
    wire.FIGURES: _figures,
    wire.READING: _reading,
    wire.NETWORKS: lambda *_: actions.listed(),
    wire.NETWORK_INFO: lambda message, _: actions.info(_text(message, "network")),
    wire.NETWORK_CHECK: lambda message, _: actions.check(_text(message, "network")),
    wire.NETWORK_ADD: _add,
    wire.NETWORK_REMOVE: lambda message, _: actions.remove(_text(message, "network")),
    wire.METHODS: lambda *_: describe_methods(),
    wire.OBJECTIVES: lambda *_: describe_objectives(),
    wire.PING: lambda *_: "pong",
}
"""By command: what takes its request, or its message where it has none, and gives the result."""
