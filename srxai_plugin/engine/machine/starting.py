"""The imports with which a process of our own begins. Standard library only."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def starting() -> Iterator[None]:
    """Within it, modules are imported, and Python's collector rests: it would look through them
    some 340 times and find nothing; nor does it look at them later, for they stay. Nothing is done
    where torch is there already: the process is somebody else's then, or has begun long ago.
    """
    if "torch" in sys.modules:
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
