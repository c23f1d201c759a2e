"""How a result becomes whole on disk, and what becomes of one whose process was killed.

A result is staged in a folder at its place, named after the process that makes it:
``.srxai-HOST-PID-….partial``. When it is whole, the folder is renamed to ``.whole``, and then its
files are put in their places. So whoever finds the folder of a process that has gone knows what to
do: ``.partial`` goes, ``.whole`` is put in its place.
Windows may refuse for a moment to remove or rename what a process had open that was just killed:
whatever is removed or renamed here is tried ``patiently``.
Standard library only: both sides of the process boundary import it.
"""

from __future__ import annotations

import os
import platform
import shutil
import time
import uuid
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from errno import EBUSY, EISDIR
from functools import partial
from glob import escape
from pathlib import Path
from stat import S_ISDIR
from typing import Optional, TypeVar

from srxai_plugin.contract import alive

NAME = ".srxai-"
PARTIAL = ".partial"
WHOLE = ".whole"

FILES, LAST, BEFORE = "files", "last", "before"
"""Folders of a staging folder: of the result's files, of the one that is put in its place after all
others, and of what lay in their places."""

PATIENCE = 2.0
"""Seconds for the system to let go of what it holds."""
PAUSE = 0.05
"""Seconds between two tries."""
HELD = (5, 32, 33)
"""Windows: access denied, as for a file that is about to go, and open or locked elsewhere."""

T = TypeVar("T")
IsGone = Callable[[str], bool]
"""Whether the process of a ``mark`` has ended."""


def mark(pid: Optional[int] = None) -> str:
    """A process of this machine, this one by default, as a few letters of a file's name."""
    return f"{_host()}-{os.getpid() if pid is None else pid}"


def has_ended(mark: str) -> bool:
    """Whether a process is certain to have; one of another machine never is."""
    host, _, pid = mark.partition("-")
    return host == _host() and pid.isdecimal() and alive.has_ended(int(pid))


def patiently(act: Callable[[], T], patience: float = PATIENCE) -> T:
    """Do it, and again for up to ``patience`` seconds while the system refuses it for the moment.

    Raises:
        OSError: it is refused for good, or still.
    """
    until = time.monotonic() + patience
    while True:
        try:
            return act()
        except OSError as error:
            is_held = error.errno == EBUSY or getattr(error, "winerror", None) in HELD
            if not is_held or time.monotonic() >= until:
                raise
        time.sleep(PAUSE)


def begin(output: Path) -> Path:
    """A new staging folder; files are written into its ``FILES``. Raises OSError.

    Made as any folder there: ``mkdtemp`` would make it its owner's alone, which on Windows all that
    is written into it inherits and keeps where it is moved to, a folder shared with others too.
    """
    staging = output / f"{NAME}{mark()}-{uuid.uuid4().hex[:8]}{PARTIAL}"
    staging.mkdir()
    for room in (FILES, LAST, BEFORE):
        (staging / room).mkdir()
    return staging


def try_target(path: Path, folder: Optional[Path] = None) -> None:
    """See whether a file could take the place of ``path``; nothing changes.

    Args:
        folder: a staging folder beside it; without one, less can be seen.

    Raises:
        OSError: it could not, for it is a folder, or the system does not let it go.
    """
    try:
        is_folder = S_ISDIR(os.stat(path).st_mode)
    except FileNotFoundError:
        return
    if is_folder:
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR), str(path))
    if os.name == "nt":  # a file that is open elsewhere cannot even get its own name
        patiently(lambda: os.rename(path, path))
    elif folder is not None:
        try:
            os.rename(path, folder)  # never done: no file takes a folder's place
        except PermissionError:  # which is told first: it may not be moved at all
            raise
        except OSError:
            return


