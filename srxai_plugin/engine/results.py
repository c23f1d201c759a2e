"""The folder of a result: it appears whole, or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from errno import ENOMEM
from pathlib import Path

from srxai_plugin import staging
from srxai_plugin.errors import BadInput


@contextmanager
def staged(output: Path, last: str) -> Iterator[Path]:
    """Yields a folder to write into; on success its files move to ``output``, those in folders
    too, ``last`` after all others, so that whoever sees it sees the whole.

    Whatever goes wrong, the staging folder goes, and ``output`` too if it was made here; what lay
    there stays. What processes that were killed left in ``output`` goes too.

    Raises:
        BadInput: ``output`` is a file, or cannot be made or written to.
    """
    made: list[Path] = []
    try:
        _refuse_strange(output / last)
        made = _missing(output)
        output.mkdir(parents=True, exist_ok=True)
        staging.sweep(output)
        folder = staging.begin(output)
    except (OSError, ValueError) as error:
        _remove(made)
        reason = getattr(error, "strerror", None) or "no file can have such a name"
        raise BadInput(
            f"Cannot write to the output folder {output}: {reason}. Choose another one."
        ) from None
    try:
        yield folder / staging.FILES
        staging.finish(folder, last)
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        _remove(made)
        if isinstance(error, OSError) and error.errno != ENOMEM:
            raise BadInput(
                f"Cannot write to {output}: {error.strerror}. {_remedy(error)}"
            ) from None
        raise


def _remedy(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "Close what has its files open, or choose another folder."
    return "Free some space."


def _refuse_strange(path: Path) -> None:
    """Raises ValueError for a zero byte, and for what is no UTF-8: GDAL takes no such name."""
    if b"\0" in os.fsencode(path).decode().encode():
        raise ValueError


def _missing(folder: Path) -> list[Path]:
    """The folders that making ``folder`` will make, innermost first."""
    missing = []
    while not folder.exists() and folder != folder.parent:
        missing.append(folder)
        folder = folder.parent
    return missing


def _remove(folders: list[Path]) -> None:
    """Only while empty: somebody else may have begun to use them."""
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:
            return
