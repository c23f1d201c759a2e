"""The runs of a project, and what the analyst calls them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qgis.core import QgsProject

from srxai_plugin.contract.commands import RESULT_FILE
from srxai_plugin.desk.map.runs_group import result_of, run_groups, titled
from srxai_plugin.desk.panel.runs.folder import FOLDER, is_temporary, pixels_beside

RECORD_FILE = "run.json"
"""Beside ``result.json``: what the panel knows of the run beyond its result."""


@dataclass(frozen=True)
class Run:
    """One explanation that was made in the panel or lies in the project."""

    result: Path
    """Its ``result.json``."""
    number: int = 0
    """From 1 in its project; 0 for one that was not made in a panel, or by an earlier version."""
    name: str = ""
    layer: str = ""
    """Id of the layer that was explained, in its project."""

    @property
    def folder(self) -> Path:
        return self.result.parent

    @property
    def title(self) -> str:
        """As the tree and the panel call it."""
        return titled(self.number, self.name or self.folder.name)

    @property
    def is_temporary(self) -> bool:
        """Whether its files vanish with this session of QGIS."""
        return is_temporary(self.result)

    @property
    def has_own_folder(self) -> bool:
        """Whether the folder was made for it, so that it may go with it. That of a run of
        Processing is the analyst's own, and may hold more; a name alone changes nothing."""
        return self.folder.parent.name == FOLDER or self.number > 0


def read_run(result: Path) -> Run:
    """What is not recorded, or not as it should be, is as by default."""
    try:
        record = json.loads((result.parent / RECORD_FILE).read_text("utf-8"))
    except (OSError, ValueError):
        record = {}
    if not isinstance(record, dict):
        record = {}
    return Run(
        result, max(_of(record, "number", 0), 0), _of(record, "name", ""), _of(record, "layer", "")
    )


def write_run(run: Run) -> None:
    """Record it beside its result. Raises OSError."""
    record = {"number": run.number, "name": run.name, "layer": run.layer}
    file = run.folder / RECORD_FILE
    partial = file.with_name(f".{RECORD_FILE}")
    partial.write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", "utf-8")
    partial.replace(file)


def runs_of(project: QgsProject, known: Iterable[Path]) -> list[Run]:
    """The newest first: those beside the project, those in its layer tree, and those among
    ``known`` that still exist."""
    found = [*map(result_of, run_groups(project)), *known]
    home = project.absolutePath()
    if home:
        found.extend((Path(home) / FOLDER).glob(f"*/{RESULT_FILE}"))
    once = {file.resolve(): file for file in reversed(found)}
    times = {file: file.stat().st_mtime for file in once.values() if file.is_file()}
    runs = [read_run(file) for file in times]
    return sorted(runs, key=lambda run: (run.number, times[run.result]), reverse=True)


def remove_files(run: Run) -> None:
    """Its folder with all that is in it, and the raster beside it. Raises OSError."""
    shutil.rmtree(run.folder)
    pixels_beside(run.folder).unlink(missing_ok=True)


def _of(record: dict[str, Any], key: str, default: Any) -> Any:
    value = record.get(key, default)
    return value if type(value) is type(default) else default
