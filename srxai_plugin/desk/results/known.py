"""What is known of an explanation that runs, while the rest is being measured."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import QCoreApplication
from qgis.PyQt.QtWidgets import QVBoxLayout, QWidget

from srxai_plugin.contract.choices import METHOD_NAMES
from srxai_plugin.contract.progress import Known
from srxai_plugin.contract.requests import ExplainRequest
from srxai_plugin.desk.language.figures import OPEN
from srxai_plugin.desk.language.verdicts import what_verdicts_judge
from srxai_plugin.desk.results.statistics_table import StatisticsTable
from srxai_plugin.desk.results.verdict_lines import SILENT, VerdictLines


class KnownSoFar(QWidget):
    """Verdicts and figures, each an ellipsis until it is known: no verdict comes before all that
    it rests on."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setObjectName("srxaiKnown")
        self._known = Known()
        self._verdicts = VerdictLines()
        self._table = StatisticsTable()
        self._table.setObjectName("srxaiKnownFigures")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._verdicts)
        layout.addWidget(self._table)
        self.hide()

    def forget(self) -> None:
        """The run is over, or another one begins."""
        self._known = Known()
        self.hide()

    def add(self, request: ExplainRequest, known: Known) -> None:
        """Show what has come to be known of the request's run, too."""
        self._known = self._known.joined(known)
        names = {method.id: METHOD_NAMES.get(method.id, method.id) for method in request.methods}
        judged = {each.method: each for each in self._known.attributions}
        self._verdicts.clear()
        if request.detail:
            words = QCoreApplication.translate("Words", "Detail – {0}").format(OPEN)
            self._verdicts.add(SILENT, words, [])
        for id, name in names.items():
            if id in judged:
                tip = [what_verdicts_judge()]
                self._verdicts.add_map(judged[id], self._known.baselines, tip)
            else:
                self._verdicts.add(SILENT, f"{name} – {OPEN}", [what_verdicts_judge()])
        self._table.show_known(names, self._known)
        self.show()
