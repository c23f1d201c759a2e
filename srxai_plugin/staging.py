"""How a result becomes whole on disk, and what becomes of one whose process was killed.

A result is staged in a folder at its place, named after the process that makes it:
``.srxai-HOST-PID-….partial``. When it is whole, the folder is renamed to ``.whole``, and then its
files are put in their places. So whoever finds the folder of a process that has gone knows what to
do: ``.partial`` goes, ``.whole`` is put in its place.
Standard library only: both sides of the process boundary import it.
"""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from glob import escape
from pathlib import Path
from typing import Optional

NAME = ".srxai-"
PARTIAL = ".partial"
WHOLE = ".whole"

FILES, LAST, BEFORE = "files", "last", "before"
"""Folders of a staging folder: of the result's files, of the one that is put in its place after all
others, and of what lay in their places."""

IsGone = Callable[[str], bool]
"""Whether the process of a ``mark`` has ended."""


def mark(pid: Optional[int] = None) -> str:
    """A process of this machine, this one by default, as a few letters of a file's name."""
    return f"{_host()}-{os.getpid() if pid is None else pid}"


def has_ended(mark: str) -> bool:
    """Whether a process is certain to have; one of another machine never is."""
    host, _, pid = mark.partition("-")
    if host != _host() or not pid.isdecimal() or os.name != "posix":
        return False  # on Windows, signal 0 would be no question, but the end
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


def begin(output: Path) -> Path:
    """A new staging folder; files are written into its ``FILES``. Raises OSError."""
    staging = Path(tempfile.mkdtemp(prefix=f"{NAME}{mark()}-", suffix=PARTIAL, dir=output))
    for room in (FILES, LAST, BEFORE):
        (staging / room).mkdir()
    return staging


def finish(staging: Path, last: str) -> None:
    """Put all files in their places, ``last`` after all others, and take the staging folder away.

    Raises:
        OSError: one of them cannot be put there; all that lay there is as it was.
    """
    os.replace(staging / FILES / last, staging / LAST / last)
    whole = staging.with_suffix(WHOLE)
    os.replace(staging, whole)
    try:
        _place(whole)
    finally:
        shutil.rmtree(whole, ignore_errors=True)


def sweep(output: Path, is_gone: IsGone = has_ended) -> None:
    """Do away with what processes that have gone left in ``output``; finish what was whole."""
    for folder in output.glob(f"{NAME}*"):
        host, _, rest = folder.name[len(NAME) :].partition("-")
        if not is_gone(f"{host}-{rest.partition('-')[0]}"):
            continue
        if folder.suffix == WHOLE:
            ours = folder.with_name(f"{NAME}{mark()}-{rest.replace('-', '_')}")
            with suppress(OSError):  # whoever renames it first has it
                os.replace(folder, ours)
                _place(ours)
                shutil.rmtree(ours, ignore_errors=True)
        elif folder.suffix == PARTIAL:
            shutil.rmtree(folder, ignore_errors=True)


def unfinished(path: Path) -> Path:
    """The name under which this process writes a file until it is whole."""
    return path.with_name(f".{path.stem}.{mark()}{PARTIAL}{path.suffix}")


def sweep_files(path: Path, is_gone: IsGone = has_ended) -> None:
    """Do away with what processes that have gone left ``unfinished`` of this file."""
    for file in path.parent.glob(f".{escape(path.stem)}.*{PARTIAL}{escape(path.suffix)}"):
        if is_gone(file.name[len(path.stem) + 2 :].partition(".")[0]):
            file.unlink(missing_ok=True)


def _place(whole: Path) -> None:
    """Also what is left of a placing that was broken off. Raises OSError, and undoes all then."""
    output, placed = whole.parent, []
    new = [*_files(whole / FILES), *_files(whole / LAST)]
    try:
        for _, name in reversed(new):  # the last one first: without it, nobody sees a result
            if (output / name).is_file():
                _move(output / name, whole / BEFORE / name)
        for path, name in new:
            _move(path, output / name)
            placed.append(output / name)
    except OSError:
        for path in placed:
            path.unlink(missing_ok=True)
        for path, name in _files(whole / BEFORE):
            with suppress(OSError):
                os.replace(path, output / name)
        for _, name in new:
            for folder in [*name.parents][:-1]:
                with suppress(OSError):  # not empty
                    (output / folder).rmdir()
        raise


def _move(path: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    os.replace(path, to)


def _files(room: Path) -> Iterator[tuple[Path, Path]]:
    """All of a folder, and their paths within it."""
    found = sorted(path for path in room.rglob("*") if path.is_file())
    return ((path, path.relative_to(room)) for path in found)


def _host() -> str:
    return f"{zlib.crc32(platform.node().encode()):08x}"
