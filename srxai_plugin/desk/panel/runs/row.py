"""The list of runs in the panel, and what can be done with the one that is shown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Optional

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAction,
    QComboBox,
    QHBoxLayout,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from srxai_plugin.desk.panel.runs.records import Run
from srxai_plugin.desk.widgets.small import fit_narrow, grey_label


class RunsRow(QWidget):
    """Hidden while there is no run; what is done is ``Runs``'s."""

    chosen = pyqtSignal(object)
    """Path of the ``result.json`` of a run."""
    rename_wanted = pyqtSignal()
    open_wanted = pyqtSignal()
    again_wanted = pyqtSignal()
    delete_wanted = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._combo = QComboBox()
        self._combo.setObjectName("srxaiRuns")
        self._combo.setAccessibleName(self.tr("Runs"))
        self._combo.setToolTip(self.tr("Runs of this project: choose one to see its results again"))
        fit_narrow(self._combo)
        self._combo.activated.connect(
            lambda index: self.chosen.emit(Path(self._combo.itemData(index)))
        )
        self._temporary = grey_label(self.tr("Temporary. Save the project to keep them."))
        self._temporary.setObjectName("srxaiTemporary")
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self._combo, 1)
        row.addWidget(self._make_more())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(row)
        layout.addWidget(self._temporary)
        self.hide()

    def show_runs(self, runs: Sequence[Run], shown: Optional[Path]) -> None:
        """Replace the list.

        Args:
            shown: ``result.json`` of the run whose results the panel shows; None for none.
        """
        self._combo.clear()
        for run in runs:
            self._combo.addItem(run.title, str(run.result))
        self._combo.setCurrentIndex(-1 if shown is None else self._combo.findData(str(shown)))
        current = next((run for run in runs if run.result == shown), None)
        for action in self._actions.values():
            action.setEnabled(current is not None)
        self._actions["delete"].setEnabled(current is not None and current.has_own_folder)
        self._temporary.setVisible(any(run.is_temporary for run in runs))
        self.setVisible(bool(runs))

    def _make_more(self) -> QToolButton:
        more = QToolButton()
        more.setObjectName("srxaiRunActions")
        more.setText("⋯")
        more.setToolTip(self.tr("What can be done with this run"))
        more.setAccessibleName(more.toolTip())
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        more.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        menu = QMenu(more)
        menu.setToolTipsVisible(True)
        self._actions: dict[str, QAction] = {}
        for id, text, tip, signal in (
            ("rename", self.tr("Rename…"), self.tr("Call the run by another name"), "rename"),
            ("open", self.tr("Open folder"), self.tr("Show the files of the run"), "open"),
            (
                "again",
                self.tr("Re-run"),
                self.tr("Explain the same region again, exactly as before"),
                "again",
            ),
            (
                "delete",
                self.tr("Delete…"),
                self.tr("Remove the run's layers and its files; asks first"),
                "delete",
            ),
        ):
            action = QAction(text, menu)
            action.setObjectName(f"srxaiRun-{id}")
            action.setToolTip(tip)
            action.setStatusTip(tip)
            action.triggered.connect(getattr(self, f"{signal}_wanted"))
            menu.addAction(action)
            self._actions[id] = action
        more.setMenu(menu)
        return more
