"""Which bands of a raster a network is given."""

from __future__ import annotations

from typing import Optional, Protocol

from rasterio.io import DatasetReader

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.imagery.geotiff import colour_bands, refuse_palette


class Inputs(Protocol):
    """What is to be known of a network here."""

    @property
    def id(self) -> str:
        """Name by which people know it."""

    @property
    def bands(self) -> int:
        """How many bands of a raster it takes."""


def chosen_bands(
    asked: Optional[tuple[int, ...]], dataset: DatasetReader, network: Inputs
) -> tuple[int, ...]:
    """1-based raster bands for the network's inputs; the first without alpha where none are asked
    for.

    Raises:
        BadInput: too few, too many, one that the raster does not have, or one of a palette.
    """
    bands = asked or tuple(colour_bands(dataset)[: network.bands])
    refuse_palette(dataset, [band for band in bands if 1 <= band <= dataset.count])
    if len(bands) != network.bands:
        has = f"{len(bands)} were given" if asked else f"the raster has {len(bands)}"
        example = ",".join([str(bands[0] if bands else 1)] * network.bands)
        raise BadInput(
            f"{network.id} takes {network.bands} bands, but {has}. Choose {network.bands} bands; "
            f"one may be repeated, as in {example}."
        )
    for band in bands:
        if not 1 <= band <= dataset.count:
            raise BadInput(f"There is no band {band}; the raster has bands 1 to {dataset.count}.")
    return tuple(bands)
