"""An explanation → layers in a QGIS project."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from html import escape
from pathlib import Path
from typing import Any, Optional, TypeVar

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
from srxai_plugin.desk.map.outlines import style_outlines
from srxai_plugin.desk.map.own import mark_own, opened_raster
from srxai_plugin.desk.map.region_layer import name_region_fields, write_region
from srxai_plugin.desk.map.runs_group import (
    next_number,
    put_on_top,
    run_group,
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
    outline = write_region(explanation, source.crs)
    yield
    parts, layers = parts_of(explanation, outline), []
    for part in parts:
        layers.append(_opened(part, source.crs))
        yield
    super_resolved = _super_resolved(explanation, source)
    yield
    number = number or next_number(project)
    name = name or run_name(explanation, source)
    group = run_group(number, name, str(Path(explanation.request.output) / RESULT_FILE))
    super_resolved.setName(titled(number, super_resolved.name()))
    project.addMapLayers([*layers, super_resolved], False)
    yield
    shown = shown_first(parts, as_outlines)
    for part, layer in zip(parts, layers):
        node = group.addLayer(layer)
        node.setExpanded(False)
        shorten_legend(node)
        node.setItemVisibilityChecked(part in (parts[0], shown))
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


@dataclass(frozen=True, eq=False)
class Part:
    """A layer of a run's group."""

    path: str
    name: str
    finish: Callable[[Any], None]
    """Gives the layer its style and metadata."""
    is_raster: bool = True
    is_evidence: bool = False
    """Whether it is a map or its outlines, which are as opaque as the analyst has them."""


def parts_of(explanation: Explanation, outline: str) -> list[Part]:
    """From the top of a run's group to its bottom; the super-resolved tile stands elsewhere.

    Args:
        outline: file of the region's outline, which comes first.
    """
    region = Part(outline, region_name(), lambda layer: finish_region(layer, explanation), False)
    maps = (part for one in explanation.attributions for part in _parts_of_map(explanation, one))
    parts = [region, *maps]
    detail = explanation.detail
    if detail is not None and detail.raster is not None:
        parts.append(
            Part(detail.raster, detail_name(), lambda layer: finish_detail(layer, explanation))
        )
    return parts


def _parts_of_map(explanation: Explanation, attribution: Attribution) -> Iterator[Part]:
    """Its outlines, itself, and what was asked for beside it."""
    if attribution.outlines is not None:
        yield Part(
            attribution.outlines,
            outlines_name(attribution.name),
            lambda layer: finish_outlines(layer, explanation, attribution),
            is_raster=False,
            is_evidence=True,
        )
    yield Part(
        attribution.raster,
        attribution.name,
        lambda layer: finish_attribution(layer, explanation, attribution),
        is_evidence=True,
    )
    for view, path in attribution.views.items():
        finish = partial(finish_view, explanation=explanation, attribution=attribution, view=view)
        yield Part(path, view_layer_name(attribution, view), finish)


def shown_first(parts: Sequence[Part], as_outlines: bool) -> Optional[Part]:
    """The first map of a run, by its outlines where it has them and they are wanted; two heatmaps
    upon each other are none."""
    maps = parts[1:]
    has_both = len(maps) > 1 and not maps[0].is_raster
    return maps[1] if has_both and not as_outlines else next(iter(maps), None)


def _opened(part: Part, crs: QgsCoordinateReferenceSystem) -> QgsMapLayer:
    path, name = part.path, part.name
    opened = opened_raster(path, name, crs) if part.is_raster else QgsVectorLayer(path, name, "ogr")
    layer = _placed(opened, path, crs)
    part.finish(layer)
    return layer


def _super_resolved(explanation: Explanation, source: LayerSource) -> QgsRasterLayer:
    path, name = explanation.super_resolved, super_resolved_name(explanation)
    # QGIS's own style stays where the source's does not fit.
    layer = _placed(QgsRasterLayer(path, name), path, source.crs)
    finish_super_resolved(layer, explanation, source.renderer)
    return layer


def super_resolved_name(explanation: Explanation) -> str:
    """As layer trees show it, translated."""
    return translate("Layers", "Super-resolved ×{0}").format(explanation.network.scale)


def detail_name() -> str:
    """Of the layer that judges the added detail, as layer trees show it, translated."""
    return translate("Layers", "Detail")


def outlines_name(map: str) -> str:
    """Of the layer that outlines a map's evidence, as layer trees show it, translated."""
    return translate("Layers", "{0} · outlines").format(map)


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
