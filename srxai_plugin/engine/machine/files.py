"""Files that appear whole or not at all, and names that may be none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EFBIG, ENOSPC
from functools import partial
from pathlib import Path

from srxai_plugin.contract import staging
from srxai_plugin.contract.errors import CannotWrite


def is_file(name: str) -> bool:
    """Whether a name from a request is that of a file; names that no file can have are not."""
    try:
        return Path(name).is_file()
    except (OSError, ValueError):  # longer than any name, or with a zero byte in it
        return False


def make_folder(output: Path) -> None:
    """With all above it. Raises CannotWrite where that cannot be."""
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite(
            f"Cannot write to the output folder {output}: {error.strerror}. Choose another one."
        ) from None


@contextmanager
def made(folder: Path) -> Iterator[None]:
    """Makes a folder with all above it. If what follows fails, those that were made go again, as
    far as they are empty: somebody else may have begun to use them.

    Raises:
        OSError: it cannot be made.
    """
    missing = []
    while not folder.exists() and folder != folder.parent:
        missing.append(folder)
        folder = folder.parent
    try:
        if missing:
            missing[0].mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        with suppress(OSError):
            for one in missing:
                one.rmdir()
        raise


def unwritten(path: Path, error: OSError) -> CannotWrite:
    """The system's refusal to write there, as a sentence that says what to do."""
    return CannotWrite(f"Cannot write to {path}: {error.strerror or error}. {_remedy(error)}")


def _remedy(error: OSError) -> str:
    if error.errno in (ENOSPC, EFBIG):
        return "Free some space."
    if isinstance(error, PermissionError):
        return "Close what has it open, or choose another place."
    return "Choose another place."


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Yields a temporary name in the same folder; on success it becomes ``path``, else it goes.

    What processes that were killed left of the same file goes too.

    Raises:
        OSError: it cannot become ``path``; where that can be seen, at once.
    """
    staging.try_target(path)
    staging.sweep_files(path)
    temporary = staging.unfinished(path)
    try:
        yield temporary
        staging.patiently(partial(os.replace, temporary, path))
    finally:
        with suppress(OSError):
            staging.remove(temporary)
