"""What an explanation says in words, numbers and pictures, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Optional

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAction,
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from srxai_plugin.contract.progress import Progress
from srxai_plugin.contract.results import Attribution, Comparison, Explanation
from srxai_plugin.desk.evidence.row import EvidenceRow
from srxai_plugin.desk.language.bands import band_words
from srxai_plugin.desk.language.detail import detail_figures, detail_words, what_detail_judges
from srxai_plugin.desk.language.figures import FIRM
from srxai_plugin.desk.language.in_short import next_words, used_words
from srxai_plugin.desk.language.known_truth import truth_words, what_truths_tell
from srxai_plugin.desk.language.offered import radiometry_words
from srxai_plugin.desk.language.verdicts import what_verdicts_judge, which_verdict_is_which
from srxai_plugin.desk.results.plots import Plots
from srxai_plugin.desk.results.statistics_table import StatisticsTable
from srxai_plugin.desk.results.thumbnails import Thumbnails
from srxai_plugin.desk.results.verdict_lines import DETAIL_MARKS, FORMER, SILENT, VerdictLines
from srxai_plugin.desk.widgets.small import SignedLine, grey_label, plain_label, plain_tip
from srxai_plugin.desk.widgets.stage_bar import StageBar


class Results(QWidget):
    """Verdicts, statistics, thumbnails and plots; what its buttons do is ``Outcomes``'s."""

    map_chosen = pyqtSignal(str)
    """File of a map that is to be zoomed to, and shown or hidden."""
    copy_wanted = pyqtSignal()
    rerun_wanted = pyqtSignal()
    compare_wanted = pyqtSignal()
    cancel_wanted = pyqtSignal()
    """Of the comparison that runs."""
    export_wanted = pyqtSignal(str)
    """``heatmap``, ``csv``, ``geopackage``, ``report`` or ``layout``."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._maps: list[Attribution] = []
        self._former = plain_label()
        self._former.setObjectName("srxaiFormer")
        self._former.hide()
        self._used = SignedLine("◎", "srxaiUsed", FORMER)
        self._next = SignedLine("→", "srxaiNext", FORMER)
        self._judged = VerdictLines()
        self._judged.setObjectName("srxaiVerdicts")
        self._table = StatisticsTable()
        self._table.chosen.connect(self._choose_row)
        self._truth = plain_label()
        self._truth.setObjectName("srxaiAgainstTruth")
        self._truth.setToolTip(plain_tip(*what_truths_tell()))
        self._notes = grey_label()
        self._notes.setObjectName("srxaiNotes")
        self.evidence = EvidenceRow()
        self.thumbnails = Thumbnails()
        self.swipe = self._button(
            "srxaiSwipe",
            self.tr("Swipe LR | SR"),
            self.tr("Drag a line over the map: LR on its left, SR on its right"),
        )
        self.swipe.setCheckable(True)
        self.plots = Plots()
        self.plots.networks.raster_chosen.connect(self.map_chosen)
        self._comparing = self._make_comparing()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._former)
        layout.addWidget(self._used)
        layout.addWidget(self._judged)
        layout.addWidget(self._next)
        layout.addWidget(self.thumbnails)
        layout.addWidget(self.swipe)
        layout.addLayout(self._make_buttons())
        layout.addWidget(self.evidence)
        layout.addWidget(self._comparing)
        layout.addWidget(self._table)
        layout.addWidget(self._truth)
        layout.addWidget(self._notes)
        layout.addWidget(self.plots)
        self.hide()

    @property
    def method(self) -> Optional[str]:
        """Id of the method whose row is selected, else of the first one."""
        row = self._table.currentRow()
        selected = self._maps[row : row + 1] if row >= 0 else []
        return next((attribution.method for attribution in selected + self._maps), None)

    def show_explanation(self, explanation: Explanation) -> None:
        """Replace what is shown."""
        for _ in self.showing(explanation):
            pass

    def showing(self, explanation: Explanation) -> Iterator[None]:
        """``show_explanation`` with pauses, in which a window can answer, and something else may be
        shown instead."""
        self.mark_former("")
        maps = self._maps = list(explanation.attributions)
        self._show_verdicts(explanation)
        self._used.say(used_words(explanation))
        self._next.say(next_words(explanation))
        yield
        if self._maps is not maps:
            return
        self._table.show_explanation(explanation)
        yield
        if self._maps is not maps:
            return
        self.plots.show_explanation(explanation)
        told = truth_words(explanation.quality)
        self._truth.setText("\n".join(told))
        self._truth.setVisible(bool(told))
        tile = explanation.tile.window
        words = self.tr("{0} · tile {1} × {2} px").replace(" ", FIRM).replace(f"·{FIRM}", "· ")
        how = explanation.radiometry
        notes = (band_words(how), words.format(radiometry_words(how), tile.width, tile.height))
        self._notes.setText("\n".join(filter(None, notes)))
        self.show()

    def stop_drawing(self) -> None:
        """No more pictures: their layers go."""
        self.thumbnails.stop()
        self.plots.pictures.stop()

    def mark_former(self, words: str) -> None:
        """What is shown is of a region that is no longer asked about: the words say of which one,
        and the rest is greyed; empty words take that back."""
        self._former.setText(words)
        self._former.setVisible(bool(words))
        for part in (self._used, self._judged, self._next):
            part.setEnabled(not words)
        self._table.fade(bool(words))

    @property
    def former(self) -> str:
        """What ``mark_former`` was told."""
        return self._former.text()

    def show_comparison(self, comparison: Comparison) -> None:
        """Add the networks to the plots."""
        self.plots.show_comparison(comparison)

    def set_comparing(self, is_comparing: bool) -> None:
        """The bar and the cancel button of a comparison, or the button that begins one."""
        self._compare.setEnabled(not is_comparing)
        self._comparing.setVisible(is_comparing)
        self._bar.begin()

    def show_progress(self, progress: Progress) -> None:
        """Of the comparison."""
        self._bar.show_progress(progress)

    def _choose_row(self, row: int) -> None:
        if row < len(self._maps):
            self.map_chosen.emit(self._maps[row].raster)

    def _make_buttons(self) -> QGridLayout:
        copy = self._button(
            "srxaiCopyTable", self.tr("Copy table"), self.tr("Copy all statistics as CSV")
        )
        copy.clicked.connect(self.copy_wanted)
        rerun = self._button(
            "srxaiRerun",
            self.tr("Re-run"),
            self.tr("Explain the same region again, exactly as before"),
        )
        rerun.clicked.connect(self.rerun_wanted)
        self._compare = self._button(
            "srxaiCompare",
            self.tr("Compare networks…"),
            self.tr("Explain the same region by several networks and see where they agree"),
        )
        self._compare.clicked.connect(self.compare_wanted)
        export = self._button(
            "srxaiExport", self.tr("Export"), self.tr("Save the result for others to use")
        )
        export.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        export.setMenu(self._make_menu(export))
        buttons = QGridLayout()
        buttons.setSpacing(4)
        for place, button in enumerate((self._compare, export, rerun, copy)):
            buttons.addWidget(button, *divmod(place, 2))
        return buttons

    def _make_menu(self, parent: QWidget) -> QMenu:
        actions = (
            (
                "heatmap",
                self.tr("Heatmap as cloud-optimised GeoTIFF…"),
                self.tr("The map of the selected method, with how it was made in its tags"),
            ),
            (
                "csv",
                self.tr("Statistics as CSV…"),
                self.tr("All figures of all methods and baselines, not rounded"),
            ),
            (
                "geopackage",
                self.tr("Region and statistics as GeoPackage…"),
                self.tr("The region's outline and a table of all figures"),
            ),
            (
                "report",
                self.tr("Report as HTML…"),
                self.tr("One page with pictures, figures and how they were made"),
            ),
            (
                "layout",
                self.tr("Print layout"),
                self.tr("A page with map, legend, scale bar and statistics, ready to print"),
            ),
        )
        menu = QMenu(parent)
        menu.setObjectName("srxaiExportMenu")
        menu.setToolTipsVisible(True)
        for id, text, tip in actions:
            action = QAction(text, menu)
            action.setObjectName(f"srxaiExport-{id}")
            action.setToolTip(tip)
            action.setStatusTip(tip)
            action.triggered.connect(lambda _, id=id: self.export_wanted.emit(id))
            menu.addAction(action)
        return menu

    def _make_comparing(self) -> QWidget:
        self._bar = StageBar("srxaiCompareProgress")
        cancel = self._button(
            "srxaiCompareCancel",
            self.tr("Cancel"),
            self.tr("Stop comparing; nothing is kept of it"),
        )
        cancel.clicked.connect(self.cancel_wanted)
        panel = QWidget()
        row = QHBoxLayout(panel)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._bar, 1)
        row.addWidget(cancel)
        panel.hide()
        return panel

    def _button(self, name: str, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setText(text)
        button.setToolTip(tip)
        button.setStatusTip(tip)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        return button

    def _show_verdicts(self, explanation: Explanation) -> None:
        self._judged.clear()
        about, told = [what_verdicts_judge()], detail_words(explanation)
        if explanation.detail is not None and told:
            level = explanation.detail.level
            figures = [what_detail_judges(), *detail_figures(explanation)]
            about = [which_verdict_is_which(), *about]
            self._judged.add(DETAIL_MARKS.get(level, SILENT), told, [about[0], *figures])
        for attribution in explanation.attributions:
            self._judged.add_map(attribution, explanation.baselines, about)
