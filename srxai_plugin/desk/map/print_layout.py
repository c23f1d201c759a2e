"""An explanation on a page that can be printed, from the shipped template."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qgis.core import (
    QgsExpressionContextUtils,
    QgsLayerTreeLayer,
    QgsLayoutFrame,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemScaleBar,
    QgsLayoutSize,
    QgsLayoutTableColumn,
    QgsMapLayer,
    QgsMapLayerLegendUtils,
    QgsPrintLayout,
    QgsProject,
    QgsRasterLayer,
    QgsReadWriteContext,
    QgsTableCell,
)
from qgis.PyQt.QtCore import QCoreApplication, QSizeF, Qt
from qgis.PyQt.QtXml import QDomDocument

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.resource import resource
from srxai_plugin.contract.results import Attribution, Explanation
from srxai_plugin.desk.language.detail import detail_figures, detail_words
from srxai_plugin.desk.language.figures import UNKNOWN, correlation, distance, percent
from srxai_plugin.desk.language.in_short import next_words, used_words
from srxai_plugin.desk.language.offered import radiometry_words
from srxai_plugin.desk.language.verdicts import verdict_words
from srxai_plugin.desk.map.page import add_crops, arrange, in_project
from srxai_plugin.desk.map.result_layers import (
    extent_near,
    find_group,
    find_layer,
    find_map,
    find_super_resolved,
    region_path,
)
from srxai_plugin.desk.map.source import LayerSource
from srxai_plugin.desk.runtime import settings

translate = QCoreApplication.translate

TEMPLATE = "explanation.qpt"
WIDTHS = [42, 13, 19, 19, 19, 26, 18, 14]
"""Millimetres of the table's columns, without the margins of the cells."""
ROW = 5.3
"""Millimetres: height of a row."""
RAMP = (4.0, 30.0)
"""Millimetres of the map's colours in the legend."""


def add_layout(
    explanation: Explanation,
    attribution: Attribution,
    project: QgsProject,
    source: Optional[LayerSource] = None,
) -> QgsPrintLayout:
    """A print layout in the project, of one method's map and all methods' figures.

    Args:
        source: the layer that was explained, where that is no file.

    Raises:
        BadInput: the layers are no longer in the project, or the map's CRS does not reach them.
    """
    layout = QgsPrintLayout(project)
    document = QDomDocument()
    document.setContent(resource("layouts", TEMPLATE).read_text("utf-8"))
    layout.loadFromTemplate(document, QgsReadWriteContext())
    layout.setName(_free_name(explanation, attribution, project))
    _fill_texts(layout, explanation, attribution)
    _fill_table(layout, explanation)
    shown = _shown(explanation, attribution, project, source)
    crops = _crops(shown, explanation, attribution)
    region = shown["region"] or shown["map"]
    add_crops(layout, crops, in_project(region, region.extent(), project))
    arrange(layout, [id for id, _, _ in crops])
    _aim_map(layout, [layer for layer in shown.values() if layer is not None], project)
    project.layoutManager().addLayout(layout)
    return layout


def _shown(
    explanation: Explanation,
    attribution: Attribution,
    project: QgsProject,
    source: Optional[LayerSource],
) -> dict[str, Optional[QgsMapLayer]]:
    """From the top to the bottom: region, map, super-resolved raster, the raster it is from."""
    group = find_group(project, explanation)
    root = project.layerTreeRoot()
    nodes = {
        "region": find_layer(group, str(region_path(explanation))),
        "map": find_map(group, attribution, settings.AS_OUTLINES.get()),
        "sr": find_super_resolved(project, explanation),
        "lr": find_layer(root, explanation.request.raster),
    }
    if nodes["map"] is None:
        raise BadInput(
            translate(
                "PrintLayout",
                "The layer of {0} is no longer in the project. Re-run to get it back.",
            ).format(attribution.name)
        )
    if nodes["lr"] is None and source is not None:  # a layer that is no file
        nodes["lr"] = root.findLayer(source.layer)
    return {role: None if node is None else node.layer() for role, node in nodes.items()}


def _crops(
    shown: dict[str, Optional[QgsMapLayer]], explanation: Explanation, attribution: Attribution
) -> list[tuple[str, str, list[QgsMapLayer]]]:
    """Input, output and evidence, as far as their layers are there."""
    titles = {
        "lr": translate("PrintLayout", "LR: what {0} was given").format(explanation.network.id),
        "sr": translate("PrintLayout", "SR ×{0}: what it made of it").format(
            explanation.network.scale
        ),
        "map": translate("PrintLayout", "{0}: what it used").format(attribution.name),
    }
    below = {"lr": ("lr",), "sr": ("sr", "lr"), "map": ("map", "lr" if shown["lr"] else "sr")}
    return [
        (role, title, [layer for r in ("region", *below[role]) if (layer := shown[r]) is not None])
        for role, title in titles.items()
        if shown[role] is not None
    ]


def _free_name(explanation: Explanation, attribution: Attribution, project: QgsProject) -> str:
    scene = Path(explanation.request.raster).stem
    name = f"{scene} · {explanation.network.id} · {attribution.name}"
    taken = {layout.name() for layout in project.layoutManager().printLayouts()}
    free, again = name, 2
    while free in taken:
        free, again = f"{name} ({again})", again + 1
    return free


