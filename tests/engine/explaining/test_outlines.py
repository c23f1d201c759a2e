"""Outlines of the evidence: what they say they hold, they hold, and where they say it lies."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest
import shapely
from affine import Affine
from rasterio.crs import CRS
from rasterio.features import rasterize

from srxai_plugin.contract.errors import CannotWrite
from srxai_plugin.engine.explaining.geopackage import Feature, write_outlines
from srxai_plugin.engine.explaining.outlines import TOLERANCE, outlined

FINER = 40
"""Cells along a pixel into which an outline is rasterised back."""


def one_pixel() -> np.ndarray:
    map = np.zeros((33, 41))
    map[12, 30] = 1.0
    return map


def specks() -> np.ndarray:
    """As LAM's: a few hundred strong pixels among many weak ones, near a place."""
    random = np.random.default_rng(3)
    rows, columns = np.mgrid[:64, :64]
    near = np.exp(-(((rows - 30) / 9) ** 2) - ((columns - 22) / 5) ** 2)
    return near * random.gamma(0.3, size=near.shape)


def at_the_edge() -> np.ndarray:
    map = np.zeros((24, 24))
    map[0, :6], map[20:, 23] = 1.0, 0.2
    return map


def ring() -> np.ndarray:
    rows, columns = np.mgrid[:48, :48]
    return (np.abs(np.hypot(rows - 24, columns - 24) - 14) < 1.5).astype(float)


MAPS = {"one-pixel": one_pixel, "specks": specks, "at-the-edge": at_the_edge, "ring": ring,
        "even": lambda: np.ones((40, 60))}  # fmt: skip


def inside(area: object, shape: tuple[int, ...]) -> np.ndarray:
    """Share of each pixel (h, w) that lies in an area, by GDAL's rasteriser."""
    height, width = shape
    cells = rasterize(
        [area], (height * FINER, width * FINER), transform=Affine.scale(1 / FINER), dtype="uint8"
    )
    return cells.reshape(height, FINER, width, FINER).mean((1, 3))


@pytest.mark.parametrize("kind", MAPS)
def test_the_share_within_each_outline_rasterised_back_is_the_one_it_says(kind):
    map = MAPS[kind]()
    found = outlined(map, np.ones(map.shape, bool))
    assert [one.percent for one in found] == [50, 80, 95]
    for one in found:
        holds = 100 * (map * inside(one.area, map.shape)).sum() / map.sum()
        assert holds == pytest.approx(one.percent, abs=TOLERANCE)
        assert one.holds == pytest.approx(holds, abs=0.5)
        assert one.area.is_valid


def test_each_outline_lies_within_the_next_and_all_within_the_tile():
    small, middle, large = (one.area for one in outlined(specks(), np.ones((64, 64), bool)))
    assert middle.buffer(0.2).covers(small) and large.buffer(0.2).covers(middle)
    assert small.area < middle.area < large.area < 64 * 64 / 3
    assert shapely.box(0, 0, 64, 64).covers(large)


def test_an_outline_of_a_ring_has_a_hole_in_it():
    hole = shapely.Point(24, 24)
    assert not outlined(ring(), np.ones((48, 48), bool))[-1].area.covers(hole)


def test_where_there_is_no_data_there_is_no_outline():
    map, valid = specks(), np.ones((64, 64), bool)
    valid[:, 24:] = False
    for one in outlined(map, valid):
        assert one.area.bounds[2] <= 24 + 1 / 4
        known = np.where(valid, map, 0.0)
        holds = 100 * (known * inside(one.area, map.shape)).sum() / known.sum()
        assert holds == pytest.approx(one.percent, abs=TOLERANCE)


def test_a_map_without_anything_has_no_outlines():
    assert outlined(np.zeros((8, 8)), np.ones((8, 8), bool)) == ()


def test_outlines_are_few_enough_to_be_seen_at_a_glance():
    """Half of the specks lie apart from all others: their own outlines would be dozens."""
    lines = [
        len(shapely.get_rings(one.area)) for one in outlined(specks(), np.ones((64, 64), bool))
    ]
    assert max(lines) <= 12


def feature(**changes: object) -> Feature:
    return replace(Feature(shapely.box(1, 2, 4, 8), "95", 95.1, 7.5, "LAM", "edsr-x4"), **changes)


@pytest.mark.parametrize("crs", ["EPSG:32633", "EPSG:4326", None, "+proj=tmerc +lon_0=7.3 +k=0.9"])
def test_a_geopackage_says_where_and_what_its_outlines_are(crs, tmp_path):
    path = tmp_path / "lam-outlines.gpkg"
    own = CRS.from_user_input(crs) if crs else None
    write_outlines(path, [feature(part="rest"), feature()], own)
    with closing(sqlite3.connect(path)) as base:
        ((kind, number, *bounds),) = base.execute(
            "SELECT data_type, srs_id, min_x, min_y, max_x, max_y FROM gpkg_contents"
        )
        assert kind == "features" and bounds == [1, 2, 4, 8]
        rows = base.execute("SELECT part, evidence, geom FROM outlines ORDER BY fid").fetchall()
        assert [row[:2] for row in rows] == [("rest", 95.1), ("95", 95.1)]
        header, wkb = rows[0][2][:40], rows[0][2][40:]
        assert header[:2] == b"GP" and shapely.from_wkb(wkb).equals(shapely.box(1, 2, 4, 8))
        ((definition,),) = base.execute(
            "SELECT definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?", (number,)
        )
        assert own is None or CRS.from_wkt(definition) == own
        assert own is not None or number == -1


def test_the_same_outlines_are_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        write_outlines(tmp_path / name, [feature()], CRS.from_epsg(32633))
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_file_that_cannot_be_written_is_told_in_a_sentence(tmp_path):
    with pytest.raises(CannotWrite, match=r"Cannot write gone\.gpkg"):
        write_outlines(tmp_path / "no" / "gone.gpkg", [feature()], None)
