"""Which networks, and by which method."""

from __future__ import annotations

from typing import Any, Optional

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from srxai_plugin.contract.choices import METHOD_NAMES
from srxai_plugin.contract.requests import Method
from srxai_plugin.contract.results import Explanation
from srxai_plugin.desk.language.figures import amount
from srxai_plugin.desk.widgets.small import grey_label, plain_label, plain_tip

LEAST = 2
USUAL = "lam"
"""The method that networks are compared by in the literature."""


class CompareDialog(QDialog):
    """Two networks or more; those that were there from the start and take as many bands as the one
    that was explained are ticked."""

    compare_wanted = pyqtSignal(list, object)
    """Ids of the networks, and the Method."""

    def __init__(
        self,
        networks: list[dict[str, Any]],
        explanation: Explanation,
        parent: Optional[QWidget] = None,
    ) -> None:
        """``networks`` as the engine lists them."""
        super().__init__(parent)
        self.setObjectName("srxaiCompareDialog")
        self.setWindowTitle(self.tr("Compare networks"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._explanation = explanation
        self._list = self._make_list(networks)
        self._methods = self._make_methods()
        self._cost = grey_label()
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._go = self._buttons.addButton(
            self.tr("Compare"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self._go.setObjectName("srxaiCompareGo")
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self.accepted.connect(lambda: self.compare_wanted.emit(self.networks, self.method))
        form = QFormLayout()
        form.addRow(self.tr("Method"), self._methods)
        layout = QVBoxLayout(self)
        layout.addWidget(plain_label(self.tr("Explain the same region by each of these networks:")))
        layout.addWidget(self._list, 1)
        layout.addLayout(form)
        layout.addWidget(self._cost)
        layout.addWidget(self._buttons)
        self._list.itemChanged.connect(self._update)
        self._methods.currentIndexChanged.connect(self._update)
        self._update()

    @property
    def networks(self) -> list[str]:
        """Ids of those that are ticked."""
        items = (self._list.item(row) for row in range(self._list.count()))
        return [
            item.data(Qt.ItemDataRole.UserRole)
            for item in items
            if item.checkState() == Qt.CheckState.Checked
        ]

    @property
    def method(self) -> Method:
        """With the parameters that the explanation asked for."""
        id = self._methods.currentData()
        asked = (method for method in self._explanation.request.methods if method.id == id)
        return next(asked, Method(id))

    def _make_list(self, networks: list[dict[str, Any]]) -> QListWidget:
        found = QListWidget()
        found.setObjectName("srxaiCompareNetworks")
        found.setAccessibleName(self.tr("Networks"))
        own, bands = self._explanation.network.id, len(self._explanation.radiometry.bands)
        for facts in networks:
            if "error" in facts:
                continue
            item = QListWidgetItem(self._words(facts), found)
            item.setData(Qt.ItemDataRole.UserRole, facts["id"])
            item.setToolTip(plain_tip(str(facts.get("title") or facts["id"])))
            is_usual = not facts.get("added") and facts.get("bands") == bands
            is_usual |= facts["id"] == own
            state = Qt.CheckState.Checked if is_usual else Qt.CheckState.Unchecked
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(state)
        return found

    def _make_methods(self) -> QComboBox:
        methods = QComboBox()
        methods.setObjectName("srxaiCompareMethod")
        ran = [attribution.method for attribution in self._explanation.attributions]
        for id in dict.fromkeys([*ran, USUAL]):
            methods.addItem(METHOD_NAMES.get(id, id), id)
        methods.setCurrentIndex(methods.findData(USUAL))
        methods.setToolTip(self.tr("LAM is what networks are compared by in the literature"))
        return methods

    def _words(self, facts: dict[str, Any]) -> str:
        id, scale = facts["id"], facts["scale"]
        says_scale = id.endswith(f"x{scale}")
        parts = [id, "" if says_scale else f"×{scale}", amount(facts["parameters"])]
        return " · ".join(part for part in parts if part)

    def _update(self) -> None:
        count = len(self.networks)
        self._go.setEnabled(count >= LEAST)
        seconds = self._seconds()
        if count < LEAST:
            self._cost.setText(self.tr("Tick at least two networks."))
        elif seconds is None:
            self._cost.setText(self.tr("{0} networks, one after the other.").format(count))
        else:
            self._cost.setText(
                self.tr("{0} networks, one after the other; {1} took {2:.1f} s.").format(
                    count, self._explanation.network.id, seconds
                )
            )

    def _seconds(self) -> Optional[float]:
        """That the chosen method's map took in the explanation."""
        id = self._methods.currentData()
        return next((a.seconds for a in self._explanation.attributions if a.method == id), None)
