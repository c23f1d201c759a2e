"""What is asked of the region: texture, or something else of its super-resolved pixels."""

from __future__ import annotations

from typing import Any, Optional

from qgis.PyQt.QtWidgets import QComboBox, QVBoxLayout, QWidget

from srxai_plugin.contract.choices import OBJECTIVE_NAMES
from srxai_plugin.contract.requests import Objective
from srxai_plugin.desk.language.offered import objective_name, said_by_engine
from srxai_plugin.desk.widgets.parameter_form import ParameterForm
from srxai_plugin.desk.widgets.small import fit_narrow, plain_tip


class QuestionBox(QWidget):
    """A list of the engine's objectives, and the parameters of the chosen one."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._described: dict[str, dict[str, Any]] = {}
        self._combo = QComboBox()
        self._combo.setObjectName("srxaiObjective")
        self._combo.setAccessibleName(self.tr("Question"))
        fit_narrow(self._combo)
        for id in OBJECTIVE_NAMES:
            self._combo.addItem(objective_name(id), id)
        self._combo.setToolTip(
            self.tr(
                "What the methods explain of the region. ATV and the verdict fit texture and added "
                "detail only."
            )
        )
        self._combo.currentIndexChanged.connect(self._show_parameters)
        self._parameters = ParameterForm("srxaiObjective")
        self._parameters.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._combo)
        layout.addWidget(self._parameters)

    @property
    def objective(self) -> Objective:
        """As a request names it."""
        return Objective(self._combo.currentData(), self._parameters.values)

    def fill(self, objectives: list[dict[str, Any]]) -> None:
        """Learn what the engine says of its objectives."""
        self._described = {facts["id"]: facts for facts in objectives}
        for index in range(self._combo.count()):
            facts = self._described.get(self._combo.itemData(index), {})
            self._combo.setItemData(index, plain_tip(said_by_engine(facts.get("sentence", ""))), 3)
        self._show_parameters()

    def _show_parameters(self) -> None:
        facts = self._described.get(self._combo.currentData(), {})
        self._parameters.fill(facts.get("parameters", {}), {})
