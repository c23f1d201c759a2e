"""What sensors call their bands, and in which order rasters of them usually hold them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Optional

SENTINEL_2, LANDSAT_8, LANDSAT_7 = "Sentinel-2", "Landsat 8 or 9", "Landsat 4 to 7"

SENSORS = (
    (SENTINEL_2, re.compile(r"sentinel[-_ ]?2|\bs2[abcd]?(?:[-_ ]?msi|_|\b)|s2msi")),
    (LANDSAT_8, re.compile(r"landsat[-_ ]?0?[89]|\bl[cot]0?[89]|\boli(?:_tirs)?\b")),
    (LANDSAT_7, re.compile(r"landsat[-_ ]?0?[4-7]|\bl[et]0?[4-7]|\betm\b|\btm\b")),
    ("PlanetScope", re.compile(r"planet ?scope|\bps[b2]\b|psb\.sd|dove")),
    ("WorldView", re.compile(r"world ?view|\bwv0?[1-4]\b")),
    ("NAIP", re.compile(r"\bnaip\b")),
)
"""By name: what words, in lower case, say that it is this one."""

TELLING = re.compile(
    r"(?:spacecraft|satellite|platform|sensor|mission|instrument)(?:_?id|_?name|s)?|constellation|"
    r"product_type|product_uri|landsat_product_id"
)
"""Tags, in lower case, that name a raster's sensor."""


def _table(names: str, numbers: str) -> dict[str, str]:
    return dict(zip(numbers.split(), names.split()))


NUMBERS = {
    SENTINEL_2: _table(
        "coastal blue green red rededge1 rededge2 rededge3 nir nir08 nir09 cirrus swir1 swir2",
        "1 2 3 4 5 6 7 8 8A 9 10 11 12",
    ),
    LANDSAT_8: _table(
        "coastal blue green red nir swir1 swir2 pan cirrus thermal1 thermal2",
        "1 2 3 4 5 6 7 8 9 10 11",
    ),
    LANDSAT_7: _table("blue green red nir swir1 thermal1 swir2 pan", "1 2 3 4 5 6 7 8"),
}
"""What ``B4`` and its like mean."""
NUMBERED = re.compile(r"(?:^|[^A-Za-z0-9])([Bb])(0?[1-9]|1[0-3]|0?8[Aa])(?![A-Za-z0-9])")
SURFACE = re.compile(r"\bS[RT]_B\d")
"""How Landsat's surface reflectance is called, and nothing of Sentinel-2's."""


@dataclass(frozen=True)
class Order:
    """Bands as rasters of some sensor usually hold them: a guess, where nothing else says so."""

    sensor: str
    names: tuple[str, ...]
    is_8_bit: bool = False


def _order(sensor: str, names: str, is_8_bit: bool = False) -> Order:
    return Order(sensor, tuple(names.split()), is_8_bit)


ORDERS = (
    Order("Sentinel-2 L1C", tuple(NUMBERS[SENTINEL_2].values())),
    Order("Sentinel-2 L2A", tuple(v for v in NUMBERS[SENTINEL_2].values() if v != "cirrus")),
    _order(
        "Sentinel-2 by number",
        "blue green red rededge1 rededge2 rededge3 nir nir08 swir1 swir2",
    ),
    _order(
        "Sentinel-2, 10 m before 20 m",
        "blue green red nir rededge1 rededge2 rededge3 nir08 swir1 swir2",
    ),
    _order("PlanetScope", "coastal blue green1 green yellow red rededge1 nir"),
    _order("WorldView-2 or -3", "coastal blue green yellow red rededge1 nir nir09"),
    _order("Landsat 8 or 9", "coastal blue green red nir swir1 swir2"),
    _order("Landsat 4 to 7", "blue green red nir swir1 thermal1 swir2"),
    _order("Landsat", "blue green red nir swir1 swir2"),
    _order("RapidEye", "blue green red rededge1 nir"),
    _order("MicaSense", "blue green red nir rededge1"),
    _order("PlanetScope or Sentinel-2", "blue green red nir"),
    _order("aerial cameras", "red green blue nir"),
    _order("NAIP", "red green blue nir", is_8_bit=True),
)


def orders(count: int, is_8_bit: bool) -> tuple[Order, ...]:
    """All that a raster of so many bands may be."""
    return tuple(o for o in ORDERS if len(o.names) == count and o.is_8_bit == is_8_bit)


def sensor_named(text: str) -> Optional[str]:
    """Of ``SENSORS``, from a card or a tag; None where it is none of them, or several."""
    found = [name for name, pattern in SENSORS if pattern.search(text.lower())]
    return found[0] if len(found) == 1 else None


def told_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """Tags by lower-case names. GDAL cuts a name at a colon when it writes a GeoTIFF, so that
    ``s2:baseline`` comes back as ``s2`` with the value ``baseline=…``; here it is whole again."""
    found = {}
    for key, value in tags.items():
        rest = re.match(r"^([a-z_]\w*)=(.*)$", value, re.DOTALL)
        key, value = (f"{key}:{rest[1]}", rest[2]) if rest else (key, value)
        found[key.lower()] = value
    return found


def sensor_of(tags: Mapping[str, str]) -> Optional[str]:
    """The one that a raster's tags name; None where they name none.

    Args:
        tags: by lower-case names.
    """
    told = (sensor_named(tags[key]) for key in sorted(tags) if TELLING.fullmatch(key))
    return next((name for name in told if name), None)


def numbered(descriptions: Sequence[str], sensor: Optional[str]) -> tuple[Optional[str], ...]:
    """What ``B02``, ``B8A`` or ``SR_B4`` in descriptions mean, band by band.

    Sensors count differently. Where none is named, a number means what it means to all sensors
    that have such bands together; None where these disagree.
    """
    found = [NUMBERED.search(text) for text in descriptions]
    keys = [None if m is None else m[2].upper().lstrip("0") for m in found]
    own = {key for key in keys if key}
    if sensor is not None:
        tables = [NUMBERS[sensor]] if sensor in NUMBERS else []
    else:
        padded = any(m is not None and m[2].startswith("0") for m in found)
        surface = any(SURFACE.search(text) for text in descriptions)
        tables = [NUMBERS[name] for name in _candidates(own, padded, surface)]
    return tuple(None if key is None else _agreed(key, tables) for key in keys)


def _candidates(own: set[str], is_padded: bool, is_surface: bool) -> list[str]:
    fit = [name for name, table in NUMBERS.items() if own <= set(table)]
    if is_padded or "1" not in own:  # nobody pads those of Landsat 7, or leaves its blue out
        fit = [name for name in fit if name != LANDSAT_7]
    if is_surface:
        fit = [name for name in fit if name != SENTINEL_2]
    elif "8" in own and len(own) > 1:  # Landsat's is panchromatic, on a grid of its own
        fit = [name for name in fit if name == SENTINEL_2]
    return fit


def _agreed(key: str, tables: Sequence[Mapping[str, str]]) -> Optional[str]:
    meanings = {table.get(key) for table in tables}
    return meanings.pop() if len(meanings) == 1 else None
