"""SRXAI's page in QGIS's options."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsApplication
from qgis.gui import QgsOptionsPageWidget
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from srxai_plugin.desk.options.diagnostics import diagnostics
from srxai_plugin.desk.options.engine import EngineBox
from srxai_plugin.desk.options.engine_setup import EngineSetup
from srxai_plugin.desk.options.environment import EnvironmentBox
from srxai_plugin.desk.options.runs import RunsBox
from srxai_plugin.desk.widgets.small import grey_label


class OptionsPage(QgsOptionsPageWidget):
    """What is set holds when the dialog is accepted; an environment is made on its button's click,
    at once.
    """

    def __init__(self, setup: EngineSetup, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._setup = setup
        self._engine = EngineBox()
        self._environment = EnvironmentBox(setup)
        self._runs = RunsBox()
        self._environment.interpreter_changed.connect(self._engine.look)
        self._engine.inspected.connect(setup.changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._engine)
        layout.addWidget(self._environment)
        layout.addWidget(self._runs)
        layout.addLayout(self._make_help())
        layout.addStretch(1)

    def apply(self) -> None:
        """Called by QGIS when the options are accepted."""
        is_other = self._engine.apply()
        self._environment.apply()
        self._runs.apply()
        self._setup.settings_changed.emit()
        if is_other:
            self._setup.engine_changed.emit()

    def _make_help(self) -> QHBoxLayout:
        copy = QPushButton(self.tr("Copy diagnostics"))
        copy.setObjectName("srxaiCopyDiagnostics")
        copy.setToolTip(
            self.tr(
                "Versions, settings and the engine's last words as a text for a bug report, "
                "without your home folder and name"
            )
        )
        copy.clicked.connect(self._copy)
        self._copied = grey_label()
        row = QHBoxLayout()
        row.addWidget(copy, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._copied, 1)
        return row

    def _copy(self) -> None:
        text = diagnostics()
        QgsApplication.clipboard().setText(text)
        self._copied.setText(
            self.tr("{0} lines copied. Read them before you send them.").format(
                len(text.splitlines())
            )
        )
