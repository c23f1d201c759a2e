"""The Processing algorithms for scenes, features and comparisons, run as users run them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from on_desktop import identified, load, named
from osgeo import gdal
from qgis.core import (
    NULL,
    QgsApplication,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsFeature,
    QgsGeometry,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsRenderContext,
    QgsVectorLayer,
)

from srxai_plugin.desk.map.scene_styles import style_reliance
from srxai_plugin.desk.processing import engine_algorithm
from srxai_plugin.desk.processing.provider import SrxaiProvider
from srxai_plugin.desk.runtime import settings

NAMES = (
    "superresolve",
    "explainfeatures",
    "comparenetworks",
    "reliancemap",
    "detailmap",
    "zonalattribution",
    "randomisationcheck",
)
REGION = "500006,500010,4099990,4099994 [EPSG:32633]"
NETWORK = "fsrcnn-x4"
DETAIL_WORDS = {
    "supported": "Supported",
    "plausible": "Plausible",
    "invented": "Invented",
    "not-calibrated": "Not calibrated here",
    "not-judged": "Not judged",
}

pytestmark = pytest.mark.usefixtures("interpreter")


@pytest.fixture(autouse=True)
def provider(qgis_processing: None) -> Iterator[SrxaiProvider]:
    provider = SrxaiProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    yield provider
    QgsApplication.processingRegistry().removeProvider(provider)


@pytest.fixture
def scene(make_layer: Callable[..., QgsRasterLayer]) -> QgsRasterLayer:
    return make_layer()


@pytest.fixture
def polygons(project: QgsProject) -> QgsVectorLayer:
    """Two polygons on the raster, one beside it, and a feature without a geometry; in degrees."""
    layer = QgsVectorLayer("Polygon?crs=EPSG:32633&field=kind:string", "polygons", "memory")
    for kind, corner in (("roof", 500_004), ("tree", 500_010), ("away", 600_000), ("none", None)):
        feature = QgsFeature(layer.fields())
        feature["kind"] = kind
        if corner is not None:
            box = QgsRectangle(corner, 4_099_990, corner + 3, 4_099_994)
            feature.setGeometry(QgsGeometry.fromRect(box))
        layer.dataProvider().addFeature(feature)
    import processing

    moved = processing.run(
        "native:reprojectlayer",
        {"INPUT": layer, "TARGET_CRS": "EPSG:4326", "OUTPUT": "TEMPORARY_OUTPUT"},
    )["OUTPUT"]
    project.addMapLayer(moved)
    return moved


@pytest.fixture
def options() -> dict[str, object]:
    """Of the engine, as a user sets them for all runs."""
    settings.DEVICE.set("cpu")
    settings.THREADS.set(1)
    return {"device": "cpu", "threads": 1}


def asked(path: str, tag: str) -> dict[str, object]:
    """Where the network ran, as a raster's own tags say it."""
    dataset = gdal.Open(path)
    threads = int(dataset.GetMetadataItem("SRXAI_THREADS"))
    return {"device": json.loads(dataset.GetMetadataItem(tag))["device"], "threads": threads}


def run(name: str, parameters: dict, **how: object) -> dict:
    import processing

    return processing.run(f"srxai:{name}", parameters, **how)


def waiting_for(output: str, name: str) -> QgsProcessingContext:
    """As a dialog asks for a file to be loaded into the project when it is written."""
    context, project = QgsProcessingContext(), QgsProject.instance()
    context.setProject(project)
    details = QgsProcessingContext.LayerDetails(name, project, "OUTPUT")
    details.forceName = True
    context.addLayerToLoadOnCompletion(output, details)
    return context


def test_a_raster_is_super_resolved_and_drawn_like_the_original(
    scene: QgsRasterLayer, tmp_path: Path, project: QgsProject, options: dict[str, object]
) -> None:
    output = str(tmp_path / "sr.tif")
    context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
    context.setProject(project)
    details = QgsProcessingContext.LayerDetails("sr", project, "OUTPUT")
    context.addLayerToLoadOnCompletion(output, details)
    parameters = {"LAYER": scene, "NETWORK": NETWORK, "TILE": 16, "OUTPUT": output}
    results = run("superresolve", parameters, context=context, feedback=feedback)
    assert (results["SCALE"], results["TILES"]) == (4, 6)
    assert asked(output, "SRXAI_SUPERRESOLVE_REQUEST") == options
    layer = QgsRasterLayer(output, "sr")
    assert (layer.width(), layer.height()) == (160, 128)
    assert layer.rasterUnitsPerPixelX() == 0.125
    context.layersToLoadOnCompletion()[output].postProcessor().postProcessLayer(
        layer, context, feedback
    )
    assert layer.renderer().type() == scene.renderer().type()


