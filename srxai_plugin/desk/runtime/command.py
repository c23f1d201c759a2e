"""One command that is run with all that it starts, read line by line, and ended as a whole."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from typing import Optional

from qgis.PyQt.QtCore import QObject, QProcess, QProcessEnvironment, pyqtSignal

from srxai_plugin.desk.runtime.lines import Lines

LONGEST = 4096


class Command(QObject):
    """Ends in exactly one of ``ended`` or ``not_started``."""

    line = pyqtSignal(str)
    """What it printed, to either stream."""
    ended = pyqtSignal(int, bool)
    """Exit status, and whether it was ended from outside."""
    not_started = pyqtSignal()

    def __init__(
        self,
        program: str,
        arguments: list[str],
        environment: QProcessEnvironment,
        parent: Optional[QObject] = None,
    ) -> None:
        super().__init__(parent)
        self._lines = Lines(LONGEST)
        self._command = (program, arguments)
        process = QProcess(self)
        process.setProcessEnvironment(environment)
        process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        self._process = process

    def start(self) -> None:
        """Begin it."""
        self._process.start(*self._command)

    def kill(self) -> None:
        """The whole group: pip and venv start processes of their own. ``ended`` comes after it.

        On Windows the group is a job that ends with its head, see ``grouped``.
        """
        process = self._process
        if hasattr(os, "killpg") and process.processId():
            with suppress(OSError):  # it has not made its group yet, or has ended
                os.killpg(process.processId(), signal.SIGKILL)
        process.kill()

    def _read(self) -> None:
        for line in self._lines.feed(bytes(self._process.readAllStandardOutput())):
            if words := line.decode(errors="replace").rstrip():
                self.line.emit(words)

    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        self.deleteLater()
        self.ended.emit(code, status != QProcess.ExitStatus.NormalExit)

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:  # the only one without ``finished``
            self.deleteLater()
            self.not_started.emit()