def finish(staging: Path, last: str) -> None:
    """Put all files in their places, ``last`` after all others, and take the staging folder away.

    Raises:
        OSError: one of them cannot be put there; all that lay there is as it was.
    """
    patiently(partial(os.replace, staging / FILES / last, staging / LAST / last))
    whole = staging.with_suffix(WHOLE)
    patiently(lambda: os.replace(staging, whole))
    try:
        _place(whole)
    except OSError:
        if not any(_files(whole / BEFORE)):  # else it holds what could not be put back
            clear(whole)
        raise
    clear(whole)


def clear(folder: Path, patience: float = PATIENCE) -> None:
    """Take a folder away with all in it, as far as that can be done."""
    try:
        patiently(partial(shutil.rmtree, folder), patience)
    except OSError:  # it has gone, or one thing in it stays
        shutil.rmtree(folder, ignore_errors=True)


def sweep(output: Path, is_gone: IsGone = has_ended, patience: float = PATIENCE) -> None:
    """Do away with what processes that have gone left in ``output``; finish what was whole.

    Args:
        patience: seconds for whatever is held; 0 where nobody can wait.
    """
    for folder in output.glob(f"{NAME}*"):
        host, _, rest = folder.name[len(NAME) :].partition("-")
        if not is_gone(f"{host}-{rest.partition('-')[0]}"):
            continue
        if folder.suffix == WHOLE:
            ours = folder.with_name(f"{NAME}{mark()}-{rest.replace('-', '_')}")
            with suppress(OSError):  # whoever renames it first has it
                patiently(partial(os.replace, folder, ours), patience)
                _place_again(ours, folder, patience)
        elif folder.suffix == PARTIAL:
            clear(folder, patience)


def _place_again(whole: Path, left: Path, patience: float) -> None:
    """Of a process that has gone; under its name again, as it left it, where that fails."""
    try:
        _place(whole, patience)
    except OSError:
        os.replace(whole, left)
        raise
    clear(whole, patience)


def unfinished(path: Path) -> Path:
    """The name under which this process writes a file until it is whole."""
    return path.with_name(f".{path.stem}.{mark()}{PARTIAL}{path.suffix}")


def sweep_files(path: Path, is_gone: IsGone = has_ended) -> None:
    """Do away with what processes that have gone left ``unfinished`` of this file."""
    for file in path.parent.glob(f".{escape(path.stem)}.*{PARTIAL}{escape(path.suffix)}"):
        if is_gone(file.name[len(path.stem) + 2 :].partition(".")[0]):
            with suppress(OSError):
                remove(file)


def remove(file: Path, patience: float = PATIENCE) -> None:
    """Take a file away, if it is there. Raises OSError."""
    patiently(partial(file.unlink, missing_ok=True), patience)


def _place(whole: Path, patience: float = PATIENCE) -> None:
    """Also what is left of a placing that was broken off. Raises OSError, and undoes all then."""
    output = whole.parent
    placed: list[tuple[Path, Path]] = []
    new = [*_files(whole / FILES), *_files(whole / LAST)]
    try:
        for _, name in reversed(new):  # the last one first: without it, nobody sees a result
            if (output / name).is_file():
                _move(output / name, whole / BEFORE / name, patience)
        for path, name in new:
            _move(path, output / name, patience)
            placed.append((path, name))
    except OSError:
        for path, name in placed:
            with suppress(OSError):
                _move(output / name, path, patience)
        for path, name in _files(whole / BEFORE):
            with suppress(OSError):
                _move(path, output / name, patience)
        for _, name in new:
            for folder in [*name.parents][:-1]:
                with suppress(OSError):  # not empty
                    (output / folder).rmdir()
        raise


def _move(path: Path, to: Path, patience: float) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    patiently(partial(os.replace, path, to), patience)


def _files(room: Path) -> Iterator[tuple[Path, Path]]:
    """All of a folder, and their paths within it."""
    found = sorted(path for path in room.rglob("*") if path.is_file())
    return ((path, path.relative_to(room)) for path in found)


def _host() -> str:
    return f"{zlib.crc32(platform.node().encode()):08x}"
