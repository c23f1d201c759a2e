"""Whether a process of this machine has ended.

Only what is certain counts: whoever takes away what a process left must not take it from one that
lives. An id that went to another process meanwhile counts as living, so that what the first one
left stays until the second has ended too; when a process began would tell them apart, but clocks
are set, and then it would be the living one's that goes.
Standard library only: both sides of the process boundary import it.
"""

from __future__ import annotations

import os
import sys
from typing import Any, Optional, Protocol

SYNCHRONIZE = 0x0010_0000
"""The right to wait for a process's end, and no other."""
ENDED = 0
"""WAIT_OBJECT_0: what is waited for has happened."""
NO_SUCH_PROCESS = 87
"""ERROR_INVALID_PARAMETER, which OpenProcess gives for an id that nobody has."""


class Windows(Protocol):
    """What Windows is asked, as ``kernel32`` answers it."""

    def open_process(self, rights: int, pid: int) -> Optional[int]:
        """A handle, or nothing where it is refused."""

    def last_error(self) -> int:
        """Why it was."""

    def wait(self, handle: int, milliseconds: int) -> int:
        """``ENDED``, or another number where it has not."""

    def close(self, handle: int) -> None:
        """Give a handle back."""


def has_ended(pid: int) -> bool:
    """Whether no process of this machine can have this id any more."""
    if not 0 < pid < 2**32:  # to a signal, 0 and less are groups of processes
        return False
    if sys.platform == "win32":  # where signal 0 would be no question, but the end
        return has_ended_on_windows(pid, _Kernel32())
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


def has_ended_on_windows(pid: int, windows: Windows) -> bool:
    """``has_ended`` as Windows tells it. A process whose handle somebody holds can be opened after
    its end; one that may not be opened lives."""
    handle = windows.open_process(SYNCHRONIZE, pid)
    if not handle:
        return windows.last_error() == NO_SUCH_PROCESS
    try:
        return windows.wait(handle, 0) == ENDED
    finally:
        windows.close(handle)


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class _Kernel32:
        def __init__(self) -> None:
            library: Any = ctypes.WinDLL("kernel32", use_last_error=True)
            self._open, self._wait = library.OpenProcess, library.WaitForSingleObject
            self._close = library.CloseHandle
            self._open.argtypes = (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD)
            self._open.restype = wintypes.HANDLE
            self._wait.argtypes = (wintypes.HANDLE, wintypes.DWORD)
            self._wait.restype = wintypes.DWORD
            self._close.argtypes = (wintypes.HANDLE,)

        def open_process(self, rights: int, pid: int) -> Optional[int]:
            return self._open(rights, False, pid)

        def last_error(self) -> int:
            return ctypes.get_last_error()

        def wait(self, handle: int, milliseconds: int) -> int:
            return self._wait(handle, milliseconds)

        def close(self, handle: int) -> None:
            self._close(handle)
