from __future__ import annotations

import json

import pytest

from srxai_plugin.engine.imagery.geojson import read_polygon
from srxai_plugin.errors import BadInput

RING = [[11.0, 48.0, 512.0], [11.1, 48.0, 512.0], [11.1, 48.1, 512.0], [11.0, 48.0, 512.0]]
FLAT = ((11.0, 48.0), (11.1, 48.0), (11.1, 48.1), (11.0, 48.0))
POLYGON = {"type": "Polygon", "coordinates": [RING]}
UTM = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32632"}}


def feature(geometry):
    return {"type": "Feature", "properties": {}, "geometry": geometry}


@pytest.mark.parametrize(
    ("content", "rings"),
    [
        (POLYGON, 1),
        (feature(POLYGON), 1),
        ({"type": "MultiPolygon", "coordinates": [[RING, RING], [RING]]}, 3),
        ({"type": "FeatureCollection", "features": [feature(POLYGON), feature(None)] * 2}, 2),
    ],
)
def test_all_polygons_are_one_region_in_longitude_and_latitude(tmp_path, content, rings):
    (tmp_path / "a.geojson").write_text(json.dumps(content))
    polygon = read_polygon(tmp_path / "a.geojson")
    assert polygon.rings == (FLAT,) * rings
    assert polygon.crs == "OGC:CRS84"


def test_named_crs_is_kept(tmp_path):
    (tmp_path / "a.geojson").write_text(json.dumps({**POLYGON, "crs": UTM}))
    assert read_polygon(tmp_path / "a.geojson").crs == "urn:ogc:def:crs:EPSG::32632"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no GeoJSON"),
        ("[]", "no GeoJSON"),
        ("[" * 100_000, "no GeoJSON"),
        ('{"type": "Polygon"}', "no GeoJSON"),
        ('{"type": "Polygon", "coordinates": 7}', "no GeoJSON"),
        ('{"type": "Point", "coordinates": [1, 2]}', "no polygon"),
        ('{"type": "Polygon", "coordinates": [[["x", 1]]]}', "finite number"),
    ],
)
def test_other_files_are_refused_in_words(tmp_path, text, words):
    (tmp_path / "a.geojson").write_text(text)
    with pytest.raises(BadInput, match=words):
        read_polygon(tmp_path / "a.geojson")


def test_missing_file_is_named(tmp_path):
    with pytest.raises(BadInput, match=r"b\.geojson cannot be read"):
        read_polygon(tmp_path / "b.geojson")
