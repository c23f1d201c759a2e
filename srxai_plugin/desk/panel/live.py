"""The gated gradient of the window under the cursor, redrawn as one moves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional

from qgis.PyQt.QtCore import QObject, pyqtSignal

from srxai_plugin.contract import wire
from srxai_plugin.contract.codec import from_data, to_data
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.progress import Preview
from srxai_plugin.contract.requests import ExplainRequest

Ask = Callable[..., None]
"""``ask(do, show, fail, **facts)``, as of ``WarmEngine``."""


class LiveLook(QObject):
    """One question at a time, and the newest wins: those that it overtakes are never asked."""

    seen = pyqtSignal(object)
    """Preview of the newest window that was answered."""
    failed = pyqtSignal(str)

    def __init__(self, ask: Ask, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._ask = ask
        self._waiting: Optional[ExplainRequest] = None
        self._is_asking = False
        self._round = 0

    def look(self, request: ExplainRequest) -> None:
        """Ask for the map of the request's first method; soon, unless a newer one comes."""
        self._waiting = request
        self._next()

    def stop(self) -> None:
        """Whatever is still answered is not shown."""
        self._round += 1
        self._waiting = None
        self._is_asking = False

    def _next(self) -> None:
        if self._is_asking or self._waiting is None:
            return
        request, self._waiting = self._waiting, None
        self._is_asking = True
        now = self._round
        self._ask(
            wire.GLANCE,
            lambda answer: self._show(now, answer),
            lambda sentence: self._fail(now, sentence),
            request=to_data(request),
        )

    def _show(self, asked: int, answer: Any) -> None:
        if asked != self._round:
            return
        self._is_asking = False
        try:
            self.seen.emit(from_data(Preview, answer))
        except BadInput as error:
            self.failed.emit(str(error))
        self._next()

    def _fail(self, asked: int, sentence: str) -> None:
        if asked == self._round:
            self._is_asking = False
            self.failed.emit(sentence)
            self._next()
