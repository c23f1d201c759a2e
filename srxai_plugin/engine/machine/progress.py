"""Progress with time left, and the one place where a running request notices a cancel."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
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

Kind = tuple[str, Optional[str]]
"""Of work: a stage, and the method that it is about, if it is one's."""
AS_PLANNED = 0.2
"""Share of a plan for which it counts as if it had come true: the first step's own pace says
little of the others."""


@dataclass(frozen=True)
class Step:
    """What is planned of a kind of work."""

    work: float
    """All that will be counted of it."""
    seconds: float
    """All that it takes, about."""


Report = Callable[[Progress], None]
IsCancelled = Callable[[], bool]
"""Whether a cancel was asked for."""


class Meter:
    """Turns work done, in forward passes of the network, into reports.

    Where kinds of work take unlike times, ``plan`` says so. Raises Cancelled from any call once a
    cancel was asked for.
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
        self._course: Optional[_Course] = None

    def plan(self, steps: Mapping[Kind, Step]) -> None:
        """Weigh all that comes from now on by what it takes.

        Args:
            steps: in turn. Work of a stage that is none of them counts to the measuring of its
                method.
        """
        self._course = _Course(steps)

    def stage(self, stage: str, **about: Any) -> None:
        """Say what begins now: one of ``STAGES``, and about what, by the fields of ``Progress``."""
        self.advance(0, stage, **about)

    def advance(self, work: float, stage: str, **about: Any) -> None:
        """Count work as done, and say what is going on."""
        self.check()
        if self._course is not None:
            self._course.count((stage, about.get("method")), work)
            left = self._course.seconds_left(self._tells_from)
            before = self._done / self._total
            fraction = before + (1 - before) * self._course.fraction
            self._report(Progress(stage, min(fraction, 1.0), left, **about))
            return
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


class _Course:
    """How far a plan has come, from now on."""

    def __init__(self, steps: Mapping[Kind, Step]) -> None:
        self._steps = steps
        self._counted = dict.fromkeys(steps, 0.0)
        self._whole = sum(step.seconds for step in steps.values())
        self._start = time.monotonic()

    @property
    def fraction(self) -> float:
        """Of its seconds, 0 to 1."""
        return self._done() / self._whole if self._whole else 0.0

    def count(self, kind: Kind, work: float) -> None:
        """What goes on now; all that comes before it is done, or was left out."""
        if kind not in self._steps:
            kind = ("measuring", kind[1])
        kinds = list(self._steps)
        before = kinds[: kinds.index(kind)] if kind in self._steps else kinds
        for other in before:
            self._counted[other] = self._steps[other].work
        if kind in self._steps:
            done = self._counted[kind] + work
            self._counted[kind] = min(done, self._steps[kind].work)

    def seconds_left(self, tells_from: float) -> Optional[float]:
        """By the plan, and by the pace at which it went so far."""
        done = self._done()
        if done >= self._whole:
            return 0.0
        if done < tells_from * self._whole:
            return None
        believed = AS_PLANNED * self._whole
        pace = (time.monotonic() - self._start + believed) / (done + believed)
        return round(pace * (self._whole - done), 1)

    def _done(self) -> float:
        return sum(
            step.seconds * (self._counted[kind] / step.work if step.work else 1.0)
            for kind, step in self._steps.items()
        )


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
