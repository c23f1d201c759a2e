"""What a killed engine leaves half-done."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from srxai_plugin import staging


@dataclass(frozen=True)
class Leftovers:
    """Of one request, noted before the request is sent."""

    output: Path
    made: tuple[Path, ...]
    """Folders that the engine makes for this request, innermost first."""
    to_go_on_with: Optional[Path] = None
    """A file that a killed run leaves on purpose."""

    @classmethod
    def of(cls, output: Path, to_go_on_with: Optional[Path] = None) -> Leftovers:
        """Of a run into ``output``: the folder, and those above it that are not there yet."""
        made = tuple(f for f in (output, *output.parents) if not f.exists())
        return cls(output, made, to_go_on_with)

    def remove(self, pid: int, for_good: bool = False) -> None:
        """What the engine of this process id was writing, and the folders made for the request as
        far as they are empty; a result that was whole already is put in its place.

        Other engines may be at work in the same folder: nothing of theirs is touched.

        Args:
            for_good: whether nobody will go on with it, for it was cancelled.
        """
        dead = staging.mark(pid)
        staging.sweep(self.output, lambda mark: mark == dead)
        for file in self.output.glob(f".*.{dead}{staging.PARTIAL}*"):
            file.unlink(missing_ok=True)
        if for_good and self.to_go_on_with is not None:
            self.to_go_on_with.unlink(missing_ok=True)
        for folder in self.made:
            with suppress(OSError):  # in use, or never made
                folder.rmdir()
