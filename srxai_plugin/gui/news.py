"""Outcomes, told in QGIS's message bar."""

from __future__ import annotations

import html

from qgis.core import Qgis
from qgis.gui import QgisInterface

NEWS_SECONDS = 6
WARNING_SECONDS = 0
"""A warning stays until it is closed."""


class News:
    """One sentence each; text from files is shown as text."""

    def __init__(self, iface: QgisInterface) -> None:
        self._iface = iface

    def tell(self, sentence: str) -> None:
        """Good news, which goes away by itself."""
        self._say(sentence, Qgis.MessageLevel.Success, NEWS_SECONDS)

    def warn(self, sentence: str) -> None:
        """What should be read."""
        self._say(sentence, Qgis.MessageLevel.Warning, WARNING_SECONDS)

    def _say(self, sentence: str, level: Qgis.MessageLevel, seconds: int) -> None:
        self._iface.messageBar().pushMessage("SRXAI", html.escape(sentence), level, seconds)
