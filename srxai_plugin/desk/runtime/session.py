"""A warm engine behind Qt signals: requests in, progress and explanations out."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Optional

from qgis.PyQt.QtCore import QObject, QProcess, QTimer, pyqtSignal

from srxai_plugin.contract import wire
from srxai_plugin.contract.codec import from_data, to_data
from srxai_plugin.contract.commands import COMMANDS, Command, Leaves
from srxai_plugin.contract.errors import BadInput, EngineGone, Unsupported
from srxai_plugin.contract.progress import Known, Preview, Progress
from srxai_plugin.contract.requests import ExplainRequest
from srxai_plugin.contract.results import Explanation
from srxai_plugin.desk.environment.computer import Computer
from srxai_plugin.desk.environment.faults import Place, fault_of, sentence_of
from srxai_plugin.desk.runtime import engine_log
from srxai_plugin.desk.runtime.answer import written_answer
from srxai_plugin.desk.runtime.half_done import HalfDone
from srxai_plugin.desk.runtime.interpreter import BOOT, engine_environment, networks_folder
from srxai_plugin.desk.runtime.lines import Cut, Lines

PATIENCE_MS = 200
"""For an answer to a cancel; then the engine is killed, which takes some tens of ms more."""
LAST_WORDS = 5
"""Lines of the engine's stderr that a message quotes."""
LAST_WORD_LENGTH = 300
SIGKILL = 9


@dataclass
class _Request:
    do: str
    line: bytes
    """As it is sent."""
    half_done: Optional[HalfDone] = None
    sent: bool = False
    cancelling: bool = False


