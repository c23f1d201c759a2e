"""Bands, scaling, questions and settings: what the dock says is what the engine is asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import Waiter, until
from osgeo import gdal
from qgis.core import QgsMultiBandColorRenderer, QgsProject, QgsRasterLayer
from qgis.gui import QgsRasterBandComboBox
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
)
from test_plugin import MakeLayer, explain_on_release, open_on

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import ExplainRequest, Method, Objective
from srxai_plugin.contract.results import Explanation
from srxai_plugin.desk.panel.dock import ExplainDock
from srxai_plugin.desk.panel.expected import Asked, Expected
from srxai_plugin.desk.panel.explainer import Explainer
from srxai_plugin.desk.region.drawn import Drawn
from srxai_plugin.desk.runtime import settings
from srxai_plugin.plugin import SrxaiPlugin
from tests.desk.region.test_regions import ready


def asked(explainer: Explainer) -> ExplainRequest:
    """The request that a click on Explain would send, for a region that is drawn."""
    explainer.regions.take(Drawn(Window(40, 40, 32, 32)))
    return explainer.request()


def scaling_words(dock: ExplainDock) -> str:
    return dock.findChild(QLabel, "srxaiScalingWords").text()


def choose(dock: ExplainDock, box: str, data: str) -> None:
    """An entry of a list by what it stands for."""
    combo = dock.findChild(QComboBox, box)
    assert combo.findData(data) >= 0, data
    combo.setCurrentIndex(combo.findData(data))


def test_the_bands_that_the_layer_shows_are_the_first_guess(
    plugin: SrxaiPlugin, make_layer: MakeLayer
) -> None:
    layer = make_layer(bands=4)
    layer.setRenderer(QgsMultiBandColorRenderer(layer.dataProvider(), 4, 3, 2))
    dock, explainer = ready(plugin, layer)
    assert asked(explainer).bands == (4, 3, 2)
    assert dock.findChild(QToolButton, "srxaiBands").text() == "bands 4·3·2 ▸"
    assert scaling_words(dock) == "values 0-255 divided by 255"
    dock.findChild(QgsRasterBandComboBox, "srxaiBand1").setBand(1)
    assert asked(explainer).bands == (1, 3, 2)


def test_another_style_of_the_layer_is_followed_until_somebody_chooses_bands(
    plugin: SrxaiPlugin, make_layer: MakeLayer
) -> None:
    layer = make_layer(bands=4)
    layer.setRenderer(QgsMultiBandColorRenderer(layer.dataProvider(), 4, 3, 2))
    dock, explainer = ready(plugin, layer)
    layer.setRenderer(QgsMultiBandColorRenderer(layer.dataProvider(), 3, 2, 1))
    assert asked(explainer).bands == (3, 2, 1)
    assert dock.findChild(QToolButton, "srxaiBands").text() == "bands 3·2·1 ▸"
    dock.findChild(QgsRasterBandComboBox, "srxaiBand1").setBand(4)
    layer.setRenderer(QgsMultiBandColorRenderer(layer.dataProvider(), 2, 3, 4))
    assert asked(explainer).bands == (4, 2, 1)


def test_a_very_large_region_waits_for_a_click_and_says_why(
    plugin: SrxaiPlugin, make_layer: MakeLayer, interpreter: Path
) -> None:
    dock, explainer = ready(plugin, make_layer(width=120, height=100))
    explain_on_release(dock, True)
    cancel = dock.findChild(QPushButton, "srxaiCancel")
    explainer.regions.take(Drawn(Window(0, 0, 380, 300)))
    said = dock.findChild(QLabel, "srxaiExpected")
    assert said.text().startswith("114,000 SR pixels") and not cancel.isEnabled()
    dock.findChild(QPushButton, "srxaiExplain").click()
    assert cancel.isEnabled() and said.isHidden()
    cancel.click()


def run_of(
    explanation: Explanation, side: int, seconds: float, maps: dict[str, float], network: str
) -> Explanation:
    """As the engine told of a run on a square region of so many LR pixels."""
    around = max(side + 32, 64)
    each = explanation.attributions[0]
    made = tuple(replace(each, method=id, seconds=took) for id, took in maps.items())
    return replace(
        explanation,
        request=replace(
            explanation.request, network=network, methods=tuple(map(Method, maps)), detail=True
        ),
        tile=replace(explanation.tile, window=Window(0, 0, around, around)),
        region_sr_window=Window(0, 0, 4 * side, 4 * side),
        attributions=made,
        seconds=seconds,
    )


# LR pixels along the region, and seconds of one thread's CPU, with the detail: all, those of LAM,
# those of AMVE-SR. An engine's first run, a later one on its raster, and one on a large region.
TIMED = {
    "fsrcnn-x4": [(16, 3.7, 0.42, 0.10), (16, 1.25, 0.23, 0.03), (128, 30.3, 2.2, 2.9)],
    "edsr-x4": [(16, 9.7, 2.05, 0.36), (16, 6.6, 1.73, 0.28), (128, 72.0, 23.4, 5.8)],
}


@pytest.mark.parametrize("network", TIMED)
@pytest.mark.parametrize(("known", "asked"), [(0, 2), (1, 2), (2, 0), (2, 1)])
def test_after_one_run_the_time_of_a_region_is_told_within_a_factor_of_two(
    explanation: Explanation, network: str, known: int, asked: int
) -> None:
    side, whole, lam, amve = TIMED[network][known]
    Expected().learn(run_of(explanation, side, whole, {"lam": lam, "amve-sr": amve}, network))
    large, true, *_ = TIMED[network][asked]
    later = Expected()  # as after a restart
    region = Window(0, 0, 4 * large, 4 * large)
    told = later.seconds(region, 4, Asked(network, ("amve-sr", "lam"), detail=True))
    assert true / 2 <= told <= 2 * true


def test_the_time_is_told_of_what_has_run_alone(explanation: Explanation) -> None:
    expected = Expected()
    large = Window(0, 0, 800, 400)
    both = Asked("edsr-x4", ("lam", "amve-sr"), detail=True)
    assert expected.warning(Window(0, 0, 300, 300), 4, both) is None
    unknown = expected.warning(large, 4, both)
    assert "320,000 SR pixels" in unknown and "press Explain" in unknown
    # (64² + 2 · 16²) pixels at 1 ms, 3 of 4 of it for the map.
    expected.learn(run_of(explanation, 16, 4.608, {"lam": 3.456}, "edsr-x4"))
    assert expected.seconds(large, 4, both) is None
    expected.learn(run_of(explanation, 16, 4.608, {"amve-sr": 0.0}, "edsr-x4"))
    # 232 × 132 with the context of 16, and 200 × 100 asked about: 0.75 ms for LAM, 1 for the rest.
    seconds = 1.75e-3 * (232 * 132 + 2 * 200 * 100)
    assert expected.seconds(large, 4, both) == pytest.approx(seconds)
    assert "about 2 min" in expected.warning(large, 4, both)
    assert expected.seconds(large, 4, replace(both, detail=False)) is None
    assert expected.seconds(large, 4, replace(both, threads=2)) is None


@pytest.mark.parametrize("kept", ["nonsense", "[1]", '{"a": "b", "c": NaN, "d": -1}'])
def test_what_was_edited_by_hand_teaches_nothing(kept: str) -> None:
    settings.PACE.set(kept)
    asked = Asked("edsr-x4", ("lam",))
    assert Expected().seconds(Window(0, 0, 800, 400), 4, asked) is None


def test_there_is_nothing_to_ask_before_there_are_a_layer_and_a_region(
    plugin: SrxaiPlugin, make_layer: MakeLayer, project: QgsProject
) -> None:
    plugin.open()
    with pytest.raises(BadInput, match="no region yet"):
        plugin.explainer.request()
    _, explainer = ready(plugin, make_layer())
    with pytest.raises(BadInput, match="no region yet"):
        explainer.request()
    assert asked(explainer).region == Region(sr_window=Window(40, 40, 32, 32))


def test_one_band_goes_into_all_inputs_and_is_explained(
    plugin: SrxaiPlugin, make_layer: MakeLayer, interpreter: Path
) -> None:
    _, explainer = ready(plugin, make_layer(bands=1))
    request = asked(explainer)
    assert request.bands == (1, 1, 1)
    end = Waiter(explainer.explained, explainer.failed)
    explainer.explain()
    assert end.wait()[0] == "explained"


def test_a_sixteen_bit_raster_says_how_it_is_scaled(
    plugin: SrxaiPlugin, tmp_path: Path, project: QgsProject
) -> None:
    path = tmp_path / "deep.tif"
    raster = gdal.GetDriverByName("GTiff").Create(str(path), 40, 32, 3, gdal.GDT_UInt16)
    raster.SetGeoTransform((500_000.0, 0.5, 0.0, 4_100_000.0, 0.0, -0.5))
    raster.GetRasterBand(1).WriteArray(np.arange(1280, dtype=np.uint16).reshape(32, 40))
    raster = None
    layer = QgsRasterLayer(str(path), "deep")
    project.addMapLayer(layer)
    dock, explainer = ready(plugin, layer)
    assert "2 to 98 %" in scaling_words(dock)
    choose(dock, "srxaiScaling", "dtype")
    assert scaling_words(dock) == "values 0-65535 divided by 65535"
    assert asked(explainer).scaling == "dtype"


def test_a_network_with_other_inputs_asks_for_other_bands(
    plugin: SrxaiPlugin, make_layer: MakeLayer
) -> None:
    dock, explainer = ready(plugin, make_layer(bands=4))
    one = {"id": "grey", "architecture": "fsrcnn", "scale": 4, "bands": 1, "parameters": 9}
    dock.networks.fill([one])
    assert dock.bands.bands == (1,)
    dock.networks.fill([{**one, "id": "nir", "bands": 4}])
    assert dock.bands.bands == (1, 2, 3, 4)
    assert asked(explainer).bands is None  # nobody has chosen: the engine goes by what they are


OBJECTIVES = [
    {"id": "texture", "sentence": "", "parameters": {}},
    {
        "id": "index",
        "sentence": "Of two bands.",
        "parameters": {
            "positive": {"default": 2, "help": "", "choices": []},
            "negative": {"default": 1, "help": "", "choices": []},
        },
    },
]
METHODS = [
    {
        "id": "lam",
        "name": "LAM",
        "sentence": "",
        "parameters": {
            "mode": {"default": "midpoint", "help": "", "choices": ["midpoint", "official"]},
            "steps": {"default": None, "help": "", "choices": []},
            "sigma": {"default": 1.2, "help": "", "choices": []},
        },
    },
    {"id": "amve-sr", "name": "AMVE-SR", "sentence": "", "parameters": {}},
]


def test_question_settings_views_and_measures_go_into_the_request(
    plugin: SrxaiPlugin, make_layer: MakeLayer
) -> None:
    dock, explainer = ready(plugin, make_layer())
    dock.fill_methods(METHODS)
    dock.tick_methods(["lam", "amve-sr"])
    dock.advanced.question.fill(OBJECTIVES)
    choose(dock, "srxaiObjective", "index")
    dock.findChild(QLineEdit, "srxaiObjective-positive").setText("3")
    choose(dock, "srxaiMethodSettings", "lam")
    dock.findChild(QComboBox, "srxaiSetting-mode").setCurrentIndex(1)
    dock.findChild(QLineEdit, "srxaiSetting-steps").setText("7")
    dock.findChild(QComboBox, "srxaiMethodSettings").setCurrentIndex(0)  # out of sight, still set
    for name in ("srxaiView-layers", "srxaiMeasure-deletion"):
        dock.findChild(QCheckBox, name).setChecked(True)
    request = asked(explainer)
    assert request.objective == Objective("index", {"positive": 3})
    assert request.methods == (
        Method("amve-sr"),
        Method("lam", {"mode": "official", "steps": 7}),
    )
    assert (request.views, request.measures) == (("layers",), ("deletion",))


def test_the_engine_describes_what_the_dock_offers(
    plugin: SrxaiPlugin, make_layer: MakeLayer, interpreter: Path
) -> None:
    dock, _ = open_on(plugin, make_layer())
    choose(dock, "srxaiObjective", "index")
    until(lambda: dock.findChild(QLineEdit, "srxaiObjective-plus"))
    until(lambda: dock.findChild(QComboBox, "srxaiMethodSettings").findData("lam") >= 0)
    choose(dock, "srxaiMethodSettings", "lam")
    assert dock.findChild(QLineEdit, "srxaiSetting-steps") is not None


def test_the_project_remembers_what_the_dock_says(
    plugin: SrxaiPlugin, make_layer: MakeLayer, project: QgsProject, tmp_path: Path
) -> None:
    make_layer(name="other.tif")
    layer = make_layer(bands=4)
    dock, _ = ready(plugin, layer)
    dock.networks.fill([{**_two(), "id": "edsr-x4"}, _two()])
    dock.networks.choose("edsr-x2")
    dock.findChild(QgsRasterBandComboBox, "srxaiBand1").setBand(4)
    dock.tick_methods(["gradient"])
    dock.advanced.choose(24, "dtype", detail=False)
    path = str(tmp_path / "project.qgs")
    assert project.write(path)
    project.clear()
    dock.networks.choose("edsr-x4")
    dock.tick_methods(["lam"])
    dock.advanced.choose(None, None, detail=True)
    assert project.read(path)
    assert dock.layer.name() == "scene"
    assert dock.networks.network == "edsr-x2"
    assert dock.bands.bands == (4, 2, 3)
    assert dock.methods == ("gradient",)
    assert (dock.advanced.context, dock.advanced.scaling) == (24, "dtype")
    assert dock.advanced.detail is False


def test_the_detail_is_judged_unless_the_analyst_says_not_to(
    plugin: SrxaiPlugin, make_layer: MakeLayer
) -> None:
    dock, explainer = ready(plugin, make_layer())
    assert asked(explainer).detail is True
    dock.findChild(QCheckBox, "srxaiDetail").setChecked(False)
    assert asked(explainer).detail is False


@pytest.mark.parametrize(
    "text", ["", "{", "[1]", '{"methods": 7, "bands": ["a"], "context": "x", "detail": 0}']
)
def test_a_project_that_holds_nonsense_changes_nothing(
    plugin: SrxaiPlugin, make_layer: MakeLayer, project: QgsProject, tmp_path: Path, text: str
) -> None:
    layer, path = make_layer(), str(tmp_path / "nonsense.qgs")
    project.writeEntry("srxai", "/dock", text)
    assert project.write(path)
    dock, _ = ready(plugin, layer)
    dock.tick_methods(["gradient"])
    dock.advanced.choose(24, "dtype")
    assert project.read(path)
    assert project.readEntry("srxai", "/dock") == (text, True)
    assert dock.methods == ("gradient",)
    assert (dock.advanced.context, dock.advanced.scaling) == (24, "dtype")


def _two() -> dict:
    return {"id": "edsr-x2", "architecture": "edsr", "scale": 2, "bands": 3, "parameters": 9}
