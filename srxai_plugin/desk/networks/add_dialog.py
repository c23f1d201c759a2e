"""What the engine recognised in a checkpoint, and what its weights cannot tell."""

from __future__ import annotations

import re
from typing import Any, Optional

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from srxai_plugin.contract.fields import SCALINGS, VALUE_RANGES
from srxai_plugin.desk.language.offered import scaling_name
from srxai_plugin.desk.widgets.small import fit_narrow, grey_label, plain_label, plain_tip

ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
"""As the engine takes it; it has the last word."""
SCALES = (2, 3, 4, 8)
WIDTH = 440


class AddNetwork(QDialog):
    """Stays open until the engine has added the network, or she gives up."""

    add_wanted = pyqtSignal(str, dict)
    """Id, and what is told of the network: fields of the JSON file beside it."""

    def __init__(self, facts: dict[str, Any], parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._facts = facts
        self.setObjectName("srxaiAddNetworkDialog")
        self.setWindowTitle(self.tr("Add network"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._make_fields()
        self._problem = plain_label()
        self._problem.setObjectName("srxaiAddProblem")
        self._warning = plain_label()
        self._warning.setObjectName("srxaiAddWarning")
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._ok.setText(self.tr("Add"))
        self._ok.setObjectName("srxaiAddOk")
        self._ok.setToolTip(self.tr("Copy the checkpoint to your QGIS profile and choose it"))
        self._buttons.accepted.connect(self._add)
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self._recognised())
        layout.addWidget(grey_label(self.tr("What the weights cannot tell, you can:")))
        layout.addLayout(self._form())
        for label in (self._warning, self._problem):
            label.hide()
            layout.addWidget(label)
        layout.addStretch(1)
        layout.addWidget(self._buttons)
        self.resize(WIDTH, self.sizeHint().height())
        self._allow()

    def show_warnings(self, warnings: list[str]) -> None:
        """What the ramp told; she may add the network all the same."""
        self._warning.setText("\n".join(f"⚠ {warning}" for warning in warnings))
        self._warning.setVisible(bool(warnings))
        self._grow()

    def show_problem(self, sentence: str) -> None:
        """Why it could not be added as told; she may change it and try again."""
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        self._grow()
        self._allow()

    @property
    def told(self) -> dict[str, Any]:
        """What she said, without what she left to the weights."""
        texts = {
            "title": self._title.text().strip() or None,
            "sensor": self._sensor.text().strip() or None,
            "licence": self._licence.text().strip() or None,
        }
        chosen = {
            "scale": self._scale.currentData(),
            "value_range": self._range.currentData(),
            "colour": self._colour.currentData(),
            "scaling": self._scaling.currentData(),
        }
        return {key: value for key, value in {**texts, **chosen}.items() if value is not None}

    @property
    def _ok(self) -> QWidget:
        return self._buttons.button(QDialogButtonBox.StandardButton.Ok)

    def _recognised(self) -> QLabel:
        facts = self._facts
        words = self.tr("Recognised: {0}, ×{1}, {2} bands, {3:,} parameters").format(
            facts["architecture"], facts["scale"], facts["bands"], facts["parameters"]
        )
        given = facts.get("bands_out", facts["bands"])
        if given != facts["bands"]:
            words += self.tr("; it gives {0} bands").format(given)
        label = plain_label(words)
        label.setObjectName("srxaiRecognised")
        label.setToolTip(plain_tip(facts["path"]))
        return label

    def _make_fields(self) -> None:
        facts, card = self._facts, self._facts["card"]
        self._id = self._line(
            "srxaiAddId",
            facts["free_id"],
            self.tr("Name in the panel and in requests: lower-case letters, digits, dots, hyphens"),
        )
        self._id.setMaxLength(64)
        self._id.textChanged.connect(self._allow)
        self._title = self._line("srxaiAddTitle", facts["title"], self.tr("Title of its card"))
        self._scale = self._choice(
            "srxaiAddScale",
            f"×{facts['scale']}",
            [(f"×{scale}", scale) for scale in SCALES],
            self.tr("For weights that serve several scales"),
        )
        self._range = self._choice(
            "srxaiAddRange",
            f"0–{facts['value_range']:g}",
            [(f"0–{top:g}", top) for top in VALUE_RANGES],
            self.tr("Values of the images that the network was trained on"),
        )
        colours = {
            "rgb": self.tr("RGB, or bands as they are"),
            "y": self.tr("luma Y alone"),
            "ycbcr": self.tr("YCbCr"),
        }
        self._colour = self._choice(
            "srxaiAddColour",
            colours.get(facts["colour"], facts["colour"]),
            [(words, colour) for colour, words in colours.items()],
            self.tr("What the network takes of the raster's colours"),
        )
        self._scaling = self._choice(
            "srxaiAddScaling",
            scaling_name(card["scaling"]) if card.get("scaling") else self.tr("by the raster"),
            [(scaling_name(scaling), scaling) for scaling in SCALINGS],
            self.tr("How raster values became the network's when it learned"),
        )
        self._sensor = self._line(
            "srxaiAddSensor",
            card.get("sensor"),
            self.tr("Imagery that the network was trained on, such as Sentinel-2 L2A, 10 m"),
        )
        self._licence = self._line(
            "srxaiAddLicence", card.get("licence"), self.tr("Licence of the weights, such as MIT")
        )

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for words, field in (
            (self.tr("Id"), self._id),
            (self.tr("Title"), self._title),
            (self.tr("Scale"), self._scale),
            (self.tr("Values"), self._range),
            (self.tr("Scaling"), self._scaling),
            (self.tr("Colour"), self._colour),
            (self.tr("Sensor"), self._sensor),
            (self.tr("Licence"), self._licence),
        ):
            field.setAccessibleName(words)
            form.addRow(words, field)
        return form

    def _line(self, name: str, text: Any, tip: str) -> QLineEdit:
        line = QLineEdit(text if isinstance(text, str) else "")
        line.setCursorPosition(0)
        line.setObjectName(name)
        line.setToolTip(tip)
        return line

    def _choice(self, name: str, found: str, choices: list[tuple[str, Any]], tip: str) -> QComboBox:
        combo = QComboBox()
        combo.setObjectName(name)
        combo.addItem(self.tr("automatic ({0})").format(found), None)
        for words, value in choices:
            combo.addItem(words, value)
        combo.setToolTip(tip)
        fit_narrow(combo)
        return combo

    def _grow(self) -> None:
        """To the height that wrapped sentences need, which Qt does not do for an open dialog."""
        needed = self.layout().totalHeightForWidth(self.width())
        self.resize(self.width(), max(self.height(), needed))

    def _allow(self) -> None:
        self._ok.setEnabled(bool(ID.fullmatch(self._id.text())))

    def _add(self) -> None:
        self.show_problem("")
        self._ok.setEnabled(False)
        self.add_wanted.emit(self._id.text(), self.told)