def _fill_texts(layout: QgsPrintLayout, explanation: Explanation, attribution: Attribution) -> None:
    """As variables of the layout: a text of a label could hold an expression, a variable's value
    is never taken for one."""
    texts = {
        "srxai_title": translate("PrintLayout", "What did {0} look at? {1}").format(
            explanation.network.id, attribution.name
        ),
        "srxai_verdict": "\n".join(
            filter(
                None,
                (
                    used_words(explanation),
                    detail_words(explanation),
                    next_words(explanation),
                    *(
                        f"{a.name} – {verdict_words(a, explanation.baselines)}"
                        for a in explanation.attributions
                    ),
                ),
            )
        ),
        "srxai_provenance": _provenance(explanation, attribution),
    }
    for name, text in texts.items():
        QgsExpressionContextUtils.setLayoutVariable(layout, name, text)


def _provenance(explanation: Explanation, attribution: Attribution) -> str:
    network, window = explanation.network, explanation.region_sr_window
    settings = ", ".join(
        f"{key} = {UNKNOWN if value == '' else value}"
        for key, value in attribution.parameters.items()
    )
    software = ", ".join(f"{name} {version}" for name, version in explanation.software.items())
    return "\n".join(
        (
            translate("PrintLayout", "How this was made"),
            translate("PrintLayout", "Raster: {0}").format(explanation.request.raster),
            translate(
                "PrintLayout", "Region: {0} × {1} SR pixels from column {2}, row {3}; {4}"
            ).format(
                window.width,
                window.height,
                window.column,
                window.row,
                radiometry_words(explanation.radiometry),
            ),
            translate("PrintLayout", "Network: {0} ({1}, ×{2}), SHA-256 {3}").format(
                network.id, network.architecture, network.scale, network.sha256
            ),
            translate("PrintLayout", "Method: {0} ({1})").format(attribution.name, settings),
            *_detail(explanation),
            translate("PrintLayout", "Software: {0}").format(software),
        )
    )


def _detail(explanation: Explanation) -> list[str]:
    figures = detail_figures(explanation)
    return [translate("PrintLayout", "Detail: {0}").format(" ".join(figures))] if figures else []


def _fill_table(layout: QgsPrintLayout, explanation: Explanation) -> None:
    frame = layout.itemById("Statistics")
    if not isinstance(frame, QgsLayoutFrame):
        return
    titles = (
        "",
        translate("PrintLayout", "DI"),
        translate("PrintLayout", "ATV @ 1 %"),
        translate("PrintLayout", "ATV mean"),
        translate("PrintLayout", "loc mean"),
        translate("PrintLayout", "Beyond detail"),
        translate("PrintLayout", "Looks at"),
        translate("PrintLayout", "Gap"),
    )
    table = frame.multiFrame()
    table.setHeaders([_column(i, title) for i, title in enumerate(titles)])
    table.setTableContents([[_cell(i, t) for i, t in enumerate(row)] for row in _rows(explanation)])
    table.setColumnWidths(WIDTHS)
    rows = 1 + len(explanation.attributions) + len(explanation.baselines)
    size = frame.sizeWithUnits()
    frame.attemptResize(QgsLayoutSize(size.width(), rows * ROW, size.units()))
    table.refresh()


def _rows(explanation: Explanation) -> list[list[str]]:
    rows = []
    for a in explanation.attributions:
        s, gap = a.statistics, a.statistics.completeness_gap
        rows.append(
            [
                a.name,
                f"{s.diffusion_index:.1f}",
                percent(s.atv.area.get("1")),
                percent(s.atv.mean),
                percent(s.atv.loc_mean),
                correlation(s.beyond_detail),
                distance(s.reach),
                percent(None if gap is None else 100 * gap),
            ]
        )
    names = {
        "random": translate("PrintLayout", "baseline: random"),
        "distance": translate("PrintLayout", "baseline: distance"),
        "detail": translate("PrintLayout", "baseline: detail"),
    }
    for name, baseline in explanation.baselines.items():
        atv = baseline.atv
        figures = [percent(figure) for figure in (atv.area.get("1"), atv.mean, atv.loc_mean)]
        rows.append([names.get(name, name), UNKNOWN, *figures, UNKNOWN, UNKNOWN, UNKNOWN])
    return rows


def _column(i: int, title: str) -> QgsLayoutTableColumn:
    column = QgsLayoutTableColumn(title)
    column.setHAlignment(_side(i))
    return column


def _cell(i: int, text: str) -> QgsTableCell:
    cell = QgsTableCell(text)
    cell.setHorizontalAlignment(_side(i))
    return cell


def _side(column: int) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight


def _aim_map(layout: QgsPrintLayout, layers: list[QgsMapLayer], project: QgsProject) -> None:
    map: Optional[QgsLayoutItemMap] = layout.referenceMap()
    shown = layers[1] if len(layers) > 1 else layers[0]
    extent = in_project(shown, extent_near(shown), project)
    map.setLayers(layers)
    map.setKeepLayerSet(True)
    map.zoomToExtent(extent)
    for item in layout.items():
        if isinstance(item, QgsLayoutItemLegend):
            root = item.model().rootGroup()
            root.removeAllChildren()
            for layer in layers[:2]:
                _add_to_legend(item, root.addLayer(layer))
        elif isinstance(item, QgsLayoutItemScaleBar):
            item.update()


def _add_to_legend(legend: QgsLayoutItemLegend, node: QgsLayerTreeLayer) -> None:
    """A map shows its colours only: the band is called as the layer is."""
    count = len(legend.model().layerLegendNodes(node))
    if isinstance(node.layer(), QgsRasterLayer) and count > 1:
        QgsMapLayerLegendUtils.setLegendNodeOrder(node, [count - 1])
        QgsMapLayerLegendUtils.setLegendNodeSymbolSize(node, count - 1, QSizeF(*RAMP))
        legend.model().refreshLayerLegend(node)
