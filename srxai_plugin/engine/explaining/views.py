"""Other ways to look at what a method found, beside its map: each a raster on the same grid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Optional

import numpy as np
import scipy  # imports its parts when they are used

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.attribution.base import RawAttribution

Inputs = tuple[int, ...]
"""1-based raster bands of the network's inputs, in order."""


@dataclass(frozen=True)
class View:
    """What one raster shows."""

    bands: np.ndarray
    """(n, h, w), from −1 or 0 to 1."""
    names: tuple[str, ...]
    """Of the bands."""


def check_views(views: tuple[str, ...]) -> None:
    """Raises BadInput for one that is unknown, and lists the known ones."""
    for view in views:
        if view not in VIEWS:
            raise BadInput(f"Unknown view '{view}'. Choose from: {', '.join(VIEWS)}.")


def signed(found: RawAttribution, shown: np.ndarray, inputs: Inputs) -> Optional[View]:
    """Σ over bands, divided by its largest magnitude: −1 to 1. Where it is negative, the pixel
    works against the objective."""
    raw = found.raw.sum(0).cpu().numpy()
    return View(_scaled(np.where(shown, raw, 0.0)[None]), ("signed attribution",))


def bands(found: RawAttribution, shown: np.ndarray, inputs: Inputs) -> Optional[View]:
    """Each band's share, signed, all divided by the same largest magnitude: bands compare. They are
    named as the raster numbers them; one band for all of them where a method does not tell them
    apart."""
    raw = found.raw.cpu().numpy()
    names = tuple(
        f"attribution of band {band}" + f" (input {i})" * (inputs.count(band) > 1)
        for i, band in enumerate(inputs, start=1)
    )
    if len(raw) != len(inputs):
        names = ("attribution of bands " + ", ".join(map(str, inputs)),)
    return View(_scaled(np.where(shown, raw, 0.0)), names)


def density(found: RawAttribution, shown: np.ndarray, inputs: Inputs) -> Optional[View]:
    """Gaussian kernel density of the map, as the LAM authors' demo shows it."""
    map = np.where(shown, found.normalised().cpu().numpy(), 0.0)
    return View(_scaled(kernel_density(map)[None]), ("attribution density",))


def layers(found: RawAttribution, shown: np.ndarray, inputs: Inputs) -> Optional[View]:
    """The map of every stage, the deepest last; None for methods that have no stages."""
    if not found.layers:
        return None
    maps = np.stack([map.cpu().numpy() for _, map in found.layers])
    return View(np.where(shown, maps, 0.0), tuple(name for name, _ in found.layers))


VIEWS: dict[str, Callable[[RawAttribution, np.ndarray, Inputs], Optional[View]]] = {
    view.__name__: view for view in (signed, bands, density, layers)
}


def kernel_density(map: np.ndarray) -> np.ndarray:
    """Density (h, w) of points at the pixels, weighted by a non-negative map, up to a factor.

    The same as ``scipy.stats.gaussian_kde`` with these weights and Scott's bandwidth, as one
    convolution, for its cost does not grow with the square of the pixels. All zero where the map
    has less than two dimensions of extent, for no bandwidth is defined there.
    """
    mass = map.sum()
    if mass <= 0:
        return np.zeros_like(map)
    weights = map / mass
    effective = 1 / np.square(weights).sum()
    if effective <= 1 + 1e-9:
        return np.zeros_like(map)
    rows, columns = np.indices(map.shape)
    points = np.stack([rows.ravel(), columns.ravel()])
    covariance = np.cov(points, aweights=weights.ravel(), bias=False)
    covariance = covariance * effective ** (-1 / 3)  # Scott: the square of n^(−1/(d+4))
    if not np.linalg.det(covariance) > 1e-9:
        return np.zeros_like(map)
    height, width = map.shape
    offsets = np.mgrid[1 - height : height, 1 - width : width].reshape(2, -1)
    exponent = (offsets * np.linalg.solve(covariance, offsets)).sum(0)
    kernel = np.exp(-exponent / 2).reshape(2 * height - 1, 2 * width - 1)
    return np.maximum(scipy.signal.fftconvolve(weights, kernel, mode="same"), 0)


def _scaled(values: np.ndarray) -> np.ndarray:
    largest = np.abs(values).max()
    return values / largest if largest > 0 else values
