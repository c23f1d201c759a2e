"""The layers of an explanation that Processing loads, put where the panel puts those of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
from srxai_plugin.contract.results import Attribution, Explanation
from srxai_plugin.desk.map.detail_style import shorten_legend
from srxai_plugin.desk.map.layers import (
    detail_name,
    finish_attribution,
    finish_detail,
    finish_outlines,
    finish_region,
    finish_super_resolved,
    finish_view,
    outlines_name,
    region_name,
    run_name,
    super_resolved_name,
    view_layer_name,
)
from srxai_plugin.desk.map.runs_group import (
    NUMBER_PROPERTY,
    RESULT_PROPERTY,
    next_number,
    put_on_top,
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
    shown = (outline, _first_map(explanation))
    for place, one in enumerate(_group_of(explanation, outline)):
        finish = loading.finisher(one, place, is_shown=one.path in shown)
        finish_later(context, one.path, one.name, finish)
    name = super_resolved_name(explanation)
    finish_later(context, explanation.super_resolved, name, loading.take_super_resolved)


Finish = Callable[[QgsMapLayer], None]


@dataclass(frozen=True)
class _One:
    """A layer of the group."""

    path: str
    name: str
    finish: Finish
    is_evidence: bool = False
    """Whether it is a map or its outlines, which are as opaque as the analyst has them."""


def _first_map(explanation: Explanation) -> str:
    """File of its outlines, or of itself where it has none or the analyst wants specks; two
    heatmaps upon each other are none."""
    first = explanation.attributions[0]
    return (settings.AS_OUTLINES.get() and first.outlines) or first.raster


def _group_of(explanation: Explanation, outline: str) -> list[_One]:
    """From the top of the group to its bottom."""
    found = [_One(outline, region_name(), lambda layer: finish_region(layer, explanation))]
    for attribution in explanation.attributions:
        found += _of_map(explanation, attribution)
    detail = explanation.detail
    if detail is not None and detail.raster is not None:
        found.append(
            _One(detail.raster, detail_name(), lambda layer: finish_detail(layer, explanation))
        )
    return found


def _of_map(explanation: Explanation, attribution: Attribution) -> list[_One]:
    """Its outlines, itself, and what was asked for beside it."""

    def view(id: str) -> Finish:
        return lambda layer: finish_view(layer, explanation, attribution, id)

    outlines = attribution.outlines
    found = []
    if outlines is not None:
        found.append(
            _One(
                outlines,
                outlines_name(attribution),
                lambda layer: finish_outlines(layer, explanation, attribution),
                is_evidence=True,
            )
        )
    found.append(
        _One(
            attribution.raster,
            attribution.name,
            lambda layer: finish_attribution(layer, explanation, attribution),
            is_evidence=True,
        )
    )
    views = attribution.views.items()
    found += [_One(path, view_layer_name(attribution, id), view(id)) for id, path in views]
    return found


class _Loading:
    """Takes each layer when Processing has put it into the project, in whatever order."""

    def __init__(self, explanation: Explanation, source: LayerSource, project: QgsProject) -> None:
        self._explanation, self._source, self._project = explanation, source, project
        self._group: Optional[QgsLayerTreeGroup] = None
        self._places: dict[str, int] = {}
        """From the top of the group, by the ids of the layers that are in it."""
        self._number = 0

    def finisher(self, one: _One, place: int, is_shown: bool) -> Finish:
        """Styles a layer and puts it into the group, at its place among those that are there."""

        def finish(layer: QgsMapLayer) -> None:
            layer.setCrs(self._source.crs)
            one.finish(layer)
            if one.is_evidence:
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
        _move(node, tiles_group(self._project), 0)

    def _moved(self, layer: QgsMapLayer, place: int) -> Optional[QgsLayerTreeLayer]:
        """None where nobody put it into the layer tree."""
        node = self._project.layerTreeRoot().findLayer(layer.id())
        if node is None:
            return None
        group = self._make_group()
        above = sum(1 for other in self._places.values() if other < place)
        self._places[layer.id()] = place
        return _move(node, group, above)

    def _make_group(self) -> QgsLayerTreeGroup:
        if self._group is None:
            self._number = next_number(self._project)
            name = run_name(self._explanation, self._source)
            self._group = QgsLayerTreeGroup(titled(self._number, name))
            result = Path(self._explanation.request.output) / RESULT_FILE
            self._group.setCustomProperty(RESULT_PROPERTY, str(result))
            self._group.setCustomProperty(NUMBER_PROPERTY, self._number)
            put_on_top(self._group, self._project)
        return self._group


def _move(node: QgsLayerTreeLayer, group: QgsLayerTreeGroup, index: int) -> QgsLayerTreeLayer:
    """Its layer stays in the project, for it is in the tree twice before it is there once."""
    moved = node.clone()
    moved.setExpanded(False)
    group.insertChildNode(index, moved)
    node.parent().removeChildNode(node)
    return moved
