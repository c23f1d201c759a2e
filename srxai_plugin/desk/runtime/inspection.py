"""Looks whether an environment lost files, where its engine does not start."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any, Optional

from qgis.PyQt.QtCore import QObject, pyqtSignal

from srxai_plugin.desk.environment.vanished import vanished
from srxai_plugin.desk.runtime.environment import Environment
from srxai_plugin.desk.widgets.background import Background


class Inspection(QObject):
    """Of one environment, once."""

    over = pyqtSignal(str)
    """The sentence that says what to do."""

    def __init__(
        self,
        environment: Environment,
        facts: dict[str, Any],
        sentence: str,
        parent: Optional[QObject] = None,
    ) -> None:
        """
        Args:
            facts: what the environment's note keeps.
            sentence: what the engine said, which stays where no file is gone.
        """
        super().__init__(parent)
        self._environment, self._facts, self._sentence = environment, facts, sentence

    def start(self) -> None:
        """Look, beside the main thread."""
        task = _Looking(self.tr("Looking over SRXAI's engine environment"), self._environment)
        task.over.connect(self._on_over)
        task.start()

    def _on_over(self, task: _Looking, _is_whole: bool) -> None:
        if not task.gone:
            self.over.emit(self._sentence)
            return
        with suppress(OSError):  # then the next creation finds the packages there, and says so
            self._environment.write_note(False, **self._facts, damaged=True)
        self.over.emit(
            self.tr(
                "{0} was installed and is gone: most likely an antivirus program took it away. "
                "Have {1} excepted from it, then try again: the environment is made anew from what "
                "was downloaded."
            ).format(task.gone[0], self._environment.folder)
        )


class _Looking(Background):
    def __init__(self, words: str, environment: Environment) -> None:
        super().__init__(words)
        self._folder = environment.folder
        self.gone: list[Path] = []

    def run(self) -> bool:
        self.gone = vanished(self._folder)
        return not self.gone
