"""Raster values as reflectance: which number means which, as far as the raster says it.

Sentinel-2's products of processing baseline 04.00 and later hold reflectance · 10 000 + 1000, so
that dark ground below zero survives (ESA, Sentinel-2 Products Specification, 14.9).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

import numpy as np
from rasterio.io import DatasetReader

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.fields import REFLECTANCES
from srxai_plugin.contract.results import Radiometry
from srxai_plugin.engine.imagery.sensors import told_tags

QUANTIFICATION = 10_000.0
"""Integers of reflectance 1, as ESA, USGS' collections before the second and Planet write it."""
BASELINE = (4, 0)
"""From this one on Sentinel-2's values are 1000 more."""
ADDED = -1000.0
BRIGHTEST = 2.0
"""Clouds and glint come near it; nothing on the ground does."""
DARKEST = -0.05
"""Atmospheric correction goes so far below zero, and not further."""
FEW = 0.01
"""Share of a band's values that saturation and glint explain."""
TAGS = ("processing_baseline", "boa_add_offset", "radio_add_offset", "boa_offset_applied")
"""What a raster says of its offset; kept in what is made of it, which has the same values."""
FITS = {
    **dict.fromkeys(REFLECTANCES, lambda dtype: dtype.itemsize > 1),
    "dtype": lambda dtype: np.issubdtype(dtype, np.integer),
    "none": lambda dtype: np.issubdtype(dtype, np.floating),
    "percentile": lambda _: True,
}
"""Which rasters a card's scaling is meant for."""


@dataclass(frozen=True)
class Reflectance:
    """reflectance = (value − offset) / gain, band by band."""

    offset: tuple[float, ...]
    gain: tuple[float, ...]


def reflectance_of(dataset: DatasetReader, bands: tuple[int, ...]) -> Reflectance:
    """What a raster's values mean as reflectance: by its own scale and offset, where it has them;
    else integers are ten-thousandths, less Sentinel-2's offset, and floats are reflectance."""
    scales = [float(dataset.scales[band - 1]) for band in bands]
    offsets = [float(dataset.offsets[band - 1]) for band in bands]
    if any(scale != 1 and scale for scale in scales):
        told = [(s or 1.0, o) for s, o in zip(scales, offsets)]
        return Reflectance(tuple(0.0 - o / s for s, o in told), tuple(1 / s for s, _ in told))
    if dataset.dtypes[bands[0] - 1].startswith("float"):
        return Reflectance(tuple(0.0 - o for o in offsets), (1.0,) * len(bands))
    added = [o or _added(dataset, band) for o, band in zip(offsets, bands)]
    return Reflectance(tuple(0.0 - o for o in added), (QUANTIFICATION,) * len(bands))


def offset_tags(dataset: DatasetReader) -> tuple[tuple[str, str], ...]:
    """Tags that decide the offset, as the raster has them."""
    own = _bare(dataset.tags())
    return tuple((name.upper(), own[name]) for name in TAGS if name in own)


def card_scaling(card: Mapping[str, Any], dtype: np.dtype) -> Optional[str]:
    """The scaling that a network's card names, where it is meant for such a raster."""
    name = card.get("scaling")
    return name if isinstance(name, str) and name in FITS and FITS[name](dtype) else None


def no_reflectance(raster: np.ndarray, valid: np.ndarray, how: Radiometry) -> tuple[str, ...]:
    """Sentences on few values that cannot be reflectance; none for another scaling.

    Args:
        raster: (C, h, w) in the raster's own values; ``valid`` says where they are any.

    Raises:
        BadInput: more than a few are beyond 2: whatever the values are, they are something else.
    """
    if how.scaling not in REFLECTANCES:
        return ()
    told = []
    for i, number in enumerate(how.bands):
        values = raster[i][valid[i]].astype(np.float64)
        values = (values - how.offset[i]) / how.gain[i]
        if not values.size:
            continue
        bright, dark = float(np.mean(values > BRIGHTEST)), float(np.mean(values < DARKEST))
        top, bottom = f"{values.max():.3g}", f"{values.min():.3g}"
        expected = "where reflectance is expected, 0 to 1 and at most 2"
        if bright > FEW:
            raise BadInput(
                f"Band {number} holds values up to {top}, {expected}: this is no reflectance. "
                "Use the scaling 'percentile', or correct the raster's scale and offset."
            )
        if bright:
            told.append(f"Band {number} holds a few values up to {top}, {expected}.")
        if dark > FEW:
            told.append(
                f"Band {number} holds values down to {bottom}, {expected}: an offset may have been "
                "taken off twice. Correct the raster's tags, if so."
            )
    return tuple(told)


def reflectance_words(told: Reflectance) -> str:
    """A sentence on what becomes of values: for all bands at once where they are alike."""
    each = [_formula(offset, gain) for offset, gain in zip(told.offset, told.gain)]
    same = each[:1] if len(set(each)) == 1 else each
    return f"reflectance: {', '.join(same)}"


def _formula(offset: float, gain: float) -> str:
    if offset == 0:
        return "values as they are" if gain == 1 else f"values divided by {gain:g}"
    inner = f"values {'-' if offset > 0 else '+'} {abs(offset):g}"
    return inner if gain == 1 else f"({inner}) divided by {gain:g}"


def _added(dataset: DatasetReader, band: int) -> float:
    """What is to be added to integers, by Sentinel-2's tags: −1000, or what they say."""
    whole, own = _bare(dataset.tags()), _bare(dataset.tags(band))
    if _says_yes(whole) or _says_yes(own):
        return 0.0
    for name in ("boa_add_offset", "radio_add_offset"):
        for tags in (own, whole):
            try:
                return float(tags[name])
            except (KeyError, ValueError):
                continue
    baseline = re.match(r"^N?0?(\d{1,2})\.?(\d\d)$", whole.get("processing_baseline", "").strip())
    is_later = baseline is not None and (int(baseline[1]), int(baseline[2])) >= BASELINE
    return ADDED if is_later else 0.0


def _says_yes(tags: Mapping[str, str]) -> bool:
    """Whether the offset has been taken off already, as some archives do."""
    return tags.get("boa_offset_applied", "").strip().lower() in ("true", "1", "yes")


def _bare(tags: Mapping[str, str]) -> dict[str, str]:
    """By lower-case names without what stands before a colon (``earthsearch:…``)."""
    return {name.rsplit(":", 1)[-1]: value for name, value in told_tags(tags).items()}
