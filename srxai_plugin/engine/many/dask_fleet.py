"""The fleet on dask.distributed: processes of this machine, or whatever a scheduler has."""

from __future__ import annotations

import asyncio
import ctypes
import logging
import os
import queue
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Optional

import dask
import torch
from distributed import Client, Future, Nanny, Scheduler, Security, SpecCluster, get_worker
from distributed.comm import connect

import srxai_plugin
from srxai_plugin.contract.errors import BadInput, SrxaiError
from srxai_plugin.engine.machine.device import usual_threads
from srxai_plugin.engine.machine.progress import IsCancelled
from srxai_plugin.engine.many.fleet_base import Done, Fleet

AHEAD = 2
"""Tasks in flight for each worker: one runs, one waits beside it."""
POLL = 0.1
"""Seconds between two looks at a cancel."""
UNWATCHED = {"distributed.worker.profile.enabled": False}
"""Dask's profiler looks at its workers' stacks a hundred times a second."""
LOOK = 1.0
"""Seconds between two looks at which workers there are."""
PATIENCE = 10
"""Seconds for a scheduler to answer, and for its first worker."""
LOCAL_PATIENCE = 120
"""Seconds for the processes of this machine, which import torch from disk."""

MALLOC = ((-3, 32 << 20), (-1, 64 << 20))
"""glibc's M_MMAP_THRESHOLD and M_TRIM_THRESHOLD, at what they rise to by themselves."""

_one_at_a_time = threading.Lock()
"""A worker may have several threads, but methods hook into the network that all of them share."""


@dataclass
class _Running:
    key: Any
    argument: Any
    tried: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    """Workers that it was sent to; any, where there are none."""


@contextmanager
def dask_fleet(workers: int, scheduler: Optional[str], threads: int) -> Iterator[Fleet]:
    """A fleet on dask.distributed, for the time being; ``fleet.fleet`` is what to call."""
    for name in ("distributed", "tornado"):  # a worker's death is told once, by us
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if scheduler is None:
        with (
            dask.config.set(UNWATCHED),
            _processes(workers, threads) as cluster,
            Client(cluster) as client,
        ):
            client.wait_for_workers(workers, timeout=LOCAL_PATIENCE)
            yield _DaskFleet(client, threads)
        return
    _refuse_silent(scheduler)
    with Client(scheduler, timeout=PATIENCE, set_as_default=False) as client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            raise BadInput(
                f"The scheduler {scheduler} has no workers. Start some with 'dask worker "
                f"{scheduler} --nthreads 1' where srxai[fleet] is installed."
            ) from None
        yield _DaskFleet(client, None)


def _refuse_silent(scheduler: str) -> None:
    """Raises BadInput where nobody answers at the address.

    Asked before a client is made: one that finds nobody stays as garbage, and when the collector
    comes upon it in the thread of a next loop, it waits for the lock that this start holds.
    """

    async def answer() -> None:
        arguments = Security().get_connection_args("client")
        (await connect(scheduler, timeout=PATIENCE, **arguments)).abort()

    try:
        asyncio.run(answer())
    except (OSError, ValueError):  # refused, timed out, no such host, no address at all
        raise BadInput(
            f"The scheduler {scheduler} does not answer. Start it with 'dask scheduler' and give "
            "the address that it prints, or leave it out to work on this machine."
        ) from None


def _processes(workers: int, threads: int) -> SpecCluster:
    """One process for each worker, on this machine's own loop-back address alone."""
    here = {"host": "127.0.0.1", "dashboard": False}
    specification = {
        i: {
            "cls": Nanny,  # starts a worker that died again
            "options": {
                **here,
                "nthreads": 1,
                "memory_limit": 0,  # a task's memory is bounded by its tile, not by Dask
                "env": _environment(i, threads),
                "preload": [_import_package()],
                "silence_logs": logging.CRITICAL,
            },
        }
        for i in range(workers)
    }
    return SpecCluster(
        workers=specification,
        scheduler={"cls": Scheduler, "options": {**here, "port": 0}},
        silence_logs=logging.CRITICAL,
    )


def _environment(number: int, threads: int) -> dict[str, str]:
    """Threads that do not fight for cores, and a CUDA device of its own where there are any."""
    names = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
    environment = {name: str(threads) for name in names}
    if devices := torch.cuda.device_count():
        visible = os.environ.get("CUDA_VISIBLE_DEVICES")
        ids = visible.split(",") if visible else [str(i) for i in range(devices)]
        environment["CUDA_VISIBLE_DEVICES"] = ids[number % len(ids)]
    return environment


