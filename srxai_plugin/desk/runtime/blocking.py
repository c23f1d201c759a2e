"""One request for a caller that waits: Processing, in its own thread or in qgis_process."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Optional

from qgis.core import QgsProcessingFeedback
from qgis.PyQt.QtCore import QEventLoop, QTimer

from srxai_plugin.contract.errors import BY_NAME, Cancelled, SrxaiError
from srxai_plugin.contract.progress import Progress
from srxai_plugin.contract.requests import ExplainRequest
from srxai_plugin.contract.results import Explanation
from srxai_plugin.desk.language.offered import progress_words
from srxai_plugin.desk.runtime.session import EngineSession

TELL_S = 5.0
"""Between two lines in the log on the same stage."""
POLL_MS = 100
"""Between two looks at ``feedback.isCanceled()``, which has no signal across threads."""


def explain(
    request: ExplainRequest, feedback: QgsProcessingFeedback, interpreter: Path
) -> Explanation:
    """Run a request in an engine of its own and wait for the result. Never on the GUI's thread.

    Raises:
        SrxaiError: of the kind that the engine named; ``Cancelled`` when ``feedback`` was.
    """
    return _wait(lambda session: session.explain(request), feedback, interpreter)


def ask(do: str, feedback: QgsProcessingFeedback, interpreter: Path, **facts: Any) -> Any:
    """The answer to any command of ``protocol``, as JSON data; raises as ``explain``."""
    return _wait(lambda session: session.ask(do, **facts), feedback, interpreter)


def _wait(
    begin: Callable[[EngineSession], int], feedback: QgsProcessingFeedback, interpreter: Path
) -> Any:
    session = EngineSession(interpreter)
    loop = QEventLoop()
    answer: Any = None
    error: Optional[SrxaiError] = None

    def succeed(_id: int, result: Any) -> None:
        nonlocal answer
        answer = result
        loop.quit()

    def fail(sentence: SrxaiError) -> None:
        nonlocal error
        error = sentence
        loop.quit()

    session.explained.connect(succeed)
    session.answered.connect(succeed)
    session.failed.connect(lambda _id, kind, text: fail(BY_NAME.get(kind, SrxaiError)(text)))
    session.cancelled.connect(lambda _id: fail(Cancelled()))
    reporter = _Reporter(feedback)  # a connection alone would not keep it alive
    session.progress.connect(reporter.report)
    id = begin(session)

    def look() -> None:
        if feedback.isCanceled():
            session.cancel(id)

    poll = QTimer()
    poll.timeout.connect(look)
    poll.start(POLL_MS)
    loop.exec()
    poll.stop()
    _end(session, loop)
    if error is not None:
        raise error
    return answer


class _Reporter:
    """Progress → feedback, which writes every text that it is given into a log: a scene has
    thousands of windows, so each kind of stage is told once, and then from time to time."""

    def __init__(self, feedback: QgsProcessingFeedback) -> None:
        self._feedback = feedback
        self._told: tuple[Any, ...] = ()
        self._next = 0.0

    def report(self, _id: int, progress: Progress) -> None:
        self._feedback.setProgress(100.0 * progress.fraction)
        is_estimated = progress.seconds_left is not None
        kind = (progress.stage, progress.method, progress.subject, is_estimated)
        now = time.monotonic()
        if kind == self._told and now < self._next:
            return
        self._told, self._next = kind, now + TELL_S
        self._feedback.setProgressText(progress_words(progress))


def _end(session: EngineSession, loop: QEventLoop) -> None:
    session.stopped.connect(loop.quit)
    session.close()
    if session.is_running:
        loop.exec()
