from __future__ import annotations

import threading

import pytest

from srxai_plugin.engine.machine.beside import ahead, behind


def test_the_next_one_is_made_while_the_one_before_is_worked_on():
    begun = [threading.Event() for _ in range(4)]

    def make(number: int) -> int:
        begun[number].set()
        return number * number

    with ahead(make, range(4)) as each:
        for number, made in each:
            assert made == number * number
            if number < 3:
                assert begun[number + 1].wait(30)
            assert not any(event.is_set() for event in begun[number + 2 :])


def test_what_reading_raises_comes_in_its_turn_and_nothing_is_at_work_after_an_early_end():
    made = []

    def make(number: int) -> int:
        if number == 2:
            raise OSError("gone")
        made.append(number)
        return number

    with ahead(make, range(9)) as each:
        assert next(each) == (0, 0)
    there = len(made)
    assert there <= 2
    with pytest.raises(OSError, match="gone"), ahead(make, range(9)) as each:
        assert [next(each), next(each)] == [(0, 0), (1, 1)]
        next(each)


def test_writes_keep_their_order_and_their_errors_are_told():
    written: list[int] = []

    def write(number: int) -> None:
        if number == 5:
            raise OSError("full")
        written.append(number)

    with behind(write) as hand:
        for number in range(5):
            hand(number)
    assert written == [0, 1, 2, 3, 4]
    with pytest.raises(OSError, match="full"), behind(write) as hand:
        hand(5)
