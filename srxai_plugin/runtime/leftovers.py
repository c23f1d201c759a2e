"""What a killed engine leaves half-done."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

STAGING = ".srxai-*.partial"
"""Folders in which the engine stages a result until it is whole."""


@dataclass(frozen=True)
class Leftovers:
    """Of one request, noted before the request is sent."""

    output: Path
    made: tuple[Path, ...]
    """Folders that the engine makes for this request, innermost first."""

    @classmethod
    def of(cls, output: Path) -> Leftovers:
        """Of a run into ``output``: the folder, and those above it that are not there yet."""
        return cls(output, tuple(f for f in (output, *output.parents) if not f.exists()))

    def remove(self) -> None:
        """The staging folders, and those made for the request as far as they are empty."""
        for folder in self.output.glob(STAGING):
            shutil.rmtree(folder, ignore_errors=True)
        for folder in self.made:
            with suppress(OSError):  # in use, or never made
                folder.rmdir()
