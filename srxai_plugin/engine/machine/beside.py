"""Reading ahead and writing behind: a thread beside the one that computes, which waits for disks
and networks, and compresses, while sums are done. GDAL lets other threads run meanwhile.

Never more than one call is at work and one result waits, so that memory does not grow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")


@contextmanager
def ahead(
    make: Callable[[Item], Made], items: Iterable[Item]
) -> Iterator[Iterator[tuple[Item, Made]]]:
    """Each item with what ``make`` gives for it, made while the one before is worked on.

    Raises what ``make`` raises, in its turn. No call is at work any more when this ends.
    """
    with ThreadPoolExecutor(1) as pool:

        def each() -> Iterator[tuple[Item, Made]]:
            coming: list[tuple[Item, Future[Made]]] = []
            for item in items:
                coming.append((item, pool.submit(make, item)))
                if len(coming) > 1:
                    before, made = coming.pop(0)
                    yield before, made.result()
            for item, made in coming:
                yield item, made.result()

        yield each()


@contextmanager
def behind(work: Callable[..., None]) -> Iterator[Callable[..., None]]:
    """A function that has ``work`` done with its arguments, one call after the other, and waits
    only for the call before.

    Raises what ``work`` raises, at the next call or at the end.
    """
    with ThreadPoolExecutor(1) as pool:
        at_work: list[Future[None]] = []

        def hand(*arguments: Any) -> None:
            while at_work:
                at_work.pop().result()
            at_work.append(pool.submit(work, *arguments))

        yield hand
        while at_work:
            at_work.pop().result()
