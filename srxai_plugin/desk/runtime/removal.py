"""Takes an environment off the disk in a thread of its own: it is tens of thousands of files."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Optional

from qgis.PyQt.QtCore import QObject, pyqtSignal

from srxai_plugin.desk.runtime.environment import Environment
from srxai_plugin.desk.widgets.background import Background

LEAVING = ".removing"


class Removal(QObject):
    """Of one environment of ours. Ends in exactly one of ``removed`` or ``failed``."""

    removed = pyqtSignal()
    failed = pyqtSignal(str)

    def __init__(self, environment: Environment, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._environment = environment

    def start(self) -> None:
        """Renamed at once, so that no engine is found in half an environment; deleted later."""
        folder = self._environment.folder
        leaving = folder.with_name(folder.name + LEAVING)
        if not self._environment.is_ours:
            self.failed.emit(self.tr("{0} was not made by SRXAI; it stays.").format(folder))
            return
        try:
            if folder.exists() and not leaving.exists():
                os.rename(folder, leaving)
        except OSError as error:
            self.failed.emit(
                self.tr("{0} is in use ({1}). Close what uses it, then try again.").format(
                    folder, error.strerror
                )
            )
            return
        words = self.tr("Removing SRXAI's engine environment")
        environment = self._environment
        folders = (leaving, folder, environment.own_python, environment.downloads)
        task = _Removing(words, folders, environment.note)
        task.over.connect(self._on_over)
        task.start()

    def _on_over(self, _task: Background, is_gone: bool) -> None:
        if is_gone:
            self.removed.emit()
            return
        self.failed.emit(
            self.tr("Parts of {0} could not be deleted. Delete them by hand.").format(
                self._environment.folder.parent
            )
        )


class _Removing(Background):
    """The note goes last: while it is there, what is left is known as ours."""

    def __init__(self, words: str, folders: tuple[Path, ...], note: Path) -> None:
        super().__init__(words)
        self._folders, self._note = folders, note

    def run(self) -> bool:
        for folder in self._folders:
            shutil.rmtree(folder, ignore_errors=True)
        if any(folder.exists() for folder in self._folders):
            return False
        with suppress(OSError):
            self._note.unlink()
        return True
