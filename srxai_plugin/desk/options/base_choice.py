"""Which Python the environment is made from: one that is here, or one that is downloaded for it."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QWidget

from srxai_plugin.desk.environment.standalone import Standalone
from srxai_plugin.desk.runtime.base_python import Base, BaseSearch
from srxai_plugin.desk.widgets.small import fit_narrow

FOUND, OWN = "found", "own"


class BaseChoice(QComboBox):
    """Two entries: what ``search`` finds on this computer, and SRXAI's own."""

    chosen = pyqtSignal()
    """Another entry, or what is known of one has changed."""

    def __init__(self, own: Optional[Standalone], parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setObjectName("srxaiBasePython")
        self._own = own
        self._search: Optional[BaseSearch] = None
        self._missing = ""
        self.addItem(self.tr("a Python of this computer"), FOUND)
        if own is not None:
            words = self.tr("its own Python {0}, downloaded (about {1:.0f} MB more)")
            self.addItem(words.format(".".join(map(str, own.version)), own.megabytes), OWN)
        self.setToolTip(
            self.tr(
                "The environment is made from a Python that is installed, or from one that a click "
                "on the button below downloads from the project python-build-standalone and that "
                "nothing else uses"
            )
        )
        fit_narrow(self)
        self.currentIndexChanged.connect(self.chosen)

    @property
    def why_not(self) -> str:
        """Why nothing can be made from what is chosen; empty while nothing is known against it."""
        return self._missing if self.currentData() == FOUND else ""

    @property
    def is_own_needed(self) -> bool:
        """Whether no Python of this computer fits, as far as was looked."""
        return bool(self._missing)

    def search(self) -> None:
        """Look what is on this computer, once; where nothing fits, the own Python is chosen."""
        if self._search is not None:
            return
        search = BaseSearch(parent=self)
        search.found.connect(self._on_found)
        search.missing.connect(self._on_missing)
        self.destroyed.connect(lambda *_: search.stop())
        self._search = search
        search.start()

    def _on_found(self, base: Base) -> None:
        self._missing = ""
        words = self.tr("Python {0} of this computer ({1})")
        self.setItemText(0, words.format(".".join(map(str, base.version)), base.python))

    def _on_missing(self, sentence: str) -> None:
        self._missing = sentence
        self.setItemText(0, self.tr("a Python of this computer (none fits)"))
        if self._own is not None:
            self.setCurrentIndex(1)
        self.chosen.emit()
