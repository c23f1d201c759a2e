"""Layers that Processing loads when an algorithm is done, styled and described by us."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import (
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsProject,
)

from srxai_plugin.desk.map.own import mark_own

_waiting: set[_Finisher] = set()
"""Processing keeps only a C++ pointer; someone must keep the Python object alive until its turn."""


class _Finisher(QgsProcessingLayerPostProcessorInterface):
    def __init__(self, finish: Callable[[QgsMapLayer], None]) -> None:
        super().__init__()
        self._finish = finish

    def postProcessLayer(  # noqa: N802
        self, layer: QgsMapLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        self._finish(layer)
        mark_own(layer)
        _waiting.discard(self)


def finish_later(
    context: QgsProcessingContext, path: str, name: str, finish: Callable[[QgsMapLayer], None]
) -> None:
    """Load ``path`` on completion as ``name`` and call ``finish`` with it, on the main thread.

    Does nothing where no project takes layers, as in ``qgis_process``.
    """
    project = context.project()
    if project is None:
        return
    details = QgsProcessingContext.LayerDetails(name, project, name)
    details.forceName = True
    finisher = _Finisher(finish)
    _waiting.add(finisher)
    details.setPostProcessor(finisher)
    context.addLayerToLoadOnCompletion(path, details)


def untick(layer: QgsMapLayer, project: QgsProject) -> None:
    """Hide a layer that Processing has loaded, where it is in the layer tree."""
    node = project.layerTreeRoot().findLayer(layer.id())
    if node is not None:
        node.setItemVisibilityChecked(False)


def style_later(
    context: QgsProcessingContext, path: str, finish: Callable[[QgsMapLayer], None]
) -> None:
    """Call ``finish`` with the layer of a declared destination, where it is to be loaded."""
    if not context.willLoadLayerOnCompletion(path):
        return
    finisher = _Finisher(finish)
    _waiting.add(finisher)
    context.layerToLoadOnCompletionDetails(path).setPostProcessor(finisher)
