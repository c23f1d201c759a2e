"""Where the analyst chooses a network: the engine's own, or a checkpoint file."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

from qgis.core import QgsSettings
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QToolButton, QWidget

from srxai_plugin.contract import ExplainRequest, NetworkFacts
from srxai_plugin.gui.small_widgets import fit_narrow

FOLDER_SETTING = "srxai/gui/network_folder"
SCALE_ROLE = Qt.ItemDataRole.UserRole + 1
CARD_LINES = ("data", "licence", "psnr")
"""Keys of a model card that the tooltip shows, where the card has them."""


class NetworkBox(QWidget):
    """A list of networks, and a button that adds a checkpoint file to it."""

    changed = pyqtSignal()
    """Another network, or the scale of this one has become known."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._combo = QComboBox()
        self._combo.setObjectName("srxaiNetwork")
        fit_narrow(self._combo)
        self._combo.setAccessibleName(self.tr("Network"))
        self._combo.addItem(ExplainRequest.network, ExplainRequest.network)
        self._combo.currentIndexChanged.connect(self._on_index_changed)
        add = QToolButton()
        add.setObjectName("srxaiAddNetwork")
        add.setText("＋")  # noqa: RUF001 - wider than a plus sign, and centred
        add.setAutoRaise(True)
        add.setToolTip(self.tr("Add a network from a checkpoint file…"))
        add.clicked.connect(self._choose_file)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._combo, 1)
        layout.addWidget(add)

    @property
    def network(self) -> str:
        """Id of a bundled network, or path of a checkpoint: what a request names."""
        return self._combo.currentData() or ExplainRequest.network

    @property
    def scale(self) -> Optional[int]:
        """None for a network that has not run yet and so is unknown."""
        return self._combo.currentData(SCALE_ROLE)

    def fill(self, networks: list[dict[str, Any]]) -> None:
        """Show the engine's networks; checkpoints that were added, and the choice, stay."""
        for facts in networks:
            index = self._row(facts["id"], facts["id"])
            millions = facts["parameters"] / 1e6
            self._combo.setItemText(index, f"{facts['id']} · {millions:.1f} M")
            self._combo.setItemData(index, facts["scale"], SCALE_ROLE)
            self._combo.setItemData(index, self._card(facts), Qt.ItemDataRole.ToolTipRole)
        self._on_index_changed()

    def add(self, checkpoint: Path) -> None:
        """Add a checkpoint file and choose it; whether it is a network, its first run tells."""
        index = self._row(str(checkpoint), checkpoint.stem)
        self._combo.setItemData(index, str(checkpoint), Qt.ItemDataRole.ToolTipRole)
        self._combo.setCurrentIndex(index)

    def learn(self, network: str, facts: NetworkFacts) -> None:
        """Note what a run has told of a network."""
        index = self._row(network, facts.id)
        if self._combo.itemData(index, SCALE_ROLE) != facts.scale:
            self._combo.setItemData(index, facts.scale, SCALE_ROLE)
            self.changed.emit()

    def _row(self, network: str, text: str) -> int:
        index = self._combo.findData(network)
        if index < 0:
            self._combo.addItem(text, network)
            index = self._combo.count() - 1
        return index

    def _on_index_changed(self) -> None:
        tip = self._combo.currentData(Qt.ItemDataRole.ToolTipRole)
        self._combo.setToolTip(tip or "")
        self.changed.emit()

    def _choose_file(self) -> None:
        settings = QgsSettings()
        path, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Add a network"),
            settings.value(FOLDER_SETTING, "", type=str),
            self.tr("Checkpoints (*.safetensors *.pt *.pth)"),
        )
        if path:
            settings.setValue(FOLDER_SETTING, str(Path(path).parent))
            self.add(Path(path))

    def _card(self, facts: dict[str, Any]) -> str:
        lines = [facts.get("title") or facts["id"]]
        lines.append(
            self.tr("{0}, ×{1}, {2} bands, {3:,} parameters").format(
                facts["architecture"], facts["scale"], facts["bands"], facts["parameters"]
            )
        )
        card = facts.get("card", {})
        lines += [f"{key}: {card[key]}" for key in CARD_LINES if key in card]
        return "\n".join(lines)
