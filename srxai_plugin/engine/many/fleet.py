"""Many tasks of one kind: here, on worker processes of this machine, or on a Dask cluster.

Everything that runs tasks asks for a ``Fleet`` and hands it a function and its arguments; which
kind of fleet it is changes nothing in the results.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Optional

import torch

from srxai_plugin.contract.errors import BadInput, Unsupported
from srxai_plugin.engine.machine.memory import available
from srxai_plugin.engine.machine.progress import IsCancelled
from srxai_plugin.engine.many.fleet_base import Done, Fleet

MEMORY = 1_500_000_000
"""Bytes that a worker process takes with a usual network and tile."""
HOW_TO_GET_DASK = (
    "Several workers need dask.distributed, which is not installed here: pip install "
    "'srxai[fleet]', or use one worker."
)


class Here(Fleet):
    """A fleet of this process alone, one task after the other."""

    def run(
        self,
        function: Callable[[Any], Any],
        tasks: Iterable[tuple[Any, Any]],
        cancelled: IsCancelled,
        is_misplaced: Callable[[Any], bool] = lambda _: False,
    ) -> Iterator[Done]:
        for key, argument in tasks:
            if cancelled():
                return
            yield Done(key, function(argument))


@contextmanager
def fleet(workers: int, scheduler: Optional[str], threads: Optional[int]) -> Iterator[Fleet]:
    """A fleet for the time being; its own worker processes end with it.

    Args:
        workers: processes on this machine; each has a CUDA device of its own where there are any.
        scheduler: address of a running Dask scheduler, whose workers do it instead.
        threads: CPU threads of each worker; None shares the cores out.

    Raises:
        BadInput: fewer than one worker, or no answer from the scheduler.
        Unsupported: dask.distributed is needed and not installed.
    """
    if workers < 1 or (threads is not None and threads < 1):
        raise BadInput("Workers and threads are whole numbers, 1 or more.")
    if workers == 1 and scheduler is None:
        yield Here()
        return
    try:
        from srxai_plugin.engine.many.dask_fleet import dask_fleet
    except ImportError:
        raise Unsupported(HOW_TO_GET_DASK) from None
    with dask_fleet(workers, scheduler, threads_of_each(workers, scheduler, threads)) as made:
        yield made


def threads_of_each(workers: int, scheduler: Optional[str], threads: Optional[int]) -> int:
    """CPU threads that a worker of such a fleet has, unless a request or a cluster says other."""
    if threads is not None:
        return threads
    if workers == 1 or scheduler is not None:
        return torch.get_num_threads()
    return max(1, (os.cpu_count() or 1) // workers)


def usual_workers() -> int:
    """One for each CUDA device; without any, one for each core that there is memory for."""
    devices = torch.cuda.device_count()
    if devices:
        return devices
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = available()
    room = memory // MEMORY if memory else 1
    return max(1, min(cores or 1, room))
