"""Many explanations: what is missing is computed, on any fleet, and failures are collected."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, Optional

from srxai_plugin.contract import staging
from srxai_plugin.contract.codec import from_data, to_data
from srxai_plugin.contract.commands import RESULT_FILE
from srxai_plugin.contract.errors import BadInput, Cancelled, CannotWrite, SrxaiError
from srxai_plugin.contract.progress import Progress
from srxai_plugin.contract.requests import ExplainRequest
from srxai_plugin.contract.scenes import Batch, BatchRequest, digest
from srxai_plugin.engine.explaining.explain import absolute, explain
from srxai_plugin.engine.machine.device import usual_threads
from srxai_plugin.engine.machine.files import is_file, make_folder, unwritten
from srxai_plugin.engine.machine.memory import lacks
from srxai_plugin.engine.machine.progress import IsCancelled, Meter
from srxai_plugin.engine.many.fleet import fleet
from srxai_plugin.engine.many.fleet_base import Done
from srxai_plugin.engine.networks.loading.zoo import known

FAILURES = "failures.jsonl"
FULL = 1_000_000
"""Free bytes of a disk that are none: a result takes more."""
QUOTED = 200
"""Characters of a line that is no request, in the list of failures."""

_cancelled: ContextVar[IsCancelled] = ContextVar("cancelled", default=lambda: False)
"""Of the batch that runs in this process; workers elsewhere are stopped by their fleet."""


@dataclass(frozen=True)
class Entry:
    """A line of the file of requests."""

    line: int
    text: str
    request: Optional[ExplainRequest] = None
    """With its output folder; None where the line is no valid request."""
    reason: str = ""
    """Why it is none."""

    @property
    def is_there(self) -> bool:
        """Whether its result is whole: ``result.json`` comes last."""
        return self.request is not None and (Path(self.request.output) / RESULT_FILE).is_file()


@dataclass(frozen=True)
class Outcome:
    """Of one explanation; nothing where it succeeded."""

    reason: Optional[str] = None
    is_misplaced: bool = False
    """Whether a worker with other files may succeed."""


def batch(
    request: BatchRequest,
    progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Batch:
    """Explain every request of a file, each into a folder named by its ``digest``.

    Results that are there already stay; ``failures.jsonl`` lists those without one, with reasons.
    The file is read line by line, and memory does not grow with it.

    Raises:
        BadInput: the file cannot be used, or the scheduler is gone.
        CannotWrite: the folder cannot be used, or the disk is full.
        Cancelled: what is finished stays, and the next run goes on from there.
        Unsupported: it asks for several workers, and dask.distributed is not installed.
    """
    started = time.monotonic()
    output = Path(request.output).absolute()
    source = Path(request.requests)
    make_folder(output)
    lines, missing = _count(source, output)
    if not lines:
        raise BadInput(f"{source.name} holds no requests. Give one as JSON on each line.")
    run = _Run(output, lines)
    progress(Progress("starting", 0.0))
    try:
        with (
            usual_threads(request.threads),
            fleet(request.workers, request.scheduler, request.threads) as workers,
            (output / FAILURES).open("w", encoding="utf-8") as run.failures,
        ):
            meter = Meter(missing or 1, progress, cancelled, tells_from=0.01)
            meter.stage("region", n=0, of=missing, failed=run.failed)
            token = _cancelled.set(cancelled)
            try:
                for ended in workers.run(
                    explain_one, run.missing(source), cancelled, lambda o: o.is_misplaced
                ):
                    run.end(ended)
                    done = run.computed + run.failed
                    meter.advance(1, "region", n=done, of=missing, failed=run.failed)
            finally:
                _cancelled.reset(token)
            if cancelled():
                raise Cancelled()
    except Cancelled:
        raise Cancelled(
            f"Stopped; {run.computed} results were added to {output}. The same batch goes on from "
            "there."
        ) from None
    except OSError as error:
        raise unwritten(output, error) from None
    finally:
        _tidy(output)
    if not run.failed:
        with suppress(OSError):  # another batch has it open
            (output / FAILURES).unlink()
    progress(Progress("done", 1.0, 0.0))
    return Batch(
        output=str(output),
        requests=lines,
        computed=run.computed,
        already_there=run.there,
        failed=run.failed,
        failures=str(output / FAILURES) if run.failed else None,
        seconds=round(time.monotonic() - started, 3),
    )


def explain_one(request: ExplainRequest) -> Outcome:
    """One explanation, on whatever machine; only a cancel is raised."""
    if lacking := _lacking(request):
        return Outcome(lacking, is_misplaced=True)
    try:
        explain(request, cancelled=_cancelled.get())
    except Cancelled:
        raise
    except SrxaiError as error:
        return Outcome(" ".join(str(error).split()))
    except Exception as error:  # one defect must not end a batch of hours
        if lacks(error):
            return Outcome("There is not enough memory for this region. Lower its context.")
        words = " ".join(str(error).split())
        return Outcome(f"Defect: {type(error).__name__}: {words}")
    return Outcome()


def _lacking(request: ExplainRequest) -> Optional[str]:
    """What another machine may have; a name that only GDAL understands is tried."""
    if request.network not in known() and not is_file(request.network):
        return f"There is no network {request.network}"
    files = [name for name in (request.raster, request.reference, request.guide) if name]
    plain = [n for n in files if Path(n).is_absolute() and not n.startswith("/vsi")]
    gone = [name for name in plain if not Path(name).exists()]
    return f"There is no file {gone[0]}" if gone else None


class _Run:
    """What a batch has done so far."""

    failures: IO[str]

    def __init__(self, output: Path, lines: int) -> None:
        self.computed = self.there = self.failed = 0
        self._output = output
        self._running: set[str] = set()
        """Folders of tasks in flight: the same request may stand in the file twice."""

    def missing(self, source: Path) -> Iterator[tuple[Entry, ExplainRequest]]:
        """Tasks, as they are asked for; what needs none is counted on the way."""
        for entry in read_requests(source, self._output):
            if entry.request is None:
                self._fail(entry, entry.reason)
            elif entry.is_there or entry.request.output in self._running:
                self.there += 1
            else:
                self._running.add(entry.request.output)
                yield entry, entry.request

    def end(self, done: Done) -> None:
        entry: Entry = done.key
        self._running.discard(entry.request.output)  # type: ignore[union-attr]
        outcome = Outcome(done.error) if done.error is not None else done.value
        if outcome.reason is None:
            self.computed += 1
            return
        reason = outcome.reason
        if outcome.is_misplaced:
            where = f" on any worker ({', '.join(done.workers)})" if done.workers else ""
            reason += f"{where}. Copy it there, or name one that every worker sees."
        self._fail(entry, reason)
        if shutil.disk_usage(self._output).free < FULL:
            raise CannotWrite(
                f"The disk of {self._output} is full. Free some space and start the batch again: "
                "it goes on from here."
            )

    def _fail(self, entry: Entry, reason: str) -> None:
        self.failed += 1
        told = to_data(entry.request) if entry.request else None
        facts = {"line": entry.line, "reason": reason, "request": told}
        if entry.request is None:
            facts["text"] = entry.text[:QUOTED]
        print(json.dumps(facts, ensure_ascii=False), file=self.failures, flush=True)


def read_requests(source: Path, output: Path) -> Iterator[Entry]:
    """Every line that is not blank, one after the other.

    Raises:
        BadInput: the file cannot be read.
    """
    try:
        with source.open(encoding="utf-8-sig", errors="replace") as lines:
            for number, text in enumerate(lines, start=1):
                if text.strip():
                    yield _entry(number, text.strip(), output)
    except OSError as error:
        raise BadInput(f"{source} cannot be read: {error.strerror}. Check the path.") from None


def _entry(line: int, text: str, output: Path) -> Entry:
    try:
        try:
            data: Any = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise BadInput(f"Not valid JSON: {error}.") from None
        if isinstance(data, dict):
            data = {"output": "", **data}
        request = absolute(from_data(ExplainRequest, data))
    except SrxaiError as error:
        return Entry(line, text, reason=str(error))
    return Entry(line, text, replace(request, output=str(output / digest(request))))


def _count(source: Path, output: Path) -> tuple[int, int]:
    """Lines with a request, and how many of them are to be computed."""
    lines = missing = 0
    for entry in read_requests(source, output):
        lines += 1
        missing += entry.request is not None and not entry.is_there
    return lines, missing


def _tidy(output: Path) -> None:
    """Take away what workers that died left half-done. Those that live, of another batch into the
    same folder too, are still at work there; and nobody knows of one of another machine."""
    for folder in {staged.parent for staged in output.glob(f"*/{staging.NAME}*")}:
        staging.sweep(folder)
        with suppress(OSError):  # not empty: another worker finished it
            folder.rmdir()
