"""What an explanation says in words and numbers."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHeaderView,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from srxai_plugin.contract import Attribution, Explanation
from srxai_plugin.gui.small_widgets import grey, grey_label, plain_label
from srxai_plugin.gui.words import UNKNOWN, distance, percent

MARKS = {
    "trustworthy": ("●", "#2f9e44"),
    "careful": ("◐", "#d9820f"),
    "unfit": ("○", "#e03131"),
}
"""Symbol and colour of a verdict; readable on light and dark themes, and never alone: the words
say the same."""
SMALLER = 0.9
"""Font of the table against the dock's: six columns in 300 pixels."""


class Results(QWidget):
    """Verdicts, the statistics table with its baselines, and how the values were made."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._verdicts = QGridLayout()
        self._verdicts.setColumnStretch(1, 1)
        self._verdicts.setHorizontalSpacing(6)
        self._verdicts.setVerticalSpacing(2)
        self._table = self._make_table()
        self._notes = grey_label()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._verdicts)
        layout.addWidget(self._table)
        layout.addWidget(self._notes)
        self.hide()

    def show_explanation(self, explanation: Explanation) -> None:
        """Replace what is shown."""
        self._show_verdicts(explanation.attributions)
        rows = [self._method_row(attribution) for attribution in explanation.attributions]
        names = {"random": self.tr("random"), "distance": self.tr("distance")}
        for name, baseline in explanation.baselines.items():
            atv = baseline.atv
            at_one = percent(atv.area.get("1"))
            rows.append([names.get(name, name), UNKNOWN, at_one, percent(atv.mean), UNKNOWN, ""])
        self._fill(rows, first_baseline=len(explanation.attributions))
        tile = explanation.tile.window
        self._notes.setText(
            self.tr("{0} · tile {1} × {2} px").format(
                explanation.radiometry.words, tile.width, tile.height
            )
        )
        self.show()

    def _columns(self) -> list[tuple[str, str]]:
        return [
            ("", self.tr("Attribution method; the baselines know no network.")),
            (
                self.tr("DI"),
                self.tr(
                    "Diffusion index: how widely the network looks. 0 = one pixel, 100 = the whole "
                    "tile evenly. Depends on the tile size."
                ),
            ),
            (
                self.tr("ATV\n@ 1 %"),
                self.tr(
                    "ATV when only the 1 % of pixels that the map points at first keep their "
                    "detail. Lower is better."
                ),
            ),
            (
                self.tr("ATV\nmean"),
                self.tr(
                    "ATV: how much of the region's texture changes when only the pointed-at pixels "
                    "keep their detail, mean over six areas. Lower is better."
                ),
            ),
            (
                self.tr("Looks\nat"),
                self.tr("Radius that holds 95 % of the attribution, in ground units."),
            ),
            (self.tr("Time"), self.tr("Time that the map took.")),
        ]

    def _make_table(self) -> QTableWidget:
        columns = self._columns()
        table = QTableWidget(0, len(columns))
        table.setObjectName("srxaiStatistics")
        table.setAccessibleName(self.tr("Statistics"))
        for i, (title, tip) in enumerate(columns):
            item = QTableWidgetItem(title)
            item.setToolTip(tip)
            item.setTextAlignment(_alignment(i))
            table.setHorizontalHeaderItem(i, item)
        header = table.horizontalHeader()
        header.setMinimumSectionSize(24)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        table.verticalHeader().hide()
        font = table.font()
        font.setPointSizeF(SMALLER * font.pointSizeF())
        table.setFont(font)
        header.setFont(font)
        table.setShowGrid(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        return table

    def _show_verdicts(self, attributions: tuple[Attribution, ...]) -> None:
        while self._verdicts.count():
            self._verdicts.takeAt(0).widget().deleteLater()
        for row, attribution in enumerate(attributions):
            symbol, colour = MARKS.get(attribution.verdict.level, MARKS["unfit"])
            mark = plain_label(symbol)
            mark.setStyleSheet(f"color: {colour}; font-size: 13pt")
            words = plain_label(f"{attribution.name} – {attribution.verdict.words}")
            top = Qt.AlignmentFlag.AlignTop
            self._verdicts.addWidget(mark, row, 0, top)
            self._verdicts.addWidget(words, row, 1)

    def _method_row(self, attribution: Attribution) -> list[str]:
        statistics = attribution.statistics
        return [
            attribution.name,
            f"{statistics.diffusion_index:.1f}",
            percent(statistics.atv.area.get("1")),
            percent(statistics.atv.mean),
            distance(statistics.reach),
            self.tr("{0:.1f} s").format(attribution.seconds),
        ]

    def _fill(self, rows: list[list[str]], first_baseline: int) -> None:
        quiet = grey(self.palette())
        self._table.setRowCount(len(rows))
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setTextAlignment(_alignment(column))
                if row >= first_baseline:
                    item.setForeground(quiet)
                self._table.setItem(row, column, item)
        self._table.resizeRowsToContents()
        height = self._table.horizontalHeader().sizeHint().height()
        height += sum(self._table.rowHeight(row) for row in range(len(rows)))
        frame = 2 * self._table.frameWidth()
        self._table.setFixedHeight(height + frame)
        columns = range(self._table.columnCount())
        self._table.setMinimumWidth(sum(self._table.sizeHintForColumn(c) for c in columns) + frame)


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
