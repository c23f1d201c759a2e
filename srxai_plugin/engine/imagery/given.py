"""Bands of a super-resolved raster: what they are, and how values come back to the raster's own.

Mostly they are those that the network took. A network that gives others (ten bands in, six out)
gives some of those that it takes: their values come back by the scaling of the same band. A band
that is none of them comes back only where all bands are scaled alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Optional, TypeVar

import numpy as np

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.results import BandMatch, Radiometry
from srxai_plugin.engine.imagery.geotiff import Units
from srxai_plugin.engine.imagery.spectrum import Outputs, outputs_of, sources_of

Value = TypeVar("Value")

NAMED = 6
"""Bands that a sentence names."""


@dataclass(frozen=True)
class Given:
    """Of one raster and one network."""

    radiometry: Radiometry
    """As of the raster, with a band 0 for each that is none of those taken."""
    descriptions: tuple[str, ...]
    units: Units
    sources: tuple[Optional[int], ...]
    """As of ``sources_of``."""
    is_taken: bool
    """Whether they are those that the network took, in their order."""

    warnings: tuple[str, ...] = ()
    """A sentence where nothing can be held against some of them."""

    @property
    def told(self) -> Optional[Radiometry]:
        """For a result: None where there is nothing to say beyond what the raster was read as."""
        return None if self.is_taken else self.radiometry

    def valid(self, taken: np.ndarray) -> np.ndarray:
        """(C, h, w) bool of the bands taken → (D, h, w) of those given: where there is data; for a
        band that is none of them, where any of them has."""
        if self.is_taken:
            return taken
        anywhere = np.logical_or.reduce(taken)
        return np.stack([anywhere if i is None else taken[i] for i in self.sources])


def given(network: Outputs, how: Radiometry, descriptions: tuple[str, ...], units: Units) -> Given:
    """Bands of what a network makes of a raster.

    Args:
        how: how the raster's values became the network's.
        descriptions: of the bands taken; ``units`` likewise.

    Raises:
        BadInput: a band is given that is none of those taken, and these are scaled each in its own
            way, so that nothing tells what its values are.
    """
    sources = sources_of(network)
    if sources == tuple(range(network.bands)):
        return Given(how, descriptions, units, sources, is_taken=True)
    names = outputs_of(network)
    called = tuple(names[i] if names else f"output {i + 1}" for i in range(len(sources)))
    radiometry = replace(
        how,
        bands=tuple(0 if i is None else how.bands[i] for i in sources),
        offset=_values(network, how.offset, sources, called, how.scaling),
        gain=_values(network, how.gain, sources, called, how.scaling),
        match=BandMatch(names, (None,) * len(sources), _words(called, sources, how.bands)),
    )
    of_raster = replace(
        units,
        scales=units.scales and _values(network, units.scales, sources, called, how.scaling),
        offsets=units.offsets and _values(network, units.offsets, sources, called, how.scaling),
        names=tuple("" if i is None else units.names[i] for i in sources) if units.names else (),
    )
    own = tuple(
        (descriptions[i] if i is not None else "") or name for name, i in zip(called, sources)
    )
    return Given(radiometry, own, of_raster, sources, False, _warnings(network, called, sources))


def _warnings(
    network: Outputs, called: Sequence[str], sources: Sequence[Optional[int]]
) -> tuple[str, ...]:
    unknown = [name for name, i in zip(called, sources) if i is None]
    if not 0 < len(unknown) < len(sources):  # of none at all the proof says so
        return ()
    return (
        f"{network.id} gives {_several(unknown)}, which it does not take: there nothing tells "
        "whether it is right, and nothing is held against interpolation or truth.",
    )


def _several(names: Sequence[str]) -> str:
    return ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")


def _values(
    network: Outputs,
    taken: Sequence[Value],
    sources: Sequence[Optional[int]],
    called: Sequence[str],
    scaling: str,
) -> tuple[Value, ...]:
    """Of the bands given, from those of the bands taken; what is none of them has what all have."""
    unknown = [name for name, i in zip(called, sources) if i is None]
    if unknown and len(set(taken)) > 1:
        raise BadInput(
            f"{network.id} gives {_several(unknown)}, which it does not take, or nobody says that "
            f"it does, and the scaling '{scaling}' treats each band of this raster in a way of its "
            "own: their values could not be brought back. Use the scaling 'reflectance', 'dtype' "
            "or 'none', or name the bands by band_names and band_names_out in its JSON file."
        )
    return tuple(taken[0] if i is None else taken[i] for i in sources)


def _words(called: Sequence[str], sources: Sequence[Optional[int]], bands: Sequence[int]) -> str:
    each = [
        f"{name} ({'none of those taken' if i is None else f'as band {bands[i]}'})"
        for name, i in zip(called, sources)
    ]
    return f"gives {', '.join(each)}"
