"""Outcomes, told in QGIS's message bar."""

from __future__ import annotations

import html
from pathlib import Path

from qgis.core import Qgis
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import QCoreApplication, QUrl

NEWS_SECONDS = 6
WARNING_SECONDS = 0
"""A warning stays until it is closed."""


class MessageBar:
    """One sentence each; text from files is shown as text."""

    def __init__(self, iface: QgisInterface) -> None:
        self._iface = iface

    def tell(self, sentence: str) -> None:
        """Good news, which goes away by itself."""
        self._say(sentence, Qgis.MessageLevel.Success, NEWS_SECONDS)

    def warn(self, sentence: str) -> None:
        """What should be read."""
        self._say(sentence, Qgis.MessageLevel.Warning, WARNING_SECONDS)

    def tell_saved(self, path: str) -> None:
        """With a link that shows the file, as QGIS itself does."""
        url = QUrl.fromLocalFile(path).toString(QUrl.ComponentFormattingOption.FullyEncoded)
        link = f'<a href="{html.escape(url)}">{html.escape(Path(path).name)}</a>'
        words = QCoreApplication.translate("MessageBar", "{0} was saved.").format(link)
        self._push(words, Qgis.MessageLevel.Success, NEWS_SECONDS)

    def _say(self, sentence: str, level: Qgis.MessageLevel, seconds: int) -> None:
        self._push(html.escape(sentence), level, seconds)

    def _push(self, words: str, level: Qgis.MessageLevel, seconds: int) -> None:
        self._iface.messageBar().pushMessage("SRXAI", words, level, seconds)
