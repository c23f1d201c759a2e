"""How much memory there is, and whether it was too little."""

from __future__ import annotations

import errno
import os
import re
from pathlib import Path
from typing import Optional

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


def lacks(error: BaseException) -> bool:
    """Whether it was memory that lacked; torch says so in words only."""
    if isinstance(error, OSError):
        return error.errno == errno.ENOMEM
    if isinstance(error, (MemoryError, torch.OutOfMemoryError)):
        return True
    return isinstance(error, RuntimeError) and any(words in str(error) for words in WORDS)


def available() -> Optional[int]:
    """Bytes that are free on Linux, those built in elsewhere; None where neither is told."""
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