def _import_package() -> str:
    """A script for workers: import ``srxai_plugin`` from here, and leave no folder of QGIS plugins
    on ``sys.path``, any of which may be called like a package that the engine needs."""
    folder = str(Path(srxai_plugin.__file__).resolve().parents[1])
    return (
        f"import sys\nsys.path.insert(0, {folder!r})\nimport srxai_plugin\nsys.path.remove("
        f"{folder!r})\nimport srxai_plugin.engine.explaining.explain\n"
    )


class _DaskFleet(Fleet):
    def __init__(self, client: Client, threads: Optional[int]) -> None:
        self._client = client
        self._threads = threads
        self._known: list[str] = []
        self._looked = -LOOK

    def run(
        self,
        function: Callable[[Any], Any],
        tasks: Iterable[tuple[Any, Any]],
        cancelled: IsCancelled,
        is_misplaced: Callable[[Any], bool] = lambda _: False,
    ) -> Iterator[Done]:
        waiting = (_Running(key, argument) for key, argument in tasks)
        again: deque[_Running] = deque()
        running: dict[Future, _Running] = {}
        ended: queue.SimpleQueue[Future] = queue.SimpleQueue()
        try:
            while True:
                while len(running) < AHEAD * max(1, len(self._addresses())):
                    task = again.popleft() if again else next(waiting, None)
                    if task is None:
                        break
                    future = self._submit(function, task)
                    running[future] = task
                    future.add_done_callback(ended.put)
                if not running:
                    return
                try:
                    future = ended.get(timeout=POLL)
                except queue.Empty:
                    if cancelled():
                        return
                    again.extend(self._stranded(running))
                    continue
                task = running.pop(future, None)
                if task is None:  # it was stranded, and has been sent anew
                    continue
                done = _done(future, task)
                is_lost = done.error is None and is_misplaced(done.value)
                if is_lost and self._may_try_elsewhere(done, task):
                    again.append(_Running(task.key, task.argument, done.workers))
                else:
                    yield done
        finally:
            for future in running:
                future.cancel(force=True)

    def _submit(self, function: Callable[[Any], Any], task: _Running) -> Future:
        if task.tried:
            task.only = tuple(a for a in self._addresses() if a not in task.tried)
        return self._client.submit(
            _alone,
            function,
            self._threads,
            task.argument,
            pure=False,
            workers=list(task.only) or None,
        )

    def _stranded(self, running: dict[Future, _Running]) -> list[_Running]:
        """Tasks whose only workers are gone, which would wait for them forever."""
        there = set(self._addresses()) if any(t.only for t in running.values()) else set()
        lost = [f for f, t in running.items() if t.only and not there & set(t.only)]
        for future in lost:
            future.cancel()
        return [running.pop(future) for future in lost]

    def _may_try_elsewhere(self, done: Done, task: _Running) -> bool:
        return done.workers[-1] not in task.tried and bool(
            set(self._addresses()) - set(done.workers)
        )

    def _addresses(self) -> list[str]:
        """Of the workers that there are now: they die, and others join."""
        now = time.monotonic()
        if now - self._looked >= LOOK:
            self._known = list(self._client.scheduler_info(n_workers=-1)["workers"])
            self._looked = now
        return self._known


def _alone(
    function: Callable[[Any], Any], threads: Optional[int], argument: Any
) -> tuple[str, Any]:
    """On a worker: its address, and what the function gives."""
    with _one_at_a_time:
        _keep_memory()
        with usual_threads(threads):
            return get_worker().address, function(argument)


@lru_cache(maxsize=1)
def _keep_memory() -> None:
    """Let glibc keep freed memory for the next layer, as it does everywhere else.

    Dask starts its workers with MALLOC_TRIM_THRESHOLD_=65536, so that each activation is new memory
    from the system, zeroed page by page: networks then run at less than half their speed.
    """
    if not sys.platform.startswith("linux"):
        return
    with suppress(OSError, AttributeError):  # another C library, which was told nothing of it
        libc = ctypes.CDLL("libc.so.6")
        for parameter, size in MALLOC:
            libc.mallopt(parameter, size)


def _done(future: Future, task: _Running) -> Done:
    error = future.exception()
    if error is None:
        worker, value = future.result()
        return Done(task.key, value, workers=(*task.tried, worker))
    if type(error).__name__ == "KilledWorker":
        words = "Its worker died, and so did the next ones that tried: most likely memory ran out."
        return Done(task.key, error=words, workers=task.tried)
    words = " ".join(str(error).split()) or type(error).__name__
    if not isinstance(error, SrxaiError):
        words = f"{type(error).__name__}: {words}"
    return Done(task.key, error=words, workers=task.tried)
