"""An explanation → layers in a QGIS project."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Optional, TypeVar

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsLayerMetadata,
    QgsLayerTreeGroup,
    QgsMapLayer,
    QgsProject,
    QgsRasterLayer,
    QgsRasterRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

from srxai_plugin.contract.commands import RESULT_FILE
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.results import Attribution, Explanation
from srxai_plugin.desk.language.detail import detail_words, what_detail_judges
from srxai_plugin.desk.language.offered import view_name, view_tip
from srxai_plugin.desk.language.verdicts import verdict_words
from srxai_plugin.desk.map.detail_style import shorten_legend, style_detail
from srxai_plugin.desk.map.outlines import is_outlines, style_outlines
from srxai_plugin.desk.map.own import mark_own, opened_raster
from srxai_plugin.desk.map.region_layer import name_region_fields, write_region
from srxai_plugin.desk.map.runs_group import (
    NUMBER_PROPERTY,
    RESULT_PROPERTY,
    next_number,
    put_on_top,
    tiles_group,
    titled,
)
from srxai_plugin.desk.map.source import LayerSource
from srxai_plugin.desk.map.styles import style_attribution, style_region, style_super_resolved
from srxai_plugin.desk.map.styles_compared import style_difference

translate = QCoreApplication.translate
Layer = TypeVar("Layer", QgsRasterLayer, QgsVectorLayer)

SIGNED = ("signed", "bands")
"""Views from −1 to 1, which diverge from 0."""


def add_explanation(
    explanation: Explanation, source: LayerSource, project: QgsProject
) -> QgsLayerTreeGroup:
    """A group of its own above those of other runs; what was there before stays as it is, but
    folds.

    The first map is shown, as outlines where it has them, and the others, the detail's too, wait
    unticked, for two heatmaps upon each other are none.

    Raises:
        BadInput: a file of the result cannot be read or the region's cannot be written.
    """
    steps = adding(explanation, source, project)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def adding(
    explanation: Explanation,
    source: LayerSource,
    project: QgsProject,
    number: Optional[int] = None,
    name: str = "",
    as_outlines: bool = True,
) -> Generator[None, None, QgsLayerTreeGroup]:
    """``add_explanation`` with a pause after each piece, in which a window can answer; the project
    is not touched before all layers are made.

    Args:
        number: of the run; None takes the next.
        name: instead of the usual one.
        as_outlines: whether the first map is shown so, or as specks.
    """
    layers = []
    for layer in _layers(explanation, source):
        if layer is not None:
            layers.append(layer)
        yield
    number = number or next_number(project)
    name = name or run_name(explanation, source)
    group = QgsLayerTreeGroup(titled(number, name))
    group.setCustomProperty(RESULT_PROPERTY, str(Path(explanation.request.output) / RESULT_FILE))
    group.setCustomProperty(NUMBER_PROPERTY, number)
    super_resolved = layers.pop()
    super_resolved.setName(titled(number, super_resolved.name()))
    project.addMapLayers([*layers, super_resolved], False)
    yield
    for layer in layers:
        node = group.addLayer(layer)
        node.setExpanded(False)
        shorten_legend(node)
    shown = layers[1:2]
    if not as_outlines and len(layers) > 2 and is_outlines(layers[1]):
        shown = layers[2:3]
    for layer in layers[1:]:
        group.findLayer(layer).setItemVisibilityChecked(layer in shown)
    yield
    group.setExpanded(False)
    put_on_top(group, project)
    yield
    tiles_group(project).insertLayer(0, super_resolved).setExpanded(False)
    group.setExpanded(True)  # the layer tree unfolds only what changes when it is there
    return group


def run_name(explanation: Explanation, source: LayerSource) -> str:
    """What a run is called until the analyst calls it otherwise: layer, network and time of day."""
    return f"{source.name} · {explanation.network.id} · {datetime.now():%H:%M}"


def _layers(explanation: Explanation, source: LayerSource) -> Iterator[Optional[QgsMapLayer]]:
    """From the top to the bottom of the group; None for a piece of work that ends without one."""
    path = write_region(explanation, source.crs)
    yield None
    region = QgsVectorLayer(path, region_name(), "ogr")
    finish_region(region, explanation)
    yield region
    for attribution in explanation.attributions:
        if attribution.outlines is not None:
            layer = _vector(attribution.outlines, outlines_name(attribution), source.crs)
            finish_outlines(layer, explanation, attribution)
            yield layer
        layer = _raster(attribution.raster, attribution.name, source.crs)
        finish_attribution(layer, explanation, attribution)
        yield layer
        for view, path in attribution.views.items():
            layer = _raster(path, view_layer_name(attribution, view), source.crs)
            finish_view(layer, explanation, attribution, view)
            yield layer
    if explanation.detail is not None and explanation.detail.raster is not None:
        layer = _raster(explanation.detail.raster, detail_name(), source.crs)
        finish_detail(layer, explanation)
        yield layer
    name = super_resolved_name(explanation)
    path = explanation.super_resolved
    # QGIS's own style stays where the source's does not fit.
    super_resolved = _placed(QgsRasterLayer(path, name), path, source.crs)
    finish_super_resolved(super_resolved, explanation, source.renderer)
    yield super_resolved


def super_resolved_name(explanation: Explanation) -> str:
    """As layer trees show it, translated."""
    return translate("Layers", "Super-resolved ×{0}").format(explanation.network.scale)


def detail_name() -> str:
    """Of the layer that judges the added detail, as layer trees show it, translated."""
    return translate("Layers", "Detail")


def outlines_name(attribution: Attribution) -> str:
    """Of the layer that outlines a map's evidence, as layer trees show it, translated."""
    return translate("Layers", "{0} · outlines").format(attribution.name)


