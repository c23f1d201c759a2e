"""Raster values ↔ the [0, 1] that networks take, band by band, said in words and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

import numpy as np
import scipy  # imports its parts when they are used

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.fields import REFLECTANCES, SCALINGS
from srxai_plugin.contract.results import Radiometry
from srxai_plugin.engine.imagery.geotiff import Pixels
from srxai_plugin.engine.imagery.reflectance import (
    QUANTIFICATION,
    Reflectance,
    card_scaling,
    reflectance_words,
)

PERCENTILES = (2.0, 98.0)
"""What QGIS stretches to by default, so the network sees the contrast that the analyst sees."""

CLIPPED = "below 0 set to 0"
"""Said of a reflectance that is."""


def radiometry(
    pixels: Pixels,
    bands: tuple[int, ...],
    scaling: Optional[str],
    told: Optional[Reflectance] = None,
) -> Radiometry:
    """Decide how values become [0, 1]; percentiles are those of the tile's valid pixels.

    Args:
        told: what the raster's values mean as reflectance, for that scaling.

    Raises:
        BadInput: an unknown scaling, complex values, ``dtype`` asked of a float raster, or
            ``reflectance`` of one of 8 bits that does not say what its values mean.
    """
    dtype = pixels.values.dtype
    if np.issubdtype(dtype, np.complexfloating):
        raise BadInput("The raster holds complex numbers. Give its amplitude as a real raster.")
    chosen = scaling or scaling_of(None, {}, dtype)
    ones = (1.0,) * len(bands)
    zeros = (0.0,) * len(bands)
    if chosen == "none":
        return Radiometry(bands, chosen, zeros, ones, "values used as they are")
    if chosen == "dtype":
        if not np.issubdtype(dtype, np.integer):
            raise BadInput(
                f"The raster's type {dtype} has no natural range. Use the scaling 'percentile', or "
                "'none' if its values lie in 0-1 already."
            )
        top = int(np.iinfo(dtype).max)
        return Radiometry(
            bands, chosen, zeros, (float(top),) * len(bands), f"values 0-{top} divided by {top}"
        )
    if chosen in REFLECTANCES and told is not None:
        if dtype.itemsize == 1 and told.gain == (QUANTIFICATION,) * len(bands):
            raise BadInput(
                f"The raster's type {dtype} holds no reflectance in ten-thousandths. Use the "
                "scaling 'dtype', or give the raster its scale."
            )
        words = reflectance_words(told) + f", {CLIPPED}" * (chosen == "reflectance-clipped")
        return Radiometry(bands, chosen, told.offset, told.gain, words)
    if chosen != "percentile":
        raise BadInput(f"Unknown scaling '{chosen}'. Choose from: {', '.join(SCALINGS)}.")
    limits = [
        np.percentile(band[valid].astype(np.float64), PERCENTILES) if valid.any() else (0.0, 1.0)
        for band, valid in zip(pixels.values, pixels.valid)
    ]
    for number, (a, b) in zip(bands, limits):
        if not np.isfinite(float(b) - float(a)):
            raise BadInput(
                f"Band {number} holds values from {a:g} to {b:g}, too far apart to be scaled. Set "
                "those that are no measurements to nodata."
            )
    low = tuple(float(a) for a, _ in limits)
    # A constant band has no contrast to stretch; it becomes zero.
    gain = tuple(float(b - a) if b > a else 1.0 for a, b in limits)
    spans = ", ".join(f"{a:g}-{a + g:g}" for a, g in zip(low, gain))
    words = (
        f"tile's {PERCENTILES[0]:g}-{PERCENTILES[1]:g} % range stretched to 0-1 by band ({spans})"
    )
    return Radiometry(bands, chosen, low, gain, words)


def scaling_of(asked: Optional[str], card: Mapping[str, Any], dtype: np.dtype) -> str:
    """The one that is asked for, or a network's own where it is meant for such a raster, or the
    usual one."""
    return asked or card_scaling(card, dtype) or ("dtype" if dtype == np.uint8 else "percentile")


def to_network(pixels: Pixels, how: Radiometry) -> np.ndarray:
    """(C, h, w) float32 for the network; a pixel without data takes its nearest valid value.

    Filled so, nodata makes no false edge for the network to sharpen.
    """
    values = scaled(pixels.values, how)
    for band, valid in zip(values, pixels.valid):
        if valid.any() and not valid.all():
            nearest = scipy.ndimage.distance_transform_edt(
                ~valid, return_distances=False, return_indices=True
            )
            band[...] = band[tuple(nearest)]
        elif not valid.any():
            band[...] = 0.0
    with np.errstate(over="ignore"):  # told of in words
        sent = values.astype(np.float32)
    refuse_not_finite(sent)
    return sent


def refuse_not_finite(values: np.ndarray) -> None:
    """Raises BadInput for what a network was given, or gave back, beyond all numbers."""
    if not np.isfinite(values).all():
        raise BadInput(
            "The raster's values are too large for the network as they are scaled. Use the scaling "
            "'percentile', and set what is no measurement to nodata."
        )


def scaled(values: np.ndarray, how: Radiometry) -> np.ndarray:
    """Raster values (C, h, w) as the network's, float64."""
    offset, gain = _columns(how)
    return _clipped((values.astype(np.float64) - offset) / gain, how)


def unscaled(values: np.ndarray, how: Radiometry) -> np.ndarray:
    """The network's values (C, h, w) as the raster's, float64, neither rounded nor clipped."""
    offset, gain = _columns(how)
    found = values.astype(np.float64)
    found *= gain
    found += offset
    return found


def from_network(
    values: np.ndarray, how: Radiometry, dtype: np.dtype, valid: np.ndarray, nodata: Optional[float]
) -> np.ndarray:
    """[0, 1] values (C, H, W) back to the raster's dtype, rounded and clipped for integers.

    Values that are not ``valid``, (C, H, W) or (H, W) for all bands alike, become nodata, or 0
    where the raster has none, each band by itself; a valid one that would fall on nodata moves to
    the next value, lest it vanish from the map.
    """
    refuse_not_finite(values)
    restored = unscaled(_clipped(values, how), how)
    if np.issubdtype(dtype, np.integer):
        limits = np.iinfo(dtype)
        np.rint(restored, out=restored)
        np.clip(restored, limits.min, _largest(limits.max), out=restored)
        if nodata is not None:
            beside = nodata - 1 if nodata > limits.min else nodata + 1
            restored[restored == nodata] = beside
    restored[np.broadcast_to(~valid, restored.shape)] = 0 if nodata is None else nodata
    return restored.astype(dtype)


def rounded(values: np.ndarray, how: Radiometry, dtype: np.dtype) -> np.ndarray:
    """(C, H, W) in the network's values, as they come back from a raster of that type: rounded and
    clipped."""
    everywhere = np.ones(values.shape[1:], dtype=bool)
    return scaled(from_network(values, how, dtype, everywhere, None), how)


def _clipped(values: np.ndarray, how: Radiometry) -> np.ndarray:
    """The network's values, not below zero where that was asked for; NaN stays."""
    return np.maximum(values, 0) if how.scaling == "reflectance-clipped" else values


def _largest(limit: int) -> float:
    """The largest float that is no more: that of 64 bits rounds up, and would turn negative."""
    return float(limit) if int(float(limit)) <= limit else float(np.nextafter(float(limit), 0))


def _columns(how: Radiometry) -> tuple[np.ndarray, np.ndarray]:
    offset = np.array(how.offset, dtype=np.float64)
    gain = np.array(how.gain, dtype=np.float64)
    return offset[:, None, None], gain[:, None, None]
