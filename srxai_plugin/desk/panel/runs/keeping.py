"""Results that were made before their project was saved: moved beside it when it is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Optional

from qgis.core import QgsMapLayer, QgsProcessingUtils, QgsProject
from qgis.PyQt.QtCore import QObject, pyqtSignal

from srxai_plugin.contract.staging import NAME, patiently
from srxai_plugin.desk.map.own import file_of, own_layers
from srxai_plugin.desk.map.repoint import repoint
from srxai_plugin.desk.map.runs_group import RESULT_PROPERTY, run_groups
from srxai_plugin.desk.panel.runs.folder import (
    FOLDER,
    file_name,
    free_folder,
    is_temporary,
    moved_path,
    pixels_beside,
    runs_folder,
)
from srxai_plugin.desk.widgets.background import Background
from srxai_plugin.desk.widgets.in_steps import InSteps

PARTIAL = ".partial"


class Keeping(QObject):
    """Copies beside the main thread; then the layers are pointed at the copies, and the project is
    saved once more, unless it has been changed meanwhile."""

    kept = pyqtSignal(dict)
    """Where the folders of results lie now, by where they lay."""
    warned = pyqtSignal(str)

    def __init__(
        self,
        project: QgsProject,
        known: Callable[[], Iterable[Path]],
        is_busy: Callable[[], bool],
        parent: Optional[QObject] = None,
    ) -> None:
        """Listens from now on.

        Args:
            known: gives results that the project's layers may not show any more.
            is_busy: says whether something is being written into one of the folders.
        """
        super().__init__(parent)
        self._project = project
        self._known, self._is_busy = known, is_busy
        self._task: Optional[Copies] = None
        self._home = ""
        project.projectSaved.connect(self.look)

    def close(self) -> None:
        """Listen to the project no longer."""
        self._project.projectSaved.disconnect(self.look)
        for steps in self.findChildren(InSteps):
            steps.stop()

    def look(self, *_: object) -> None:
        """Move what is temporary, if the project has a place for it."""
        home = self._project.fileName()
        if not home or self._task is not None or self._is_busy():
            return
        folders = _targets(own_layers(self._project), self._known(), runs_folder(self._project))
        if not folders:
            return
        self._home = home
        self._task = Copies(self.tr("Keeping results beside the project"), folders)
        self._task.over.connect(self._on_copied)
        self._task.start()

    def _on_copied(self, task: Copies, is_whole: bool) -> None:
        self._task = None
        if not is_whole:
            words = self.tr(
                "The results could not be kept beside the project: {0}. They are temporary still; "
                "save the project elsewhere, or choose a folder of results in SRXAI's options."
            )
            self.warned.emit(words.format(task.problem))
        elif self._project.fileName() != self._home:
            Removals(self.tr("Removing copies"), task.folders.values()).start()
        else:
            InSteps(self._pointing(task.folders), self._on_pointed, self.warned.emit, self)

    def _pointing(
        self, folders: dict[Path, Path]
    ) -> Generator[None, None, tuple[dict[Path, Path], bool]]:
        """One layer in each turn of the event loop."""
        is_saved = not self._project.isDirty()
        is_all = True
        for id in [layer.id() for layer in own_layers(self._project)]:
            layer = self._project.mapLayer(id)
            if layer is None:  # removed meanwhile
                continue
            was = file_of(layer)
            now = moved_path(was, folders)
            if now != was:
                is_all &= repoint(layer, now)
                yield
        for group in run_groups(self._project):
            result = Path(group.customProperty(RESULT_PROPERTY))
            group.setCustomProperty(RESULT_PROPERTY, str(moved_path(result, folders)))
        return folders, is_saved and is_all

    def _on_pointed(self, outcome: tuple[dict[Path, Path], bool]) -> None:
        folders, is_sure = outcome
        self.kept.emit(folders)
        if is_sure:
            InSteps(self._saving(folders), lambda _: None, self.warned.emit, self)

    def _saving(self, folders: dict[Path, Path]) -> Generator[None, None, None]:
        """Once what was shown anew has been drawn."""
        yield
        if self._project.fileName() == self._home and self._project.write():
            Removals(self.tr("Removing temporary results"), folders).start()


class Copies(Background):
    """Copies folders: all of them, or none."""

    def __init__(self, words: str, folders: dict[Path, Path]) -> None:
        super().__init__(words)
        self.folders = folders
        """Where to, by where from; a file may stand for a folder."""
        self.problem = ""
        """Why not, where it failed."""

    def run(self) -> bool:
        made: list[Path] = []
        try:
            for source, target in self.folders.items():
                made.append(target)
                copy_whole(source, target)
                if self.isCanceled():
                    raise OSError(self.tr("it was cancelled"))
        except (OSError, shutil.Error) as error:
            self.problem = getattr(error, "strerror", None) or str(error)
            _remove(made)
            return False
        return True


class Removals(Background):
    """Removes folders; what cannot be removed stays, for QGIS to remove when it ends."""

    def __init__(self, words: str, folders: Iterable[Path]) -> None:
        super().__init__(words)
        self._folders = list(folders)

    def run(self) -> bool:
        _remove(self._folders)
        return True


def copy_whole(source: Path, target: Path) -> None:
    """A folder with all that is in it, and the raster beside it; appears whole or not at all.

    What a process is still writing there, and SQLite's index of an open journal, stay behind.

    Raises:
        OSError: it cannot be read or written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}{PARTIAL}")
    try:
        shutil.copytree(
            source, partial, ignore=shutil.ignore_patterns(f"{NAME}*", "*-shm"), dirs_exist_ok=True
        )
        beside = pixels_beside(source)
        if beside.is_file():
            shutil.copy2(beside, pixels_beside(target))
        patiently(lambda: os.rename(partial, target))
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _targets(layers: Iterable[QgsMapLayer], also: Iterable[Path], parent: Path) -> dict[Path, Path]:
    """Folders of temporary results, and where each will lie."""
    temporary = Path(QgsProcessingUtils.tempFolder())
    files = {file: "" for file in also} | {file_of(layer): layer.name() for layer in layers}
    targets: dict[Path, Path] = {}
    for file, name in files.items():
        if not is_temporary(file) or not file.is_file():
            continue
        parts = file.relative_to(temporary).parts
        depth = 2 if parts[0] == FOLDER else 1
        if len(parts) <= depth:  # a file of nobody's folder
            continue
        source = temporary.joinpath(*parts[:depth])
        wanted = source.name if depth == 2 else file_name(name)
        if source not in targets:
            target = free_folder(parent, wanted)
            while target in targets.values():
                target = target.with_name(f"{target.name}-2")
            targets[source] = target
    return targets


def _remove(folders: Iterable[Path]) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):
            pixels_beside(folder).unlink()
