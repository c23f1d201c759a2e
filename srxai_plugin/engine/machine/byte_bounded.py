"""Caches that are bounded by the bytes of what they keep, not by its number.

A network may take a hundred kilobytes or two gigabytes: a number of them bounds nothing. What was
used least recently goes first, and the newest value stays even where it alone is over the budget,
for whoever asked for it is about to ask again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import wraps
from itertools import count
from threading import Lock
from typing import Any, Generic, Optional, TypeVar
from weakref import WeakKeyDictionary, WeakSet

from torch import Tensor

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
Owner = TypeVar("Owner")


@dataclass
class _Kept(Generic[Value]):
    value: Value
    bytes: int
    used: int


class ByteBudget:
    """Bytes that one or several caches share; a cache that nobody holds any more takes none."""

    def __init__(self, bytes: int) -> None:
        self.bytes = bytes
        self.clock = count()
        """Tells which use came later."""
        self.lock = Lock()
        self._caches: WeakSet[ByteBoundedCache] = WeakSet()

    @property
    def taken(self) -> int:
        """Bytes of all that is kept."""
        return sum(cache.bytes for cache in self._caches)

    def add(self, cache: ByteBoundedCache) -> None:
        """Let a cache share the budget, for as long as anybody holds it."""
        self._caches.add(cache)

    def make_room(self) -> None:
        """Drop what was used least recently, until all fits or one value is left."""
        while self.taken > self.bytes:
            kept = [
                (e.used, key, cache) for cache in self._caches for key, e in cache.entries.items()
            ]
            if len(kept) < 2:
                return
            _, key, cache = min(kept, key=lambda each: each[0])
            del cache.entries[key]


class ByteBoundedCache(Generic[Key, Value]):
    """Values by their keys, within a budget; safe to ask from several threads."""

    def __init__(self, budget: ByteBudget, size: Callable[[Value], int]) -> None:
        """
        Args:
            size: bytes of a value, asked once.
        """
        self._budget = budget
        self._size = size
        self.entries: dict[Key, _Kept[Value]] = {}
        budget.add(self)

    @property
    def bytes(self) -> int:
        """Bytes of all values that are kept here."""
        return sum(entry.bytes for entry in self.entries.values())

    def find(self, key: Key) -> Optional[Value]:
        """The value that is kept for a key, which counts as a use of it; None where there is none.

        ``None`` itself is no value to keep.
        """
        with self._budget.lock:
            entry = self.entries.get(key)
            if entry is None:
                return None
            entry.used = next(self._budget.clock)
            return entry.value

    def keep(self, key: Key, value: Value) -> Value:
        """Keep a value; gives the one that another thread kept meanwhile, if one did."""
        size = self._size(value)
        with self._budget.lock:
            entry = self.entries.setdefault(key, _Kept(value, size, 0))
            entry.used = next(self._budget.clock)
            self._budget.make_room()
            return entry.value


def storage_bytes(tensors: Iterable[Tensor], but: Iterable[Tensor] = ()) -> int:
    """Bytes of memory that tensors take, what they share counted once.

    Args:
        but: tensors whose memory is somebody else's to count.
    """
    found = {s.data_ptr(): s.nbytes() for s in (t.untyped_storage() for t in tensors)}
    others = {t.untyped_storage().data_ptr() for t in but}
    return sum(size for place, size in found.items() if place not in others)


def while_alive(function: Callable[[Owner], Value]) -> Callable[[Owner], Value]:
    """A function of one object that computes once for each, and forgets with the object."""
    known: WeakKeyDictionary[Any, Value] = WeakKeyDictionary()

    @wraps(function)
    def remembered(owner: Owner) -> Value:
        if owner not in known:
            known[owner] = function(owner)
        return known[owner]

    return remembered
