"""Windows that are done, on disk while the others are measured: the map of a large scene takes
hours, and whoever lost it half-way goes on where it stopped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, Optional, TextIO

from srxai_plugin.contract import staging
from srxai_plugin.contract.scenes import WINDOWS_SUFFIX, RelianceRequest
from srxai_plugin.engine.machine.files import whole
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.scene.cells import Cell, Figures
from srxai_plugin.engine.scene.going_on import Done, kept, question_of


class WindowsDone(Done):
    """The windows of a run before, and those of this one."""

    parts = "windows"

    def __init__(self, path: Optional[Path], question: Optional[dict[str, Any]]) -> None:
        self.found = _read(path, question) if path and question else {}
        self.path = path
        self._question = question
        self._file: Optional[TextIO] = None

    @property
    def place(self) -> Optional[Path]:
        return self.path

    @property
    def are_kept(self) -> bool:
        """Whether any lie on disk."""
        return bool(self.found) or self._file is not None

    def begin(self) -> None:
        """With the first window that is put."""

    def put(self, cell: Cell, figures: Figures) -> None:
        """Outlives this process from here on. Raises OSError where nothing can be written."""
        if self.path is None:
            return
        if self._file is None:
            self._file = self._begun(self.path)
        self._line(self._file, cell, figures)

    def close(self) -> None:
        """No more of them follow."""
        if self._file is not None:
            with suppress(OSError):  # its last line, once more
                self._file.close()

    def remove(self) -> None:
        """None of them is wanted any more."""
        self.close()
        if self.path is not None:
            with suppress(OSError):
                staging.remove(self.path)

    def _begun(self, path: Path) -> TextIO:
        """Anew, for the last line may have been cut off; and whole, for this run may be killed
        too."""
        with whole(path) as fresh, open(fresh, "w", encoding="utf-8") as file:
            print(json.dumps(self._question), file=file)
            for cell, figures in self.found.items():
                self._line(file, cell, figures)
        return open(path, "a", encoding="utf-8")

    def _line(self, file: TextIO, cell: Cell, figures: Figures) -> None:
        line = {"column": cell.column, "row": cell.row, **asdict(figures)}
        print(json.dumps(line, default=float), file=file, flush=True)


@contextmanager
def windows_done(
    request: RelianceRequest, network: SRNetwork, output: Path
) -> Iterator[WindowsDone]:
    """A file whose first line says what is asked, and each other is a window.

    Kept beside ``output`` until the map stands there, is refused or cancelled: whoever places the
    map does so within. What cannot be written, or a process that is killed, leaves them for the
    next one that is asked the same of the same pixels.

    Rasters that are no files may change unseen: theirs are not kept.

    Raises:
        CannotWrite: as it was raised within, and that the windows are kept, if any are.
    """
    question = question_of(request, network)
    path = output.with_name(output.name + WINDOWS_SUFFIX) if question and output.name else None
    with kept(WindowsDone(path, question), output) as windows:
        yield windows


def _read(path: Path, question: dict[str, Any]) -> dict[Cell, Figures]:
    found: dict[Cell, Figures] = {}
    names = {each.name for each in fields(Figures)}
    with suppress(OSError, ValueError, TypeError, KeyError), open(path, encoding="utf-8") as file:
        if json.loads(file.readline()) != question:
            return {}
        for line in file:
            values = json.loads(line)
            cell = Cell(values.pop("column"), values.pop("row"))
            if set(values) == names:
                found[cell] = Figures(**values)
    return found
