"""What a network is: the dialog behind the panel's ⓘ."""

from __future__ import annotations

import json
from typing import Any, Optional

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from srxai_plugin.desk.language.figures import UNKNOWN
from srxai_plugin.desk.widgets.small import TallScroll, plain_label

WIDTH, HEIGHT = 460, 540
LONGEST = 600
"""Characters of a card's field that are shown; all of it stands in its file."""


class ModelCard(QDialog):
    """Facts of one network. Whatever comes from its files is shown as plain text."""

    remove_wanted = pyqtSignal(str)
    """Id of a network that was added; she has been asked already."""

    def __init__(self, facts: dict[str, Any], parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._facts = facts
        self.setObjectName("srxaiModelCard")
        self.setWindowTitle(self.tr("Network {0}").format(facts["id"]))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        content = QWidget()
        form = QFormLayout(content)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for name, value in self._rows():
            form.addRow(self._name(name), self._value(name, value))
        scroll = TallScroll()
        scroll.setWidget(content)
        layout = QVBoxLayout(self)
        layout.addWidget(self._title())
        layout.addWidget(scroll, 1)
        layout.addWidget(self._buttons())
        self.resize(WIDTH, HEIGHT)

    def _title(self) -> QLabel:
        title = plain_label(_words(self._facts.get("title") or self._facts["id"]))
        title.setObjectName("srxaiCardTitle")
        title.setMinimumWidth(1)
        font = title.font()
        font.setBold(True)
        font.setPointSizeF(1.2 * font.pointSizeF())
        title.setFont(font)
        return title

    def _name(self, name: str) -> QLabel:
        label = QLabel(name)
        label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        return label

    def _value(self, name: str, value: str) -> QLabel:
        label = plain_label(value)
        label.setAccessibleName(f"{name}: {value}")
        label.setToolTip(self.tr("Select to copy"))
        label.setMinimumWidth(1)  # or a word without an end would widen the dialog with it
        label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        return label

    def _rows(self) -> list[tuple[str, str]]:
        """Names and values, without what is not known."""
        facts, card = self._facts, self._facts.get("card", {})
        rows = [
            (self.tr("Problem"), facts.get("error")),
            (self.tr("Architecture"), facts.get("architecture")),
            (self.tr("Scale"), f"×{facts['scale']}" if "scale" in facts else None),
            (self.tr("Bands"), facts.get("bands")),
            (self.tr("Parameters"), _thousands(facts.get("parameters"))),
            (self.tr("Sees"), self._sight()),
            (self.tr("Values"), self._range(card.get("value_range"))),
            (self.tr("Colour"), card.get("colour")),
            (self.tr("Sensor"), card.get("sensor")),
            (self.tr("Data"), card.get("data")),
            (self.tr("PSNR on its test images"), self._beside_bicubic("psnr", self.tr("{0} dB"))),
            (self.tr("SSIM on its test images"), self._beside_bicubic("ssim", "{0}")),
            (self.tr("Licence"), card.get("licence")),
            (self.tr("Made by"), card.get("command")),
            (self.tr("Remarks"), card.get("remarks")),
            (self.tr("File"), facts.get("path")),
        ]
        return [(name, _words(value)) for name, value in rows if value not in (None, "")]

    def _sight(self) -> Optional[str]:
        is_local = self._facts.get("local")
        if is_local is None:
            return None
        if is_local:
            return self.tr("a bounded window around each pixel")
        return self.tr("the whole tile at once, so its maps depend on the context")

    def _range(self, largest: Any) -> Optional[str]:
        return f"0–{largest:g}" if isinstance(largest, (int, float)) else None

    def _beside_bicubic(self, key: str, unit: str) -> Optional[str]:
        card = self._facts.get("card", {})
        own, bicubic = card.get(key), card.get(f"{key}_bicubic")
        if not isinstance(own, (int, float)):
            return None
        digits = 2 if key == "psnr" else 3
        words = unit.format(f"{own:.{digits}f}")
        if isinstance(bicubic, (int, float)):
            other = unit.format(f"{bicubic:.{digits}f}")
            words = self.tr("{0} (bicubic: {1})").format(words, other)
        return words

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close = box.button(QDialogButtonBox.StandardButton.Close)
        close.setToolTip(self.tr("Back to the panel"))
        box.rejected.connect(self.reject)
        if self._facts.get("added"):
            remove = QPushButton(self.tr("Remove…"))
            remove.setObjectName("srxaiRemoveNetwork")
            remove.setToolTip(self.tr("Delete this network's copy from your QGIS profile"))
            remove.setAutoDefault(False)
            remove.clicked.connect(self._ask_to_remove)
            box.addButton(remove, QDialogButtonBox.ButtonRole.DestructiveRole)
        return box

    def _ask_to_remove(self) -> None:
        yes, no = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No
        question = self.tr(
            "Remove {0}? Its copy in your QGIS profile is deleted; the file that you added it "
            "from stays."
        )
        answer = QMessageBox.question(
            self, self.tr("Remove network"), question.format(self._facts["id"]), yes | no, no
        )
        if answer == yes:
            self.remove_wanted.emit(self._facts["id"])
            self.accept()


def _words(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _thousands(number: Any) -> str:
    return f"{number:,}" if isinstance(number, int) else UNKNOWN
