"""Where a run's files go."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from qgis.core import QgsProcessingUtils, QgsProject

from srxai_plugin.desk.runtime.settings import OUTPUT_FOLDER


def run_folder(layer: str, network: str, project: QgsProject) -> Path:
    """A folder that does not exist yet: in the one that the user set, or beside the project, or,
    while the project is not saved, among QGIS's temporary files.
    """
    chosen = OUTPUT_FOLDER.get()
    home = project.absolutePath() or QgsProcessingUtils.tempFolder()
    parent = Path(chosen) if chosen else Path(home) / "srxai"
    stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
    name = f"{_file_name(layer)}-{_file_name(Path(network).stem)}-{stamp}"
    folder, again = parent / name, 2
    while folder.exists():
        folder, again = parent / f"{name}-{again}", again + 1
    return folder


def _file_name(text: str) -> str:
    return re.sub(r"[^\w.-]+", "_", text).strip("._") or "layer"
