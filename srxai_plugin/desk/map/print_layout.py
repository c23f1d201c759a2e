"""An explanation on a page that can be printed, from the shipped template."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Optional

from qgis.core import (
    QgsCoordinateTransform,
    QgsCsException,
    QgsExpressionContextUtils,
    QgsLayerTreeLayer,
    QgsLayoutFrame,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemScaleBar,
    QgsLayoutPoint,
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
from qgis.PyQt.QtGui import QFont, QFontMetricsF
from qgis.PyQt.QtXml import QDomDocument

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.resource import resource
from srxai_plugin.contract.results import Attribution, Explanation
from srxai_plugin.desk.language.detail import detail_figures, detail_words
from srxai_plugin.desk.language.figures import UNKNOWN, correlation, distance, percent
from srxai_plugin.desk.language.offered import radiometry_words
from srxai_plugin.desk.language.verdicts import verdict_words
from srxai_plugin.desk.map.result_layers import (
    extent_near,
    find_group,
    find_layer,
    find_super_resolved,
    region_path,
)

translate = QCoreApplication.translate

TEMPLATE = "explanation.qpt"
WIDTHS = [42, 13, 19, 19, 19, 26, 18, 14]
"""Millimetres of the table's columns, without the margins of the cells."""
ROW, GAP = 5.3, 4.0
"""Millimetres: height of a row, and room below the table."""
LEADING, POINT = 1.45, 0.3528
"""Height of a line against its font's size, as Chinese takes it, and millimetres of a point."""
BOTTOM = 287.0
"""Millimetres of the page that may be written on."""
RAMP = (4.0, 30.0)
"""Millimetres of the map's colours in the legend."""


def add_layout(
    explanation: Explanation, attribution: Attribution, project: QgsProject
) -> QgsPrintLayout:
    """A print layout in the project, of one method's map and all methods' figures.

    Raises:
        BadInput: the layers are no longer in the project, or the map's CRS does not reach them.
    """
    layers = _layers(explanation, attribution, project)
    layout = QgsPrintLayout(project)
    document = QDomDocument()
    document.setContent(resource("layouts", TEMPLATE).read_text("utf-8"))
    layout.loadFromTemplate(document, QgsReadWriteContext())
    layout.setName(_free_name(explanation, attribution, project))
    _fill_texts(layout, explanation, attribution)
    _make_room(layout)
    _fill_table(layout, explanation)
    _aim_map(layout, layers, project)
    project.layoutManager().addLayout(layout)
    return layout


def _layers(
    explanation: Explanation, attribution: Attribution, project: QgsProject
) -> list[QgsMapLayer]:
    """From the top to the bottom: region, map, super-resolved raster, the raster it is from."""
    group = find_group(project, explanation)
    paths = (str(region_path(explanation)), attribution.raster)
    nodes = [find_layer(group, path) for path in paths]
    nodes.append(find_super_resolved(project, explanation))
    if nodes[1] is None:
        raise BadInput(
            translate(
                "PrintLayout",
                "The layer of {0} is no longer in the project. Re-run to get it back.",
            ).format(attribution.name)
        )
    source = find_layer(project.layerTreeRoot(), explanation.request.raster)
    return [node.layer() for node in (*nodes, source) if node is not None]


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
                    detail_words(explanation),
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


def _make_room(layout: QgsPrintLayout) -> None:
    """Move what lies below the verdicts down, where they take more lines than the template has."""
    label = layout.itemById("Verdict")
    if not isinstance(label, QgsLayoutItemLabel):
        return
    width, height = label.rect().width(), label.rect().height()
    font = QFont(label.font())
    size = POINT * font.pointSizeF()
    font.setPixelSize(100)  # metrics that no screen's resolution has a part in
    metrics = QFontMetricsF(font)
    wide = (size / 100 * metrics.horizontalAdvance(t) for t in label.currentText().splitlines())
    # A line breaks between words: some of its width stays empty.
    more = sum(math.ceil(1.05 * w / width) for w in wide) * LEADING * size - height
    if more <= 0:
        return
    label.attemptResize(QgsLayoutSize(width, height + more))
    for item in layout.items():
        place = item.positionWithUnits() if isinstance(item, QgsLayoutItem) else None
        if place is not None and place.y() > label.positionWithUnits().y() and item.id():
            item.attemptMove(QgsLayoutPoint(place.x(), place.y() + more, place.units()))


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
    height = max(rows * ROW, size.height())
    frame.attemptResize(QgsLayoutSize(size.width(), height, size.units()))
    below, place = layout.itemById("Provenance"), frame.positionWithUnits()
    if below is not None:
        top = place.y() + height + GAP
        below.attemptMove(QgsLayoutPoint(place.x(), top, place.units()))
        room = max(BOTTOM - top, below.rect().height())
        below.attemptResize(QgsLayoutSize(below.rect().width(), room))
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
    try:
        to_map = QgsCoordinateTransform(shown.crs(), project.crs(), project)
        extent = to_map.transformBoundingBox(extent_near(shown))
    except QgsCsException:
        raise BadInput(
            translate("PrintLayout", "The project's CRS does not reach {0}.").format(shown.name())
        ) from None
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
