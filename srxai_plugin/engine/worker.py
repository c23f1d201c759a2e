"""Serves requests on stdin, events on stdout; whatever else a library prints goes to stderr."""

from __future__ import annotations

import gc
import os
import queue
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Optional, Union

from srxai_plugin import protocol
from srxai_plugin.contract import (
    ExplainRequest,
    Preview,
    Progress,
    from_data,
    to_data,
)
from srxai_plugin.engine import device
from srxai_plugin.engine.attribution.objectives import describe_objectives
from srxai_plugin.engine.attribution.registry import describe_methods
from srxai_plugin.engine.commands import REQUESTS, carry_out
from srxai_plugin.engine.cone.trace import prepare
from srxai_plugin.engine.explain import absolute, explain
from srxai_plugin.engine.networks import actions
from srxai_plugin.engine.networks.memory import lacks
from srxai_plugin.engine.outputs import software
from srxai_plugin.engine.preview import glance
from srxai_plugin.errors import BadInput, Cancelled, SrxaiError, Unsupported

REST_S = 2.0
"""After so long without a request, freed memory goes back to the system; not at once, for the next
request would have to ask for it again."""
DEFECT = "Defect"
"""Kind of a failure that is nobody's input; its traceback is on stderr."""
NO_MEMORY = (
    "There is not enough memory for this. Draw a smaller region, lower the context, or take a "
    "smaller network."
)

Id = Union[int, str, None]


BY_NAME: dict[Any, Callable[[str], Any]] = {
    protocol.NETWORK_INFO: actions.info,
    protocol.NETWORK_CHECK: actions.check,
    protocol.NETWORK_REMOVE: actions.remove,
}
"""What is done with one network, named by the command's ``network``."""


