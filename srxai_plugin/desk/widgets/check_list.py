"""Check boxes below each other."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from srxai_plugin.desk.widgets.small import plain_tip


class CheckList(QWidget):
    """Of things by id, each with a name and one sentence."""

    def __init__(
        self, prefix: str, things: dict[str, tuple[str, str]], parent: Optional[QWidget] = None
    ) -> None:
        """``prefix`` begins the boxes' object names."""
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        self._boxes = {}
        for id, (name, sentence) in things.items():
            box = QCheckBox(name)
            box.setObjectName(f"{prefix}-{id}")
            box.setToolTip(plain_tip(sentence))
            box.setAccessibleDescription(sentence)
            layout.addWidget(box)
            self._boxes[id] = box

    @property
    def ticked(self) -> tuple[str, ...]:
        """Ids, in their order."""
        return tuple(id for id, box in self._boxes.items() if box.isChecked())
