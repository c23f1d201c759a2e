"""What an explanation looks like in a project."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from conftest import MakeRaster
from qgis.core import (
    QgsContrastEnhancement,
    QgsLayerTreeGroup,
    QgsMultiBandColorRenderer,
    QgsPointXY,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
    QgsSingleBandGrayRenderer,
    QgsVectorLayer,
)

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Polygon, Region
from srxai_plugin.contract.requests import Method
from srxai_plugin.contract.results import Explanation
from srxai_plugin.desk.map.layers import add_explanation
from srxai_plugin.desk.map.runs_group import RESULT_PROPERTY, run_groups, tiles_group
from srxai_plugin.desk.map.source import LayerSource, source_of
from srxai_plugin.desk.map.styles import style_attribution, style_super_resolved
from srxai_plugin.desk.runtime import blocking


@pytest.fixture
def source(explanation: Explanation, project: QgsProject) -> LayerSource:
    layer = QgsRasterLayer(explanation.request.raster, "city <b>ortho</b>")
    project.addMapLayer(layer)
    return source_of(layer)


def names(project: QgsProject) -> list[str]:
    return [layer.name() for layer in project.layerTreeRoot().layerOrder()]


def test_a_result_is_one_group_on_top_with_its_layers_in_order(
    explanation: Explanation, source: LayerSource, project: QgsProject
) -> None:
    group = add_explanation(explanation, source, project)
    everything = project.layerTreeRoot().children()[0]
    assert everything.name() == "SRXAI" and everything.children()[0] == group
    assert group.name().startswith("1 · city <b>ortho</b> · edsr-x4 · ")
    assert names(project) == [
        "Region",
        "AMVE-SR · outlines",
        "AMVE-SR",
        "LAM · outlines",
        "LAM",
        "1 · Super-resolved ×4",
        "city <b>ortho</b>",
    ]
    assert Path(group.customProperty(RESULT_PROPERTY)).is_file()


def test_a_new_result_leaves_the_earlier_ones_as_they_were(
    explanation: Explanation, source: LayerSource, project: QgsProject
) -> None:
    first = add_explanation(explanation, source, project)
    before = [(node.name(), node.isVisible()) for node in first.findLayers()]
    second = add_explanation(explanation, source, project)
    assert run_groups(project) == [second, first]
    assert [(node.name(), node.isVisible()) for node in first.findLayers()] == before


def test_ten_runs_are_numbered_in_one_group_of_twelve_lines_with_all_tiles_below_all_maps(
    explanation: Explanation, source: LayerSource, project: QgsProject
) -> None:
    for _ in range(10):
        newest = add_explanation(explanation, source, project)
    groups = run_groups(project)
    assert groups[0].name() == newest.name()
    assert [int(group.name().split(" · ")[0]) for group in groups] == [*range(10, 0, -1)]
    everything, scene = project.layerTreeRoot().children()
    assert isinstance(everything, QgsLayerTreeGroup) and scene.name() == "city <b>ortho</b>"
    assert [group.isExpanded() for group in groups] == [True] + 9 * [False]
    assert 1 + len(everything.children()) + 1 <= 12, "lines, when the runs are folded"
    order = names(project)
    tiles = [i for i, name in enumerate(order) if "Super-resolved" in name]
    assert tiles == [*range(len(order) - 11, len(order) - 1)], "all between maps and scene"
    assert [node.name() for node in tiles_group(project).findLayers()] == [
        f"{number} · Super-resolved ×4" for number in range(10, 0, -1)
    ]
    assert newest.findLayers()[1].isVisible() and order[1] == "AMVE-SR · outlines"
    assert len(project.mapLayers()) == 61, "none was lost on its way into the earlier runs"


def test_one_map_is_shown_and_the_others_wait_unticked(
    explanation: Explanation, source: LayerSource, project: QgsProject
) -> None:
    group = add_explanation(explanation, source, project)
    shown = [node.name() for node in group.parent().findLayers() if node.isVisible()]
    assert shown == ["Region", "AMVE-SR · outlines", "1 · Super-resolved ×4"]


def test_the_layers_have_the_crs_of_the_source_layer_and_are_readable(
    explanation: Explanation, source: LayerSource, project: QgsProject
) -> None:
    for node in add_explanation(explanation, source, project).findLayers():
        assert node.layer().isValid()
        assert node.layer().crs() == source.crs


def test_the_region_lies_where_its_pixels_lie_on_a_rotated_grid(
    explanation: Explanation, source: LayerSource, project: QgsProject
) -> None:
    add_explanation(explanation, source, project)
    region = project.mapLayersByName("Region")[0]
    assert Path(region.source().split("|")[0]).name == "region.gpkg"
    (feature,) = region.getFeatures()
    # SR pixels 60…84 × 40…56 of ×4 are columns 15…21 and rows 10…14.
    corners = [(15, 10), (21, 10), (21, 14), (15, 14)]
    places = [(500_000 + 0.4 * c + 0.3 * r, 4_100_000 + 0.3 * c - 0.4 * r) for c, r in corners]
    vertices = [(v.x(), v.y()) for v in feature.geometry().vertices()]
    for found, expected in zip(vertices, places):
        assert found == pytest.approx(expected, abs=1e-6)


def test_a_drawn_polygon_is_a_polygon_in_its_layer_too(
    explanation: Explanation, source: LayerSource, project: QgsProject, tmp_path: Path
) -> None:
    x, y = 500_012.0, 4_100_002.0
    outer = ((x, y), (x + 4, y), (x, y - 4), (x, y))
    hole = ((x + 1, y - 1), (x + 2, y - 1), (x + 1, y - 2), (x + 1, y - 1))
    request = replace(
        explanation.request, region=Region(polygon=Polygon((outer, hole))), output=str(tmp_path)
    )
    add_explanation(replace(explanation, request=request), source, project)
    (feature,) = project.mapLayersByName("Region")[0].getFeatures()
    assert (tmp_path / "region.gpkg").is_file()
    assert feature.geometry().area() == pytest.approx(8 - 0.5)
    assert not feature.geometry().contains(QgsPointXY(x + 1.2, y - 1.2)), "the hole"
    assert feature.geometry().contains(QgsPointXY(x + 0.5, y - 0.5))


def test_the_metadata_tell_network_hash_method_and_parameters(
    explanation: Explanation, source: LayerSource, project: QgsProject
) -> None:
    add_explanation(explanation, source, project)
    metadata = project.mapLayersByName("LAM")[0].metadata()
    assert explanation.network.sha256 in metadata.abstract()
    assert "steps = 2" in metadata.abstract()
    assert explanation.request.raster in metadata.abstract()
    assert "edsr-x4" in metadata.title()
    assert any("torch" in line for line in metadata.history())


def test_a_result_that_vanished_is_told_in_one_sentence(
    explanation: Explanation, source: LayerSource, project: QgsProject, tmp_path: Path
) -> None:
    from dataclasses import replace

    gone = replace(explanation, super_resolved=str(tmp_path / "gone.tif"))
    with pytest.raises(BadInput, match=r"gone\.tif cannot be read"):
        add_explanation(gone, source, project)
    assert names(project) == ["city <b>ortho</b>"]


def test_a_heatmap_is_invisible_at_0_and_at_most_85_percent_opaque_at_1(
    explanation: Explanation,
) -> None:
    layer = QgsRasterLayer(explanation.attributions[0].raster, "map")
    style_attribution(layer)
    shader = layer.renderer().shader().rasterShaderFunction()
    alphas = [shader.shade(value)[4] for value in (0.0, 0.01, 0.1, 0.5, 1.0)]
    assert alphas[0] == 0
    assert alphas == sorted(alphas)
    assert 200 < alphas[-1] <= 217


def test_two_heatmaps_compare_for_their_range_is_fixed(explanation: Explanation) -> None:
    for attribution in explanation.attributions:
        layer = QgsRasterLayer(attribution.raster, "map")
        style_attribution(layer)
        assert layer.renderer().classificationMin() == 0.0
        assert layer.renderer().classificationMax() == 1.0


def test_a_super_resolved_raster_is_drawn_with_the_bands_and_stretch_of_its_source(
    explanation: Explanation, make_raster: MakeRaster
) -> None:
    source = QgsRasterLayer(str(make_raster(bands=4)), "source")
    renderer = QgsMultiBandColorRenderer(source.dataProvider(), 4, 3, 2)
    stretch = QgsContrastEnhancement(source.dataProvider().dataType(4))
    stretch.setMinimumValue(17)
    stretch.setMaximumValue(203)
    renderer.setRedContrastEnhancement(stretch)
    layer = QgsRasterLayer(explanation.super_resolved, "sr")
    style_super_resolved(layer, (2, 3, 4), renderer)
    drawn = layer.renderer()
    assert (drawn.redBand(), drawn.greenBand(), drawn.blueBand()) == (3, 2, 1)
    assert drawn.redContrastEnhancement().maximumValue() == 203


def test_a_super_resolved_raster_of_one_band_takes_the_stretch_of_its_source(
    explanation: Explanation, make_raster: MakeRaster
) -> None:
    source = QgsRasterLayer(str(make_raster(bands=1)), "source")
    renderer = QgsSingleBandGrayRenderer(source.dataProvider(), 1)
    stretch = QgsContrastEnhancement(source.dataProvider().dataType(1))
    stretch.setMinimumValue(17)
    stretch.setMaximumValue(203)
    renderer.setContrastEnhancement(stretch)
    layer = QgsRasterLayer(explanation.super_resolved, "sr")
    style_super_resolved(layer, (1, 1, 1), renderer)
    drawn = layer.renderer()
    assert isinstance(drawn, QgsSingleBandGrayRenderer) and drawn.usesBands() == [1]
    assert drawn.contrastEnhancement().minimumValue() == 17
    assert drawn.contrastEnhancement().maximumValue() == 203


def test_a_style_survives_in_the_project_file(
    explanation: Explanation, source: LayerSource, project: QgsProject, tmp_path: Path
) -> None:
    add_explanation(explanation, source, project)
    assert project.write(str(tmp_path / "project.qgz"))
    project.clear()
    assert project.read(str(tmp_path / "project.qgz"))
    heatmap = project.mapLayersByName("AMVE-SR")[0]
    assert heatmap.renderer().type() == "singlebandpseudocolor"
    assert heatmap.renderer().shader().rasterShaderFunction().shade(0.0)[4] == 0
    region = project.mapLayersByName("Region")[0]
    assert isinstance(region, QgsVectorLayer)
    assert len(region.renderer().symbol().symbolLayers()) == 2


def test_further_rasters_are_layers_and_layer_by_layer_is_one_of_many_bands(
    explanation: Explanation,
    source: LayerSource,
    project: QgsProject,
    tmp_path: Path,
    interpreter: Path,
) -> None:
    asked = replace(
        explanation.request,
        output=str(tmp_path / "out"),
        methods=(Method("amve-sr"),),
        views=("layers", "density"),
    )
    seen = blocking.explain(asked, QgsProcessingFeedback(), interpreter)
    group = add_explanation(seen, source, project)
    shown = {node.name(): node.isVisible() for node in group.findLayers()}
    assert shown == {
        "Region": True,
        "AMVE-SR · outlines": True,
        "AMVE-SR": False,
        "AMVE-SR · layer by layer": False,
        "AMVE-SR · density": False,
    }
    (layers,) = project.mapLayersByName("AMVE-SR · layer by layer")
    assert layers.bandCount() > 10
    assert layers.renderer().usesBands() == [layers.bandCount()], "the deepest is shown"


def test_a_pixel_tells_its_share_of_the_attribution(
    explanation: Explanation, source: LayerSource, project: QgsProject
) -> None:
    """As Identify asks: the second band, in %."""
    add_explanation(explanation, source, project)
    (heatmap,) = project.mapLayersByName("LAM")
    provider = heatmap.dataProvider()
    block = provider.block(2, provider.extent(), provider.xSize(), provider.ySize())
    shares = [block.value(r, c) for r in range(block.height()) for c in range(block.width())]
    inside = [share for share in shares if share == share]
    assert provider.generateBandName(2).endswith("Share of the evidence by LAM (%)")
    assert heatmap.bandCount() == 2 and max(inside) > 0
