"""Who has ended, and whose remains are therefore nobody's."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from typing import Optional

import pytest

from srxai_plugin.contract.alive import NO_SUCH_PROCESS, has_ended, has_ended_on_windows
from srxai_plugin.contract.staging import begin, mark, sweep

ACCESS_DENIED = 5
WAIT_TIMEOUT, WAIT_FAILED = 0x102, 0xFFFF_FFFF


@dataclass
class Answers:
    """Windows, as its documentation says that it answers."""

    handle: Optional[int]
    error: int = 0
    waited: int = 0
    open: set[int] = field(default_factory=set)

    def open_process(self, rights: int, pid: int) -> Optional[int]:
        assert rights == 0x0010_0000, "the right to wait is enough, and asks for least"
        if self.handle:
            self.open.add(self.handle)
        return self.handle

    def last_error(self) -> int:
        return self.error

    def wait(self, handle: int, milliseconds: int) -> int:
        assert handle in self.open and milliseconds == 0
        return self.waited

    def close(self, handle: int) -> None:
        self.open.remove(handle)


@pytest.mark.parametrize(
    ("windows", "ended"),
    [
        (Answers(None, NO_SUCH_PROCESS), True),
        (Answers(None, ACCESS_DENIED), False),
        (Answers(None, 1450), False),
        (Answers(7, waited=0), True),
        (Answers(7, waited=WAIT_TIMEOUT), False),
        (Answers(7, waited=WAIT_FAILED), False),
    ],
    ids=["nobody", "may not be asked", "no resources", "ended", "runs", "no answer"],
)
def test_on_windows_only_what_is_certain_to_have_ended_has(windows, ended):
    assert has_ended_on_windows(1234, windows) is ended
    assert not windows.open, "a handle that stays open keeps the process's id"


def test_a_process_lives_until_it_has_ended():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        assert not has_ended(process.pid)
        process.communicate(b"\n")
    assert has_ended(process.pid)
    assert not has_ended(os.getpid())


@pytest.mark.parametrize("pid", [0, -1, 2**40])
def test_what_is_no_process_id_is_never_certain_to_have_ended(pid):
    assert not has_ended(pid)


def test_remains_of_an_ended_process_go_and_those_of_another_machine_stay(tmp_path):
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    ended = tmp_path / f".srxai-{mark(process.pid)}-a.partial"
    elsewhere = tmp_path / f".srxai-00000000-{process.pid}-b.partial"
    for folder in (ended, elsewhere):
        folder.mkdir()
    ours = begin(tmp_path)
    sweep(tmp_path)
    assert {*tmp_path.iterdir()} == {elsewhere, ours}
