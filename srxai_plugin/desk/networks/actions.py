"""The network box's buttons: what they ask the engine, and the dialogs that show its answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable, Optional

from qgis.core import QgsSettings
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtWidgets import QDialog, QFileDialog

from srxai_plugin.contract import wire
from srxai_plugin.desk.networks.add_dialog import AddNetwork
from srxai_plugin.desk.networks.box import NetworkBox
from srxai_plugin.desk.networks.model_card import ModelCard

FOLDER_SETTING = "srxai/gui/network_folder"
ENDINGS = "*.safetensors *.pt *.pth *.pkl *.pt2 *.onnx"

Ask = Callable[..., None]
"""``ask(do, show, fail, **facts)``: ``show(answer)`` or ``fail(sentence)`` comes later."""


class NetworkActions(QObject):
    """Never waits: every answer of the engine comes by a call."""

    status = pyqtSignal(str)
    """What goes on; empty when it is over."""
    warned = pyqtSignal(str)
    told = pyqtSignal(str)

    def __init__(self, box: NetworkBox, ask: Ask) -> None:
        super().__init__(box)
        self._box = box
        self._ask = ask
        self._dialog: Optional[QDialog] = None
        box.add_wanted.connect(self._choose_file)
        box.card_wanted.connect(self.show_card)

    def read(self, checkpoint: Path) -> None:
        """Have the engine look at a checkpoint; the dialog opens, or a sentence says why not."""
        self.status.emit(self.tr("Reading {0}…").format(checkpoint.name))
        self._ask(
            wire.NETWORK_INFO,
            lambda facts: self._offer(checkpoint, facts),
            self._refuse,
            network=str(checkpoint.absolute()),
        )

    def show_card(self) -> None:
        """Of the chosen network."""
        facts = self._box.facts
        if facts is not None:
            card = ModelCard(facts, self._box)
            card.remove_wanted.connect(self._remove)
            self._open(card)

    def _choose_file(self) -> None:
        settings = QgsSettings()
        path, _ = QFileDialog.getOpenFileName(
            self._box,
            self.tr("Add network"),
            settings.value(FOLDER_SETTING, "", type=str),
            self.tr("Checkpoints ({0})").format(ENDINGS),
        )
        if path:
            settings.setValue(FOLDER_SETTING, str(Path(path).parent))
            self.read(Path(path))

    def _offer(self, checkpoint: Path, facts: dict[str, Any]) -> None:
        self.status.emit("")
        dialog = AddNetwork(facts, self._box)
        dialog.add_wanted.connect(lambda id, told: self._add(checkpoint, id, told))
        self._open(dialog)
        self._ask(
            wire.NETWORK_CHECK,
            lambda checked: self._if_open(
                dialog, lambda: dialog.show_warnings(checked["warnings"])
            ),
            lambda sentence: self._if_open(dialog, lambda: dialog.show_warnings([sentence])),
            network=facts["path"],
        )

    def _add(self, checkpoint: Path, id: str, told: dict[str, Any]) -> None:
        dialog = self._dialog
        self._ask(
            wire.NETWORK_ADD,
            lambda facts: self._on_added(dialog, facts),
            lambda sentence: self._on_not_added(dialog, sentence),
            file=str(checkpoint.absolute()),
            network=id,
            told=told,
        )

    def _on_added(self, dialog: Optional[QDialog], facts: dict[str, Any]) -> None:
        self._if_open(dialog, lambda: dialog.accept())
        self._list_anew(facts["id"])
        if facts["warnings"]:
            self.warned.emit(" ".join(facts["warnings"]))
        else:
            self.told.emit(self.tr("{0} was added.").format(facts["id"]))

    def _on_not_added(self, dialog: Optional[QDialog], sentence: str) -> None:
        if self._dialog is dialog and isinstance(dialog, AddNetwork):
            dialog.show_problem(sentence)
        else:
            self._refuse(sentence)

    def _remove(self, id: str) -> None:
        self._ask(wire.NETWORK_REMOVE, lambda _: self._list_anew(), self._refuse, network=id)

    def _list_anew(self, chosen: str = "") -> None:
        def show(networks: list[dict[str, Any]]) -> None:
            self._box.fill(networks)
            self._box.choose(chosen)

        self._ask(wire.NETWORKS, show, self._refuse)

    def _refuse(self, sentence: str) -> None:
        self.status.emit("")
        self.warned.emit(sentence)

    def _open(self, dialog: QDialog) -> None:
        """Without waiting for it: the engine's answers come in while it is open."""
        self._dialog = dialog
        dialog.finished.connect(lambda _: self._if_open(dialog, self._forget))
        dialog.open()

    def _forget(self) -> None:
        self._dialog = None

    def _if_open(self, dialog: Optional[QDialog], do: Callable[[], None]) -> None:
        """Qt deletes a dialog when it is closed; an answer may come after that."""
        if dialog is not None and self._dialog is dialog:
            do()