class EngineSession(QObject):
    """One engine process, started by the first request and kept warm for the next ones.

    Every request ends in exactly one of ``explained`` / ``answered``, ``failed`` or ``cancelled``.
    When the process dies, its requests fail and the next one starts a fresh process.
    """

    ready = pyqtSignal(dict)
    """The engine's own account of itself: versions, process id."""
    progress = pyqtSignal(int, object)
    """Request id, Progress."""
    previewed = pyqtSignal(int, object)
    """Request id, Preview: a map of an explanation whose figures are still to come."""
    known = pyqtSignal(int, object)
    """Request id, Known: figures of an explanation of which others are still to come."""
    explained = pyqtSignal(int, object)
    """Request id, Explanation."""
    answered = pyqtSignal(int, object)
    """Request id, what was asked for as JSON data."""
    failed = pyqtSignal(int, str, str)
    """Request id, name of a class in ``errors`` (``Defect`` for a bug), sentence."""
    cancelled = pyqtSignal(int)
    """Request id; nothing of it is left on disk."""
    stopped = pyqtSignal()
    """The process has ended, whatever the reason."""

    def __init__(
        self, interpreter: Path, boot: Path = BOOT, parent: Optional[QObject] = None
    ) -> None:
        super().__init__(parent)
        self._command = Computer.here().started(str(interpreter), [str(boot)])
        self._interpreter = interpreter
        self._process: Optional[QProcess] = None
        self._is_ready = False
        self._is_killed = False
        self._pid = 0
        self._requests: dict[int, _Request] = {}
        self._ids = count(1)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._lose_patience)

    @property
    def is_running(self) -> bool:
        """Whether there is a process, ready or not."""
        return self._process is not None

    def explain(self, request: ExplainRequest) -> int:
        """Id under which the signals will speak of this request."""
        return self.ask(wire.EXPLAIN, request=to_data(request))

    def ask(self, do: str, **facts: Any) -> int:
        """Any of ``COMMANDS``, with its fields; ``answered`` brings the result (``explained``, of
        EXPLAIN). Of what it writes, nothing stays unless it is done.
        """
        id = next(self._ids)
        line = wire.encode({"do": do, "id": id, **facts})
        return self._take(id, _Request(do, line, _half_done(COMMANDS[do], facts)))

    def cancel(self, id: int) -> None:
        """Ask the engine to drop a request; kill it when it does not answer. Unknown ids are
        over already, and no error.
        """
        request = self._requests.get(id)
        if request is None:
            return
        if not request.sent:
            self._finish(id)
            self.cancelled.emit(id)
            return
        request.cancelling = True
        self._write({"do": wire.CANCEL, "id": id})
        if not self._patience.isActive():
            self._patience.start()

    def keep(self, id: int) -> None:
        """Have a method that still gets better end with the map that it has; others go on."""
        request = self._requests.get(id)
        if request is not None and request.sent:
            self._write({"do": wire.ENOUGH, "id": id})

    def close(self) -> None:
        """End the engine at once; open requests end as cancelled, without a trace on disk.

        The session deletes itself when the process has ended.
        """
        for id in list(self._requests):
            self.cancel(id)
        self._kill()
        # The event loop may not turn again when QGIS itself is closing.
        for request in self._requests.values():
            if request.half_done:
                request.half_done.remove(self._pid)
        self.setParent(None)  # a process that is deleted while it ends would be waited for
        if self.is_running:
            self.stopped.connect(lambda: self.deleteLater())  # keeps this object until then
        else:
            self.deleteLater()

    def _take(self, id: int, request: _Request) -> int:
        self._requests[id] = request
        # Not at once, what may fail at once: the caller does not know the id yet.
        if len(request.line) > wire.LONGEST:
            QTimer.singleShot(0, lambda: self._refuse(id))
        elif self._process is None:
            QTimer.singleShot(0, self._start)
        elif self._is_ready:
            self._send(request)
        return id

    def _send(self, request: _Request) -> None:
        if self._process is not None and len(request.line) <= wire.LONGEST:
            request.sent = True
            self._process.write(request.line)

    def _write(self, message: wire.Message) -> None:
        if self._process is not None:
            self._process.write(wire.encode(message))

    def _refuse(self, id: int) -> None:
        """A request that is too long to be sent."""
        if id in self._requests:
            sentence = self.tr(
                "The request is longer than {0} MB. Simplify its polygon, or name fewer files."
            ).format(wire.LONGEST >> 20)
            self._fail(id, BadInput.__name__, sentence)

    def _start(self) -> None:
        if self._process is not None or not self._requests:
            return
        process = QProcess(self)
        process.setProcessEnvironment(engine_environment())
        process.readyReadStandardOutput.connect(self._read_events)
        process.readyReadStandardError.connect(self._read_errors)
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        self._process = process
        self._events = Lines(wire.LONGEST)
        self._errors = Lines(wire.LONGEST)
        self._last_words: deque[str] = deque(maxlen=LAST_WORDS)
        process.start(*self._command)

    def _read_events(self) -> None:
        if self._process is not None:
            for line in self._events.feed(bytes(self._process.readAllStandardOutput())):
                self._receive(line)

    def _read_errors(self) -> None:
        if self._process is not None:
            for line in self._errors.feed(bytes(self._process.readAllStandardError())):
                self._note(line)

    def _note(self, line: bytes) -> None:
        words = line.decode(errors="replace").strip()
        if words:
            self._last_words.append(words[:LAST_WORD_LENGTH])
            engine_log.note(words[:LAST_WORD_LENGTH])

    def _receive(self, line: bytes) -> None:
        if isinstance(line, Cut):
            self._give_up(line)
            return
        try:
            message = wire.decode(line)
        except BadInput:
            self._note(line)
            return
        event, id = message.get("event"), message.get("id")
        if event == wire.READY:
            self._is_ready = True
            pid = message.get("pid")
            self._pid = pid if isinstance(pid, int) else 0
            engine_log.note_engine(message)
            self.ready.emit(message)
            for request in list(self._requests.values()):
                self._send(request)
        elif event == wire.UNFIT:
            self._fail_all(self._unfit(str(message.get("message"))))
        elif id in self._requests:
            self._pass_on(id, str(event), message)

    def _unfit(self, words: str) -> str:
        """Why the engine does not run in its Python, with what to do where that is known."""
        place = Place(str(self._interpreter.parent.parent))
        return sentence_of(fault_of([words]), [words], place) or words

    def _pass_on(self, id: int, event: str, message: wire.Message) -> None:
        if event == wire.PROGRESS:
            told = {key: value for key, value in message.items() if key not in ("event", "id")}
            with suppress(BadInput):
                self.progress.emit(id, from_data(Progress, told))
        elif event == wire.PREVIEW:
            self._hand_on(self.previewed, id, Preview, message.get("preview"))
        elif event == wire.KNOWN:
            self._hand_on(self.known, id, Known, message.get("known"))
        elif event == wire.DONE:
            self._deliver(id, message)
        elif event == wire.FAILED:
            self._fail(id, str(message.get("kind")), str(message.get("message")))
        elif event == wire.CANCELLED:
            self._finish(id)
            self.cancelled.emit(id)

    def _hand_on(self, signal: Any, id: int, kind: type, data: object) -> None:
        try:
            found: Any = from_data(kind, data)
        except BadInput:  # what cannot be shown on the way costs nothing: the result follows
            return
        signal.emit(id, found)

    def _deliver(self, id: int, message: wire.Message) -> None:
        is_explanation = self._requests[id].do == wire.EXPLAIN
        try:
            file = message.get("file")
            result = message.get("result") if file is None else written_answer(file)
            result = from_data(Explanation, result) if is_explanation else result
        except BadInput as error:
            self._fail(id, type(error).__name__, str(error))
            return
        self._finish(id)
        (self.explained if is_explanation else self.answered).emit(id, result)

    def _give_up(self, beginning: Cut) -> None:
        """An event that is too long to be read may have been an answer: nobody waits for it."""
        self._note(beginning)
        sent = [id for id, request in self._requests.items() if request.sent]
        id = wire.id_of(beginning)
        id = id if id in sent else next(iter(sent), None)
        if id is not None:
            self._write({"do": wire.CANCEL, "id": id})
            sentence = self.tr(
                "The engine's answer is longer than {0} MB and was not read. Ask for less at once."
            ).format(wire.LONGEST >> 20)
            self._fail(id, Unsupported.__name__, sentence)

    def _fail(self, id: int, kind: str, sentence: str) -> None:
        self._finish(id)
        engine_log.note(f"{kind}: {sentence}")
        self.failed.emit(id, kind, sentence)

    def _finish(self, id: int) -> _Request:
        request = self._requests.pop(id)
        if not any(other.cancelling for other in self._requests.values()):
            self._patience.stop()
        return request

    def _lose_patience(self) -> None:
        if any(request.cancelling for request in self._requests.values()):
            self._kill()

    def _kill(self) -> None:
        if self._process is not None:
            self._is_killed = True
            self._is_ready = False
            self._process.kill()

    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read_events()
        self._read_errors()
        was_killed = self._is_killed
        self._forget_process()
        if was_killed or code == wire.SPENT:
            self._begin_anew()
        else:
            self._fail_all(self._obituary(code, status == QProcess.ExitStatus.CrashExit))
        self.stopped.emit()

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:  # the only one without ``finished``
            self._forget_process()
            self._fail_all(
                self.tr("The engine could not be started: {0} does not run.").format(
                    self._interpreter
                )
            )
            self.stopped.emit()

    def _forget_process(self) -> None:
        process, self._process = self._process, None
        self._is_ready = self._is_killed = False
        self._patience.stop()
        if process is not None:
            process.deleteLater()

    def _begin_anew(self) -> None:
        """Requests that were not meant when the engine ended go to a fresh one."""
        for id, request in list(self._requests.items()):
            request.sent = False
            if request.half_done:
                request.half_done.remove(self._pid, for_good=request.cancelling)
            if request.cancelling:
                self._finish(id)
                self.cancelled.emit(id)
        self._start()

    def _fail_all(self, sentence: str) -> None:
        engine_log.note(sentence)
        requests, self._requests = self._requests, {}
        for id, request in requests.items():
            if request.half_done:
                request.half_done.remove(self._pid)
            self.failed.emit(id, EngineGone.__name__, sentence)

    def _obituary(self, code: int, crashed: bool) -> str:
        if crashed and code == SIGKILL:
            what = self.tr(
                "The system ended the engine, most likely because memory ran out (signal 9). "
                "Draw a smaller region or give it less context."
            )
        elif crashed:
            what = self.tr("The engine crashed (signal {0}). Try again: it starts afresh.")
        else:
            what = self.tr("The engine ended by itself (status {0}). Try again: it starts afresh.")
        words = " | ".join(self._last_words)
        quote = self.tr(" Its last words: {0}").format(words) if words else ""
        return what.format(code) + quote


def _half_done(command: Command, facts: Mapping[str, Any]) -> Optional[HalfDone]:
    """What the engine would leave if it were killed, if anything."""
    folder = _folder(command, facts)
    if folder is None:
        return None
    return HalfDone.of(folder, _to_go_on_with(command, facts), command.leaves is Leaves.FOLDERS)


def _folder(command: Command, facts: Mapping[str, Any]) -> Optional[Path]:
    """Where what is half-done lies, if anything is."""
    output = facts.get("request", {}).get("output")
    if command.leaves in (Leaves.FOLDER, Leaves.FOLDERS):
        return Path(output) if output else None
    if command.leaves is Leaves.FILE:
        return Path(output).parent if output else None
    if command.leaves is Leaves.NETWORK:
        return networks_folder()
    if command.leaves is Leaves.PAGE:
        file, result = facts.get("file"), facts.get("result")
        return Path(file).parent if file else Path(result or "")
    return None


def _to_go_on_with(command: Command, facts: Mapping[str, Any]) -> Optional[Path]:
    """What a killed run leaves on purpose, for the next one."""
    if command.goes_on_with is None:
        return None
    return Path(facts["request"]["output"] + command.goes_on_with)