def region_name() -> str:
    """Of the layer that outlines the region, as layer trees show it, translated."""
    return translate("Layers", "Region")


def view_layer_name(attribution: Attribution, view: str) -> str:
    """Of the layer of a further raster of a method, as layer trees show it, translated."""
    return f"{attribution.name} · {view_name(view)}"


def finish_outlines(
    layer: QgsVectorLayer, explanation: Explanation, attribution: Attribution
) -> None:
    """Style and metadata of the outlines of an attribution map."""
    style_outlines(layer)
    _describe(
        layer,
        explanation,
        translate("Layers", "{0}: what {1} rests on").format(
            attribution.name, explanation.network.id
        ),
        translate(
            "Layers",
            "Areas that hold 50, 80 and 95 % of the attribution by {0}, and the rest of the tile. "
            "{1}",
        ).format(attribution.name, verdict_words(attribution, explanation.baselines)),
    )


def finish_attribution(
    layer: QgsRasterLayer, explanation: Explanation, attribution: Attribution
) -> None:
    """Style and metadata of an attribution map."""
    style_attribution(layer)
    settings = ", ".join(f"{key} = {value}" for key, value in attribution.parameters.items())
    _describe(
        layer,
        explanation,
        translate("Layers", "{0}: where {1} looked").format(
            attribution.name, explanation.network.id
        ),
        translate("Layers", "Attribution map by {0} ({1}), divided by its maximum. {2}").format(
            attribution.name, settings, verdict_words(attribution, explanation.baselines)
        ),
    )


def finish_view(
    layer: QgsRasterLayer, explanation: Explanation, attribution: Attribution, view: str
) -> None:
    """Style and metadata of a further raster of a method."""
    if view in SIGNED:
        style_difference(layer)
    else:
        style_attribution(layer, layer.bandCount() if view == "layers" else 1)
    _describe(
        layer,
        explanation,
        f"{attribution.name}: {view_name(view)}",
        view_tip(view),
    )


def finish_detail(layer: QgsRasterLayer, explanation: Explanation) -> None:
    """Style and metadata of the layer that judges the added detail."""
    style_detail(layer)
    _describe(
        layer,
        explanation,
        translate("Layers", "Detail that {0} added").format(explanation.network.id),
        f"{detail_words(explanation)}. {what_detail_judges()}",
    )


def finish_super_resolved(
    layer: QgsRasterLayer, explanation: Explanation, source: Optional[QgsRasterRenderer]
) -> None:
    """Style and metadata of the super-resolved raster; ``source`` draws the raster it is from."""
    style_super_resolved(layer, explanation.radiometry_out.bands, source)
    _describe(
        layer,
        explanation,
        translate("Layers", "Super-resolved ×{0} by {1}").format(
            explanation.network.scale, explanation.network.id
        ),
        explanation.radiometry.words,
    )


def finish_region(layer: QgsVectorLayer, explanation: Explanation) -> None:
    """Style and metadata of the region's outline."""
    style_region(layer)
    name_region_fields(layer)
    window = explanation.region_sr_window
    _describe(
        layer,
        explanation,
        translate("Layers", "Explained region"),
        translate("Layers", "{0} × {1} super-resolved pixels.").format(window.width, window.height),
    )


def _vector(path: str, name: str, crs: QgsCoordinateReferenceSystem) -> QgsVectorLayer:
    return _placed(QgsVectorLayer(path, name, "ogr"), path, crs)


def _raster(path: str, name: str, crs: QgsCoordinateReferenceSystem) -> QgsRasterLayer:
    return _placed(opened_raster(path, name, crs), path, crs)


def _placed(layer: Layer, path: str, crs: QgsCoordinateReferenceSystem) -> Layer:
    if not layer.isValid():
        raise BadInput(
            translate("Layers", "The result {0} cannot be read. Explain the region again.").format(
                path
            )
        )
    layer.setCrs(crs)
    return layer


def _describe(layer: QgsMapLayer, explanation: Explanation, title: str, what: str) -> None:
    network = explanation.network
    metadata = QgsLayerMetadata()
    metadata.setType("dataset")
    metadata.setIdentifier(Path(layer.source().split("|")[0]).name)
    metadata.setTitle(escape(title, quote=False))  # QGIS shows all of these as HTML
    told = "\n".join(
        (
            what,
            translate("Layers", "Network: {0} ({1}, ×{2}, {3} parameters), SHA-256 {4}").format(
                network.id,
                network.architecture,
                network.scale,
                network.parameters,
                network.sha256,
            ),
            translate("Layers", "Raster: {0}").format(explanation.request.raster),
        )
    )
    metadata.setAbstract(escape(told, quote=False))
    metadata.setCrs(layer.crs())
    made_by = ", ".join(f"{name} {version}" for name, version in explanation.software.items())
    made_by = translate("Layers", "Made by SRXAI with {0}").format(made_by)
    metadata.addHistoryItem(escape(made_by, quote=False))
    layer.setMetadata(metadata)
    mark_own(layer)
