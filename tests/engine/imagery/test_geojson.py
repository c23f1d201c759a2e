from __future__ import annotations

import json

import pytest
from affine import Affine

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Polygon, Region
from srxai_plugin.engine.imagery.geojson import as_geojson, read_features, read_polygon
from srxai_plugin.engine.imagery.geotiff import Grid
from srxai_plugin.engine.imagery.region import place

RING = [[11.0, 48.0, 512.0], [11.1, 48.0, 512.0], [11.1, 48.1, 512.0], [11.0, 48.0, 512.0]]
FLAT = ((11.0, 48.0), (11.1, 48.0), (11.1, 48.1), (11.0, 48.0))
POLYGON = {"type": "Polygon", "coordinates": [RING]}
POINT = {"type": "Point", "coordinates": [11.0, 48.0]}
UTM = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32632"}}


def feature(geometry):
    return {"type": "Feature", "properties": {}, "geometry": geometry}


def square(left, top, side):
    """A closed ring, y upward."""
    right, low = left + side, top - side
    return [[left, top], [right, top], [right, low], [left, low], [left, top]]


def counted(path, rings):
    """SR pixels of a grid whose pixels are one unit wide, that the region of some parts holds."""
    parts = [[ring] for ring in rings]
    path.write_text(json.dumps({"type": "MultiPolygon", "coordinates": parts, "crs": None}))
    grid = Grid(Affine(1, 0, 0, 0, -1, 0), None, 100, 100)
    return place(Region(polygon=read_polygon(path)), grid, 1, None).mask.sum()


@pytest.mark.parametrize(
    "content",
    [
        POLYGON,
        feature(POLYGON),
        {"type": "MultiPolygon", "coordinates": [[RING], [RING]]},
        {"type": "GeometryCollection", "geometries": [POINT, POLYGON, POLYGON]},
        {"type": "FeatureCollection", "features": [feature(POLYGON), feature(None)] * 2},
    ],
    ids=["polygon", "feature", "multipolygon", "collection", "features"],
)
def test_all_polygons_are_one_region_in_longitude_and_latitude(tmp_path, content):
    (tmp_path / "a.geojson").write_text(json.dumps(content))
    polygon = read_polygon(tmp_path / "a.geojson")
    (ring,) = polygon.rings
    assert set(ring) == set(FLAT) and ring[0] == ring[-1]
    assert polygon.crs == "OGC:CRS84"


def test_a_valid_polygon_keeps_its_points_and_its_holes_as_they_are(tmp_path):
    rings = [square(0, 0, 10), square(2, -2, 3)]
    (tmp_path / "a.geojson").write_text(json.dumps({"type": "Polygon", "coordinates": rings}))
    assert read_polygon(tmp_path / "a.geojson").rings == tuple(
        tuple((float(x), float(y)) for x, y in ring) for ring in rings
    )


@pytest.mark.parametrize(
    ("rings", "pixels"),
    [
        ([square(10, -10, 10), square(15, -10, 10)], 150),
        ([square(10, -10, 10)] * 2, 100),
        ([square(10, -10, 10), square(12, -12, 4)], 100),
        ([square(10, -10, 10), square(20, -10, 10)], 200),
        ([square(10, -10, 10), square(50, -10, 10)], 200),
        ([[[10, -10], [20, -20], [20, -10], [10, -20], [10, -10]]], 50),
    ],
    ids=["overlapping", "twice", "one in another", "neighbours", "apart", "crossing itself"],
)
def test_a_place_that_several_polygons_cover_counts_once(tmp_path, rings, pixels):
    """Areas by hand, in pixels of one unit; the bow's slanted edges pass through centres."""
    found = counted(tmp_path / "a.geojson", rings)
    slack = 10 if pixels == 50 else 0
    assert abs(found - pixels) <= slack


def test_features_are_each_united_within_themselves(tmp_path):
    twice = {"type": "MultiPolygon", "coordinates": [[square(0, 9, 9)], [square(0, 9, 9)]]}
    content = {"type": "FeatureCollection", "features": [feature(twice), feature(POLYGON)]}
    (tmp_path / "a.geojson").write_text(json.dumps(content))
    (first, _), (second, _) = read_features(tmp_path / "a.geojson")
    assert len(first.rings) == len(second.rings) == 1


def test_a_region_is_written_as_it_is_read(tmp_path):
    """Two parts, one with a hole, in the raster's own CRS: rings alone tell which is which."""
    rings = [square(0, 0, 10), square(2, -2, 3), square(20, 0, 5)]
    polygon = Polygon(tuple(tuple(map(tuple, ring)) for ring in rings))
    (tmp_path / "a.geojson").write_text(json.dumps(as_geojson(polygon)))
    again = read_polygon(tmp_path / "a.geojson")
    assert again.crs is None
    assert {frozenset(ring) for ring in again.rings} == {frozenset(ring) for ring in polygon.rings}
    grid = Grid(Affine(1, 0, 0, 0, -1, 0), None, 100, 100)
    before, after = (place(Region(polygon=p), grid, 2, None).mask for p in (polygon, again))
    assert (before == after).all() and before.sum() == 4 * (100 - 9 + 25)


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
        ('{"type": "Polygon", "coordinates": [[[0, 0], [9, 9]]]}', "three points"),
        ('{"type": "Polygon", "coordinates": [[[0, 0], [1e999, 0], [1, 1]]]}', "finite number"),
        ('{"type": "Polygon", "coordinates": [[[0, 0], [NaN, 0], [1, 1]]]}', "finite number"),
        ('{"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [2, 2], [0, 0]]]}', "no polygon"),
        ('{"type": "Polygon", "coordinates": []}', "no polygon"),
        ('{"type": "Circle", "coordinates": []}', "no GeoJSON"),
        ('{"type": "FeatureCollection", "features": [7]}', "no GeoJSON"),
    ],
)
def test_other_files_are_refused_in_words(tmp_path, text, words):
    (tmp_path / "a.geojson").write_text(text)
    with pytest.raises(BadInput, match=words):
        read_polygon(tmp_path / "a.geojson")


def test_missing_file_is_named(tmp_path):
    with pytest.raises(BadInput, match=r"b\.geojson cannot be read"):
        read_polygon(tmp_path / "b.geojson")
