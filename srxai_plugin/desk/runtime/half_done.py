"""What a killed engine leaves half-done."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Optional

from qgis.PyQt.QtCore import QTimer

from srxai_plugin.contract import staging

PAUSE_MS = 100
"""Between two tries: the main thread waits for nothing."""
TRIES = int(1000 * staging.PATIENCE / PAUSE_MS)


@dataclass(frozen=True)
class HalfDone:
    """Of one request, noted before the request is sent."""

    output: Path
    made: tuple[Path, ...]
    """Folders that the engine makes for this request, innermost first."""
    to_go_on_with: Optional[Path] = None
    """A file that a killed run leaves on purpose."""
    are_below: bool = False
    """Whether results lie in folders of their own within ``output``."""

    @classmethod
    def of(
        cls, output: Path, to_go_on_with: Optional[Path] = None, are_below: bool = False
    ) -> HalfDone:
        """Of a run into ``output``: the folder, and those above it that are not there yet."""
        made = tuple(f for f in (output, *output.parents) if not _may_be_there(f))
        return cls(output, made, to_go_on_with, are_below)

    def remove(self, pid: int, for_good: bool = False) -> None:
        """What the engine of this process id was writing, and the folders made for the request as
        far as they are empty; a result that was whole already is put in its place.

        Other engines may be at work in the same folder: nothing of theirs is touched. What Windows
        does not let go yet is tried again soon, for two seconds, by a timer of this thread. A
        folder that cannot be looked at, as on a share that has gone, is no error: whoever waits for
        the answer to a cancel gets it.

        Args:
            for_good: whether nobody will go on with it, for it was cancelled.
        """
        self._remove(staging.mark(pid), for_good)
        self._again_soon(staging.mark(pid), for_good, TRIES)

    def _again_soon(self, dead: str, for_good: bool, tries: int) -> None:
        if tries and self._remain(dead, for_good):
            QTimer.singleShot(PAUSE_MS, partial(self._again, dead, for_good, tries - 1))

    def _again(self, dead: str, for_good: bool, tries: int) -> None:
        if staging.has_ended(dead):  # not yet; or its id is another process's meanwhile
            self._remove(dead, for_good)
        self._again_soon(dead, for_good, tries)

    def _remove(self, dead: str, for_good: bool) -> None:
        with suppress(OSError):
            self._remove_all(dead, for_good)

    def _remove_all(self, dead: str, for_good: bool) -> None:
        for folder in self._folders(dead):
            staging.sweep(folder, lambda mark: mark == dead, patience=0)
            if folder != self.output:
                with suppress(OSError):  # a result is there
                    folder.rmdir()
        for file in self._files(dead, for_good):
            with suppress(OSError):
                file.unlink()
        for folder in self.made:
            with suppress(OSError):  # in use, or never made
                folder.rmdir()

    def _remain(self, dead: str, for_good: bool) -> bool:
        try:
            staged = (s for f in self._folders(dead) for s in f.glob(f"{staging.NAME}{dead}-*"))
            return any(True for _ in staged) or bool(self._files(dead, for_good))
        except OSError:  # nobody knows
            return True

    def _folders(self, dead: str) -> list[Path]:
        """Where its staging may lie."""
        pattern = f"*/{staging.NAME}{dead}-*"
        below = {s.parent for s in self.output.glob(pattern)} if self.are_below else set()
        return [self.output, *sorted(below)]

    def _files(self, dead: str, for_good: bool) -> list[Path]:
        """That are there, and are to go."""
        files = [*self.output.glob(f".*.{dead}{staging.PARTIAL}*")]
        if for_good and self.to_go_on_with is not None and self.to_go_on_with.is_file():
            files.append(self.to_go_on_with)
        return files


def _may_be_there(folder: Path) -> bool:
    try:
        return folder.exists()
    except OSError:  # on a share that has gone, or longer than any name
        return True
