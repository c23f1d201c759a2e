"""The Processing algorithm, run as users run it."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import NORTH_UP
from on_desktop import identified, load, named
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
)
from qgis.PyQt.QtWidgets import QListWidget

from srxai_plugin.contract.choices import METHOD_NAMES
from srxai_plugin.contract.results import DETAIL_LEVELS
from srxai_plugin.desk.language.locale import guide_address
from srxai_plugin.desk.map.runs_group import run_groups
from srxai_plugin.desk.processing import engine_algorithm
from srxai_plugin.desk.processing.provider import SrxaiProvider
from srxai_plugin.desk.runtime import settings

REGION = "500006,500010,4099990,4099994 [EPSG:32633]"
SHARPENED = """
import sys, torch
class Sharpened(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.one = torch.nn.Parameter(torch.ones(()))
    def forward(self, fine, coarse):
        large = self.one * torch.nn.functional.interpolate(coarse, scale_factor=2.0, mode="nearest")
        return torch.cat([large[:, :1] + fine[:, 1:2], large[:, 1:]], 1)
example = (torch.rand(1, 3, 64, 80), torch.rand(1, 2, 32, 40))
torch.export.save(torch.export.export(Sharpened().eval(), example), sys.argv[1])
"""
MakeLayer = Callable[..., QgsRasterLayer]


@pytest.fixture(autouse=True)
def provider(qgis_processing: None) -> Iterator[SrxaiProvider]:
    provider = SrxaiProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    yield provider
    QgsApplication.processingRegistry().removeProvider(provider)


def run(parameters: dict, **how: object) -> dict:
    import processing

    return processing.run("srxai:explainregion", parameters, **how)


@pytest.fixture
def parameters(make_layer: MakeLayer, interpreter: Path, tmp_path: Path) -> dict:
    return {
        "LAYER": make_layer(),
        "REGION": REGION,
        "METHODS": ["amve-sr"],
        "OUTPUT": str(tmp_path / "out"),
    }


def test_a_run_gives_rasters_figures_and_the_whole_result(parameters: dict) -> None:
    results = run(parameters)
    for key in ("AMVE_SR", "SUPER_RESOLVED", "OUTLINE", "RESULT"):
        assert Path(results[key]).is_file()
    assert 0 <= results["AMVE_SR_DIFFUSION_INDEX"] <= 100
    assert results["AMVE_SR_ATV"] >= 0
    assert "LAM" not in results
    result = json.loads(Path(results["RESULT"]).read_text("utf-8"))
    statistics = result["attributions"][0]["statistics"]
    assert results["AMVE_SR_LOC"] == statistics["atv"]["loc_mean"] > 0
    assert results["AMVE_SR_BEYOND_DETAIL"] == statistics["beyond_detail"]
    words = ("Faithful map: ", "Careful: the map ", "Unfit map: ")
    assert results["VERDICT"].startswith(tuple(f"AMVE-SR – {word}" for word in words))
    # 6 m and 4 m in, at 0.125 m an SR pixel: columns 48…80, rows 48…80.
    assert result["region_sr_window"] == {"column": 48, "row": 48, "width": 32, "height": 32}
    raster = QgsRasterLayer(results["AMVE_SR"], "map")
    assert (raster.rasterUnitsPerPixelX(), raster.extent().xMinimum()) == (0.5, NORTH_UP[0])


def test_the_detail_is_judged_too_unless_it_is_not_wanted(parameters: dict) -> None:
    results = run(parameters)
    detail = json.loads(Path(results["RESULT"]).read_text("utf-8"))["detail"]
    assert Path(results["DETAIL"]) == Path(detail["raster"]) and Path(results["DETAIL"]).is_file()
    assert results["DETAIL_LEVEL"] == detail["level"] in DETAIL_LEVELS
    assert results.get("DETAIL_SHARE") == detail["share"]
    assert results.get("DETAIL_HALF_WIDTH") == detail["half_width"]
    results = run({**parameters, "DETAIL": False})
    assert not [name for name in results if name.startswith("DETAIL")]
    assert json.loads(Path(results["RESULT"]).read_text("utf-8"))["detail"] is None


def test_device_and_threads_are_those_of_the_options(parameters: dict) -> None:
    settings.DEVICE.set("cpu")
    settings.THREADS.set(1)
    request = json.loads(Path(run(parameters)["RESULT"]).read_text("utf-8"))["request"]
    assert (request["device"], request["threads"]) == ("cpu", 1)


def test_layers_load_as_the_panels_do_outlines_seen_and_identify_says_them_in_words(
    parameters: dict, project: QgsProject
) -> None:
    context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
    context.setProject(project)
    run({**parameters, "VIEWS": ["signed"]}, context=context, feedback=feedback)
    waiting = context.layersToLoadOnCompletion()
    assert sorted(d.name for d in waiting.values()) == [
        "AMVE-SR",
        "AMVE-SR · outlines",
        "AMVE-SR · signed map",
        "Detail",
        "Region",
        "Super-resolved ×4",
    ]
    layers = load(context, project)
    assert layers["AMVE-SR"].renderer().type() == "singlebandpseudocolor"
    assert layers["Detail"].renderer().type() == "paletted"
    assert all("SHA-256" in layer.metadata().abstract() for layer in layers.values())
    (run_group,) = run_groups(project)  # stands as the panel's runs do
    assert run_group.name().startswith("1 · scene · edsr-x4")
    assert [(node.name(), node.isVisible()) for node in run_group.findLayers()] == [
        ("Region", True),
        ("AMVE-SR · outlines", True),
        ("AMVE-SR", False),
        ("AMVE-SR · signed map", False),
        ("Detail", False),
    ]
    (tile,) = project.mapLayersByName("1 · Super-resolved ×4")
    drawn = [layer.name() for layer in project.layerTreeRoot().checkedLayers()]
    assert drawn == ["Region", "AMVE-SR · outlines", tile.name(), "scene"]
    assert len(project.mapLayers()) == 1 + len(waiting)
    said = {name: identified(layer) for name, layer in layers.items()}
    share = said["AMVE-SR"][0]["Band 2: Share of the evidence by AMVE-SR (%)"]
    assert 0 < float(share) < 100
    units = ("raster units", "1 supported, 2 plausible, 3 invented", "true share")
    assert all(any(unit in key for key in said["Detail"][0]) for unit in units)
    outlines = layers["AMVE-SR · outlines"]
    told = {one["Outline"]: one for one in (named(outlines, f) for f in outlines.getFeatures())}
    assert set(told) == {"50 % of the evidence", "80 %", "95 %", "Dimmed: used little"}
    assert float(told["95 %"]["Evidence, %"]) == pytest.approx(95, abs=1)
    assert said["Region"][0]["Network"] == "edsr-x4"


def test_a_region_in_another_crs_is_brought_to_the_layer(parameters: dict) -> None:
    degrees = QgsCoordinateReferenceSystem("EPSG:4326")
    transform = QgsCoordinateTransform(parameters["LAYER"].crs(), degrees, QgsProject.instance())
    r = transform.transformBoundingBox(QgsRectangle(500_006, 4_099_990, 500_010, 4_099_994))
    region = f"{r.xMinimum()},{r.xMaximum()},{r.yMinimum()},{r.yMaximum()} [EPSG:4326]"
    results = run({**parameters, "REGION": region})
    window = json.loads(Path(results["RESULT"]).read_text("utf-8"))["region_sr_window"]
    assert window["column"] in (47, 48) and 32 <= window["width"] <= 34


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ({"REGION": "0,1,0,1 [EPSG:32633]"}, "outside the raster"),
        ({"NETWORK": "no-such-network"}, "Unknown network"),
        ({"BANDS": [1, 2]}, "takes 3 bands"),
    ],
)
def test_bad_input_ends_in_one_sentence_and_nothing_written(
    parameters: dict, bad: dict, sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(QgsProcessingException, match=sentence) as error:
        run({**parameters, **bad})
    assert "Traceback" not in str(error.value)
    assert not (tmp_path / "out" / "result.json").exists()


def test_a_second_image_reaches_the_engine_which_refuses_it_for_a_network_of_one(
    parameters: dict,
) -> None:
    with pytest.raises(QgsProcessingException, match="takes one image, and no guide"):
        run({**parameters, "GUIDE": parameters["LAYER"]})


@pytest.mark.exhaustive
def test_a_network_of_two_images_is_explained_with_a_map_of_each(
    parameters: dict, make_layer: MakeLayer, interpreter: Path, tmp_path: Path, project: QgsProject
) -> None:
    """Nearest neighbours of the raster, with the second band of a guide added."""
    program = tmp_path / "sharpened.pt2"
    subprocess.run([interpreter, "-c", SHARPENED, program], check=True)
    finer = (500_000.0, 0.25, 0.0, 4_100_000.0, 0.0, -0.25)
    guide = make_layer(name="guide.tif", width=80, height=64, geotransform=finer)
    context = QgsProcessingContext()
    context.setProject(project)
    asked = {**parameters, "NETWORK": str(program), "GUIDE": guide, "METHODS": ["lam"]}
    with pytest.raises(QgsProcessingException, match="Give it to Explain region in Processing"):
        run({**asked, "GUIDE": None})
    run(asked, context=context)
    layers = load(context, project)
    assert {"LAM · map of the raster", "LAM · map of the second image"} <= set(layers)
    assert layers["LAM · map of the second image"].rasterUnitsPerPixelX() == 0.25
    drawn = [layer.name() for layer in project.layerTreeRoot().checkedLayers()]
    assert drawn[:2] == ["Region", "LAM · outlines"]
    assert not [name for name in drawn if "map of" in name]


def test_a_cancelled_run_stops_without_an_error_and_writes_nothing(
    parameters: dict, tmp_path: Path
) -> None:
    feedback = QgsProcessingFeedback()
    feedback.progressChanged.connect(lambda _: feedback.cancel())
    run({**parameters, "METHODS": ["lam"]}, feedback=feedback)
    assert not (tmp_path / "out" / "result.json").exists()


def test_without_an_engine_the_algorithm_says_how_to_get_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine_algorithm, "find_interpreter", lambda: None)
    algorithm = QgsApplication.processingRegistry().algorithmById("srxai:explainregion")
    can_execute, sentence = algorithm.canExecute()
    assert not can_execute
    assert "engine" in sentence


def test_dialogs_list_networks_and_methods_by_name_and_scripts_keep_their_ids(
    provider: SrxaiProvider,
) -> None:
    from srxai_plugin.desk.widgets import listed  # as the dialogs do: Processing is there by then

    algorithm = provider.algorithm("explainregion").create()
    network, methods = (algorithm.parameterDefinition(id) for id in ("NETWORK", "METHODS"))
    made = {}
    for parameter in (network, methods):
        asked = dict(parameter.metadata()["widget_wrapper"])
        kind = getattr(listed, asked.pop("class").rsplit(".", 1)[1])
        made[parameter.name()] = kind(parameter, None, **asked)
    combo = made["NETWORK"].widget
    assert "rcan-x4" in [combo.itemText(i) for i in range(combo.count())]
    assert made["NETWORK"].value() == "edsr-x4"
    made["NETWORK"].setValue("/my/net.pth")
    assert made["NETWORK"].value() == "/my/net.pth"
    ticks = made["METHODS"].widget.findChild(QListWidget)
    names = [ticks.item(i).text() for i in range(ticks.count())]
    assert names == list(METHOD_NAMES.values())
    made["METHODS"].setValue(["lam"])
    assert made["METHODS"].value() == ["lam"]


def test_every_algorithm_has_a_help_button_that_opens_the_guide(provider: SrxaiProvider) -> None:
    addresses = {algorithm.helpUrl() for algorithm in provider.algorithms()}
    assert addresses == {guide_address()}


def test_the_algorithm_is_documented_for_the_toolbox(provider: SrxaiProvider) -> None:
    algorithm = provider.algorithm("explainregion")
    assert (algorithm.name(), algorithm.groupId()) == (
        "explainregion",
        "superresolutionexplanation",
    )
    assert algorithm.shortHelpString() and algorithm.tags() and not algorithm.icon().isNull()
    advanced = [p.name() for p in algorithm.parameterDefinitions() if "advanced" in str(p.flags())]
    assert not advanced or advanced == [
        *("CONTEXT", "SCALING", "BANDS"),
        *("OBJECTIVE", "OBJECTIVE_PARAMETERS", "VIEWS", "MEASURES", "REFERENCE", "GUIDE"),
    ]
    assert not provider.icon().isNull()


def test_the_command_in_the_guide_does_what_it_says(
    make_layer: MakeLayer, interpreter: Path, tmp_path: Path
) -> None:
    guide = (Path(__file__).parents[3] / "docs" / "guide.md").read_text("utf-8")
    (shown,) = re.findall(r"qgis_process run srxai:explainregion -- ((?:.*\\\n)*.*)$", guide, re.M)
    given = dict(word.split("=", 1) for word in shlex.split(shown.replace("\\\n", "")))
    layer = make_layer(name=given["LAYER"], width=100, height=100)
    results = run({**given, "LAYER": layer, "OUTPUT": str(tmp_path / given["OUTPUT"])})
    result = json.loads(Path(results["RESULT"]).read_text("utf-8"))
    # 10 m in, and 20 m down, at 0.125 m an SR pixel.
    assert result["region_sr_window"] == {"column": 80, "row": 160, "width": 80, "height": 80}
