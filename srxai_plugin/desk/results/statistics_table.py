"""The statistics table of the panel: a row for each method, and the baselines in grey."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QBrush, QKeyEvent, QPalette, QResizeEvent
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from srxai_plugin.contract.progress import Known
from srxai_plugin.contract.results import ATV, Attribution, Explanation, Statistics
from srxai_plugin.desk.language.figures import OPEN, UNKNOWN, bare, correlation, distance, percent
from srxai_plugin.desk.language.verdicts import verdict_words, what_verdicts_judge
from srxai_plugin.desk.widgets.small import grey, plain_tip

SMALLER = 0.9
"""Font of a table against the dock's: six columns in 300 pixels."""
BASELINES = ("random", "distance", "detail")
"""In the order in which they are measured."""
BEYOND = 4
"""Column of what single pixels tell, which is known last."""
KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class NarrowTable(QTableWidget):
    """As high as its rows, without scroll bars, in a slightly smaller font; read only."""

    chosen = pyqtSignal(int)
    """Row that was clicked, or chosen with Enter or the space bar."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(24)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setHighlightSections(False)
        self.verticalHeader().hide()
        font = self.font()
        font.setPointSizeF(SMALLER * font.pointSizeF())
        self.setFont(font)
        header.setFont(font)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)  # Tab leaves the table, or one would be caught in it
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._quiet, self._is_faded = 0, False
        self.cellClicked.connect(lambda row, _: self.chosen.emit(row))

    def set_columns(self, columns: list[tuple[str, str]]) -> None:
        """Title and tooltip of each; the first one takes the room that is left."""
        self.setColumnCount(len(columns))
        for i, (title, tip) in enumerate(columns):
            item = QTableWidgetItem(title)
            item.setToolTip(tip)
            item.setTextAlignment(_alignment(i))
            self.setHorizontalHeaderItem(i, item)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in KEYS and self.currentRow() >= 0:
            self.chosen.emit(self.currentRow())
        else:
            super().keyPressEvent(event)

    def fill(self, rows: list[list[str]], tips: list[str], quiet: int = 0) -> None:
        """``tips`` as ``plain_tip`` makes them, by row; the last ``quiet`` rows are grey."""
        self.clearSelection()
        self._quiet = quiet
        self.setRowCount(len(rows))
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setTextAlignment(_alignment(column))
                item.setToolTip(tips[row])
                self.setItem(row, column, item)
        self.fade(self._is_faded)
        columns = range(self.columnCount())
        self.setMinimumWidth(sum(self._least(c) for c in columns) + 2 * self.frameWidth())
        self._fit_height()

    def fade(self, is_faded: bool) -> None:
        """Out of use, in the theme's colour for that; or in use, its last rows grey."""
        self._is_faded = is_faded
        self.setEnabled(not is_faded)
        ink = self.palette().color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
        for row in range(self.rowCount()):
            is_quiet = row >= self.rowCount() - self._quiet
            colour = ink if is_faded else grey(self.palette()) if is_quiet else None
            brush = None if colour is None else QBrush(colour)
            for column in range(self.columnCount()):
                self.item(row, column).setData(Qt.ItemDataRole.ForegroundRole, brush)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit_height()

    def _fit_height(self) -> None:
        self.resizeRowsToContents()
        height = self.horizontalHeader().sizeHint().height()
        height += sum(self.rowHeight(row) for row in range(self.rowCount()))
        self.setFixedHeight(height + 2 * self.frameWidth())

    def _least(self, column: int) -> int:
        """Width at which neither the title nor a cell of a column is cut off; names may wrap."""
        title = self.horizontalHeader().sectionSizeHint(column)
        whole = self.sizeHintForColumn(column)
        if column > 0:
            return max(title, whole)
        names = [self.item(row, 0).text() for row in range(self.rowCount())]
        wide = self.fontMetrics().horizontalAdvance
        saved = max(map(wide, names), default=0) - max(
            (wide(word) for name in names for word in name.split()), default=0
        )
        return max(title, whole - saved)


