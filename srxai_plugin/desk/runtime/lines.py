"""Bytes as they come out of a pipe → whole lines."""

from __future__ import annotations

KEPT = 256
"""Bytes of an overlong line that are kept, to tell whose it was."""


class Cut(bytes):
    """The beginning of a line that is longer than it may be; the rest was not kept."""


class Lines:
    """Collects chunks; of a line longer than ``longest`` bytes only the beginning comes out, marked
    as ``Cut``, as soon as it is too long."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._begun = bytearray()
        self._is_cut = False

    def feed(self, chunk: bytes) -> list[bytes]:
        """The lines that this chunk completes, without their newlines, and those that it makes too
        long."""
        lines: list[bytes] = []
        *ends, begun = chunk.split(b"\n")
        for end in ends:
            lines += self._grow(end)
            if not self._is_cut:
                lines.append(bytes(self._begun))
            self._begun.clear()
            self._is_cut = False
        return lines + self._grow(begun)

    def _grow(self, piece: bytes) -> list[bytes]:
        """The line that is begun, cut, if this is what makes it too long."""
        if self._is_cut:
            return []
        self._begun += piece
        if len(self._begun) <= self._longest:
            return []
        beginning = Cut(self._begun[: min(KEPT, self._longest)])
        self._begun.clear()
        self._is_cut = True
        return [beginning]
