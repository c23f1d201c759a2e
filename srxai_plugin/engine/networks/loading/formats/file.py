"""A checkpoint file in memory, as the readers of the formats see it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from srxai_plugin.contract.errors import BadInput, Unsupported
from srxai_plugin.engine.machine.memory import available

COPIES = 3
"""Times a file's unpacked size that reading it takes: the file, its tensors, the network."""

BROKEN = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, RuntimeError),
    *(StopIteration, TypeError, ValueError, zipfile.BadZipFile),
)
"""What reading damaged content raises, in one place or another (found by changing bytes)."""


@dataclass(frozen=True)
class File:
    """A file's name, for sentences, and all of its bytes."""

    name: str
    content: bytes

    @cached_property
    def members(self) -> tuple[str, ...]:
        """Names inside a zip archive, without its top folder; empty for anything else."""
        return tuple(i.filename.partition("/")[2] for i in _directory(io.BytesIO(self.content)))

    def unreadable(self, kind: str = "PyTorch checkpoint") -> BadInput:
        """The error for a file that looked like ``kind``, to be raised."""
        return BadInput(
            f"{self.name} is not a readable {kind}; it may be cut short or be something else. "
            "Give a .safetensors or .pt file of weights, or an .onnx or .pt2 export."
        )


def read_file(path: Path) -> File:
    """Read a checkpoint whole, after a look at what it will take.

    Raises:
        BadInput: it cannot be read.
        Unsupported: it needs more memory than there is.
    """
    try:
        with path.open("rb") as file:
            size = max(path.stat().st_size, sum(i.file_size for i in _directory(file)))
            refuse_too_large(path.name, COPIES * size)
            file.seek(0)
            return File(path.name, file.read())
    except OSError as error:
        raise BadInput(f"Cannot read the network {path}: {error.strerror}.") from None


def refuse_too_large(name: str, needed: int) -> None:
    """Raises Unsupported where ``needed`` bytes are more than there are."""
    free = available()
    if free is not None and needed > free:
        raise Unsupported(
            f"{name} needs about {needed / 1e9:.1f} GB of memory, and {free / 1e9:.1f} GB are "
            "free. Close other programs, or use a smaller network."
        )


def _directory(file: io.BufferedIOBase) -> list[zipfile.ZipInfo]:
    """Sizes are as the archive declares them: what unpacks to more than that fails its checks."""
    try:
        return zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError):
        return []