def test_a_reliance_map_has_a_style_for_each_band(
    scene: QgsRasterLayer, tmp_path: Path, options: dict[str, object]
) -> None:
    output = str(tmp_path / "map.tif")
    told: list[str] = []

    class Listening(QgsProcessingFeedback):
        def setProgressText(self, text: str) -> None:  # noqa: N802
            told.append(text)

    parameters = {"LAYER": scene, "NETWORK": NETWORK, "STRIDE": 16, "OUTPUT": output}
    context = waiting_for(output, "Reliance map")
    results = run("reliancemap", parameters, context=context, feedback=Listening())
    assert any("s left" in text for text in told)
    assert results["WINDOWS"] == 6 and results["MEAN_DIFFUSION_INDEX"] > 0
    assert results["SUMMARY"].startswith("6 windows")
    assert asked(output, "SRXAI_RELIANCE_REQUEST") == options
    (layer,) = load(context, QgsProject.instance()).values()
    assert layer.bandCount() == 4 and layer.rasterUnitsPerPixelX() == 8
    assert layer.name() == "Reliance map (25 % of each cell sampled)"  # 8² of 16² pixels
    (node,) = QgsProject.instance().layerTreeRoot().findLayers()[:1]
    assert node.name() == layer.name(), "the legend says it"
    (said,) = identified(layer)
    units = ("Diffusion index", "ATV, %", "% of the value range", "attribution, m")
    assert [key for key, unit in zip(said, units) if key.endswith(unit)] == list(said)
    names = layer.styleManager().styles()
    assert len(names) == 4 and "adds" in layer.styleManager().currentStyle()
    shown = set()
    for name in names:
        layer.styleManager().setCurrentStyle(name)
        assert layer.renderer().type() == "singlebandpseudocolor"
        shown.update(layer.renderer().usesBands())
    assert shown == {1, 2, 3, 4}


def test_a_detail_map_tells_the_shares_of_its_classes_and_shows_them(
    scene: QgsRasterLayer, tmp_path: Path, options: dict[str, object]
) -> None:
    output = str(tmp_path / "detail.tif")
    context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
    context.setProject(QgsProject.instance())
    details = QgsProcessingContext.LayerDetails("detail", QgsProject.instance(), "OUTPUT")
    context.addLayerToLoadOnCompletion(output, details)
    parameters = {"LAYER": scene, "NETWORK": NETWORK, "OUTPUT": output}
    results = run("detailmap", parameters, context=context, feedback=feedback)
    shares = [results[key] for key in results if key.startswith("SHARE_")]
    assert len(shares) == 5 and sum(shares) == pytest.approx(100)
    assert results["SUMMARY"].startswith("Supported") and results["TILES"] == 1
    assert asked(output, "SRXAI_DETAIL_REQUEST") == options
    layer = QgsRasterLayer(output, "detail")
    assert (layer.width(), layer.bandCount()) == (160, 5)
    context.layersToLoadOnCompletion()[output].postProcessor().postProcessLayer(
        layer, context, feedback
    )
    assert layer.renderer().type() == "paletted"


def test_reliance_judges_the_detail_where_that_is_asked_for(
    scene: QgsRasterLayer, tmp_path: Path
) -> None:
    output = str(tmp_path / "map.tif")
    run(
        "reliancemap",
        {"LAYER": scene, "NETWORK": NETWORK, "STRIDE": 24, "OUTPUT": output, "DETAIL": True},
    )
    layer = QgsRasterLayer(output, "map")
    style_reliance(layer)
    assert layer.bandCount() == 6 and len(layer.styleManager().styles()) == 6


