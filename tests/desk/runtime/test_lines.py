"""Bytes out of a pipe become lines."""

from __future__ import annotations

from srxai_plugin.desk.runtime.lines import Cut, Lines


def test_a_line_may_come_in_pieces() -> None:
    lines = Lines(longest=100)
    assert lines.feed(b'{"event"') == []
    assert lines.feed(b': "ready"}\n{"ev') == [b'{"event": "ready"}']
    assert lines.feed(b"ent\n\n") == [b'{"event', b""]


def test_an_overlong_line_is_told_once_by_its_beginning_and_the_next_one_read() -> None:
    lines = Lines(longest=10)
    (told,) = lines.feed(b"abcdefghijk")
    assert isinstance(told, Cut) and told == b"abcdefghij"
    assert lines.feed(b"x" * 50) == []
    assert lines.feed(b"tail\nshort\n") == [b"short"]
    assert lines.feed(b"y" * 11 + b"\nshort\n") == [b"y" * 10, b"short"]
    assert lines.feed(b"z" * 10 + b"\n") == [b"z" * 10], "as long as it may be"


def test_however_a_stream_is_cut_the_same_lines_come_out() -> None:
    stream = b"one\n\n" + b"a" * 25 + b"\ntwo\n" + b"b" * 10 + b"\nrest"
    for step in range(1, len(stream)):
        lines = Lines(longest=10)
        pieces = (stream[i : i + step] for i in range(0, len(stream), step))
        came = [line for piece in pieces for line in lines.feed(piece)]
        assert came == [b"one", b"", b"a" * 10, b"two", b"b" * 10]
        assert [isinstance(line, Cut) for line in came] == [False, False, True, False, False]
