"""The layer that judges the detail: where it lies, how it looks, and what its colours mean."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from qgis.core import (
    QgsLayerTreeModel,
    QgsPalettedRasterRenderer,
    QgsProject,
    QgsRasterBlockFeedback,
    QgsRasterLayer,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

from srxai_plugin.contract.results import Explanation
from srxai_plugin.contract.scenes import DETAIL_BANDS
from srxai_plugin.desk.map.detail_style import style_detail
from srxai_plugin.desk.map.layers import add_explanation
from srxai_plugin.desk.map.source import LayerSource, source_of

# Machado, Oliveira & Fernandes 2009, doi 10.1109/TVCG.2009.113, table 1, severity 1; linear RGB.
BLIND = {
    "nobody": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopes": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopes": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopes": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


@pytest.fixture
def source(explanation: Explanation, project: QgsProject) -> LayerSource:
    layer = QgsRasterLayer(explanation.request.raster, "scene")
    project.addMapLayer(layer)
    return source_of(layer)


@pytest.fixture
def styled(judged: Explanation) -> QgsPalettedRasterRenderer:
    layer = QgsRasterLayer(judged.detail.raster, "Detail")
    style_detail(layer)
    return layer.renderer().clone()


def test_it_waits_unticked_between_the_maps_and_the_image(
    judged: Explanation, source: LayerSource, project: QgsProject
) -> None:
    group = add_explanation(judged, source, project)
    nodes = group.findLayers()
    assert [node.name() for node in nodes] == [
        "Region",
        "AMVE-SR · outlines",
        "AMVE-SR",
        "LAM · outlines",
        "LAM",
        "Detail",
    ]
    assert [node.name() for node in nodes if node.isVisible()] == ["Region", "AMVE-SR · outlines"]
    model = QgsLayerTreeModel(project.layerTreeRoot())
    legend = [node.data(Qt.ItemDataRole.DisplayRole) for node in model.layerLegendNodes(nodes[5])]
    assert legend[0] == "Supported" and len(legend) == 5  # no band's long name before them
    layer = nodes[5].layer()
    assert layer.crs() == source.crs
    told = layer.metadata().abstract()
    assert "plausible" in told and "networks that do not invent" in told
    assert judged.network.sha256 in told


def test_a_result_that_was_not_asked_about_detail_has_no_such_layer(
    explanation: Explanation, source: LayerSource, project: QgsProject
) -> None:
    add_explanation(explanation, source, project)
    assert not project.mapLayersByName("Detail")


def test_each_class_has_a_colour_and_a_word(styled: QgsPalettedRasterRenderer) -> None:
    assert styled.type() == "paletted"
    assert list(DETAIL_BANDS)[styled.band() - 1] == "class"
    assert [(round(c.value), c.label) for c in styled.classes()] == [
        (1, "Supported"),
        (2, "Plausible"),
        (3, "Invented"),
        (4, "Nothing added"),
        (5, "Not calibrated here"),
    ]


def test_the_image_shows_through_and_nothing_added_shows_nothing(judged: Explanation) -> None:
    layer = QgsRasterLayer(judged.detail.raster, "Detail")
    style_detail(layer)
    width, height = layer.width(), layer.height()
    block = layer.renderer().block(1, layer.extent(), width, height, QgsRasterBlockFeedback())
    alphas = [
        QColor.fromRgba(block.color(height // 2, (2 * i + 1) * width // 12)).alpha()
        for i in range(6)  # no data, and the classes from 1
    ]
    assert alphas[0] == alphas[4] == 0
    assert all(100 < alpha < 180 for i, alpha in enumerate(alphas) if i not in (0, 4))


@pytest.mark.parametrize("eyes", BLIND)
def test_its_colours_are_told_apart_by_colour_blind_eyes(
    styled: QgsPalettedRasterRenderer, eyes: str
) -> None:
    seen = {
        c.label: _lab(BLIND[eyes], c.color.getRgbF()[:3])
        for c in styled.classes()
        if c.color.alpha() > 0
    }
    assert len(seen) == 4
    for (a, one), (b, other) in combinations(seen.items(), 2):
        apart = sum((x - y) ** 2 for x, y in zip(one, other)) ** 0.5
        assert apart > 20, (a, b, apart)  # CIE76: 2.3 is just noticed


def test_its_style_survives_in_the_project_file(
    judged: Explanation, source: LayerSource, project: QgsProject, tmp_path: Path
) -> None:
    add_explanation(judged, source, project)
    path = str(tmp_path / "project.qgz")
    assert project.write(path)
    project.clear()
    assert project.read(path)
    (layer,) = project.mapLayersByName("Detail")
    assert [c.label for c in layer.renderer().classes()][:2] == ["Supported", "Plausible"]


def _lab(matrix: tuple[tuple[float, ...], ...], colour: tuple[float, ...]) -> tuple[float, ...]:
    """CIE L*a*b* (D65) of an sRGB colour as such eyes see it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    r, g, b = (min(max(sum(m * c for m, c in zip(row, linear)), 0), 1) for row in matrix)
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089
    fx, fy, fz = (
        t ** (1 / 3) if t > (6 / 29) ** 3 else t / (3 * (6 / 29) ** 2) + 4 / 29 for t in (x, y, z)
    )
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)
