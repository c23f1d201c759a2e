"""Which Python runs the engine, and whether it does."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QFormLayout, QGroupBox, QHBoxLayout, QPushButton, QWidget

from srxai_plugin.contract import wire
from srxai_plugin.desk.runtime.environment import Environment
from srxai_plugin.desk.runtime.inspection import Inspection
from srxai_plugin.desk.runtime.interpreter import find_interpreter
from srxai_plugin.desk.runtime.session import EngineSession
from srxai_plugin.desk.runtime.settings import INTERPRETER
from srxai_plugin.desk.widgets.small import grey_label, plain_label


class EngineBox(QGroupBox):
    """A path, a button that tries it, and what the engine in there says of itself."""

    inspected = pyqtSignal()
    """An environment whose engine does not start was looked over, and may have lost files."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Engine"))
        self._session: Optional[EngineSession] = None
        self._inspection: Optional[Inspection] = None
        self._python = QgsFileWidget()
        self._python.setObjectName("srxaiInterpreter")
        self._python.setStorageMode(QgsFileWidget.StorageMode.GetFile)
        self._python.setDialogTitle(self.tr("Python of the engine (python or python.exe)"))
        self._python.setToolTip(
            self.tr("Empty: the first of a checkout's .venv and the environment made below")
        )
        self._test = QPushButton(self.tr("Test"))
        self._test.setObjectName("srxaiTestEngine")
        self._test.setToolTip(self.tr("Start this Python and see whether the engine runs in it"))
        self._test.clicked.connect(self._try)
        self._answer = plain_label()
        self._answer.setObjectName("srxaiEngineAnswer")
        row = QHBoxLayout()
        row.addWidget(self._python, 1)
        row.addWidget(self._test)
        form = QFormLayout(self)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(
            grey_label(self.tr("Networks run in a Python of their own, apart from QGIS's."))
        )
        form.addRow(self.tr("Python"), row)
        form.addRow(self._answer)
        self._python.setFilePath(INTERPRETER.get())
        self._python.fileChanged.connect(self._forget_answer)
        # Not by parenthood: a process that is deleted while it runs would be waited for.
        self.destroyed.connect(lambda *_, box=self.__dict__: _close(box))
        self._show_state()

    def look(self) -> None:
        """The environment has come or gone: show the setting as it is now."""
        self._python.setFilePath(INTERPRETER.get())
        self._forget_answer()

    def apply(self) -> bool:
        """Keep what was chosen; tells whether it is another one."""
        before = INTERPRETER.get()
        INTERPRETER.set(self._python.filePath().strip())
        return INTERPRETER.get() != before

    def _chosen(self) -> Optional[Path]:
        written = self._python.filePath().strip()
        return Path(written) if written else find_interpreter()

    def _show_state(self) -> None:
        found = find_interpreter()
        place = self._python.lineEdit()
        place.setPlaceholderText(self.tr("automatic: {0}").format(found) if found else "")
        missing = self.tr("○ None yet. Create its environment below, or choose one you have.")
        self._answer.setText("" if self._chosen() else missing)

    def _forget_answer(self) -> None:
        self._end()
        self._show_state()

    def _try(self) -> None:
        python = self._chosen()
        if python is None:
            self._show_state()
            return
        self._end()
        self._test.setEnabled(False)
        self._answer.setText(self.tr("Starting {0} …").format(python))
        session = EngineSession(python)
        session.ready.connect(self._praise)
        session.failed.connect(lambda _id, _kind, sentence: self._blame(python, sentence))
        session.ask(wire.PING)
        self._session = session

    def _praise(self, facts: dict[str, Any]) -> None:
        machine, software = facts.get("machine", {}), facts.get("software", {})
        self._end()
        self._answer.setText(
            self.tr("● Works: PyTorch {0}, rasterio {1}, Python {2}, on {3}.").format(
                software.get("torch", "?"),
                software.get("rasterio", "?"),
                machine.get("python", "?"),
                machine.get("card")
                or self.tr("the processor, {0} threads").format(machine.get("threads", "?")),
            )
        )

    def _blame(self, python: Path, sentence: str) -> None:
        self._end()
        self._answer.setText(f"○ {sentence}")
        environment = Environment(python.parent.parent)
        if environment.is_whole:  # was: perhaps a file of it was taken away since
            facts = {name: environment.told.get(name) for name in ("build", "base")}
            self._inspection = Inspection(environment, facts, sentence, self)
            self._inspection.over.connect(self._tell_inspected)
            self._inspection.start()

    def _tell_inspected(self, sentence: str) -> None:
        if self.sender() is self._inspection:  # nothing else was chosen or tried meanwhile
            self._answer.setText(f"○ {sentence}")
        self.inspected.emit()

    def _end(self) -> None:
        self._inspection = None
        self._test.setEnabled(True)
        _close(self.__dict__)


def _close(box: dict[str, Any]) -> None:
    """End the session of a test, if there is one."""
    session, box["_session"] = box.get("_session"), None
    if session is not None:
        session.blockSignals(True)
        session.close()
