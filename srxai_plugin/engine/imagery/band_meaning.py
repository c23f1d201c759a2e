"""What each band of a raster is, and how that is known: by its description, its colour
interpretation, its wavelength, or, as a guess, by the order that some sensor's rasters have."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Optional

from rasterio.enums import ColorInterp
from rasterio.io import DatasetReader

from srxai_plugin.engine.imagery.sensors import Order, numbered, orders, sensor_of, told_tags
from srxai_plugin.engine.imagery.spectrum import at_wavelength, micrometres, named

COLOURS = {
    "red": "red",
    "green": "green",
    "blue": "blue",
    "pan": "pan",
    "coastal": "coastal",
    "rededge": "rededge1",
    "nir": "nir",
    "swir": "swir1",
    "tir": "thermal1",
}
"""GDAL's colour interpretations that say what a band is, by their names: older GDALs lack some."""
NAMING = ("bandname", "band_name", "common_name", "eo:common_name", "name")
"""Tags of a band, in lower case, that name it as a description does."""
STAC = ("eo:bands", "bands")
"""Tags that may hold STAC's list of bands, as JSON."""


@dataclass(frozen=True)
class BandMeaning:
    """One band of a raster."""

    name: Optional[str] = None
    """Of ``spectrum``'s; None where nothing says."""
    known: Optional[str] = None
    """``description``, ``colour``, ``wavelength`` or ``order``, which is a guess."""
    wavelength: Optional[float] = None
    """Its centre in µm, where the raster tells it."""


@dataclass(frozen=True)
class Meanings:
    """All bands of a raster."""

    bands: tuple[BandMeaning, ...]
    sensor: Optional[str] = None
    """That the raster's tags name."""
    orders: tuple[Order, ...] = ()
    """Those that fit what is known, where something is not known; several are several guesses."""

    def of(self, band: int) -> BandMeaning:
        """By its 1-based number."""
        return self.bands[band - 1]


def meanings_of(dataset: DatasetReader) -> Meanings:
    """What a raster says of its bands. An order is taken for bands that nothing else tells of, and
    only where all orders that fit agree."""
    tags = _tags(dataset)
    sensor = sensor_of(tags)
    texts = [text or "" for text in dataset.descriptions]
    own = [_tags(dataset, band) for band in dataset.indexes]
    listed = _stac(tags, len(own))
    by_number = numbered(_numbering(texts, own, listed), sensor)
    told = []
    for i, text in enumerate(texts):
        centre = _centre(own[i], listed[i], tags, i)
        words = (text, *(str(own[i].get(tag, "")) for tag in NAMING), *_names(listed[i]))
        by_name = next((name for name in map(named, words) if name), None) or by_number[i]
        colour = COLOURS.get(dataset.colorinterp[i].name)
        by_wavelength = None if centre is None else at_wavelength(centre)
        sources = (("description", by_name), ("colour", colour), ("wavelength", by_wavelength))
        name, how = next(((name, how) for how, name in sources if name), (None, None))
        told.append(BandMeaning(name, how, centre))
    return _guessed(dataset, Meanings(tuple(told), sensor), texts)


def imagery_bands(dataset: DatasetReader, meanings: Meanings) -> list[int]:
    """1-based bands that carry imagery: all but those that GDAL calls alpha, unless their
    description says what they are (a fourth band of 8 bits is alpha to GDAL, whatever it holds)."""
    return [
        band
        for band in dataset.indexes
        if dataset.colorinterp[band - 1] != ColorInterp.alpha or meanings.of(band).name
    ]


def _guessed(dataset: DatasetReader, told: Meanings, texts: Sequence[str]) -> Meanings:
    """With what the order says of bands that nothing else tells of."""
    says_otherwise = any(
        text and not band.name and not _is_numbering(text) for text, band in zip(texts, told.bands)
    )
    has_alpha = any(
        interpretation == ColorInterp.alpha and not band.name
        for interpretation, band in zip(dataset.colorinterp, told.bands)
    )
    if says_otherwise or has_alpha or all(band.name for band in told.bands):
        return told
    fit = tuple(
        order
        for order in orders(len(told.bands), dataset.dtypes[0] == "uint8")
        if all(band.name in (None, name) for band, name in zip(told.bands, order.names))
    )
    bands = []
    for i, band in enumerate(told.bands):
        names = {order.names[i] for order in fit}
        if band.name is None and len(names) == 1:
            band = replace(band, name=names.pop(), known="order")
        bands.append(band)
    return replace(told, bands=tuple(bands), orders=fit)


def _is_numbering(text: str) -> bool:
    """``Band 1`` or ``1``, which say nothing; ``B5`` says what it is, to those who know of whom."""
    return text.lower().replace("band", "").strip(" _-:0123456789") == ""


def _tags(dataset: DatasetReader, band: int = 0) -> dict[str, str]:
    """Of the raster or a band, with lower-case names: GDAL's own, ENVI's and imagery's domains."""
    found: dict[str, str] = {}
    for domain in ("ENVI", "IMAGERY", None):
        found.update(told_tags(dataset.tags(band, ns=domain)))
    return found


def _stac(tags: Mapping[str, str], count: int) -> list[Mapping[str, Any]]:
    """STAC's words on each band, where the raster's tags hold them; empty ones otherwise."""
    for name in STAC:
        try:
            found = json.loads(tags.get(name, ""))
        except (ValueError, RecursionError):
            continue
        if isinstance(found, list) and len(found) == count:
            return [band if isinstance(band, dict) else {} for band in found]
    return [{}] * count


def _names(stac: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(stac[key]) for key in ("eo:common_name", "common_name", "name") if key in stac)


def _numbering(
    texts: Sequence[str], own: Sequence[Mapping[str, str]], listed: Sequence[Mapping[str, Any]]
) -> list[str]:
    """Where a sensor's number may stand, all of a band in one text."""
    return [
        " ".join((text, *(str(tags.get(tag, "")) for tag in NAMING), *_names(stac)))
        for text, tags, stac in zip(texts, own, listed)
    ]


def _centre(
    own: Mapping[str, str], stac: Mapping[str, Any], tags: Mapping[str, str], i: int
) -> Optional[float]:
    """Of band ``i``, from 0, in µm; None where nothing tells it."""
    if "central_wavelength_um" in own:
        return micrometres(own["central_wavelength_um"], "um")
    for key in ("eo:center_wavelength", "center_wavelength"):
        if key in stac:
            return micrometres(str(stac[key]), "um")
    units = ("wavelength_units", "wavelength_unit", "wavelength units")
    unit = next((t[key] for t in (own, tags) for key in units if key in t), "")
    if "wavelength" in own:
        return micrometres(own["wavelength"], unit)
    listed = tags.get("wavelength", "").strip("{} ").split(",")
    return micrometres(listed[i], unit) if i < len(listed) else None
