"""Work beside the main thread that may outlive whoever began it."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsTask
from qgis.PyQt.QtCore import pyqtSignal

_running: set[Background] = set()
"""QGIS keeps only a C++ pointer; someone must keep the Python object alive until its end."""


class Background(QgsTask):
    """A subclass says in ``run`` what is done; it touches neither layers nor widgets.

    Connect ``over`` to a method of a QObject, which Qt forgets with that object.
    """

    over = pyqtSignal(object, bool)
    """This task, and whether ``run`` gave True; on the main thread."""

    def start(self) -> None:
        """Hand it to QGIS's task manager."""
        _running.add(self)
        QgsApplication.taskManager().addTask(self)

    def finished(self, result: bool) -> None:
        _running.discard(self)
        self.over.emit(self, result)
