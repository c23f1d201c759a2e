"""Windows that are done, on disk while the others are measured: the map of a large scene takes
hours, and whoever lost it half-way goes on where it stopped."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, Optional, TextIO

import torch

import srxai_plugin
from srxai_plugin.contract import to_json
from srxai_plugin.contract_scene import WINDOWS_SUFFIX, RelianceRequest
from srxai_plugin.engine.files import is_file, whole
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.scene.cells import Cell, Figures
from srxai_plugin.errors import BadInput, Cancelled


class WindowsDone:
    """The windows of a run before, and those of this one."""

    def __init__(self, found: dict[Cell, Figures], file: Optional[TextIO]) -> None:
        self.found = found
        self._file = file

    def put(self, cell: Cell, figures: Figures) -> None:
        """Outlives this process from here on."""
        if self._file is not None:
            line = {"column": cell.column, "row": cell.row, **asdict(figures)}
            print(json.dumps(line, default=float), file=self._file, flush=True)


@contextmanager
def windows_done(
    request: RelianceRequest, network: SRNetwork, output: Path
) -> Iterator[WindowsDone]:
    """A file whose first line says what is asked, and each other is a window.

    Kept beside ``output`` until it is finished, refused or cancelled; a full disk, or a process
    that is killed, leaves them for the next one that is asked the same of the same pixels.

    Rasters that are no files may change unseen: theirs are not kept.

    Raises:
        OSError: nothing can be written there.
    """
    question = _question(request, network)
    if question is None:
        yield WindowsDone({}, None)
        return
    path = output.with_name(output.name + WINDOWS_SUFFIX)
    found = _read(path, question)
    try:
        # Anew, for the last line may have been cut off; and whole, for this run may be killed too.
        with whole(path) as fresh, open(fresh, "w", encoding="utf-8") as file:
            print(json.dumps(question), file=file)
            done = WindowsDone(found, file)
            for cell, figures in found.items():
                done.put(cell, figures)
        with open(path, "a", encoding="utf-8") as file:
            yield WindowsDone(found, file)
    except (BadInput, Cancelled):  # nobody will go on with it
        _remove(path)
        raise
    _remove(path)


def _question(request: RelianceRequest, network: SRNetwork) -> Optional[dict[str, Any]]:
    """Whatever the figures depend on; None where the raster is no file."""
    if not is_file(request.raster):
        return None
    stat = os.stat(request.raster)
    return {
        "request": to_json(request),
        "network": network.sha256,
        "raster": [stat.st_size, stat.st_mtime_ns],
        "software": [srxai_plugin.__version__, torch.__version__],
    }


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


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()
