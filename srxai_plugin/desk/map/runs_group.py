"""The one group of a project that holds all runs, and where each of them stands in it.

From the top: the newest runs, then a group of the earlier ones, then one of all super-resolved
tiles, so that no run's tile hides the heatmap of another, and the tree stays short.
"""

from __future__ import annotations

from pathlib import Path
from typing import Optional, TypeVar

from qgis.core import QgsLayerTreeGroup, QgsLayerTreeNode, QgsProject
from qgis.PyQt.QtCore import QCoreApplication

from srxai_plugin.contract.commands import RESULT_FILE
from srxai_plugin.desk.map.own import file_of

translate = QCoreApplication.translate
Node = TypeVar("Node", bound=QgsLayerTreeNode)

TITLE = "SRXAI"
RESULT_PROPERTY = "srxai/result"
"""Of a run's group: the path of its ``result.json``, when it came into the project."""
NUMBER_PROPERTY = "srxai/number"
ROLE_PROPERTY = "srxai/role"
"""Of the other groups of ours: which of them it is."""
ALL, EARLIER, TILES = "all", "earlier", "tiles"
KEPT = 8
"""Runs that stand in the group of all by themselves: with the scene, twelve lines when folded."""


def run_groups(project: QgsProject) -> list[QgsLayerTreeGroup]:
    """Of all runs that are in the layer tree, from its top."""
    groups = project.layerTreeRoot().findGroups(True)
    return [group for group in groups if group.customProperty(RESULT_PROPERTY)]


def result_of(group: QgsLayerTreeGroup) -> Path:
    """The ``result.json`` of a run's group, where its layers lie now."""
    for node in group.findLayers():
        layer = node.layer()
        if layer is not None and node.parent() == group:
            file = file_of(layer).with_name(RESULT_FILE)
            if file.is_file():
                return file
    return Path(group.customProperty(RESULT_PROPERTY))


def number_of(group: QgsLayerTreeGroup) -> int:
    """0 for a run of an earlier version, which has none."""
    return int(group.customProperty(NUMBER_PROPERTY) or 0)


def next_number(project: QgsProject) -> int:
    """One that no run in the layer tree has."""
    return max(map(number_of, run_groups(project)), default=0) + 1


def titled(number: int, name: str) -> str:
    """A run as the tree and the panel call it."""
    return f"{number} · {name}" if number else name


def run_group(number: int, name: str, result: str) -> QgsLayerTreeGroup:
    """Of a new run, which is in no tree yet.

    Args:
        result: path of its ``result.json``.
    """
    group = QgsLayerTreeGroup(titled(number, name))
    group.setCustomProperty(RESULT_PROPERTY, result)
    group.setCustomProperty(NUMBER_PROPERTY, number)
    return group


def put_on_top(run: QgsLayerTreeGroup, project: QgsProject) -> None:
    """Into the group of all, above all other runs, which fold; the eldest of them move down."""
    group = _group_of_all(project)
    for other in run_groups(project):
        other.setExpanded(False)
    is_first = not group.children()
    group.insertChildNode(0, run)
    if is_first:
        group.setExpanded(False)
        group.setExpanded(True)  # the layer tree unfolds only what changes when it is full
    standing = [node for node in group.children() if node.customProperty(RESULT_PROPERTY)]
    if len(standing) > KEPT:
        earlier = _below(group, EARLIER, translate("Layers", "Earlier runs"))
        for old in reversed(standing[KEPT:]):
            move(old, earlier)


def tiles_group(project: QgsProject) -> QgsLayerTreeGroup:
    """Of the super-resolved tiles of all runs, below them."""
    return _below(_group_of_all(project), TILES, translate("Layers", "Super-resolved tiles"))


def move(node: Node, target: QgsLayerTreeGroup, place: int = 0) -> Node:
    """Put a node into another group; returns what stands there for it. Its layers stay in the
    project, for they are in the tree twice before they are there once."""
    moved = node.clone()
    target.insertChildNode(place, moved)
    node.parent().removeChildNode(node)
    return moved


def drop_empty(project: QgsProject) -> None:
    """Take away those of our groups that hold nothing any more."""
    for role in (EARLIER, TILES, ALL):
        group = _find(project.layerTreeRoot(), role)
        if group is not None and not group.children():
            group.parent().removeChildNode(group)


def _group_of_all(project: QgsProject) -> QgsLayerTreeGroup:
    root = project.layerTreeRoot()
    found = _find(root, ALL)
    if found is None:
        root.insertChildNode(0, _made(ALL, TITLE))
        found = _find(root, ALL)
    return found


def _below(group: QgsLayerTreeGroup, role: str, name: str) -> QgsLayerTreeGroup:
    """The tiles stand last, the earlier runs before them."""
    found = _find(group, role)
    if found is None:
        is_last = role == TILES or _find(group, TILES) is None
        group.insertChildNode(-1 if is_last else len(group.children()) - 1, _made(role, name))
        found = _find(group, role)
        found.setExpanded(False)
    return found


def _made(role: str, name: str) -> QgsLayerTreeGroup:
    group = QgsLayerTreeGroup(name)
    group.setCustomProperty(ROLE_PROPERTY, role)
    return group


def _find(group: QgsLayerTreeGroup, role: str) -> Optional[QgsLayerTreeGroup]:
    found = group.findGroups(True)
    return next((g for g in found if g.customProperty(ROLE_PROPERTY) == role), None)