def test_features_get_their_figures_and_those_that_cannot_say_why(
    scene: QgsRasterLayer, polygons: QgsVectorLayer, tmp_path: Path
) -> None:
    parameters = {
        "INPUT": polygons,
        "LAYER": scene,
        "NETWORK": NETWORK,
        "OUTPUT": str(tmp_path / "explained.gpkg"),
        "RESULTS": str(tmp_path / "maps"),
    }
    context = waiting_for(parameters["OUTPUT"], "Explained features")
    results = run("explainfeatures", parameters, context=context)
    assert (results["EXPLAINED"], results["FAILED"]) == (2, 2)
    (layer,) = load(context, QgsProject.instance()).values()
    assert_drawn_by_verdict(layer)
    found = {f["kind"]: f for f in layer.getFeatures()}
    assert layer.crs() == polygons.crs() and len(found) == 4
    for kind in ("roof", "tree"):
        assert 0 < found[kind]["gated_gradient_diffusion_index"] < 100
        assert found[kind]["gated_gradient_verdict"] in ("faithful", "careful", "unfit")
        result = json.loads(Path(found[kind]["srxai_result"]).read_text("utf-8"))
        figures = (result["detail"][name] for name in ("level", "share", "half_width"))
        fields = ("detail", "detail_share", "detail_half_width")
        for field, figure in zip(fields, figures):
            assert found[kind][field] == (NULL if figure is None else figure)
        (told,) = result["attributions"]
        assert Path(told["raster"]).is_file()
        assert found[kind]["gated_gradient_loc"] == told["statistics"]["atv"]["loc_mean"] > 0
        beyond = told["statistics"]["beyond_detail"]
        assert found[kind]["gated_gradient_beyond_detail"] == (NULL if beyond is None else beyond)
    assert "outside the raster" in found["away"]["srxai_note"]
    assert "no polygon" in found["none"]["srxai_note"]
    made = Path(found["roof"]["srxai_result"]).stat().st_mtime_ns
    run("explainfeatures", {**parameters, "OUTPUT": str(tmp_path / "again.gpkg")})
    assert Path(found["roof"]["srxai_result"]).stat().st_mtime_ns == made


def assert_drawn_by_verdict(layer: QgsVectorLayer) -> None:
    """Each feature has a class of its own; those that failed are labelled with why."""
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    renderer = layer.renderer()
    rendering = QgsRenderContext()
    rendering.setExpressionContext(context)
    renderer.startRender(rendering, layer.fields())
    (rule,) = layer.labeling().rootRule().children()
    assert layer.labelsEnabled()
    for feature in layer.getFeatures():
        rendering.expressionContext().setFeature(feature)
        context.setFeature(feature)
        (key,) = renderer.legendKeysForFeature(feature, rendering)
        label = next(i.label() for i in renderer.legendSymbolItems() if i.ruleKey() == key)
        tip = QgsExpression.replaceExpressionText(layer.mapTipTemplate(), context)
        said = named(layer, feature)
        why = said["Why it could not be explained"]
        if feature["kind"] in ("roof", "tree"):
            assert label == f"Detail: {DETAIL_WORDS[feature['detail']]}"
            assert tip == said["Detail: verdict"] == label
            assert said["Gated gradient: verdict on the map"] in (
                "Faithful map",
                "Careful",
                "Unfit map",
            )
            assert float(said["Gated gradient: mean ATV, %"]) > 0
        else:
            assert label == "Not explained: the label says why"
            assert rule.settings().fieldName == "srxai_note" and why in tip
            assert "outside the raster" in why or "no polygon" in why
    renderer.stopRender(rendering)


def test_without_a_folder_only_the_figures_are_kept(
    scene: QgsRasterLayer, polygons: QgsVectorLayer, tmp_path: Path
) -> None:
    results = run(
        "explainfeatures",
        {
            "INPUT": polygons,
            "LAYER": scene,
            "NETWORK": NETWORK,
            "METHODS": ["amve-sr", "gradient"],
            "DETAIL": False,
            "OUTPUT": str(tmp_path / "explained.gpkg"),
        },
    )
    layer = QgsVectorLayer(results["OUTPUT"], "explained")
    first = next(layer.getFeatures())
    assert first["gradient_atv"] >= 0 and not first["srxai_result"]
    assert layer.fields().indexFromName("detail") < 0
    assert [p.name for p in tmp_path.glob("*.gpkg")] == ["explained.gpkg"]


def test_networks_are_compared(
    scene: QgsRasterLayer, tmp_path: Path, options: dict[str, object]
) -> None:
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    results = run(
        "comparenetworks",
        {
            "LAYER": scene,
            "REGION": REGION,
            "NETWORKS": "fsrcnn-x4,\nedsr-x2",
            "METHOD": "amve-sr",
            "OUTPUT": str(tmp_path / "out"),
        },
        context=context,
    )
    assert sorted(results["RANKING"].split(", ")) == ["edsr-x2", "fsrcnn-x4"]
    assert -1 <= results["AGREEMENT"] <= 1 and Path(results["RESULT"]).is_file()
    assert asked(results["DIFFERENCE"], "SRXAI_COMPARE_REQUEST") == options
    layers = load(context, QgsProject.instance())
    assert layers["Difference"].renderer().classificationMin() == -1
    drawn = QgsProject.instance().layerTreeRoot().checkedLayers()
    assert [layer.name() for layer in drawn] == ["Disagreement", "scene"]


