"""Progress with time left, and the one place where a running request notices a cancel."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Optional

from srxai_plugin.contract import Progress
from srxai_plugin.errors import Cancelled

Report = Callable[[Progress], None]
IsCancelled = Callable[[], bool]
"""Whether a cancel was asked for."""


class Meter:
    """Turns work done, in forward passes of the network, into reports.

    Raises Cancelled from any call once a cancel was asked for.
    """

    def __init__(
        self,
        total: float,
        report: Report,
        cancelled: IsCancelled,
        tells_from: float = 0.02,
        found: float = 0.0,
    ) -> None:
        """
        Args:
            tells_from: fraction, of the work that is left, from which the time left is told.
            found: work that was done before.
        """
        self._total = total
        self._tells_from = tells_from
        self._done = self._found = found
        self._report = report
        self._cancelled = cancelled
        self._start = time.monotonic()

    def stage(self, words: str) -> None:
        """Say what begins now."""
        self.advance(0, words)

    def advance(self, work: float, words: str) -> None:
        """Count work as done, and say what is going on."""
        self.check()
        self._done = min(self._done + work, self._total)
        fraction = self._done / self._total
        self._report(Progress(words, fraction, self._seconds_left()))

    def check(self) -> None:
        """Notice a cancel, and say nothing."""
        if self._cancelled():
            raise Cancelled()

    def _seconds_left(self) -> Optional[float]:
        if self._done == self._total:
            return 0.0
        fraction = (self._done - self._found) / (self._total - self._found)
        if fraction < self._tells_from:  # too early to tell
            return None
        elapsed = time.monotonic() - self._start
        return round(elapsed * (1 - fraction) / fraction, 1)
