"""Where the layers of a result stand in a project, which the user may have changed since."""

from __future__ import annotations

from pathlib import Path
from typing import Optional, Union

from qgis.core import (
    QgsLayerTreeGroup,
    QgsLayerTreeLayer,
    QgsMapLayer,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
)

from srxai_plugin.contract.commands import RESULT_FILE
from srxai_plugin.contract.results import Attribution, Compared, Explanation
from srxai_plugin.desk.map.outlines import is_outlines
from srxai_plugin.desk.map.own import file_of
from srxai_plugin.desk.map.region_layer import REGION_FILE
from srxai_plugin.desk.map.runs_group import RESULT_PROPERTY, result_of, run_groups

NEAR = 1.3
"""Extent of the map against that of a layer which is zoomed to."""


def result_path(explanation: Explanation) -> Path:
    """Of its ``result.json``."""
    return Path(explanation.request.output) / RESULT_FILE


def region_path(explanation: Explanation) -> Path:
    """Of the region's outline."""
    return Path(explanation.request.output) / REGION_FILE


def find_group(project: QgsProject, explanation: Explanation) -> Optional[QgsLayerTreeGroup]:
    """None where the user has removed it."""
    wanted = result_path(explanation)
    groups = run_groups(project)
    # Most likely the one that came as that result: of the others it costs a look at their files.
    groups.sort(key=lambda group: group.customProperty(RESULT_PROPERTY) != str(wanted))
    return next((group for group in groups if result_of(group) == wanted), None)


def find_super_resolved(
    project: QgsProject, explanation: Explanation
) -> Optional[QgsLayerTreeLayer]:
    """Its tile lies below those of all runs' maps; None where the user has removed it."""
    return find_layer(project.layerTreeRoot(), explanation.super_resolved)


def find_layer(group: Optional[QgsLayerTreeGroup], path: str) -> Optional[QgsLayerTreeLayer]:
    """The first layer in a group that shows the file; None where there is none."""
    nodes = [] if group is None else group.findLayers()
    wanted = Path(path)
    for node in nodes:
        layer = node.layer()
        if layer is not None and wanted.name in layer.source() and file_of(layer) == wanted:
            return node
    return None


def find_map(
    group: Optional[QgsLayerTreeGroup], attribution: Union[Attribution, Compared], as_outlines: bool
) -> Optional[QgsLayerTreeLayer]:
    """The layer that shows a map's outlines, or its specks; the other where there is but that."""
    specks = find_layer(group, attribution.raster)
    outlines = None if attribution.outlines is None else find_layer(group, attribution.outlines)
    first, second = (outlines, specks) if as_outlines else (specks, outlines)
    return first or second


def show_alone(group: QgsLayerTreeGroup, node: QgsLayerTreeLayer, imagery: str) -> None:
    """Show a map and hide the group's others, for two heatmaps upon each other are none.

    Args:
        imagery: file of the raster that stays as it is.
    """
    for other in group.findLayers():
        layer = other.layer()
        is_raster = isinstance(layer, QgsRasterLayer) and file_of(layer) != Path(imagery)
        if (is_raster or is_outlines(layer)) and other is not node:
            other.setItemVisibilityChecked(False)
    node.setItemVisibilityCheckedParentRecursive(True)


def extent_near(layer: QgsMapLayer) -> QgsRectangle:
    """Of the layer with a little of what lies around, in its own CRS."""
    extent = QgsRectangle(layer.extent())
    extent.scale(NEAR)
    return extent
