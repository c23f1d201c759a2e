"""What is told of the place under the mouse."""

from __future__ import annotations

import shutil
import struct
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Iface, until
from osgeo import gdal
from qgis.core import QgsPointXY, QgsProject, QgsRasterLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QPoint
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QToolTip

from srxai_plugin.contract.codec import to_json
from srxai_plugin.contract.moved import read_result
from srxai_plugin.contract.results import Explanation
from srxai_plugin.desk.evidence.under_cursor import UnderCursor
from srxai_plugin.desk.evidence.words import detail_here_words, share_words
from srxai_plugin.desk.map.layers import add_explanation
from srxai_plugin.desk.map.source import source_of

HELD_MS = 50
COLUMN, ROW = 17, 11


@pytest.fixture
def run(judged: Explanation, project: QgsProject, iface: Iface, tmp_path: Path) -> Explanation:
    """With a verdict on the detail, on the canvas."""
    folder = tmp_path / "out"
    shutil.copytree(judged.request.output, folder, ignore=shutil.ignore_patterns("networks-*"))
    (folder / "result.json").write_text(to_json(judged), "utf-8")
    explanation = read_result(Explanation, folder / "result.json")
    scene = QgsRasterLayer(explanation.request.raster, "scene")
    project.addMapLayer(scene)
    group = add_explanation(explanation, source_of(scene), project)
    canvas = iface.mapCanvas()
    canvas.setDestinationCrs(scene.crs())
    canvas.setExtent(scene.extent())
    canvas.setLayers([node.layer() for node in group.findLayers() if node.isVisible()])
    return explanation


@pytest.fixture
def under(run: Explanation, iface: Iface) -> Iterator[UnderCursor]:
    told = UnderCursor(iface.mapCanvas())
    yield told
    told.close()


def middle_of(run: Explanation, column: int, row: int) -> QgsPointXY:
    """Of a pixel of the tile, whose grid is rotated."""
    a, b, c, d, e, f = run.tile.transform
    x, y = column + 0.5, row + 0.5
    return QgsPointXY(a * x + b * y + c, d * x + e * y + f)


def strongest(run: Explanation) -> tuple[int, int, float]:
    """Column and row of AMVE-SR's strongest pixel, and its share in %, as GDAL reads them."""
    dataset = gdal.Open(run.attributions[0].raster)  # a band of a closed one crashes
    band = dataset.GetRasterBand(2)
    width, height = band.XSize, band.YSize
    raw = band.ReadRaster(0, 0, width, height, buf_type=gdal.GDT_Float32)
    values = struct.unpack(f"{width * height}f", raw)
    place = max((v, i) for i, v in enumerate(values) if v == v)[1]
    return place % width, place // width, values[place]


def test_a_pixel_is_told_its_share_and_the_verdict_on_the_detail_there(
    run: Explanation, under: UnderCursor
) -> None:
    column, row, share = strongest(run)
    # Stripes of the detail's classes along the tile: none, then 1 to 5.
    names = ["", "supported", "plausible", "invented", "nothing added", "not calibrated here"]
    name = names[6 * column // run.tile.window.width]
    interval = ", ±\u00a00.25 of 255" if name in names[1:4] else ""
    told = under.words(middle_of(run, column, row))
    detail = f" · detail here: {name}{interval}" if name else ""
    figure = f"{share:.0f}" if share >= 9.95 else f"{share:.2g}"
    assert told == f"AMVE-SR – this pixel: {figure} % of the evidence{detail}"


def test_nothing_is_told_beside_the_map_or_where_no_map_is_shown(
    run: Explanation, under: UnderCursor, iface: Iface
) -> None:
    inside = middle_of(run, COLUMN, ROW)
    assert under.words(inside)
    assert under.words(middle_of(run, -30, ROW)) == ""
    iface.mapCanvas().setLayers([])
    assert under.words(inside) == ""


def test_a_mouse_that_rests_on_a_map_is_told_and_never_holds_the_window(
    run: Explanation, under: UnderCursor, iface: Iface
) -> None:
    canvas: QgsMapCanvas = iface.mapCanvas()
    place = canvas.getCoordinateTransform().transform(middle_of(run, COLUMN, ROW))
    at = QPoint(round(place.x()), round(place.y()))
    QTest.mouseMove(canvas.viewport(), at - QPoint(3, 0))
    QTest.mouseMove(canvas.viewport(), at)
    until(QToolTip.text)
    assert "of the evidence" in QToolTip.text()
    QToolTip.hideText()
    spent = []
    for _ in range(20):
        start = time.thread_time()
        under.words(middle_of(run, COLUMN, ROW))
        spent.append(1000 * (time.thread_time() - start))
    assert sorted(spent)[10] < HELD_MS


def test_a_place_is_told_even_when_its_specks_are_hidden_but_not_when_they_are_gone(
    run: Explanation, under: UnderCursor, project: QgsProject
) -> None:
    inside = middle_of(run, COLUMN, ROW)
    assert "this pixel" in under.words(inside)  # outlines are what is shown
    project.removeMapLayer(project.mapLayersByName("AMVE-SR")[0].id())
    assert under.words(inside) == ""


@pytest.mark.parametrize(
    ("percent", "figure"),
    [(41.6, "42 %"), (4.19, "4.2 %"), (0.1146, "0.11 %"), (0.00114619, "< 0.01 %"), (0, "none")],
)
def test_a_share_is_a_figure_that_can_be_read(percent: float, figure: str) -> None:
    assert share_words(percent) == f"this pixel: {figure} of the evidence"


def test_a_class_that_is_none_says_nothing(explanation: Explanation) -> None:
    for number in (0, 6, 9):
        assert detail_here_words(number, 1.0, explanation.radiometry) == ""
    assert detail_here_words(4, 1.0, explanation.radiometry) == "detail here: nothing added"
