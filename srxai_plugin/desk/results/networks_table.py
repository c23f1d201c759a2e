"""How several networks saw one region, in figures."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QWidget

from srxai_plugin.contract.appearance import DETAIL_SIGNS, SILENT_SIGN
from srxai_plugin.contract.results import Compared, Comparison
from srxai_plugin.desk.language.detail import level_name
from srxai_plugin.desk.language.figures import UNKNOWN, percent
from srxai_plugin.desk.results.statistics_table import NarrowTable
from srxai_plugin.desk.widgets.small import plain_tip


class NetworksTable(NarrowTable):
    """The widest look on top; agreement is the mean over the other networks."""

    raster_chosen = pyqtSignal(str)
    """File of a network's map."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.set_columns(self._columns())
        self._rasters: list[str] = []
        self.chosen.connect(lambda row: self.raster_chosen.emit(self._rasters[row]))
        self.setObjectName("srxaiNetworksTable")
        self.setAccessibleName(self.tr("Networks compared"))

    def show_comparison(self, comparison: Comparison) -> None:
        """Replace what is shown."""
        order = sorted(range(len(comparison.networks)), key=lambda i: comparison.networks[i].rank)
        rows, tips = [], []
        self._rasters = [comparison.networks[i].raster for i in order]
        for i in order:
            compared, agreement = comparison.networks[i], comparison.agreement
            index = compared.diffusion_index
            rank = _mean(agreement.spearman[i], i)
            shared = _mean(agreement.overlap[i], i)
            rows.append(
                [
                    compared.network.id,
                    UNKNOWN if index is None else f"{index:.1f}",
                    percent(compared.atv),
                    UNKNOWN if rank is None else f"{rank:.2f}",
                    UNKNOWN if shared is None else f"{100 * shared:.0f} %",
                    UNKNOWN
                    if compared.detail is None
                    else DETAIL_SIGNS.get(compared.detail.level, SILENT_SIGN),
                ]
            )
            tips.append(plain_tip(*self._detail(compared), *self._agreement(comparison, i)))
        self.fill(rows, tips)

    def _columns(self) -> list[tuple[str, str]]:
        return [
            (self.tr("Network"), self.tr("The widest look on top.")),
            (
                self.tr("DI"),
                self.tr(
                    "Diffusion index: how widely the network looks. 0 = one pixel, 100 = the whole "
                    "tile evenly. Depends on the tile size."
                ),
            ),
            (
                self.tr("ATV"),
                self.tr(
                    "ATV: how much of the region's texture changes when only the pointed-at pixels "
                    "keep their detail, mean over six areas. Lower is better."
                ),
            ),
            (
                "ρ",
                self.tr(
                    "Rank correlation with the other networks' maps, mean; 1 is the same order."
                ),
            ),
            (
                self.tr("Shared"),
                self.tr("Share of its strongest pixels that the other networks share, mean."),
            ),
            (
                self.tr("Detail"),
                self.tr(
                    "Would networks that do not invent draw what it adds? ● supported, ◐ "
                    "plausible, ○ invented, – no verdict."
                ),
            ),
        ]

    def _detail(self, compared: Compared) -> list[str]:
        """Its verdict in a word, and the share where there is one."""
        detail = compared.detail
        if detail is None:
            return []
        level = level_name(detail.level)
        if detail.share is None:
            return [self.tr("Detail: {0}").format(level)]
        return [self.tr("Detail: {0}, estimated true share {1:.2f}").format(level, detail.share)]

    def _agreement(self, comparison: Comparison, i: int) -> list[str]:
        """A line for each other network."""
        agreement, lines = comparison.agreement, []
        for j, other in enumerate(comparison.networks):
            rank, shared = agreement.spearman[i][j], agreement.overlap[i][j]
            if j != i and rank is not None and shared is not None:
                lines.append(
                    self.tr("with {0}: ρ {1:.2f}, {2:.0f} % of the top {3:g} % shared").format(
                        other.network.id, rank, 100 * shared, agreement.percent
                    )
                )
        return lines or [self.tr("An empty map agrees with none.")]


def _mean(values: tuple[Optional[float], ...], own: int) -> Optional[float]:
    others = [value for j, value in enumerate(values) if j != own and value is not None]
    return sum(others) / len(others) if others else None
