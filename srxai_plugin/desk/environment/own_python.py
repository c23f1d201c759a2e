"""Brings SRXAI's own Python into a folder, from another folder or from the internet."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Optional

from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from srxai_plugin.desk.environment.download import Download
from srxai_plugin.desk.environment.standalone import Standalone, Unusable, unpack
from srxai_plugin.desk.widgets.background import Background


class OwnPython(QObject):
    """One run. Ends in exactly one of ``found`` or ``failed``, unless it is stopped."""

    progress = pyqtSignal(float, float)
    """Megabytes that are there, and of the whole, 0 while it is not known."""
    found = pyqtSignal(object)
    """Path of the interpreter."""
    failed = pyqtSignal(str)
    stopped = pyqtSignal()
    """After ``stop``, when nothing is written any more."""

    def __init__(
        self,
        pinned: Standalone,
        folder: Path,
        downloads: Path,
        offline: Optional[Path] = None,
        parent: Optional[QObject] = None,
    ) -> None:
        """
        Args:
            pinned: what is wanted.
            folder: where it is to lie, unpacked.
            downloads: where the archive is kept while it comes.
            offline: folder that was carried over; then nothing is asked of any network.
        """
        super().__init__(parent)
        self._pinned, self._folder, self._offline = pinned, folder, offline
        self._part = downloads / pinned.file
        self._download: Optional[Download] = None
        self._task: Optional[_Unpacking] = None
        self._is_stopping = False

    def start(self) -> None:
        """The outcome comes by signal, never before this returns."""
        QTimer.singleShot(0, self._begin)

    def stop(self) -> None:
        """End it; what was downloaded stays, and is gone on with next time."""
        self._is_stopping = True
        if self._download is not None:
            self._download.stop()
        if self._task is None:
            QTimer.singleShot(0, self.stopped.emit)

    def _begin(self) -> None:
        if self._is_stopping:
            return
        if self._pinned.is_in(self._folder):
            self.found.emit(self._pinned.python(self._folder))
        elif (carried := self._pinned.found_in(self._offline)) is not None:
            self._unpack(carried)
        elif self._offline is not None:
            self.failed.emit(
                self.tr(
                    "{0} does not hold {1}. Put it there, or choose a Python of this computer."
                ).format(self._offline, self._pinned.file)
            )
        else:
            self._fetch()

    def _fetch(self) -> None:
        download = Download(self._pinned.url, self._part, self)
        download.progress.connect(self.progress)
        download.failed.connect(self.failed)
        download.done.connect(lambda: self._unpack(self._part))
        self._download = download
        try:
            download.start()
        except OSError as error:
            self.failed.emit(
                self.tr("{0} cannot be written to ({1}). Choose another folder.").format(
                    self._part.parent, error.strerror
                )
            )

    def _unpack(self, archive: Path) -> None:
        task = _Unpacking(
            self.tr("Unpacking SRXAI's own Python"), archive, self._pinned, self._folder
        )
        task.over.connect(self._on_over)
        self._task = task
        task.start()

    def _on_over(self, task: _Unpacking, is_done: bool) -> None:
        self._task = None
        if is_done or task.is_bad:
            with suppress(OSError):  # what was wrong would be gone on with; what is done is done
                self._part.unlink()
        if self._is_stopping:
            self.stopped.emit()
        elif is_done:
            self.found.emit(self._pinned.python(self._folder))
        elif task.is_bad:
            self.failed.emit(
                self.tr(
                    "{0} is not the file that SRXAI knows (its SHA-256 is another one), and was "
                    "not used. Try again; if it comes back, something changes downloads on the way."
                ).format(self._pinned.file)
            )
        else:
            self.failed.emit(
                self.tr("{0} cannot be written ({1}). Make room, or choose another folder.").format(
                    self._folder, task.trouble
                )
            )


class _Unpacking(Background):
    def __init__(self, words: str, archive: Path, pinned: Standalone, folder: Path) -> None:
        super().__init__(words)
        self._archive, self._pinned, self._folder = archive, pinned, folder
        self.is_bad, self.trouble = False, ""

    def run(self) -> bool:
        try:
            unpack(self._archive, self._pinned, self._folder)
        except Unusable:
            self.is_bad = True
        except OSError as error:
            self.trouble = error.strerror or str(error)
        else:
            return True
        return False
