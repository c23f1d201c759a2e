"""Where the network runs, and on how many threads."""

from __future__ import annotations

import ctypes
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Optional

import torch

from srxai_plugin.contract.constraints import rules
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.requests import ExplainRequest


def device(name: str) -> torch.device:
    """``auto`` takes CUDA where there is one. Raises BadInput where it is asked for in vain."""
    rules(ExplainRequest, "device").refuse("device", name)
    found = torch.cuda.is_available()
    if name == "cuda" and not found:
        raise BadInput("The engine finds no CUDA device. Use the device 'auto' or 'cpu'.")
    keep_freed_memory()
    # TF32, torch's default for convolutions, has 10 bits of mantissa: too few for attributions.
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cuda.matmul.allow_tf32 = False
    return torch.device("cuda" if name != "cpu" and found else "cpu")


KEPT = 256 * 2**20
"""Freed bytes that stay with the process for the next layer's maps."""
SMALL = 32 * 2**20
"""Largest block that is taken from them; the C library allows no more."""


@lru_cache(maxsize=1)
def keep_freed_memory() -> bool:
    """Whether the C library was told to keep what is freed; others than GNU's have no such switch.

    By default a map of a megabyte goes back to the system when it is freed, and every page of the
    next one is cleared anew: 7 % of a gradient's time (EDSR of 64 features, one thread).
    """
    try:
        set_option = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return False
    trim_threshold, mmap_threshold = -1, -3  # as malloc.h numbers them
    return bool(set_option(mmap_threshold, SMALL) and set_option(trim_threshold, KEPT))


def give_back_freed_memory() -> bool:
    """Whether the C library gave what is free in the middle of its heap back to the system: after
    hundreds of requests of many sizes that is a tenth of the process (``benchmarks/soak.py``)."""
    try:
        return bool(ctypes.CDLL(None).malloc_trim(0))
    except (AttributeError, OSError, TypeError):
        return False


_usual = [torch.get_num_threads()]
"""What a request has that names no threads, the latest last: torch's own choice at first."""


def use_threads(threads: Optional[int]) -> None:
    """CPU threads for everything that follows; None takes as many as torch chose when the process
    began, whatever a former request had. Raises BadInput for too few or too many."""
    rules(ExplainRequest, "threads").refuse("threads", threads)
    torch.set_num_threads(_usual[-1] if threads is None else threads)


@contextmanager
def usual_threads(threads: Optional[int]) -> Iterator[None]:
    """CPU threads that None means inside: those of a batch, for its lines that name none. Raises
    as ``use_threads``."""
    use_threads(threads)
    _usual.append(torch.get_num_threads())
    try:
        yield
    finally:
        _usual.pop()


def facts() -> dict[str, str]:
    """What the engine runs on, for people: Python, card (empty without one), threads."""
    card = torch.cuda.get_device_name() if torch.cuda.is_available() else ""
    return {
        "python": platform.python_version(),
        "card": card,
        "threads": str(torch.get_num_threads()),
    }
