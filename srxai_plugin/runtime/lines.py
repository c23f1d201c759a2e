"""Bytes as they come out of a pipe → whole lines."""

from __future__ import annotations


class Lines:
    """Collects chunks; a line longer than ``longest`` bytes is dropped, for it is no message."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._begun = b""
        self._overlong = False

    def feed(self, chunk: bytes) -> list[bytes]:
        """The lines that this chunk completes, without their newlines."""
        *whole, self._begun = (self._begun + chunk).split(b"\n")
        if self._overlong and whole:
            del whole[0]
            self._overlong = False
        if len(self._begun) > self._longest:
            self._begun = b""
            self._overlong = True
        return [line for line in whole if len(line) <= self._longest]
