"""A satellite's raster from the file to the explained region, without a choice by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from conftest import Waiter, until
from osgeo import gdal, osr
from qgis.core import QgsProject, QgsRasterLayer
from qgis.gui import QgsRasterBandComboBox
from qgis.PyQt.QtWidgets import QLabel, QToolButton
from test_plugin import explain_on_release, method_box, open_on

from srxai_plugin.contract.geometry import Window
from srxai_plugin.desk.panel.dock import ExplainDock
from srxai_plugin.desk.region.drawn import Drawn
from srxai_plugin.plugin import SrxaiPlugin


def scene(folder: Path, names: tuple[str, ...], kind: int = gdal.GDT_UInt16) -> QgsRasterLayer:
    """Of 48 × 40 pixels of 10 m, a band for each name."""
    path = str(folder / f"S2 scene {len(names)}.tif")
    options = ["PHOTOMETRIC=MINISBLACK"]
    dataset = gdal.GetDriverByName("GTiff").Create(path, 48, 40, len(names), kind, options)
    dataset.SetGeoTransform((500_000.0, 10.0, 0.0, 5_900_000.0, 0.0, -10.0))
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(32633)
    dataset.SetProjection(crs.ExportToWkt())
    dataset.SetMetadataItem("PROCESSING_BASELINE", "05.09")
    noise = np.random.default_rng(0)
    top = 6000 if kind == gdal.GDT_UInt16 else 255
    for i, name in enumerate(names, start=1):
        band = dataset.GetRasterBand(i)
        band.SetDescription(name)
        band.WriteArray(noise.integers(top // 5, top, (40, 48)).astype(np.uint16))
    dataset = None
    layer = QgsRasterLayer(path, "S2 scene")
    QgsProject.instance().addMapLayer(layer)
    return layer


def words(dock: ExplainDock, name: str) -> str:
    return dock.findChild(QLabel, name).text()


def test_a_sentinel_2_raster_is_explained_without_one_choice_of_network_bands_or_scaling(
    plugin: SrxaiPlugin, project: QgsProject, tmp_path: Path, interpreter: Path
) -> None:
    dock, explainer = open_on(plugin, scene(tmp_path, ("B02", "B03", "B04", "B08")))
    explain_on_release(dock, False)
    until(lambda: "near infrared" in words(dock, "srxaiBandWords"))
    assert dock.networks.network == "s2-x4"
    assert words(dock, "srxaiNetworkWhy") == "Chosen because it learned from rasters like this one."
    assert dock.bands.bands == (1, 2, 3, 4)
    assert words(dock, "srxaiScalingWords") == "values -1000, divided by 10000: reflectance"
    assert not dock.findChild(QLabel, "srxaiMisfit").isVisibleTo(dock)
    for id in dock.methods:
        method_box(dock, id).setChecked(id == "amve-sr")
    explainer.regions.take(Drawn(Window(40, 40, 16, 16)))
    end = Waiter(explainer.explained, explainer.failed)
    explainer.explain()
    name, (explanation,) = end.wait()
    assert name == "explained", explanation
    how = explanation.radiometry
    assert (how.bands, how.scaling) == ((1, 2, 3, 4), "reflectance")
    assert (set(how.offset), set(how.gain)) == ({1000.0}, {10_000.0})
    assert how.match.known == ("description",) * 4
    assert "near infrared: by their descriptions" in words(dock, "srxaiNotes")
    made = gdal.Open(explanation.super_resolved)
    assert made.GetRasterBand(1).DataType == gdal.GDT_UInt16
    assert made.GetRasterBand(4).GetDescription() == "B08"
    assert made.GetMetadataItem("PROCESSING_BASELINE") == "05.09"


def test_a_network_that_was_chosen_by_hand_stays_and_the_fitting_one_is_named(
    plugin: SrxaiPlugin, project: QgsProject, tmp_path: Path, interpreter: Path
) -> None:
    dock, _ = open_on(plugin, scene(tmp_path, ("B02", "B03", "B04", "B08")))
    until(lambda: dock.networks.network == "s2-x4")
    dock.networks.choose("edsr-x4")
    until(lambda: words(dock, "srxaiNetworkWhy"))
    assert words(dock, "srxaiNetworkWhy") == "s2-x4 learned from rasters like this one."
    assert dock.networks.network == "edsr-x4"
    aerial = "Bands 3, 2, 1 as red, green, blue: by their descriptions."
    until(lambda: words(dock, "srxaiBandWords") == aerial)
    assert dock.findChild(QToolButton, "srxaiBands").text() == "bands 3·2·1 ▸"


def test_another_raster_has_the_default_network_again(
    plugin: SrxaiPlugin, project: QgsProject, tmp_path: Path, interpreter: Path
) -> None:
    dock, _ = open_on(plugin, scene(tmp_path, ("B02", "B03", "B04", "B08")))
    until(lambda: dock.networks.network == "s2-x4")
    dock.layers.setLayer(scene(tmp_path, ("red", "green", "blue"), gdal.GDT_Byte))
    assert dock.networks.network == "edsr-x4"
    assert not words(dock, "srxaiNetworkWhy")


def test_what_a_raster_lacks_is_told_what_is_chosen_stays_and_what_nothing_tells_of_is_as_shown(
    plugin: SrxaiPlugin,
    project: QgsProject,
    tmp_path: Path,
    interpreter: Path,
) -> None:
    dock, explainer = open_on(plugin, scene(tmp_path, ("nir", "red", "green")))
    explain_on_release(dock, False)
    until(lambda: words(dock, "srxaiBandWords"))
    assert "blue is none of them" in words(dock, "srxaiBandWords")
    explainer.regions.take(Drawn(Window(40, 40, 16, 16)))
    assert explainer.request().bands is None  # the engine refuses, for that reason
    dock.findChild(QgsRasterBandComboBox, "srxaiBand1").setBand(2)
    assert words(dock, "srxaiBandWords") == "chosen by hand"
    assert explainer.request().bands == (2, 2, 3)
    unnamed = scene(tmp_path, ("", "", "", ""))
    unnamed.renderer().setRedBand(4)
    dock.layers.setLayer(unnamed)
    until(lambda: "as the layer shows them" in words(dock, "srxaiBandWords"))
    explainer.regions.take(Drawn(Window(40, 40, 16, 16)))
    assert explainer.request().bands == dock.bands.bands == (4, 2, 3)


def test_a_project_remembers_no_guess_as_a_choice(
    plugin: SrxaiPlugin, project: QgsProject, tmp_path: Path
) -> None:
    dock, _ = open_on(plugin, scene(tmp_path, ("B02", "B03", "B04", "B08")))
    assert project.write(str(tmp_path / "project.qgs"))
    state, _ = project.readEntry("srxai", "/dock")
    assert json.loads(state)["bands"] is None
    dock.findChild(QgsRasterBandComboBox, "srxaiBand1").setBand(4)
    assert project.write(str(tmp_path / "project.qgs"))
    state, _ = project.readEntry("srxai", "/dock")
    assert json.loads(state)["bands"] == [4, 2, 3]
