from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from rasterio.warp import transform as warp

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.scenes import ZonalRequest
from srxai_plugin.engine.scene.zonal import zonal
from tests.engine.conftest import NORTH_UP


@pytest.fixture
def heatmap(make_raster) -> Path:
    """Four by four pixels; a quarter of the attribution lies in each row but the last, which has
    no data but in its first pixel."""
    values = np.array(
        [[1, 0, 0, 0], [0.5, 0.5, 0, 0], [0.25, 0.25, 0.25, 0.25], [1, *[np.nan] * 3]]
    )
    return make_raster(values[None].astype(np.float32), name="lam.tif", nodata=float("nan"))


def shares(result) -> dict[str, tuple[float, float]]:
    return {z.name: (z.attribution, z.area) for z in (*result.zones, result.unclassified)}


def squares(path: Path, *boxes: tuple[str, float, float, float, float], crs=True) -> Path:
    """GeoJSON of rectangles in pixels of the map."""
    features = []
    for name, left, top, right, bottom in boxes:
        corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
        ring = [NORTH_UP @ corner for corner in corners]
        if not crs:
            ring = list(zip(*warp("EPSG:32633", "OGC:CRS84", *zip(*ring))))
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {"kind": name}, "geometry": geometry})
    content = {"type": "FeatureCollection", "features": features}
    if crs:
        content["crs"] = {"type": "name", "properties": {"name": "EPSG:32633"}}
    path.write_text(json.dumps(content))
    return path


def test_shares_by_land_cover_by_hand(heatmap, make_raster, tmp_path):
    classes = np.array([[1, 1, 2, 2], [1, 1, 2, 2], [1, 1, 2, 2], [3, 3, 3, 3]], np.uint8)
    cover = make_raster(classes[None], name="cover.tif")
    request = ZonalRequest(str(heatmap), str(cover), str(tmp_path / "t.csv"), labels={"1": "road"})
    result = zonal(request)
    assert shares(result) == {
        "road": (pytest.approx(62.5), pytest.approx(100 * 6 / 13)),
        "3": (pytest.approx(25), pytest.approx(100 / 13)),
        "2": (pytest.approx(12.5), pytest.approx(100 * 6 / 13)),
        "unclassified": (0, 0),
    }
    assert result.words == "62 % road, 25 % 3, 12 % 2"
    with (tmp_path / "t.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [r["class"] for r in rows] == ["road", "3", "2", "unclassified"]
    assert float(rows[1]["times_by_chance"]) == pytest.approx(25 / (100 / 13), abs=1e-3)


def test_a_pixel_on_a_border_counts_for_both_sides_by_area(heatmap, make_raster, tmp_path):
    # Land cover of half the pixel size, its border a quarter into the map's first column.
    fine = NORTH_UP @ Affine.translation(-0.25, 0) @ Affine.scale(0.5)
    classes = np.full((1, 8, 9), 7, np.uint8)
    classes[:, :, 0] = 4
    cover = make_raster(classes, name="cover.tif", transform=fine)
    found = shares(zonal(ZonalRequest(str(heatmap), str(cover), str(tmp_path / "t.csv"))))
    column = 1 + 0.5 + 0.25 + 1
    assert found["4"][0] == pytest.approx(100 * column * 0.25 / 4)
    assert found["4"][0] + found["7"][0] == pytest.approx(100)


@pytest.mark.parametrize("crs", [True, False])
def test_shares_by_polygons_in_any_crs_with_the_rest_unclassified(heatmap, tmp_path, crs):
    zones = squares(
        tmp_path / "zones.geojson",
        ("roof", 0, 0, 1, 2),
        ("tree", 3, 0, 4, 3),
        ("roof", 1, 1, 2, 2),
        crs=crs,
    )
    request = ZonalRequest(str(heatmap), str(zones), str(tmp_path / "t.csv"), field="kind")
    result = zonal(request)
    found = {name: round(a, 1) for name, (a, _) in shares(result).items()}
    assert found == {"roof": 50.0, "tree": 6.2, "unclassified": 43.8}
    each = zonal(ZonalRequest(str(heatmap), str(zones), str(tmp_path / "t.csv")))
    assert {z.name for z in each.zones} == {"polygon 1", "polygon 2", "polygon 3"}


def test_a_map_of_explain_falls_mostly_on_its_own_region(make_raster, tmp_path):
    from srxai_plugin.contract.geometry import Region, Window
    from srxai_plugin.contract.requests import ExplainRequest, Method
    from srxai_plugin.engine.explaining.explain import explain

    scene = make_raster()
    window = Window(50, 40, 10, 10)
    made = explain(
        ExplainRequest(
            str(scene),
            Region(window=window),
            str(tmp_path / "out"),
            "fsrcnn-x4",
            (Method("gated-gradient"),),
            device="cpu",
        )
    )
    zones = squares(tmp_path / "z.geojson", ("region", 48, 38, 62, 52), ("rest", 0, 0, 20, 20))
    result = zonal(
        ZonalRequest(made.attributions[0].raster, str(zones), str(tmp_path / "t.csv"), "kind")
    )
    assert result.zones[0].name == "region" and result.zones[0].attribution > 95


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"heatmap": "/nowhere.tif"}, "no file"),
        ({"zones": "/nowhere.tif"}, "no file"),
        ({"zones": "/nowhere.geojson"}, "cannot be read"),
        ({"field": "colour"}, "no property 'colour'. They have: kind"),
        ({"zones": "FAR"}, "No polygon"),
        ({"zones": "COVER", "band": 4}, "no band 4"),
        ({"zones": "ELSEWHERE"}, "no data on the map"),
        ({"zones": "NOISE"}, "no classes"),
        ({"heatmap": "ZERO"}, "holds no attribution"),
    ],
)
def test_bad_input_leaves_nothing(heatmap, make_raster, tmp_path, changes, words):
    noise = np.random.default_rng(0).random((1, 64, 64)).astype(np.float32)
    away = NORTH_UP @ Affine.translation(500, 0)
    small = NORTH_UP @ Affine.scale(1 / 16)
    known = {
        "FAR": squares(tmp_path / "far.geojson", ("roof", 90, 90, 99, 99)),
        "COVER": make_raster(np.ones((1, 4, 4), np.uint8), name="cover.tif"),
        "ELSEWHERE": make_raster(np.ones((1, 4, 4), np.uint8), name="away.tif", transform=away),
        "NOISE": make_raster(noise, name="noise.tif", transform=small),
        "ZERO": make_raster(np.zeros((1, 4, 4), np.float32), name="zero.tif"),
    }
    given = {
        "heatmap": str(heatmap),
        "zones": str(squares(tmp_path / "z.geojson", ("roof", 0, 0, 1, 1))),
        "output": str(tmp_path / "new" / "t.csv"),
        **{k: str(known.get(v, v)) if isinstance(v, str) else v for k, v in changes.items()},
    }
    with pytest.raises(BadInput, match=words):
        zonal(ZonalRequest(**given))
    assert not (tmp_path / "new").exists()


def test_zones_that_hold_little_are_doubted(heatmap, tmp_path):
    zones = squares(tmp_path / "z.geojson", ("roof", 1, 0, 4, 1))
    result = zonal(ZonalRequest(str(heatmap), str(zones), str(tmp_path / "t.csv"), "kind"))
    assert "tell little" in result.warnings[0]
