"""Maps of scenes and explained features: fixed classes that say what they mean."""

from __future__ import annotations

import json
import math
import struct
from pathlib import Path

import pytest
from osgeo import gdal, osr
from qgis.core import QgsFeature, QgsGeometry, QgsRasterLayer, QgsRectangle, QgsVectorLayer

from srxai_plugin.desk.map.feature_style import style_features
from srxai_plugin.desk.map.scene_styles import style_reliance

BANDS = ("Diffusion index", "ATV, %", "Texture added, %", "Radius, m")


def reliance(folder: Path, factor: float = 1.0, **asked: object) -> QgsRasterLayer:
    """A map of 4 × 2 windows of 64 pixels of 1 m, whose values rise from window to window."""
    path = folder / f"map-{factor:g}.tif"
    made = gdal.GetDriverByName("GTiff").Create(str(path), 4, 2, len(BANDS), gdal.GDT_Float32)
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(32633)
    made.SetGeoTransform((500_000, 64, 0, 4_100_000, 0, -64))
    made.SetProjection(crs.ExportToWkt())
    made.SetMetadataItem("SRXAI_RELIANCE_REQUEST", json.dumps(asked))
    for band, name in enumerate(BANDS, start=1):
        values = [factor * (place - 0.5) for place in range(8)]
        made.GetRasterBand(band).SetDescription(name)
        made.GetRasterBand(band).WriteRaster(0, 0, 4, 2, struct.pack("8f", *values))
    made = None  # closes the file
    return QgsRasterLayer(str(path), "Reliance map")


def classes(layer: QgsRasterLayer) -> list[tuple[float, str, str]]:
    shader = layer.renderer().shader().rasterShaderFunction()
    return [(item.value, item.color.name(), item.label) for item in shader.colorRampItemList()]


def test_two_reliance_maps_have_the_same_classes_whatever_their_own_range(tmp_path: Path) -> None:
    seen = []
    for factor in (1.0, 7.0):
        layer = reliance(tmp_path, factor)
        style_reliance(layer)
        styles = layer.styleManager()
        found = {}
        for name in styles.styles():
            styles.setCurrentStyle(name)
            found[name] = classes(layer)
        seen.append(found)
    assert len(seen[0]) == 4 and seen[0] == seen[1]


def test_a_class_of_a_reliance_map_says_its_limits_and_what_they_mean(tmp_path: Path) -> None:
    layer = reliance(tmp_path)
    style_reliance(layer)
    assert [label for _, _, label in classes(layer)] == [
        "below 0 %: it smooths",
        "0–0.5 %: nothing that can be seen",
        "0.5–1 %: a little",
        "1–2 %: much",
        "above 2 %: very much",
    ]
    assert [top for top, _, _ in classes(layer)] == [0, 0.5, 1, 2, math.inf]
    shader = layer.renderer().shader().rasterShaderFunction()
    colours = [shader.shade(value)[1:4] for value in (-0.5, 0.4, 0.7, 1.5, 300.0)]
    assert len({*colours}) == 5 and colours[-1] == (215, 25, 28)


def test_distances_have_limits_in_pixels_of_the_raster_told_in_metres(tmp_path: Path) -> None:
    layer = reliance(tmp_path, stride=32)  # a pixel is 2 m then
    style_reliance(layer)
    styles = layer.styleManager()
    styles.setCurrentStyle(next(name for name in styles.styles() if "far" in name))
    assert [top for top, _, _ in classes(layer)] == pytest.approx([4, 10, 20, 40, math.inf])
    assert classes(layer)[0][2] == "below 4\u00a0m: up to 2 pixels"


@pytest.mark.parametrize(
    ("asked", "share"), [({}, "1.6"), ({"stride": 16, "window": 8}, "25"), ({"window": 64}, None)]
)
def test_a_reliance_map_says_which_share_of_its_cells_was_sampled(
    tmp_path: Path, asked: dict, share: str
) -> None:
    layer = reliance(tmp_path, **asked)
    style_reliance(layer)
    if share is None:
        assert layer.name() == "Reliance map"
    else:
        assert layer.name() == f"Reliance map ({share} % of each cell sampled)"
        assert f"{share} % of the area" in layer.metadata().abstract()


@pytest.mark.parametrize("fields", [("detail", "detail_share"), ("lam_atv", "lam_verdict")])
def test_explained_features_are_drawn_by_verdict_and_one_that_failed_says_why(
    fields: tuple[str, str],
) -> None:
    levels = ("supported", "invented") if fields[0] == "detail" else ("faithful", "unfit")
    named = "&".join(f"field={name}:string" for name in (*fields, "srxai_note"))
    layer = QgsVectorLayer(f"Polygon?crs=EPSG:32633&{named}", "features", "memory")
    field = fields[0] if fields[0] == "detail" else fields[1]
    for i, (level, note) in enumerate([(levels[0], None), (levels[1], None), (None, "It is far.")]):
        feature = QgsFeature(layer.fields())
        feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(9 * i, 0, 9 * i + 5, 5)))
        feature[field], feature["srxai_note"] = level, note
        layer.dataProvider().addFeature(feature)
    style_features(layer)
    renderer = layer.renderer()
    words = {category.value(): category.label() for category in renderer.categories()}
    assert set(levels) < set(words) and "says why" in words["failed"]
    symbols = {category.value(): category.symbol().color() for category in renderer.categories()}
    assert symbols[levels[0]] != symbols[levels[1]]
    rule = layer.labeling().rootRule().children()[0]
    assert rule.settings().fieldName == "srxai_note"
    assert rule.filterExpression() == '"srxai_note" IS NOT NULL'
    assert "Why it could not be explained" in layer.mapTipTemplate()
