"""Outlines of the evidence on the map: how they look, what they say, and that they last."""

from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import (
    QgsFeature,
    QgsLayerTreeModel,
    QgsMapLayer,
    QgsMapRendererCustomPainterJob,
    QgsMapSettings,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QColor, QImage, QPainter

from srxai_plugin.contract.results import Explanation
from srxai_plugin.desk.map.layers import add_explanation
from srxai_plugin.desk.map.outlines import is_outlines
from srxai_plugin.desk.map.source import source_of

SIDE = 240


@pytest.fixture
def outlines(explanation: Explanation, project: QgsProject) -> QgsVectorLayer:
    """Of AMVE-SR, in the project."""
    scene = QgsRasterLayer(explanation.request.raster, "scene")
    project.addMapLayer(scene)
    add_explanation(explanation, source_of(scene), project)
    return project.mapLayersByName("AMVE-SR · outlines")[0]


def parts(layer: QgsVectorLayer) -> dict[str, QgsFeature]:
    return {feature["part"]: feature for feature in layer.getFeatures()}


def drawn(layer: QgsMapLayer) -> tuple[QImage, QgsMapSettings]:
    """On white, without labels."""
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(layer.crs())
    settings.setExtent(layer.extent())
    settings.setOutputSize(QSize(SIDE, SIDE))
    settings.setFlag(QgsMapSettings.Flag.DrawLabeling, False)
    image = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    job = QgsMapRendererCustomPainterJob(settings, painter)
    job.renderSynchronously()
    painter.end()
    return image, settings


def legend(project: QgsProject, layer: QgsMapLayer) -> list[str]:
    model = QgsLayerTreeModel(project.layerTreeRoot())
    nodes = model.layerLegendNodes(project.layerTreeRoot().findLayer(layer))
    return [node.data(Qt.ItemDataRole.DisplayRole) for node in nodes]


def test_imagery_is_dimmed_outside_the_outlines_and_untouched_within(
    outlines: QgsVectorLayer,
) -> None:
    image, settings = drawn(outlines)
    found = parts(outlines)
    to_screen = settings.mapToPixel()
    for part, is_dimmed in (("rest", True), ("50", False)):
        place = found[part].geometry().poleOfInaccessibility(0.1)[0].asPoint()
        at = to_screen.transform(place)
        lightness = image.pixelColor(round(at.x()), round(at.y())).lightness()
        assert (lightness < 160) is is_dimmed, part


def test_a_legend_goes_in_words_from_used_most_to_used_little(
    outlines: QgsVectorLayer, project: QgsProject
) -> None:
    assert legend(project, outlines) == [
        "50 % of the evidence",
        "80 %",
        "95 %",
        "Dimmed: used little",
    ]


def test_a_heatmaps_legend_says_used_little_and_used_most(
    outlines: QgsVectorLayer, project: QgsProject
) -> None:
    (specks,) = project.mapLayersByName("AMVE-SR")
    settings = specks.renderer().shader().rasterShaderFunction().legendSettings()
    assert (settings.minimumLabel(), settings.maximumLabel()) == ("used little", "used most")
    model = QgsLayerTreeModel(project.layerTreeRoot())
    nodes = model.layerLegendNodes(project.layerTreeRoot().findLayer(specks))
    assert len(nodes) == 1, "the ramp alone, no band's long name before it"


def test_identify_says_what_an_outline_holds_in_words_and_units(outlines: QgsVectorLayer) -> None:
    fields = outlines.fields()
    said = {name: fields.field(name).alias() for name in ("part", "evidence", "area")}
    assert said == {
        "part": "Outline",
        "evidence": "Evidence, %",
        "area": "Tile area, %",
    }
    setup = fields.field("part").editorWidgetSetup()
    names = {code: words for entry in setup.config()["map"] for words, code in entry.items()}
    assert setup.type() == "ValueMap" and names["50"] == "50 % of the evidence"
    assert set(names) == set(parts(outlines))


def test_outlines_are_polygons_of_the_map_that_hold_one_another(outlines: QgsVectorLayer) -> None:
    found = parts(outlines)
    areas = [found[part].geometry().area() for part in ("50", "80", "95")]
    assert areas == sorted(areas) and areas[0] > 0
    assert all(feature.geometry().isGeosValid() for feature in found.values())
    whole = found["rest"].geometry().combine(found["95"].geometry())
    specks = 40 * 32 * 0.25  # pixels of the whole small scene, half a unit wide
    assert whole.area() == pytest.approx(specks, rel=1e-3)


def test_the_look_of_outlines_survives_in_the_project_file(
    outlines: QgsVectorLayer, project: QgsProject, tmp_path: Path
) -> None:
    before, _ = drawn(outlines)
    assert project.write(str(tmp_path / "project.qgz"))
    project.clear()
    assert project.read(str(tmp_path / "project.qgz"))
    (again,) = project.mapLayersByName("AMVE-SR · outlines")
    assert again.isValid() and is_outlines(again) and again.labelsEnabled()
    assert drawn(again)[0] == before
    assert again.fields().field("area").alias() == "Tile area, %"
