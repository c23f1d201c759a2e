"""How far a request has come, in a bar."""

from __future__ import annotations

import re
from typing import Optional

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QProgressBar, QWidget

from srxai_plugin.contract.progress import Progress
from srxai_plugin.desk.language.offered import progress_words

STEPS = 1000
WORD_JOINER = "\u2060"
"""Has no width, and no line breaks at it."""


class StageBar(QProgressBar):
    """Stage, share and time left."""

    def __init__(self, name: str, parent: Optional[QWidget] = None) -> None:
        """``name`` is its object name."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setRange(0, STEPS)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def begin(self, words: str = "") -> None:
        """Empty, with these words until something is known."""
        self.setValue(0)
        self.setFormat(words)

    def show_progress(self, progress: Progress) -> None:
        # A bar would put its own figures where a name has %p, %v or %m.
        self.setFormat(re.sub("%(?=[pvm])", f"%{WORD_JOINER}", progress_words(progress)))
        self.setValue(round(STEPS * progress.fraction))
