"""How much memory there is, and whether it was too little."""

from __future__ import annotations

import ctypes
import errno
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Optional

import torch

WORDS = (
    "can't allocate memory",
    "not enough memory",
    "bad_alloc",
    "can't start new thread",
    "could not create a",  # oneDNN: a primitive, a memory object …
    "ALLOC_FAILED",  # cuBLAS and cuDNN
)
"""Of a RuntimeError that stands for too little memory."""
UNMAPPED = ("failed to map segment", "cannot allocate memory")
"""Of an ImportError that does: a library is loaded by the first request that needs it."""


def lacks(error: BaseException) -> bool:
    """Whether it was memory that lacked; torch says so in words only."""
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    if isinstance(error, (MemoryError, torch.OutOfMemoryError)):
        return True
    if isinstance(error, ImportError):
        return any(words in str(error).lower() for words in UNMAPPED)
    return isinstance(error, RuntimeError) and any(words in str(error) for words in WORDS)


def available() -> Optional[int]:
    """Bytes that are free on Linux and Windows, those built in elsewhere; None where neither is
    told."""
    if sys.platform == "win32":
        return windows_available(ctypes.windll.kernel32)
    try:
        found = re.search(r"MemAvailable:\s+(\d+) kB", Path("/proc/meminfo").read_text())
        if found:
            return 1024 * int(found[1])
    except OSError:
        pass
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None


def give_back() -> None:
    """Give the system what is free. glibc keeps it for what comes next, but where something small
    that stays lies in the middle of it, the next image needs new memory."""
    if sys.platform.startswith("linux"):
        with suppress(OSError, AttributeError):  # another C library
            ctypes.CDLL("libc.so.6").malloc_trim(0)


class _Status(ctypes.Structure):
    """MEMORYSTATUSEX of Windows."""

    _fields_ = [
        ("length", ctypes.c_uint32),
        ("load", ctypes.c_uint32),
        *((name, ctypes.c_uint64) for name in ("built_in", "free", "page_file", "free_page_file")),
        *((name, ctypes.c_uint64) for name in ("virtual", "free_virtual", "free_extended")),
    ]


def windows_available(kernel32: Any) -> Optional[int]:
    """``available`` as ``GlobalMemoryStatusEx`` of Windows tells it."""
    status = _Status(length=ctypes.sizeof(_Status))
    return status.free if kernel32.GlobalMemoryStatusEx(ctypes.byref(status)) else None


@contextmanager
def bounded() -> Iterator[None]:
    """A context in which this process cannot take more than half of what is free, where the system
    can see to that: what foreign code asks for beyond fails, instead of ending the process or its
    owner's."""
    try:
        import resource

        fields = Path("/proc/self/statm").read_text().split()
        now = int(fields[0]) * os.sysconf("SC_PAGE_SIZE")
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    except (ImportError, OSError, AttributeError):  # Windows, macOS
        yield
        return
    most = now + (available() or 0) // 2
    if soft == resource.RLIM_INFINITY or most < soft:
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    try:
        yield
    finally:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
