"""A comparison of networks → layers in the group of the run that it belongs to."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from html import escape
from itertools import chain
from pathlib import Path
from typing import TypeVar

from qgis.core import (
    QgsLayerMetadata,
    QgsLayerTreeGroup,
    QgsMapLayer,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

from srxai_plugin.contract.choices import METHOD_NAMES
from srxai_plugin.contract.commands import COMPARISON_FILE
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.results import Compared, Comparison, Explanation
from srxai_plugin.desk.map.layers import outlines_name
from srxai_plugin.desk.map.outlines import is_outlines, style_outlines
from srxai_plugin.desk.map.own import file_of, mark_own, opened_raster
from srxai_plugin.desk.map.result_layers import find_group
from srxai_plugin.desk.map.source import LayerSource
from srxai_plugin.desk.map.styles import style_attribution, style_super_resolved
from srxai_plugin.desk.map.styles_compared import (
    style_consensus,
    style_difference,
    style_disagreement,
)

Layer = TypeVar("Layer", QgsRasterLayer, QgsVectorLayer)
translate = QCoreApplication.translate

COMPARISON_PROPERTY = "srxai/comparison"
"""Of a comparison's group: the path of its ``comparison.json``."""


def adding_comparison(
    comparison: Comparison, explanation: Explanation, source: LayerSource, project: QgsProject
) -> Generator[None, None, QgsLayerTreeGroup]:
    """A group within the run's, or on top where that was removed; nothing else changes but that
    the run's maps are hidden, for heatmaps upon each other are none.

    It pauses after each piece, in which a window can answer; the project is not touched before all
    layers are made.

    Raises:
        BadInput: a file of the comparison cannot be read.
    """
    method = METHOD_NAMES.get(comparison.request.method.id, comparison.request.method.id)
    bands = explanation.radiometry.bands
    layers = []
    for layer in chain(
        _disagreement(comparison, source),
        _layers(comparison, source, method),
        _pictures(comparison, source, bands),
    ):
        layers.append(layer)
        yield
    group = QgsLayerTreeGroup(translate("Compared", "Networks by {0}").format(method))
    folder = Path(comparison.request.output)
    group.setCustomProperty(COMPARISON_PROPERTY, str(folder / COMPARISON_FILE))
    project.addMapLayers(layers, False)
    yield
    for i, layer in enumerate(layers):
        node = group.addLayer(layer)
        node.setExpanded(False)
        node.setItemVisibilityChecked(i == 0)
    group.setExpanded(False)
    yield
    run = find_group(project, explanation)
    if run is None:
        project.layerTreeRoot().insertChildNode(0, group)
    else:
        _hide_maps(run, explanation)
        run.insertChildNode(1 if run.findLayers() else 0, group)  # below the region's outline
    group.setExpanded(True)  # the layer tree unfolds only what changes when it is there
    return group


def _layers(comparison: Comparison, source: LayerSource, method: str) -> Iterator[QgsMapLayer]:
    names = ", ".join(compared.network.id for compared in comparison.networks)
    consensus = _raster(comparison.consensus, translate("Compared", "Consensus"), source)
    style_consensus(consensus)
    words = translate("Compared", "{0} that nearly all of these networks share: {1}.")
    _describe(consensus, words.format(method, names), comparison)
    yield consensus
    difference = _raster(comparison.difference, translate("Compared", "Difference"), source)
    style_difference(difference)
    words = translate(
        "Compared",
        "{0} of the networks that look widely, less that of the others: {1}. Blue is where only "
        "the wide ones look.",
    )
    _describe(difference, words.format(method, names), comparison)
    yield difference
    for compared in sorted(comparison.networks, key=lambda compared: compared.rank):
        words = translate("Compared", "{0} of {1}, SHA-256 {2}.")
        what = words.format(method, compared.network.id, compared.network.sha256)
        if compared.outlines is not None:
            outlines = _outlines(compared, source)
            _describe(outlines, what, comparison)
            yield outlines
        layer = _raster(compared.raster, compared.network.id, source)
        style_attribution(layer)
        _describe(layer, what, comparison)
        yield layer


def disagreement_name() -> str:
    """Of the layer that shows where the networks' pictures differ, translated."""
    return translate("Compared", "Disagreement")


def picture_name(compared: Compared) -> str:
    """Of a network's super-resolved tile."""
    return f"{compared.network.id} · SR"


def _disagreement(comparison: Comparison, source: LayerSource) -> Iterator[QgsRasterLayer]:
    found = comparison.disagreement
    if found is None:
        return
    layer = _raster(found.raster, disagreement_name(), source)
    style_disagreement(layer, found.limits)
    words = translate(
        "Compared",
        "Largest difference between the pictures that these networks drew, in raster units: {0}.",
    )
    names = ", ".join(compared.network.id for compared in comparison.networks)
    _describe(layer, words.format(names), comparison)
    yield layer


def _pictures(
    comparison: Comparison, source: LayerSource, bands: tuple[int, ...]
) -> Iterator[QgsRasterLayer]:
    """What each network made of the tile, shown as the raster is."""
    for compared in sorted(comparison.networks, key=lambda compared: compared.rank):
        if compared.super_resolved is None:
            continue
        name = picture_name(compared)
        # QGIS's own style stays where the source's does not fit.
        path = compared.super_resolved
        layer = _valid(QgsRasterLayer(path, name), source)
        if layer.bandCount() == len(bands):
            style_super_resolved(layer, bands, source.renderer)
        words = translate("Compared", "Super-resolved ×{0} by {1}, SHA-256 {2}.")
        network = compared.network
        _describe(layer, words.format(network.scale, network.id, network.sha256), comparison)
        yield layer


def _hide_maps(run: QgsLayerTreeGroup, explanation: Explanation) -> None:
    maps = {Path(attribution.raster) for attribution in explanation.attributions}
    if explanation.detail is not None and explanation.detail.raster is not None:
        maps.add(Path(explanation.detail.raster))
    for node in run.findLayers():
        layer = node.layer()
        if layer is not None and (file_of(layer) in maps or is_outlines(layer)):
            node.setItemVisibilityChecked(False)


def _outlines(compared: Compared, source: LayerSource) -> QgsVectorLayer:
    name = outlines_name(compared.network.id)
    layer = _valid(QgsVectorLayer(compared.outlines, name, "ogr"), source)
    style_outlines(layer)
    return layer


def _raster(path: str, name: str, source: LayerSource) -> QgsRasterLayer:
    return _valid(opened_raster(path, name, source.crs), source)


def _valid(layer: Layer, source: LayerSource) -> Layer:
    if not layer.isValid():
        raise BadInput(
            translate("Compared", "The result {0} cannot be read. Compare again.").format(
                layer.source()
            )
        )
    layer.setCrs(source.crs)
    return layer


def _describe(layer: QgsMapLayer, what: str, comparison: Comparison) -> None:
    metadata = QgsLayerMetadata()
    metadata.setType("dataset")
    metadata.setIdentifier(Path(layer.source()).name)
    metadata.setTitle(escape(layer.name(), quote=False))  # QGIS shows all of these as HTML
    raster = translate("Compared", "Raster: {0}").format(comparison.request.raster)
    metadata.setAbstract(escape(f"{what}\n{raster}", quote=False))
    metadata.setCrs(layer.crs())
    made_by = ", ".join(f"{name} {version}" for name, version in comparison.software.items())
    made_by = translate("Compared", "Made by SRXAI with {0}").format(made_by)
    metadata.addHistoryItem(escape(made_by, quote=False))
    layer.setMetadata(metadata)
    mark_own(layer)
