"""What a killed engine leaves half-done."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from srxai_plugin import staging


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

    def remove(self, pid: int) -> None:
        """What the engine of this process id was writing, and the folders made for the request as
        far as they are empty; a result that was whole already is put in its place.

        Other engines may be at work in the same folder: nothing of theirs is touched.
        """
        dead = staging.mark(pid)
        staging.sweep(self.output, lambda mark: mark == dead)
        for file in self.output.glob(f".*.{dead}{staging.PARTIAL}*"):
            file.unlink(missing_ok=True)
        for folder in self.made:
            with suppress(OSError):  # in use, or never made
                folder.rmdir()
