"""How much memory there is, told by the system."""

from __future__ import annotations

import ctypes
import struct
from typing import Any

from srxai_plugin.engine.machine.memory import available, windows_available


class Kernel32:
    """Fills the 64 bytes of MEMORYSTATUSEX as its documentation lays them out, or refuses."""

    def __init__(self, answer: int) -> None:
        self.answer = answer
        self.length = 0

    def GlobalMemoryStatusEx(self, status: Any) -> int:  # noqa: N802
        place = ctypes.addressof(status._obj)
        (self.length,) = struct.unpack("<I", ctypes.string_at(place, 4))
        told = struct.pack("<IIQQQQQQQ", 64, 75, 16 << 30, 4 << 30, 1, 2, 3, 4, 0)
        ctypes.memmove(place, told, len(told))
        return self.answer


def test_windows_tells_what_is_free_and_not_what_is_built_in():
    kernel32 = Kernel32(1)
    assert windows_available(kernel32) == 4 << 30
    assert kernel32.length == 64, "or Windows refuses"


def test_where_windows_refuses_nothing_is_known():
    assert windows_available(Kernel32(0)) is None


def test_something_is_free_here():
    assert available() > 1 << 20
