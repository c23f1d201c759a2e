"""How far a download is, in megabytes and minutes."""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from qgis.PyQt.QtCore import QCoreApplication

translate = QCoreApplication.translate

BEGINS = re.compile(r"\s*Downloading \S+ \(([\d.]+) ([kMG]?B)\)")
CACHED = re.compile(r"\s*Using cached \S+ \(([\d.]+) ([kMG]?B)\)")
UNITS = {"B": 1e-6, "kB": 1e-3, "MB": 1.0, "GB": 1e3}
WINDOW_S = 30.0
"""Over which speed is measured: long enough for a wait between two packages."""
SHORTEST_S = 3.0
LEAST_MB = 2.0
"""Before that much time, or so many megabytes, no time is told."""


class Pace:
    """Of pip, from its lines and from the files that it writes.

    Args:
        expected: megabytes of the whole download, from which the time that is left is told.
        clock: seconds.
    """

    def __init__(self, expected: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._expected = expected
        self._clock = clock
        self._whole = 0.0
        self._size = 0.0
        self._under_way = 0.0
        self._seen: deque[tuple[float, float]] = deque()

    @property
    def got(self) -> float:
        """Megabytes that have come."""
        return self._whole + min(self._under_way, self._size)

    @property
    def expected(self) -> float:
        """Megabytes of the whole: more than was thought, once more is announced."""
        return max(self._expected, self._whole + self._size)

    @property
    def is_loading(self) -> bool:
        """Whether a package is coming just now."""
        return self._size > 0 and self._under_way < self._size

    def feed(self, line: str) -> None:
        """A line of pip: another package begins, or the last one is whole."""
        match = BEGINS.match(line)
        if match or line.startswith(("Installing collected", "Collecting")):
            self._whole += self._size
            self._size = float(match[1]) * UNITS[match[2]] if match else 0.0
            self._under_way = 0.0
        if match := CACHED.match(line):
            self._expected = max(0.0, self._expected - float(match[1]) * UNITS[match[2]])

    def see(self, folder: Path) -> None:
        """Look at how much of the package is there, in the folder that pip downloads into."""
        sizes = (f.stat().st_size for f in folder.glob("pip-unpack-*/*") if f.is_file())
        try:
            self.note(max(sizes, default=0) / 1e6)
        except OSError:  # it has been moved meanwhile
            return

    def note(self, megabytes: float) -> None:
        """So much of the package that is coming is there."""
        self._under_way = megabytes
        if not self._size:  # what is waited for before the first package tells no speed
            return
        now = self._clock()
        self._seen.append((now, self.got))
        while now - self._seen[0][0] > WINDOW_S:
            self._seen.popleft()

    def words(self) -> str:
        """Such as ``85 of about 350 MB, 2 minutes left``; empty before anything has come."""
        if not self.got:
            return ""
        told = translate("Engine", "{0:.0f} of about {1:.0f} MB").format(self.got, self.expected)
        left = self._seconds_left()
        if left is None:
            return told
        if left < 60:
            return translate("Engine", "{0}, less than a minute left").format(told)
        return translate("Engine", "{0}, about {1:.0f} min left").format(told, left / 60)

    def _seconds_left(self) -> float | None:
        if len(self._seen) < 2:
            return None
        (begun, before), (now, got) = self._seen[0], self._seen[-1]
        if now - begun < SHORTEST_S or got - before < LEAST_MB:
            return None
        return (self.expected - got) * (now - begun) / (got - before)
