"""The look of the run that the panel shows: what its switch and slider do to layers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Optional

from qgis.core import QgsLayerTreeLayer, QgsProject
from qgis.PyQt.QtCore import QObject

from srxai_plugin.contract.results import Explanation
from srxai_plugin.desk.evidence.row import EvidenceRow
from srxai_plugin.desk.map.result_layers import find_group, find_layer
from srxai_plugin.desk.runtime import settings

Pair = tuple[Optional[QgsLayerTreeLayer], Optional[QgsLayerTreeLayer]]
"""None where there is no such layer, or the analyst has removed it."""


class MapLook(QObject):
    """Of the explanation that it is aimed at. What the analyst chooses holds for later runs."""

    def __init__(self, row: EvidenceRow, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._row = row
        self._project = QgsProject.instance()
        self._explanation: Optional[Explanation] = None
        row.kind_chosen.connect(self.show_as)
        row.opacity_chosen.connect(self.set_opacity)

    def dress(self, explanation: Explanation) -> None:
        """Give the layers of a new run what the analyst chose last."""
        opacity = settings.OPACITY.get() / 100
        if opacity < 1:
            for node in _maps(self._pairs(explanation)):
                node.layer().setOpacity(opacity)

    def aim(self, explanation: Optional[Explanation]) -> None:
        """Show how the maps of a run look, and change those from now on; None lets go."""
        self._explanation = explanation
        if explanation is None:
            return
        pairs = self._pairs(explanation)
        as_outlines = settings.AS_OUTLINES.get()
        shown = [node for node in _maps(pairs) if node.itemVisibilityChecked()]
        if shown:
            as_outlines = any(shown[0] is outlines for outlines, _ in pairs)
        opacity = next((round(100 * node.layer().opacity()) for node in _maps(pairs)), 100)
        has_outlines = any(outlines is not None for outlines, _ in pairs)
        self._row.show_look(as_outlines, opacity, has_outlines)

    def show_as(self, as_outlines: bool) -> None:
        """Outlines where specks are shown, or the other way round; what is hidden stays so."""
        settings.AS_OUTLINES.set(as_outlines)
        if self._explanation is None:
            return
        for outlines, specks in self._pairs(self._explanation):
            if outlines is None or specks is None:
                continue
            if outlines.itemVisibilityChecked() or specks.itemVisibilityChecked():
                outlines.setItemVisibilityChecked(as_outlines)
                specks.setItemVisibilityChecked(not as_outlines)

    def set_opacity(self, percent: int) -> None:
        """Of all maps of the run."""
        settings.OPACITY.set(percent)
        if self._explanation is None:
            return
        for node in _maps(self._pairs(self._explanation)):
            node.layer().setOpacity(percent / 100)
            node.layer().triggerRepaint()

    def _pairs(self, explanation: Explanation) -> list[Pair]:
        """Of each map the layers of its outlines and its specks."""
        group = find_group(self._project, explanation)
        return [
            (
                None if one.outlines is None else find_layer(group, one.outlines),
                find_layer(group, one.raster),
            )
            for one in explanation.attributions
        ]


def _maps(pairs: list[Pair]) -> Iterator[QgsLayerTreeLayer]:
    for pair in pairs:
        yield from filter(None, pair)
