"""Parameters of the methods, for those who know what they do."""

from __future__ import annotations

from typing import Any, Optional

from qgis.PyQt.QtWidgets import QComboBox, QVBoxLayout, QWidget

from srxai_plugin.contract.requests import Method, Parameter
from srxai_plugin.desk.widgets.parameter_form import ParameterForm
from srxai_plugin.desk.widgets.small import fit_narrow


class MethodSettings(QWidget):
    """A list of the engine's methods, and the parameters of the chosen one."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._described: dict[str, dict[str, Any]] = {}
        self._values: dict[str, dict[str, Parameter]] = {}
        self._shown: Optional[str] = None
        self._combo = QComboBox()
        self._combo.setObjectName("srxaiMethodSettings")
        self._combo.setAccessibleName(self.tr("Method settings"))
        fit_narrow(self._combo)
        self._combo.setToolTip(self.tr("Settings of this method; empty ones are the defaults"))
        self._combo.currentIndexChanged.connect(self._show)
        self._form = ParameterForm("srxaiSetting")
        self._form.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._combo)
        layout.addWidget(self._form)
        self._combo.addItem(self.tr("defaults"), None)

    def fill(self, methods: list[dict[str, Any]]) -> None:
        """Learn what the engine says of its methods."""
        self._described = {facts["id"]: facts for facts in methods}
        for id, facts in self._described.items():
            if facts.get("parameters") and self._combo.findData(id) < 0:
                self._combo.addItem(facts["name"], id)
        self._show()

    def method(self, id: str) -> Method:
        """With the parameters that were changed."""
        self._keep()
        return Method(id, dict(self._values.get(id, {})))

    def _keep(self) -> None:
        if self._shown is not None:
            self._values[self._shown] = self._form.values

    def _show(self) -> None:
        self._keep()
        self._shown = self._combo.currentData()
        facts = self._described.get(self._shown or "", {})
        self._form.fill(facts.get("parameters", {}), self._values.get(self._shown or "", {}))
