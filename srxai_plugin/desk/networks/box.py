"""Where the analyst chooses a network, asks what it is, and adds her own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QSignalBlocker, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from srxai_plugin.contract.requests import ExplainRequest
from srxai_plugin.contract.results import NetworkFacts
from srxai_plugin.desk.language.figures import amount
from srxai_plugin.desk.widgets.small import fit_narrow, grey_label, plain_tip

SCALE_ROLE = Qt.ItemDataRole.UserRole + 1
FACTS_ROLE = Qt.ItemDataRole.UserRole + 2
CARD_LINES = ("data", "licence")
"""Keys of a model card that the tooltip shows, where the card has them."""


class NetworkBox(QWidget):
    """A list of the engine's networks, a button for the card of one, and a button that adds one."""

    changed = pyqtSignal()
    """Another network, or the scale of this one has become known."""
    add_wanted = pyqtSignal()
    card_wanted = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._wanted: Optional[str] = None
        self._is_hers = False
        self._combo = QComboBox()
        self._combo.setObjectName("srxaiNetwork")
        fit_narrow(self._combo)
        self._combo.setAccessibleName(self.tr("Network"))
        self._combo.addItem(ExplainRequest.network, ExplainRequest.network)
        self._combo.currentIndexChanged.connect(self._on_index_changed)
        self._combo.activated.connect(self._on_chosen)
        self._why = grey_label()
        self._why.setObjectName("srxaiNetworkWhy")
        self._why.hide()
        self._card = self._button(
            "srxaiNetworkCard",
            "propertyicons/metadata.svg",
            self.tr("What this network is: its model card"),
        )
        self._card.setEnabled(False)
        self._card.clicked.connect(self.card_wanted)
        add = self._button(
            "srxaiAddNetwork", "symbologyAdd.svg", self.tr("Add network from a checkpoint file…")
        )
        add.clicked.connect(self.add_wanted)
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self._combo, 1)
        row.addWidget(self._card)
        row.addWidget(add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(self._why)

    @property
    def network(self) -> str:
        """Id of a network, or path of a checkpoint: what a request names."""
        return self._combo.currentData() or ExplainRequest.network

    @property
    def chosen(self) -> Optional[str]:
        """The same where somebody chose it; None where it is the default, or the engine's."""
        return self.network if self._is_hers else None

    @property
    def scale(self) -> Optional[int]:
        """None while it is unknown: the engine has not told of the network yet."""
        return self._combo.currentData(SCALE_ROLE)

    @property
    def bands(self) -> Optional[int]:
        """That the network takes; None while it is unknown."""
        return (self.facts or {}).get("bands")

    @property
    def facts(self) -> Optional[dict[str, Any]]:
        """What the engine has told of the chosen network."""
        return self._combo.currentData(FACTS_ROLE)

    @property
    def listed(self) -> list[dict[str, Any]]:
        """What the engine has told of all networks, in the order of the list."""
        rows = range(self._combo.count())
        found = (self._combo.itemData(row, FACTS_ROLE) for row in rows)
        return [facts for facts in found if facts is not None]

    def fill(self, networks: list[dict[str, Any]]) -> None:
        """Show the engine's networks and no others; the choice stays, if it is among them."""
        ids = {facts["id"] for facts in networks}
        blocker = QSignalBlocker(self._combo)
        for index in reversed(range(self._combo.count())):
            if self._combo.itemData(index) not in ids:
                self._combo.removeItem(index)
        for facts in networks:
            index = self._row(facts["id"], facts["id"])
            self._combo.setItemText(index, self._words(facts))
            self._combo.setItemData(index, facts.get("scale"), SCALE_ROLE)
            self._combo.setItemData(index, facts, FACTS_ROLE)
            self._combo.setItemData(index, self._tip(facts), Qt.ItemDataRole.ToolTipRole)
        blocker.unblock()
        if self._wanted is not None:
            self.choose(self._wanted)
        self._on_index_changed()

    def choose(self, network: str) -> None:
        """At once, or as soon as the engine tells of such a network; as chosen by hand."""
        self._on_chosen()
        index = self._combo.findData(network)
        self._wanted = network if index < 0 else None
        if index >= 0:
            self._combo.setCurrentIndex(index)

    def suggest(self, fitting: Sequence[str]) -> None:
        """Networks that learned from rasters like the one at hand: as long as nobody has chosen
        one, the first of them of the present scale is taken; else the first one is named."""
        if fitting and self.network not in fitting:
            scales = {facts["id"]: facts.get("scale") for facts in self.listed}
            first = min(fitting, key=lambda id: (scales.get(id) != self.scale, id))
            if self._is_hers or scales.get(first) != self.scale:
                why = self.tr("{0} learned from rasters like this one.").format(first)
            else:
                self._combo.setCurrentIndex(self._combo.findData(first))
                why = self.tr("Chosen because it learned from rasters like this one.")
            self._say(why)
        elif self._is_hers or self.network == ExplainRequest.network:
            self._say("")

    def forget_suggestion(self) -> None:
        """Back to the default for another raster, where nobody has chosen a network."""
        self._say("")
        if not self._is_hers:
            self._combo.setCurrentIndex(max(0, self._combo.findData(ExplainRequest.network)))

    def learn(self, network: str, facts: NetworkFacts) -> None:
        """Note what a run has told of a network."""
        index = self._row(network, facts.id)
        if self._combo.itemData(index, SCALE_ROLE) != facts.scale:
            self._combo.setItemData(index, facts.scale, SCALE_ROLE)
            self.changed.emit()

    def _on_chosen(self, *_: object) -> None:
        self._is_hers = True
        self._say("")

    def _say(self, why: str) -> None:
        self._why.setText(why)
        self._why.setVisible(bool(why))

    def _button(self, name: str, icon: str, tip: str) -> QToolButton:
        """``icon`` is one of QGIS's own theme."""
        button = QToolButton()
        button.setObjectName(name)
        button.setIcon(QgsApplication.getThemeIcon(f"/{icon}"))
        button.setAutoRaise(True)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        return button

    def _row(self, network: str, text: str) -> int:
        index = self._combo.findData(network)
        if index < 0:
            self._combo.addItem(text, network)
            index = self._combo.count() - 1
        return index

    def _on_index_changed(self) -> None:
        self._combo.setToolTip(self._combo.currentData(Qt.ItemDataRole.ToolTipRole) or "")
        self._card.setEnabled(self.facts is not None)
        self.changed.emit()

    def _words(self, facts: dict[str, Any]) -> str:
        id = facts["id"]
        if "error" in facts:
            return self.tr("{0} · cannot be read").format(id)
        says_scale = id.endswith(f"x{facts['scale']}")
        parts = [id, "" if says_scale else f"×{facts['scale']}", amount(facts["parameters"])]
        return " · ".join(part for part in parts if part)

    def _tip(self, facts: dict[str, Any]) -> str:
        lines = [str(facts.get("title") or facts["id"])]
        if "error" in facts:
            return plain_tip(*lines, facts["error"])
        lines.append(
            self.tr("{0}, ×{1}, {2} bands, {3:,} parameters").format(
                facts["architecture"], facts["scale"], facts["bands"], facts["parameters"]
            )
        )
        card = facts.get("card", {})
        lines += [f"{key}: {card[key]}" for key in CARD_LINES if key in card]
        if "psnr" in card:
            words = self.tr("PSNR {0} dB on its test images, not on this raster")
            lines.append(words.format(card["psnr"]))
        return plain_tip(*lines)
