"""A raster's self-check, made once and kept: a second region on it costs none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Optional

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.detail.degradation import degradation_of
from srxai_plugin.engine.detail.passes import Passes, Storage
from srxai_plugin.engine.detail.referees import referees_of
from srxai_plugin.engine.detail.samples import raster_key, samples
from srxai_plugin.engine.detail.self_check import SelfCheck, self_check
from srxai_plugin.engine.detail.verdict import SIDE
from srxai_plugin.engine.imagery.geotiff import open_raster
from srxai_plugin.engine.imagery.whole_raster import whole_raster_of
from srxai_plugin.engine.machine.memory import lacks
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.behaviour.sight import fixed_size

SAMPLE = 128
"""LR pixels a side of the windows that are checked, where the raster has them."""
ENOUGH = 8
"""Windows that are checked."""
MOST = 64
"""Self-checks that are kept; each is a few numbers."""

_kept: dict[tuple, Optional[SelfCheck]] = {}


def calibration(
    network: SRNetwork,
    raster: str,
    bands: tuple[int, ...],
    scaling: Optional[str],
    run: Passes,
) -> Optional[SelfCheck]:
    """The self-check of a network on a raster; None where the raster is too small for one, or the
    network adds nothing to it, or takes no images as small as are left one scale down.

    Scaled as the whole raster is, so that it is the same for each of its regions.
    """
    key = _key(network, raster, bands, scaling)
    if key is not None and key in _kept:
        return _kept[key]
    with open_raster(raster) as dataset:
        try:
            source = whole_raster_of(dataset, network, bands, scaling)
        except BadInput:  # nothing to take percentiles from: the request's own reading says so
            return None
        run = Passes(Storage(source.radiometry, source.dtype), run.tick, run.check)
        parts = list(samples(dataset, source, SAMPLE, SIDE, ENOUGH))
    found = None
    if parts:
        with suppress(_TooSmall), _small_images(network):
            degradation = degradation_of(network.card)
            found = self_check(network, referees_of(network), parts, degradation, run)
    if key is not None:
        if len(_kept) >= MOST:
            _kept.pop(next(iter(_kept)))
        _kept[key] = found
    return found


def is_checked(
    network: SRNetwork, raster: str, bands: tuple[int, ...], scaling: Optional[str]
) -> bool:
    """Whether ``calibration`` of the same has been made, and costs nothing any more."""
    key = _key(network, raster, bands, scaling)
    return key is not None and key in _kept


class _TooSmall(Exception):
    """The network takes no images of the size that is left one scale down."""


@contextmanager
def _small_images(network: SRNetwork) -> Iterator[None]:
    """Raises ``_TooSmall`` for what a network says, in any words, to images that are too small."""
    if fixed_size(network) is not None:
        raise _TooSmall
    try:
        yield
    except RuntimeError as error:
        if lacks(error):
            raise
        raise _TooSmall from error


def _key(
    network: SRNetwork, raster: str, bands: tuple[int, ...], scaling: Optional[str]
) -> Optional[tuple]:
    """Whatever the self-check depends on; None where the raster is no file and may change
    unseen."""
    place = raster_key(raster, bands, scaling)
    if place is None:
        return None
    taught = degradation_of(network.card)
    own = (network.sha256, network.id, network.scale, network.value_range, network.colour)
    return (*own, str(network.device), taught, place)