class StatisticsTable(NarrowTable):
    """Of one explanation."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.set_columns(self._columns())
        self.setObjectName("srxaiStatistics")
        self.setAccessibleName(self.tr("Statistics"))

    def show_explanation(self, explanation: Explanation) -> None:
        """Replace what is shown."""
        rows = [self._method_row(a.name, a.statistics) for a in explanation.attributions]
        tips = [
            self._method_tip(attribution, verdict_words(attribution, explanation.baselines))
            for attribution in explanation.attributions
        ]
        self._show(rows, tips, {name: each.atv for name, each in explanation.baselines.items()})

    def show_known(self, names: dict[str, str], known: Known) -> None:
        """What is known of a run so far, an ellipsis for the rest.

        Args:
            names: of the methods that were asked for, by id.
        """
        judged = {each.method: each.statistics for each in known.attributions}
        rows = []
        for id, name in names.items():
            statistics = judged.get(id) or known.statistics.get(id)
            row = [name, *[OPEN] * 5] if statistics is None else self._method_row(name, statistics)
            if id not in judged:
                row[BEYOND] = OPEN
            rows.append(row)
        baselines: dict[str, Optional[ATV]] = {name: None for name in BASELINES}
        baselines.update({name: each.atv for name, each in known.baselines.items()})
        self._show(rows, [plain_tip(name) for name in names.values()], baselines)

    def _show(
        self, rows: list[list[str]], tips: list[str], baselines: dict[str, Optional[ATV]]
    ) -> None:
        """Rows of the methods, and below them the baselines, whose figures may be open still."""
        names = {
            "random": self.tr("random"),
            "distance": self.tr("distance"),
            "detail": self.tr("detail"),
        }
        words = {
            "random": self.tr("Baseline: random pixels; it knows no network."),
            "distance": self.tr("Baseline: the pixels nearest to the region; it knows no network."),
            "detail": self.tr(
                "Baseline: the detail near the region, the nearer the more; it knows no network."
            ),
        }
        for name, atv in baselines.items():
            figures = [OPEN, OPEN] if atv is None else [bare(atv.mean), bare(atv.loc_mean)]
            rows.append([names.get(name, name), UNKNOWN, *figures, UNKNOWN, UNKNOWN])
            at_one = [] if atv is None else [self._at_one(atv)]
            tips.append(plain_tip(words.get(name, name), *at_one))
        self.fill(rows, tips, quiet=len(baselines))

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
                self.tr("ATV %\nmean"),
                self.tr(
                    "ATV: how much of the region's texture changes when only the pointed-at pixels "
                    "keep their detail, mean over six areas. Lower is better."
                ),
            ),
            (
                self.tr("loc %\nmean"),
                self.tr(
                    "loc: how much of the region's texture is in another place or of another "
                    "strength when only the pointed-at pixels keep their detail, mean over six "
                    "areas; nothing cancels. Lower is better."
                ),
            ),
            (
                self.tr("Beyond\ndetail"),
                self.tr(
                    "What the map tells of single pixels that their own detail and place do not: "
                    "rank correlation, -1 to 1. A map that knows no network has about 0. Higher is "
                    "better."
                ),
            ),
            (
                self.tr("Looks\nat"),
                self.tr("Radius that holds 95 % of the attribution, in ground units."),
            ),
        ]

    def _method_row(self, name: str, statistics: Statistics) -> list[str]:
        return [
            name,
            f"{statistics.diffusion_index:.1f}",
            bare(statistics.atv.mean),
            bare(statistics.atv.loc_mean),
            correlation(statistics.beyond_detail),
            distance(statistics.reach),
        ]

    def _at_one(self, atv: ATV) -> str:
        """What the table has no room for."""
        return self.tr(
            "ATV @ 1 %: {0}, when only the 1 % of pixels that the map points at first keep their "
            "detail."
        ).format(percent(atv.area.get("1")))

    def _method_tip(self, attribution: Attribution, verdict: str) -> str:
        lines = [
            f"{attribution.name} – {verdict}",
            what_verdicts_judge(),
            self._at_one(attribution.statistics.atv),
        ]
        gap, kept = attribution.statistics.completeness_gap, attribution.statistics.kept
        if gap is not None:
            lines.append(
                self.tr("Gap {0}: what the path integral missed (LAM). Under 5 % is fine.").format(
                    percent(100 * gap)
                )
            )
        if kept is not None:
            lines.append(
                self.tr("Kept {0}: the share of the relevance that reached the image.").format(
                    percent(100 * kept)
                )
            )
        lines.append(self.tr("The map took {0:.1f} s.").format(attribution.seconds))
        lines.append(self.tr("Click to zoom to the map, and to show or hide it."))
        return plain_tip(*lines)


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
