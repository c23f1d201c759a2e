"""Choices of Processing's dialogs that are called by name, and stay ids in scripts. Loaded by the
dialogs alone, for ``qgis_process`` has no widgets."""

from __future__ import annotations

from typing import Any, Union

from processing.gui.wrappers import WidgetWrapper
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

ROWS = 5
"""Of a list that are seen at once."""
Options = list[list[str]]
"""Id and name of each."""


class OneOf(WidgetWrapper):
    """A list that drops down; where it is open, a path can be typed instead."""

    def createWidget(self, options: Options, is_open: bool) -> QComboBox:  # noqa: N802
        combo = QComboBox()
        for id, name in options:
            combo.addItem(name, id)
        combo.setEditable(is_open)
        if is_open:
            combo.setEditText("")  # nothing is chosen that nobody chose
        return combo

    def setValue(self, value: Any) -> None:  # noqa: N802
        index = self.widget.findData(value)
        if index >= 0:
            self.widget.setCurrentIndex(index)
        elif self.widget.isEditable():
            self.widget.setEditText(str(value))

    def value(self) -> str:
        combo = self.widget
        index = combo.findText(combo.currentText())
        return combo.itemData(index) if index >= 0 else combo.currentText().strip()


class SomeOf(WidgetWrapper):
    """A list with ticks; where it is open, a line below it takes paths, separated by commas."""

    def createWidget(self, options: Options, is_open: bool) -> QWidget:  # noqa: N802
        self._list = QListWidget()
        for id, name in options:
            item = QListWidgetItem(name, self._list)
            item.setData(Qt.ItemDataRole.UserRole, id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
        self._list.setFixedHeight(ROWS * (self._list.sizeHintForRow(0) + 2) + 4)
        self._more = QLineEdit()
        self._more.setPlaceholderText(self.tr("Further checkpoint files, separated by commas"))
        self._more.setVisible(is_open)
        self._is_open = is_open
        widget = QWidget()
        layout = QVBoxLayout(widget)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._list)
        layout.addWidget(self._more)
        return widget

    def setValue(self, value: Any) -> None:  # noqa: N802
        texts = value if isinstance(value, (list, tuple)) else str(value or "").split(",")
        wanted = [text.strip() for text in texts if text.strip()]
        items = [self._list.item(row) for row in range(self._list.count())]
        known = {item.data(Qt.ItemDataRole.UserRole): item for item in items}
        for id, item in known.items():
            is_on = id in wanted
            item.setCheckState(Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)
        self._more.setText(", ".join(text for text in wanted if text not in known))

    def value(self) -> Union[str, list[str]]:
        items = [self._list.item(row) for row in range(self._list.count())]
        ticked = [
            item.data(Qt.ItemDataRole.UserRole)
            for item in items
            if item.checkState() == Qt.CheckState.Checked
        ]
        if not self._is_open:
            return ticked
        more = (text.strip() for text in self._more.text().split(","))
        return ", ".join([*ticked, *filter(None, more)])
