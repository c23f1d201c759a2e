"""Files that appear whole or not at all, and names that may be none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from srxai_plugin import staging
from srxai_plugin.errors import BadInput


def is_file(name: str) -> bool:
    """Whether a name from a request is that of a file; names that no file can have are not."""
    try:
        return Path(name).is_file()
    except (OSError, ValueError):  # longer than any name, or with a zero byte in it
        return False


def make_folder(output: Path) -> None:
    """With all above it. Raises BadInput where that cannot be."""
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(
            f"Cannot write to the output folder {output}: {error.strerror}. Choose another one."
        ) from None


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Yields a temporary name in the same folder; on success it becomes ``path``, else it goes.

    What processes that were killed left of the same file goes too.
    """
    staging.sweep_files(path)
    temporary = staging.unfinished(path)
    try:
        yield temporary
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
