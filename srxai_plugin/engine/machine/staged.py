"""The folder of a result: it appears whole, or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from errno import ENOMEM
from pathlib import Path

from srxai_plugin.contract import staging
from srxai_plugin.contract.errors import CannotWrite
from srxai_plugin.engine.machine.files import made, unwritten


@contextmanager
def staged(output: Path, last: str, others: Iterable[str] = ()) -> Iterator[Path]:
    """Yields a folder to write into; on success its files move to ``output``, those in folders
    too, ``last`` after all others, so that whoever sees it sees the whole.

    Whatever goes wrong, the staging folder goes, and ``output`` too if it was made here; what lay
    there stays. What processes that were killed left in ``output`` goes too.

    Args:
        others: names of files that will be written too. Where one of them or ``last`` cannot be
            replaced, that is told before anything is computed, as far as it can be seen.

    Raises:
        CannotWrite: ``output`` is a file, or cannot be made or written to; or a file of the result
            is a folder there, or is open in a program that does not let it go.
    """
    with ExitStack() as undone:
        try:
            _refuse_strange(output / last)
            undone.enter_context(made(output))
            staging.sweep(output)
            folder = staging.begin(output)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "no file can have such a name"
            raise CannotWrite(
                f"Cannot write to the output folder {output}: {reason}. Choose another one."
            ) from None
        try:
            for name in (last, *others):
                _try(output / name, folder)
            yield folder / staging.FILES
            staging.finish(folder, last)
        except BaseException as error:
            staging.clear(folder)
            if isinstance(error, OSError) and error.errno != ENOMEM:
                raise unwritten(output, error) from None
            raise


def _try(path: Path, folder: Path) -> None:
    try:
        staging.try_target(path, folder)
    except OSError as error:
        raise unwritten(path, error) from None


def _refuse_strange(path: Path) -> None:
    """Raises ValueError for a zero byte, and for what is no UTF-8: GDAL takes no such name."""
    if b"\0" in os.fsencode(path).decode().encode():
        raise ValueError
