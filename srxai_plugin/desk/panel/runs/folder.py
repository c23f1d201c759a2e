"""Where a run's files go."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from qgis.core import QgsProcessingUtils, QgsProject

from srxai_plugin.contract.moved import PIXELS
from srxai_plugin.desk.runtime.settings import OUTPUT_FOLDER

FOLDER = "srxai"


def runs_folder(project: QgsProject) -> Path:
    """The one that the user set, or ``srxai`` beside the project, or, while the project is not
    saved, among QGIS's temporary files."""
    chosen = OUTPUT_FOLDER.get()
    home = project.absolutePath() or QgsProcessingUtils.tempFolder()
    return Path(chosen) if chosen else Path(home) / FOLDER


def run_folder(layer: str, network: str, project: QgsProject) -> Path:
    """A folder that does not exist yet, in that of all runs."""
    return free_folder(
        runs_folder(project), f"{file_name(layer)}-{file_name(Path(network).stem)}-{_stamp()}"
    )


def comparison_folder(run: Path) -> Path:
    """A folder that does not exist yet, in that of the run: it goes where the run goes."""
    return free_folder(run, f"networks-{_stamp()}")


def free_folder(parent: Path, name: str) -> Path:
    """A path that is not taken, of this name or with a number after it."""
    folder, again = parent / name, 2
    while folder.exists():
        folder, again = parent / f"{name}-{again}", again + 1
    return folder


def is_temporary(file: Path) -> bool:
    """Whether QGIS removes it when it ends."""
    return Path(QgsProcessingUtils.tempFolder()) in file.parents


def file_name(text: str) -> str:
    """A name without what file systems object to."""
    return re.sub(r"[^\w.-]+", "_", text).strip("._") or "layer"


def pixels_beside(folder: Path) -> Path:
    """The raster that QGIS wrote for a run on a layer that is no file."""
    return folder.with_name(f"{folder.name}{PIXELS}")


def moved_path(file: Path, moved: dict[Path, Path]) -> Path:
    """Where a file lies, now that folders lie elsewhere."""
    for was, now in moved.items():
        if was in file.parents:
            return now / file.relative_to(was)
    return file


def _stamp() -> str:
    return datetime.now().strftime("%Y%m%d-%H%M%S")
