"""How each command of ``srxai_plugin.commands`` is carried out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from srxai_plugin import protocol
from srxai_plugin.commands import COMMANDS
from srxai_plugin.contract import (
    CompareRequest,
    ExplainRequest,
    Preview,
    Progress,
    from_data,
    to_data,
)
from srxai_plugin.contract_scene import (
    BatchRequest,
    RelianceRequest,
    SuperResolveRequest,
    ZonalRequest,
)
from srxai_plugin.engine.attribution.objectives import describe_objectives
from srxai_plugin.engine.attribution.registry import describe_methods
from srxai_plugin.engine.batch import batch
from srxai_plugin.engine.compare import compare
from srxai_plugin.engine.explain import absolute, explain
from srxai_plugin.engine.networks import actions
from srxai_plugin.engine.preview import glance
from srxai_plugin.engine.scene.reliance import reliance
from srxai_plugin.engine.scene.superresolve import superresolve
from srxai_plugin.engine.scene.zonal import zonal
from srxai_plugin.errors import BadInput


@dataclass(frozen=True)
class Running:
    """What a request is connected to while it runs."""

    progress: Callable[[Progress], None]
    cancelled: Callable[[], bool]
    preview: Callable[[Preview], None]
    enough: Callable[[], bool]
    """Whether a method that still gets better is to end with the map that it has."""


def answer(message: protocol.Message, running: Running) -> dict[str, Any]:
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
    return explain(absolute(request), run.progress, run.cancelled, run.preview, run.enough)


def _compare(request: CompareRequest, run: Running) -> Any:
    return compare(request, run.progress, run.cancelled)


def _superresolve(request: SuperResolveRequest, run: Running) -> Any:
    return superresolve(request, run.progress, run.cancelled)


def _reliance(request: RelianceRequest, run: Running) -> Any:
    return reliance(request, run.progress, run.cancelled)


def _zonal(request: ZonalRequest, run: Running) -> Any:
    return zonal(request, run.progress, run.cancelled)


def _batch(request: BatchRequest, run: Running) -> Any:
    return batch(request, run.progress, run.cancelled)


def _glance(request: ExplainRequest, run: Running) -> Any:
    return glance(absolute(request), run.cancelled)


def _report(message: protocol.Message, _: Running) -> str:
    # Imported by the first report: a worker that explains does not wait for matplotlib.
    from srxai_plugin.engine.report.explained import write_report

    where = Path(_text(message, "result"))
    file = None if message.get("file") is None else Path(_text(message, "file"))
    return str(write_report(where, file))


def _figures(message: protocol.Message, _: Running) -> Any:
    from srxai_plugin.engine.report.curves import figures
    from srxai_plugin.engine.report.result import read_result

    return figures(read_result(Path(_text(message, "result"))))


def _add(message: protocol.Message, _: Running) -> Any:
    told = message.get("told") or {}
    if not isinstance(told, dict):
        raise BadInput("'told' should be an object.")
    id = None if message.get("network") is None else _text(message, "network")
    return actions.add(_text(message, "file"), id, told)


def _text(message: protocol.Message, field: str) -> str:
    text = message.get(field)
    if not isinstance(text, str) or not text:
        raise BadInput(f"'{message['do']}' lacks the text '{field}'.")
    return text


DO: dict[str, Callable[[Any, Running], Any]] = {
    protocol.EXPLAIN: _explain,
    protocol.COMPARE: _compare,
    protocol.SUPERRESOLVE: _superresolve,
    protocol.RELIANCE: _reliance,
    protocol.ZONAL: _zonal,
    protocol.BATCH: _batch,
    protocol.GLANCE: _glance,
    protocol.REPORT: _report,
    protocol.FIGURES: _figures,
    protocol.NETWORKS: lambda *_: actions.listed(),
    protocol.NETWORK_INFO: lambda message, _: actions.info(_text(message, "network")),
    protocol.NETWORK_CHECK: lambda message, _: actions.check(_text(message, "network")),
    protocol.NETWORK_ADD: _add,
    protocol.NETWORK_REMOVE: lambda message, _: actions.remove(_text(message, "network")),
    protocol.METHODS: lambda *_: describe_methods(),
    protocol.OBJECTIVES: lambda *_: describe_objectives(),
    protocol.PING: lambda *_: "pong",
}
"""By command: what takes its request, or its message where it has none, and gives the result."""
