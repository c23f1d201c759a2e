"""The sentence on pixels of another size, before anything runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from osgeo import gdal, osr
from qgis.core import QgsRasterLayer

from srxai_plugin.desk.networks.fit import metres_per_pixel, misfit_words

FACTS = {"id": "edsr-x4", "card": {"pixel_size": 1.2}}


def raster(folder: Path, size: float, epsg: int = 32633) -> QgsRasterLayer:
    path = str(folder / f"{size}-{epsg}.tif")
    dataset = gdal.GetDriverByName("GTiff").Create(path, 20, 20, 3)
    east, north = (500_000, 5_500_000) if epsg == 32633 else (15.0, 49.6)
    dataset.SetGeoTransform((east, size, 0, north, 0, -size))
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(epsg)
    dataset.SetProjection(crs.ExportToWkt())
    dataset = None
    return QgsRasterLayer(path, "scene")


@pytest.mark.parametrize("size", [0.61, 1.2, 2.39])
def test_about_the_same_size_says_nothing(tmp_path: Path, size: float) -> None:
    assert misfit_words(FACTS, raster(tmp_path, size)) == ""


def test_another_size_is_told_with_both(tmp_path: Path) -> None:
    words = misfit_words(FACTS, raster(tmp_path, 120))
    assert "edsr-x4" in words and "1.2 m" in words and "120 m" in words


def test_degrees_are_metres_on_the_ground(tmp_path: Path) -> None:
    layer = raster(tmp_path, 0.001, 4326)
    assert metres_per_pixel(layer) == pytest.approx(90, rel=0.03)  # 72 m by 111 m
    assert misfit_words(FACTS, layer)


@pytest.mark.parametrize(
    "facts", [None, {"id": "mine"}, {"id": "mine", "card": {"pixel_size": "?"}}]
)
def test_what_is_not_known_is_not_guessed(tmp_path: Path, facts: dict | None) -> None:
    assert misfit_words(facts, raster(tmp_path, 120)) == ""
    assert misfit_words(FACTS, None) == ""
