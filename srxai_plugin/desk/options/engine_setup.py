"""Makes and removes the engine's environment for the options page, and goes on when that closes."""

from __future__ import annotations

import html
from contextlib import suppress
from pathlib import Path
from typing import Optional

from qgis.core import Qgis
from qgis.gui import QgisInterface, QgsMessageBar
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QProgressBar, QPushButton

from srxai_plugin.desk.runtime.creation import Creation
from srxai_plugin.desk.runtime.environment import Environment, Installation
from srxai_plugin.desk.runtime.removal import Removal
from srxai_plugin.desk.runtime.settings import INTERPRETER

STEPS = 1000
BAR_WIDTH = 160
NEWS_SECONDS = 8


class EngineSetup(QObject):
    """Lives as long as the plugin. One thing at a time; its progress is in the message bar too."""

    engine_changed = pyqtSignal()
    """The engine's interpreter may be another one, or gone: who runs one ends it and looks anew."""
    settings_changed = pyqtSignal()
    """The options were applied."""
    changed = pyqtSignal()
    """Something began, went on, or ended."""
    line = pyqtSignal(str)
    """What a command printed."""

    def __init__(self, iface: QgisInterface, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._iface = iface
        self._creation: Optional[Creation] = None
        self._removal: Optional[Removal] = None
        self._item: Optional[_Item] = None
        self.stage, self.fraction = "", 0.0
        self.outcome = ""
        """The sentence with which the last thing ended."""

    @property
    def is_busy(self) -> bool:
        """Whether an environment is being made or removed."""
        return self._creation is not None or self._removal is not None

    @property
    def can_stop(self) -> bool:
        """Whether ``stop`` means something now."""
        return self._creation is not None

    def create(self, plan: Installation) -> None:
        """Make the environment of a plan; its engine is the chosen one then."""
        if self.is_busy:
            return
        if plan.environment.is_ours:
            self.engine_changed.emit()  # one that runs in there holds its files
        creation = Creation(plan, parent=self)
        creation.progress.connect(self._on_progress)
        creation.line.connect(self.line)
        creation.created.connect(self._on_created)
        creation.failed.connect(self._on_failed)
        creation.stopped.connect(self._on_stopped)
        self._creation = creation
        self._show_item()
        creation.start()
        self.changed.emit()

    def stop(self) -> None:
        """Stop the creation; what was downloaded stays, and another click goes on with it."""
        if self._creation is not None:
            self._on_progress(self.tr("Stopping"), self.fraction)
            self._creation.stop()

    def remove(self, environment: Environment) -> None:
        """Take an environment off the disk, and forget its interpreter."""
        if not self.is_busy:
            self._remove(environment)

    def close(self) -> None:
        """QGIS or the plugin ends: what was begun stays, and is gone on with next time."""
        creation, self._creation = self._creation, None
        if creation is not None:
            creation.abandon()
        self._end()
        self.deleteLater()

    def _remove(self, environment: Environment) -> None:
        self._end()
        if environment.folder in Path(INTERPRETER.get()).parents:
            INTERPRETER.set("")
        with suppress(OSError):  # a disk that is read-only: the removal will say so
            environment.write_note(False)  # no engine is started from it any more
        self.engine_changed.emit()
        self._removal = Removal(environment, self)
        self._removal.removed.connect(lambda: self._tell(self.tr("The environment is removed.")))
        self._removal.failed.connect(self._on_failed)
        self.stage, self.fraction = self.tr("Removing"), 0.0
        self.changed.emit()
        self._removal.start()

    def _on_progress(self, stage: str, fraction: float) -> None:
        self.stage, self.fraction = stage, fraction
        if self._item is not None:
            self._item.show(stage, fraction)
        self.changed.emit()

    def _on_created(self) -> None:
        if self._creation is not None:
            INTERPRETER.set(str(self._creation.plan.environment.python))
        self._tell(self.tr("The engine is ready: its environment is made."))
        self.engine_changed.emit()

    def _on_stopped(self) -> None:
        self._tell(self.tr("Stopped. What was downloaded is kept: Continue goes on from there."))
        self.engine_changed.emit()

    def _on_failed(self, sentence: str) -> None:
        self._end()
        self.outcome = sentence
        self._push(sentence, Qgis.MessageLevel.Warning, 0)
        self.changed.emit()
        self.engine_changed.emit()

    def _tell(self, sentence: str) -> None:
        self._end()
        self.outcome = sentence
        self._push(sentence, Qgis.MessageLevel.Success, NEWS_SECONDS)
        self.changed.emit()

    def _push(self, sentence: str, level: Qgis.MessageLevel, seconds: int) -> None:
        self._iface.messageBar().pushMessage("SRXAI", html.escape(sentence), level, seconds)

    def _end(self) -> None:
        for worker in (self._creation, self._removal):
            if worker is not None:
                worker.deleteLater()
        self._creation = self._removal = None
        item, self._item = self._item, None
        if item is not None and item.is_there:
            self._iface.messageBar().popWidget(item.item)

    def _show_item(self) -> None:
        self._item = _Item(self._iface.messageBar(), self.tr("Cancel"))
        self._item.cancel.setToolTip(self.tr("Stop; what was downloaded is kept to go on with"))
        self._item.cancel.clicked.connect(self.stop)


class _Item:
    """Progress in the message bar, which owns it; the user may close it."""

    def __init__(self, messages: QgsMessageBar, cancel: str) -> None:
        self.item = messages.createMessage("SRXAI", "")
        self.bar = QProgressBar()
        self.bar.setObjectName("srxaiSetupBar")
        self.bar.setRange(0, STEPS)
        self.bar.setFixedWidth(BAR_WIDTH)
        self.cancel = QPushButton(cancel)
        self.cancel.setObjectName("srxaiSetupCancel")
        self.item.layout().addWidget(self.bar)
        self.item.layout().addWidget(self.cancel)
        messages.pushWidget(self.item, Qgis.MessageLevel.Info)

    @property
    def is_there(self) -> bool:
        """Not closed by the user."""
        return not sip.isdeleted(self.item)

    def show(self, stage: str, fraction: float) -> None:
        """Say how it goes."""
        if self.is_there:
            self.item.setText(stage)
            self.bar.setValue(round(STEPS * fraction))
