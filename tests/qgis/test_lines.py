"""Bytes out of a pipe become lines."""

from __future__ import annotations

from srxai_plugin.runtime.lines import Lines


def test_a_line_may_come_in_pieces() -> None:
    lines = Lines(longest=100)
    assert lines.feed(b'{"event"') == []
    assert lines.feed(b': "ready"}\n{"ev') == [b'{"event": "ready"}']
    assert lines.feed(b"ent\n\n") == [b'{"event', b""]


def test_an_overlong_line_is_dropped_and_the_next_one_read() -> None:
    lines = Lines(longest=10)
    assert lines.feed(b"x" * 11) == []
    assert lines.feed(b"x" * 50) == []
    assert lines.feed(b"tail\nshort\n") == [b"short"]
    assert lines.feed(b"y" * 11 + b"\nshort\n") == [b"short"]