class Worker:
    """One request after the other; a second thread reads ahead, to hear a cancel at once."""

    def __init__(self, commands: BinaryIO, events: BinaryIO) -> None:
        self._commands = commands
        self._events = events
        self._pending: queue.SimpleQueue[Optional[protocol.Message]] = queue.SimpleQueue()
        self._waiting: list[Id] = []
        self._running: list[Id] = []
        """At most one."""
        self._turn = threading.Lock()
        """Held while a request passes from those that wait to the one that runs."""
        self._cancelled: set[Id] = set()
        self._enough: set[Id] = set()
        self._closed = threading.Event()
        self._is_spent = False

    def run(self) -> int:
        """Serve until stdin ends; whoever started this is gone then, and so is the current work.

        Returns:
            Exit status: 0, or ``protocol.SPENT`` as soon as a request has lacked memory.
        """
        threading.Thread(target=self._listen, daemon=True).start()
        self._send(
            protocol.READY, None, software=software(), machine=device.facts(), pid=os.getpid()
        )
        with suppress(RuntimeError):  # no thread to be had; the first trace imports it then
            threading.Thread(target=prepare, daemon=True).start()
        while (command := self._next()) is not None:
            self._serve(command)
            if self._is_spent:
                return protocol.SPENT
        return 0

    def _next(self) -> Optional[protocol.Message]:
        """What is asked next; None at the end. Who waits for long holds no memory for it."""
        with suppress(queue.Empty):
            return self._pending.get(timeout=REST_S)
        gc.collect()
        device.give_back_freed_memory()
        return self._pending.get()

    def _listen(self) -> None:
        for line in self._commands:
            try:
                command = protocol.decode(line)
            except BadInput as error:
                self._send(protocol.FAILED, None, kind="BadInput", message=str(error))
                continue
            id = command.get("id")
            if not isinstance(id, (int, str, type(None))):
                message = "A request's 'id' should be a number."
                self._send(protocol.FAILED, None, kind="BadInput", message=message)
            elif command.get("do") == protocol.CANCEL:
                self._cancel(id)
            elif command.get("do") == protocol.ENOUGH:
                with self._turn:
                    self._enough.update({id} & {*self._waiting, *self._running})
            else:
                with self._turn:
                    self._waiting.append(id)
                self._pending.put(command)
        self._closed.set()
        self._pending.put(None)

    def _cancel(self, id: Id) -> None:
        """One that waits never begins, however long the one before it takes."""
        with self._turn:
            waited = id in self._waiting
            if waited:
                self._waiting.remove(id)
            self._cancelled.update({id} & {*self._running})
        if waited:
            self._send(protocol.CANCELLED, id)

    def _serve(self, command: protocol.Message) -> None:
        id = command.get("id")
        with self._turn:
            if id not in self._waiting:
                return
            self._waiting.remove(id)
            self._running.append(id)
        try:
            self._send(protocol.DONE, id, result=self._answer(command, id))
        except Cancelled:
            self._send(protocol.CANCELLED, id)
        except SrxaiError as error:
            self._send(protocol.FAILED, id, kind=type(error).__name__, message=str(error))
        except Exception as error:
            self._is_spent = lacks(error)
            self._send(protocol.FAILED, id, **_unforeseen(error))
        finally:
            with self._turn:
                self._running.clear()
                self._cancelled.discard(id)
                self._enough.discard(id)

    def _answer(self, command: protocol.Message, id: Id) -> Any:
        what: Any = command.get("do")
        if what == protocol.EXPLAIN:
            request = absolute(from_data(ExplainRequest, command.get("request")))
            preview = partial(self._preview, id)
            enough = partial(self._enough.__contains__, id)
            return to_data(explain(request, *self._while_it_runs(id), preview, enough))
        if what == protocol.GLANCE:
            request = absolute(from_data(ExplainRequest, command.get("request")))
            return to_data(glance(request, partial(self._is_unwanted, id)))
        if what in REQUESTS:
            return carry_out(what, command.get("request"), *self._while_it_runs(id))
        if what in (protocol.REPORT, protocol.FIGURES):
            return _written(command)
        if what == protocol.NETWORKS:
            return actions.listed()
        if what in BY_NAME:
            return BY_NAME[what](_text(command, "network"))
        if what == protocol.NETWORK_ADD:
            return _add(command)
        if what == protocol.METHODS:
            return describe_methods()
        if what == protocol.OBJECTIVES:
            return describe_objectives()
        if what == protocol.PING:
            return "pong"
        raise BadInput(f"Unknown command '{what}'.")

    def _while_it_runs(self, id: Id) -> tuple[Callable[[Progress], None], Callable[[], bool]]:
        """Where progress goes, and whether a cancel was asked for."""
        return partial(self._progress, id), partial(self._is_unwanted, id)

    def _is_unwanted(self, id: Id) -> bool:
        return self._closed.is_set() or id in self._cancelled

    def _preview(self, id: Id, preview: Preview) -> None:
        event = protocol.encode({"event": protocol.PREVIEW, "id": id, "preview": to_data(preview)})
        if len(event) <= protocol.LONGEST:  # a tile of many megapixels is seen when it is done
            self._events.write(event)
            self._events.flush()

    def _progress(self, id: Id, progress: Progress) -> None:
        self._send(protocol.PROGRESS, id, **to_data(progress))

    def _send(self, event: str, id: Id, **facts: Any) -> None:
        self._events.write(protocol.encode({"event": event, "id": id, **facts}))
        self._events.flush()


def _unforeseen(error: Exception) -> dict[str, str]:
    """Kind and sentence of a failure that nothing below has words for."""
    if lacks(error):
        return {"kind": Unsupported.__name__, "message": NO_MEMORY}
    traceback.print_exception(error)
    what = f"{type(error).__name__}: {error}"
    return {
        "kind": DEFECT,
        "message": f"A defect in SRXAI stopped this request ({what}). Please report it.",
    }


def _add(command: protocol.Message) -> Any:
    told = command.get("told") or {}
    if not isinstance(told, dict):
        raise BadInput("'told' should be an object.")
    id = None if command.get("network") is None else _text(command, "network")
    return actions.add(_text(command, "file"), id, told)


def _written(command: protocol.Message) -> Any:
    # Imported by the first report: a worker that explains does not wait for matplotlib.
    from srxai_plugin.engine.report.curves import figures
    from srxai_plugin.engine.report.explained import write_report
    from srxai_plugin.engine.report.result import read_result

    where = Path(_text(command, "result"))
    if command["do"] == protocol.FIGURES:
        return figures(read_result(where))
    file = None if command.get("file") is None else Path(_text(command, "file"))
    return str(write_report(where, file))


def _text(command: protocol.Message, field: str) -> str:
    text = command.get(field)
    if not isinstance(text, str) or not text:
        raise BadInput(f"'{command['do']}' lacks the text '{field}'.")
    return text


def main(commands: BinaryIO, events: BinaryIO) -> int:
    """Serve until ``commands`` end; nothing but the worker writes to ``events``."""
    return Worker(commands, events).run()
