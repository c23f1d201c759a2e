"""Outlines as a GeoPackage (OGC 12-128r18), which is a database of SQLite: Python has that, and
rasterio no writer of vectors."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

import shapely
from rasterio.crs import CRS
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from srxai_plugin.contract.errors import CannotWrite

MADE = "1970-01-01T00:00:00.000Z"
"""A GeoPackage must say when it was changed; the same request gives the same bytes all the same."""
UNDEFINED = -1
"""The standard's number for coordinates of no CRS."""
OWN = 100_000
"""Our number in the file for a CRS that has none of EPSG's."""
# Pages: with SQLite's usual ones, a dozen tables of a line each take 70 kB. Then "GPKG", and 1.2.
# A file that is thrown away unless it is whole needs no journal, which waits for the disk.
BEGIN = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA page_size = 1024;
PRAGMA application_id = 0x47504B47;
PRAGMA user_version = 10200;
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY,
    organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL,
    definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL,
    identifier TEXT UNIQUE, description TEXT DEFAULT '', last_change DATETIME NOT NULL,
    min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
    CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
    geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL,
    m TINYINT NOT NULL, CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
    CONSTRAINT uk_gc_table_name UNIQUE (table_name),
    CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
    CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE outlines (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom BLOB,
    part TEXT, evidence REAL, area REAL, method TEXT, network TEXT);
"""
WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],'
    'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]'
)
"""Every GeoPackage must know this one."""


@dataclass(frozen=True)
class Feature:
    """A figure in map coordinates, and what is said of it."""

    figure: BaseGeometry
    part: str
    evidence: float
    area: float
    method: str
    network: str


def write_outlines(path: Path, features: Sequence[Feature], crs: Optional[CRS]) -> None:
    """A new GeoPackage with one layer of multipolygons, ``outlines``.

    Args:
        features: in the order in which they are drawn.

    Raises:
        CannotWrite: the disk is full, or the file cannot be made.
    """
    try:
        with closing(sqlite3.connect(path)) as base, base:
            base.executescript(BEGIN)
            _fill(base, features, _add_crs(base, crs))
    except sqlite3.Error as error:
        raise CannotWrite(f"Cannot write {path.name}: {error}. Is the disk full?") from None


def _add_crs(base: sqlite3.Connection, crs: Optional[CRS]) -> int:
    known = [
        ("Undefined Cartesian", UNDEFINED, "NONE", UNDEFINED, "undefined", None),
        ("Undefined geographic", 0, "NONE", 0, "undefined", None),
        ("WGS 84 geodetic", 4326, "EPSG", 4326, WGS84, None),
    ]
    number = UNDEFINED
    if crs is not None:
        code = crs.to_epsg()
        number = OWN if code is None else code
        organisation = "NONE" if code is None else "EPSG"
        if number != 4326:
            known.append(("Of the raster", number, organisation, number, crs.to_wkt(), None))
    base.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", known)
    return number


def _fill(base: sqlite3.Connection, features: Sequence[Feature], number: int) -> None:
    bounds = shapely.total_bounds([one.figure for one in features]).tolist()
    base.execute(
        "INSERT INTO gpkg_contents "
        "VALUES ('outlines', 'features', 'outlines', '', ?, ?, ?, ?, ?, ?)",
        (MADE, *bounds, number),
    )
    base.execute(
        "INSERT INTO gpkg_geometry_columns VALUES ('outlines', 'geom', 'MULTIPOLYGON', ?, 0, 0)",
        (number,),
    )
    base.executemany(
        "INSERT INTO outlines (geom, part, evidence, area, method, network) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [
            (_blob(one.figure, number), one.part, one.evidence, one.area, one.method, one.network)
            for one in features
        ],
    )


def _blob(figure: BaseGeometry, number: int) -> bytes:
    """The standard's header (version 0, little endian, with an envelope), and WKB."""
    parts = [part for part in getattr(figure, "geoms", [figure]) if isinstance(part, Polygon)]
    whole = MultiPolygon([part for part in parts if not part.is_empty])
    if whole.is_empty:
        return struct.pack("<2sBBi", b"GP", 0, 0b10001, number) + shapely.to_wkb(whole)
    left, bottom, right, top = whole.bounds
    header = struct.pack("<2sBBi4d", b"GP", 0, 0b00011, number, left, right, bottom, top)
    return header + shapely.to_wkb(whole, byte_order=1)
