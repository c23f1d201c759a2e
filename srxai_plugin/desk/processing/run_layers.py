"""The layers of an explanation that Processing loads, put where the panel puts those of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Optional

from qgis.core import (
    QgsLayerTreeGroup,
    QgsLayerTreeLayer,
    QgsMapLayer,
    QgsProcessingContext,
    QgsProject,
)

from srxai_plugin.contract.commands import RESULT_FILE
from srxai_plugin.contract.results import Explanation
from srxai_plugin.desk.map.detail_style import shorten_legend
from srxai_plugin.desk.map.layers import (
    Part,
    finish_super_resolved,
    parts_of,
    run_name,
    shown_first,
    super_resolved_name,
)
from srxai_plugin.desk.map.runs_group import (
    move,
    next_number,
    put_on_top,
    run_group,
    tiles_group,
    titled,
)
from srxai_plugin.desk.map.source import LayerSource
from srxai_plugin.desk.processing.finishing import finish_later
from srxai_plugin.desk.runtime import settings


def load_run(
    explanation: Explanation, outline: str, source: LayerSource, context: QgsProcessingContext
) -> None:
    """Have Processing load a run's layers on completion: styled, in a numbered group of their own,
    the outlines of the first map shown and all other maps unticked below them.

    Args:
        outline: file of the region's outline.
    """
    project = context.project()
    if project is None:
        return
    loading = _Loading(explanation, source, project)
    parts = parts_of(explanation, outline)
    shown = shown_first(parts, settings.AS_OUTLINES.get())
    for place, part in enumerate(parts):
        finish = loading.finisher(part, place, is_shown=part in (parts[0], shown))
        finish_later(context, part.path, part.name, finish)
    name = super_resolved_name(explanation)
    finish_later(context, explanation.super_resolved, name, loading.take_super_resolved)


class _Loading:
    """Takes each layer when Processing has put it into the project, in whatever order."""

    def __init__(self, explanation: Explanation, source: LayerSource, project: QgsProject) -> None:
        self._explanation, self._source, self._project = explanation, source, project
        self._group: Optional[QgsLayerTreeGroup] = None
        self._places: dict[str, int] = {}
        """From the top of the group, by the ids of the layers that are in it."""
        self._number = 0

    def finisher(self, part: Part, place: int, is_shown: bool) -> Callable[[QgsMapLayer], None]:
        """Styles a layer and puts it into the group, at its place among those that are there."""

        def finish(layer: QgsMapLayer) -> None:
            layer.setCrs(self._source.crs)
            part.finish(layer)
            if part.is_evidence:
                layer.setOpacity(settings.OPACITY.get() / 100)
            node = self._moved(layer, place)
            if node is not None:
                node.setItemVisibilityChecked(is_shown)
                shorten_legend(node)

        return finish

    def take_super_resolved(self, layer: QgsMapLayer) -> None:
        """Style the tile and put it below the maps of all runs."""
        layer.setCrs(self._source.crs)
        finish_super_resolved(layer, self._explanation, self._source.renderer)
        node = self._project.layerTreeRoot().findLayer(layer.id())
        if node is None:
            return
        self._make_group()
        layer.setName(titled(self._number, layer.name()))
        node.setExpanded(False)
        move(node, tiles_group(self._project))

    def _moved(self, layer: QgsMapLayer, place: int) -> Optional[QgsLayerTreeLayer]:
        """None where nobody put it into the layer tree."""
        node = self._project.layerTreeRoot().findLayer(layer.id())
        if node is None:
            return None
        group = self._make_group()
        above = sum(1 for other in self._places.values() if other < place)
        self._places[layer.id()] = place
        node.setExpanded(False)
        return move(node, group, above)

    def _make_group(self) -> QgsLayerTreeGroup:
        if self._group is None:
            self._number = next_number(self._project)
            name = run_name(self._explanation, self._source)
            result = Path(self._explanation.request.output) / RESULT_FILE
            self._group = run_group(self._number, name, str(result))
            put_on_top(self._group, self._project)
        return self._group