def test_a_heatmap_is_shared_out_among_polygons_and_land_cover(
    scene: QgsRasterLayer,
    polygons: QgsVectorLayer,
    make_layer: Callable[..., QgsRasterLayer],
    tmp_path: Path,
    project: QgsProject,
) -> None:
    explained = run(
        "explainregion",
        {
            "LAYER": scene,
            "REGION": "500004,500007,4099990,4099994 [EPSG:32633]",
            "NETWORK": NETWORK,
            "METHODS": ["gated-gradient"],
            "OUTPUT": str(tmp_path / "out"),
        },
    )
    table = str(tmp_path / "shares.csv")
    heatmap = QgsRasterLayer(explained["GATED_GRADIENT"], "map")
    project.addMapLayer(heatmap)  # QGIS must not end while a traceback holds the layer
    given = {"HEATMAP": heatmap, "POLYGONS": polygons, "FIELD": "kind", "OUTPUT": table}
    results = run("zonalattribution", given)
    assert results["SHARES"].endswith("roof") or "% roof" in results["SHARES"]
    assert results["LARGEST"] > 70
    with open(table, encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["class"] == "roof" and float(rows[0]["times_by_chance"]) > 1
    page = Path(results["HTML"]).read_text("utf-8")
    assert "<td>roof</td>" in page
    cover = make_layer(name="cover.tif", bands=1)
    covered = run("zonalattribution", {"HEATMAP": heatmap, "LAND_COVER": cover, "OUTPUT": table})
    assert covered["LARGEST"] > 0
    for zones in ({}, {"POLYGONS": polygons, "LAND_COVER": cover}):
        with pytest.raises(QgsProcessingException, match="either a land cover or polygons"):
            run("zonalattribution", {"HEATMAP": heatmap, "OUTPUT": table, **zones})


def test_a_map_is_checked_against_a_network_that_forgot(
    scene: QgsRasterLayer, tmp_path: Path
) -> None:
    results = run(
        "randomisationcheck",
        {
            "LAYER": scene,
            "REGION": REGION,
            "NETWORK": "edsr-x2",
            "OUTPUT": str(tmp_path / "out"),
        },
    )
    assert -1 <= results["SPEARMAN"] < 0.95
    assert results["STEPS"].count("% random") == 4
    assert "<table>" in Path(results["HTML"]).read_text("utf-8")


def test_a_region_may_be_polygons_and_be_asked_more(
    scene: QgsRasterLayer, polygons: QgsVectorLayer, tmp_path: Path
) -> None:
    parameters = {
        "LAYER": scene,
        "NETWORK": NETWORK,
        "METHODS": ["amve-sr"],
        "OUTPUT": str(tmp_path / "out"),
    }
    polygons.selectByExpression("kind = 'roof'")
    from qgis.core import QgsProcessingFeatureSourceDefinition

    chosen = QgsProcessingFeatureSourceDefinition(polygons.id(), True)
    results = run(
        "explainregion",
        {
            **parameters,
            "POLYGONS": chosen,
            "OBJECTIVE": "gabor",
            "OBJECTIVE_PARAMETERS": "frequency=0.2, angle=45",
            "VIEWS": ["signed"],
            "MEASURES": ["deletion"],
        },
    )
    result = json.loads(Path(results["RESULT"]).read_text("utf-8"))
    asked = result["request"]
    assert asked["objective"] == {"id": "gabor", "parameters": {"frequency": 0.2, "angle": 45}}
    assert len(asked["region"]["polygon"]["rings"]) == 1
    assert result["region_sr_window"]["width"] in (24, 25, 26)
    assert result["attributions"][0]["views"]["signed"]
    assert result["attributions"][0]["statistics"]["measures"]["deletion"]
    for both in ({}, {"POLYGONS": chosen, "REGION": REGION}):
        with pytest.raises(QgsProcessingException, match="either as a rectangle or as polygons"):
            run("explainregion", {**parameters, **both})


SQUARE = "((500004 4099996, 500008 4099996, 500008 4099992, 500004 4099992, 500004 4099996))"
ACROSS = "((500006 4099994, 500010 4099994, 500010 4099990, 500006 4099990, 500006 4099994))"


@pytest.mark.parametrize(
    ("geometries", "square_metres"),
    [
        ([f"POLYGON {SQUARE}", f"POLYGON {ACROSS}"], 28),
        ([f"POLYGON {SQUARE}", f"POLYGON {SQUARE}", "POLYGON EMPTY"], 16),
        ([f"MULTIPOLYGON ({SQUARE}, {ACROSS})"], 28),
    ],
    ids=["overlapping", "twice", "parts of one feature"],
)
def test_a_place_that_several_polygons_cover_counts_once(
    scene: QgsRasterLayer,
    project: QgsProject,
    tmp_path: Path,
    geometries: list[str],
    square_metres: int,
) -> None:
    """Squares of 4 m, of which 2 × 2 m overlap."""
    parameters = {"LAYER": scene, "NETWORK": NETWORK, "METHODS": ["amve-sr"]}
    parameters["POLYGONS"] = layer_of(project, geometries)
    result = run("explainregion", {**parameters, "OUTPUT": str(tmp_path / "out")})["RESULT"]
    assert area(only_ring(result)) == pytest.approx(square_metres)


def test_a_feature_whose_parts_overlap_is_explained_as_their_union(
    scene: QgsRasterLayer, project: QgsProject, tmp_path: Path
) -> None:
    parameters = {"LAYER": scene, "NETWORK": NETWORK, "RESULTS": str(tmp_path / "maps")}
    parameters["INPUT"] = layer_of(project, [f"MULTIPOLYGON ({SQUARE}, {ACROSS})"])
    parameters["OUTPUT"] = str(tmp_path / "explained.gpkg")
    results = run("explainfeatures", parameters)
    (feature,) = QgsVectorLayer(results["OUTPUT"], "explained").getFeatures()
    assert area(only_ring(feature["srxai_result"])) == pytest.approx(28)


def only_ring(result: str) -> list[list[float]]:
    (ring,) = json.loads(Path(result).read_text("utf-8"))["request"]["region"]["polygon"]["rings"]
    return ring


def layer_of(project: QgsProject, geometries: list[str]) -> QgsVectorLayer:
    layer = QgsVectorLayer("MultiPolygon?crs=EPSG:32633", "squares", "memory")
    for geometry in geometries:
        feature = QgsFeature()
        feature.setGeometry(QgsGeometry.fromWkt(geometry))
        layer.dataProvider().addFeature(feature)
    project.addMapLayer(layer)
    return layer


def area(ring: list[list[float]]) -> float:
    """By the shoelace formula; a ring may repeat its first point."""
    left, top = ring[0]
    points = [(x - left, y - top) for x, y in ring]
    pairs = zip(points, [*points[1:], points[0]])
    return abs(sum(x * w - v * y for (x, y), (v, w) in pairs)) / 2


@pytest.mark.parametrize(
    ("name", "bad", "sentence"),
    [
        ("superresolve", {"NETWORK": "nope"}, "Unknown network"),
        ("reliancemap", {"NETWORK": "nope"}, "Unknown network"),
        ("reliancemap", {"SCHEDULER": "tcp://127.0.0.1:none"}, "dask.distributed|does not answer"),
        ("comparenetworks", {"REGION": REGION, "NETWORKS": "edsr-x4"}, "at least two"),
        ("randomisationcheck", {"REGION": "0,1,0,1 [EPSG:32633]"}, "outside the raster"),
    ],
)
def test_bad_input_is_one_sentence_and_nothing_is_written(
    scene: QgsRasterLayer, tmp_path: Path, name: str, bad: dict, sentence: str
) -> None:
    output = str(tmp_path / "out.tif")
    with pytest.raises(QgsProcessingException, match=sentence) as error:
        run(name, {"LAYER": scene, "OUTPUT": output, **bad})
    assert "Traceback" not in str(error.value)
    assert [p.name for p in tmp_path.iterdir()] in (["scene.tif"], ["out.tif", "scene.tif"])


def test_a_cancelled_run_stops_without_an_error_and_writes_nothing(
    scene: QgsRasterLayer, tmp_path: Path
) -> None:
    feedback = QgsProcessingFeedback()
    feedback.progressChanged.connect(lambda _: feedback.cancel())
    output = str(tmp_path / "map.tif")
    run("reliancemap", {"LAYER": scene, "STRIDE": 2, "OUTPUT": output}, feedback=feedback)
    assert [p.name for p in tmp_path.iterdir()] == ["scene.tif"]


def test_the_algorithms_are_documented_for_the_toolbox(provider: SrxaiProvider) -> None:
    for name in NAMES:
        algorithm = provider.algorithm(name)
        assert algorithm.groupId() == "superresolutionexplanation"
        assert algorithm.shortHelpString() and algorithm.shortDescription() and algorithm.tags()
        assert algorithm.outputDefinitions() and not algorithm.icon().isNull()
        assert algorithm.create().name() == name


def test_without_an_engine_the_algorithms_say_how_to_get_one(
    provider: SrxaiProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_algorithm, "find_interpreter", lambda: None)
    for name in NAMES:
        can_execute, sentence = provider.algorithm(name).canExecute()
        assert not can_execute and "engine" in sentence
