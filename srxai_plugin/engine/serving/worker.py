"""Serves requests on stdin, events on stdout; whatever else a library prints goes to stderr."""

from __future__ import annotations

import gc
import os
import queue
import threading
import traceback
from contextlib import suppress
from functools import partial
from typing import Any, BinaryIO, Optional

from srxai_plugin.contract import wire
from srxai_plugin.contract.codec import to_data
from srxai_plugin.contract.errors import BadInput, Cancelled, SrxaiError, Unsupported
from srxai_plugin.contract.progress import Known, Preview, Progress
from srxai_plugin.engine.explaining.outputs import software
from srxai_plugin.engine.machine import device
from srxai_plugin.engine.machine.memory import lacks
from srxai_plugin.engine.serving.commands import Running, answer

REST_S = 2.0
"""After so long without a request, freed memory goes back to the system; not at once, for the next
request would have to ask for it again."""
CHUNK = 1 << 16
"""Bytes at once of a line that is passed over."""
LONGEST_PREVIEW = 1 << 20
"""Bytes of a preview's line; a tile of many megapixels is seen when it is done."""
TOO_LONG = (
    f"The request is longer than {wire.LONGEST >> 20} MB. Simplify its polygon, or name fewer "
    "files."
)
ANSWER_TOO_LONG = (
    f"The answer is longer than {wire.LONGEST >> 20} MB and cannot be passed on; what was "
    "written is whole. Ask for less at once."
)
DEFECT = "Defect"
"""Kind of a failure that is nobody's input; its traceback is on stderr."""
NO_MEMORY = (
    "There is not enough memory for this. Draw a smaller region, lower the context, or take a "
    "smaller network."
)

Id = wire.Id


class Worker:
    """One request after the other; a second thread reads ahead, to hear a cancel at once."""

    def __init__(self, commands: BinaryIO, events: BinaryIO) -> None:
        self._commands = commands
        self._events = events
        self._pending: queue.SimpleQueue[Optional[wire.Message]] = queue.SimpleQueue()
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
        self._send(wire.READY, None, software=software(), machine=device.facts(), pid=os.getpid())
        while (command := self._next()) is not None:
            self._serve(command)
            if self._is_spent:
                return wire.SPENT
        return 0

    def _next(self) -> Optional[wire.Message]:
        """What is asked next; None at the end. Who waits for long holds no memory for it."""
        with suppress(queue.Empty):
            return self._pending.get(timeout=REST_S)
        gc.collect()
        device.give_back_freed_memory()
        return self._pending.get()

    def _listen(self) -> None:
        while line := self._commands.readline(wire.LONGEST + 1):
            if len(line) > wire.LONGEST:
                self._skip_rest(line)
                self._refuse(wire.id_of(line), TOO_LONG)
                continue
            try:
                command = wire.decode(line)
            except BadInput as error:
                self._refuse(None, str(error))
                continue
            id = command.get("id")
            if not isinstance(id, (int, str, type(None))):
                self._refuse(None, "A request's 'id' should be a number.")
            elif command.get("do") == wire.CANCEL:
                self._cancel(id)
            elif command.get("do") == wire.ENOUGH:
                with self._turn:
                    self._enough.update({id} & {*self._waiting, *self._running})
            else:
                with self._turn:
                    self._waiting.append(id)
                self._pending.put(command)
        self._closed.set()
        self._pending.put(None)

    def _skip_rest(self, line: bytes) -> None:
        """Read to the end of a line, and keep nothing of it."""
        while line and not line.endswith(b"\n"):
            line = self._commands.readline(CHUNK)

    def _refuse(self, id: Id, sentence: str) -> None:
        self._send(wire.FAILED, id, kind=BadInput.__name__, message=sentence)

    def _cancel(self, id: Id) -> None:
        """One that waits never begins, however long the one before it takes."""
        with self._turn:
            waited = id in self._waiting
            if waited:
                self._waiting.remove(id)
            self._cancelled.update({id} & {*self._running})
        if waited:
            self._send(wire.CANCELLED, id)

    def _serve(self, command: wire.Message) -> None:
        id = command.get("id")
        with self._turn:
            if id not in self._waiting:
                return
            self._waiting.remove(id)
            self._running.append(id)
        try:
            self._send(wire.DONE, id, **answer(command, self._connected(id)))
        except Cancelled:
            self._send(wire.CANCELLED, id)
        except SrxaiError as error:
            self._send(wire.FAILED, id, kind=type(error).__name__, message=str(error))
        except Exception as error:
            self._is_spent = lacks(error)
            self._send(wire.FAILED, id, **_unforeseen(error))
        finally:
            with self._turn:
                self._running.clear()
                self._cancelled.discard(id)
                self._enough.discard(id)

    def _connected(self, id: Id) -> Running:
        return Running(
            progress=partial(self._progress, id),
            cancelled=partial(self._is_unwanted, id),
            preview=partial(self._preview, id),
            enough=partial(self._enough.__contains__, id),
            known=partial(self._known, id),
        )

    def _is_unwanted(self, id: Id) -> bool:
        return self._closed.is_set() or id in self._cancelled

    def _preview(self, id: Id, preview: Preview) -> None:
        event = wire.encode({"event": wire.PREVIEW, "id": id, "preview": to_data(preview)})
        if len(event) <= LONGEST_PREVIEW:
            self._events.write(event)
            self._events.flush()

    def _known(self, id: Id, known: Known) -> None:
        self._send(wire.KNOWN, id, known=to_data(known))

    def _progress(self, id: Id, progress: Progress) -> None:
        self._send(wire.PROGRESS, id, **to_data(progress))

    def _send(self, event: str, id: Id, **facts: Any) -> None:
        line = wire.encode({"event": event, "id": id, **facts})
        if len(line) > wire.LONGEST:
            told = {"kind": Unsupported.__name__, "message": ANSWER_TOO_LONG}
            line = wire.encode({"event": wire.FAILED, "id": id, **told})
        self._events.write(line)
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


def main(commands: BinaryIO, events: BinaryIO) -> int:
    """Serve until ``commands`` end; nothing but the worker writes to ``events``."""
    return Worker(commands, events).run()
