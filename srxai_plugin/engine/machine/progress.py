"""Progress with time left, and the one place where a running request notices a cancel."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Optional

from srxai_plugin.contract.choices import METHOD_NAMES
from srxai_plugin.contract.errors import Cancelled
from srxai_plugin.contract.progress import Progress

WORDS = {
    "starting": "starting",
    "reading": "reading",
    "super-resolving": "super-resolving",
    "attributing": "{method}",
    "baselines": "baselines",
    "judging": "judging the detail",
    "trying": "trying pixels",
    "measuring": "measuring {method}",
    "curves": "Deletion and insertion of {method}",
    "sensitivity": "Max-sensitivity of {method}",
    "infidelity": "Infidelity of {method}",
    "randomisation": "Parameter randomisation of {method}",
    "explaining": "explaining",
    "comparing": "comparing",
    "tile": "tile",
    "window": "window",
    "region": "region",
    "case": "{method}",
    "overviews": "writing overviews",
    "writing": "writing",
    "reporting": "reporting",
    "done": "done",
}
"""By stage, for the command line; the desktop has its own, in the analyst's language."""

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

    def stage(self, stage: str, **about: Any) -> None:
        """Say what begins now: one of ``STAGES``, and about what, by the fields of ``Progress``."""
        self.advance(0, stage, **about)

    def advance(self, work: float, stage: str, **about: Any) -> None:
        """Count work as done, and say what is going on."""
        self.check()
        self._done = min(self._done + work, self._total)
        fraction = self._done / self._total
        self._report(Progress(stage, fraction, self._seconds_left(), **about))

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


def words_of(progress: Progress) -> str:
    """What is going on, in English: ``LAM 14/25``, ``region 3/12, 1 failed``."""
    method = METHOD_NAMES.get(progress.method or "", progress.method or "")
    words = [WORDS[progress.stage].format(method=method)]
    if progress.of is not None:
        words.append(f"{progress.n}/{progress.of}")
    if progress.subject is not None:
        words.append(progress.subject)
    failed = f", {progress.failed} failed" if progress.failed else ""
    return " ".join(word for word in words if word) + failed
