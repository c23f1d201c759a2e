"""The engine as the dock keeps it: woken when needed, warm until the dock goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from qgis.PyQt.QtCore import QObject, pyqtSignal

from srxai_plugin.contract.errors import EngineGone
from srxai_plugin.contract.progress import Progress
from srxai_plugin.contract.requests import ExplainRequest
from srxai_plugin.desk.runtime.interpreter import find_interpreter, how_to_get_one
from srxai_plugin.desk.runtime.session import EngineSession


@dataclass(frozen=True)
class _Question:
    show: Callable[[Any], None]
    fail: Optional[Callable[[str], None]] = None
    report: Optional[Callable[[Progress], None]] = None


class WarmEngine(QObject):
    """One session, and questions that are answered by a call."""

    ended = pyqtSignal()
    """Questions that are open get no answer any more."""
    woken = pyqtSignal()
    """A process starts: the time to ask what a dock wants to know."""
    missing = pyqtSignal(str)
    """One sentence on how to get an engine; empty when there is one."""
    status = pyqtSignal(str)
    """What one waits for; empty when that is over."""
    progress = pyqtSignal(int, object)
    previewed = pyqtSignal(int, object)
    known = pyqtSignal(int, object)
    explained = pyqtSignal(int, object)
    failed = pyqtSignal(int, str)
    """Of requests to explain, as in ``EngineSession``; the sentence alone."""

    def __init__(self, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self.session: Optional[EngineSession] = None
        self._questions: dict[int, _Question] = {}

    def wake(self) -> bool:
        """Have it warm by the time that it is needed; False where there is none to be woken."""
        if self.session is None:
            interpreter = find_interpreter()
            if interpreter is None:
                self.missing.emit(how_to_get_one())
                return False
            self.missing.emit("")
            self.session = self._open(interpreter)
        if not self.session.is_running:
            self.status.emit(self.tr("The engine is starting…"))
            self.woken.emit()
        return True

    def explain(self, request: ExplainRequest) -> Optional[int]:
        """Id under which the signals speak of it; None without an engine."""
        return self.session.explain(request) if self.wake() and self.session else None

    def ask(
        self,
        do: str,
        show: Callable[[Any], None],
        fail: Optional[Callable[[str], None]] = None,
        report: Optional[Callable[[Progress], None]] = None,
        **facts: Any,
    ) -> Optional[int]:
        """``show(answer)`` or ``fail(sentence)`` comes later, and ``report(progress)`` before;
        without an engine none of them comes, and ``missing`` says so.

        Returns:
            What ``drop`` takes; None without an engine.
        """
        return self.ask_warm(do, show, fail, report, **facts) if self.wake() else None

    def ask_warm(
        self,
        do: str,
        show: Callable[[Any], None],
        fail: Optional[Callable[[str], None]] = None,
        report: Optional[Callable[[Progress], None]] = None,
        **facts: Any,
    ) -> Optional[int]:
        """The same of a session that is there; used on ``woken``, where ``ask`` would go in
        circles.
        """
        if self.session is None:
            return None
        id = self.session.ask(do, **facts)
        self._questions[id] = _Question(show, fail, report)
        return id

    def drop(self, id: int) -> None:
        """Cancel what was asked; nothing comes of it any more."""
        if self._questions.pop(id, None) is not None:
            self.cancel(id)

    def cancel(self, id: int) -> None:
        """Drop a request."""
        if self.session is not None:
            self.session.cancel(id)

    def end(self) -> None:
        """End the process; nothing that was asked is answered any more."""
        session, self.session = self.session, None
        self._questions.clear()
        self.ended.emit()
        if session is not None:
            session.close()

    def _open(self, interpreter: Path) -> EngineSession:
        session = EngineSession(interpreter, parent=self)
        session.ready.connect(self._on_ready)
        session.progress.connect(self._on_progress)
        session.previewed.connect(self.previewed)
        session.known.connect(self.known)
        session.explained.connect(self.explained)
        session.answered.connect(self._on_answered)
        session.failed.connect(self._on_failed)
        return session

    def _on_ready(self) -> None:
        self.missing.emit("")
        self.status.emit("")

    def _on_progress(self, id: int, progress: Progress) -> None:
        question = self._questions.get(id)
        if question is None:
            self.progress.emit(id, progress)
        elif question.report is not None:
            question.report(progress)

    def _on_answered(self, id: int, answer: Any) -> None:
        question = self._questions.pop(id, None)
        if question is not None:  # an engine that is on its way out may still answer
            question.show(answer)

    def _on_failed(self, id: int, kind: str, sentence: str) -> None:
        self.status.emit("")
        question = self._questions.pop(id, None)
        if question is None:
            self.failed.emit(id, sentence)
        elif question.fail is not None:
            question.fail(sentence)
        elif kind == EngineGone.__name__:
            self.missing.emit(sentence)
