"""A region's tile, read from the raster and made ready for the network."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Optional

import numpy as np
import torch
from torch import Tensor

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.requests import ExplainRequest
from srxai_plugin.contract.results import Radiometry
from srxai_plugin.contract.results import Tile as TileFacts
from srxai_plugin.engine.attribution.objectives import Texture, objective
from srxai_plugin.engine.attribution.region_objective import RegionObjective
from srxai_plugin.engine.explaining.guide import read_guide
from srxai_plugin.engine.imagery.bands import chosen_bands
from srxai_plugin.engine.imagery.fit import misfits
from srxai_plugin.engine.imagery.geotiff import Grid, Pixels, grid_of, open_raster, read
from srxai_plugin.engine.imagery.given import Given, given
from srxai_plugin.engine.imagery.radiometry import radiometry, scaling_of, to_network
from srxai_plugin.engine.imagery.reflectance import no_reflectance, reflectance_of
from srxai_plugin.engine.imagery.region import Placement, place
from srxai_plugin.engine.machine.device import device
from srxai_plugin.engine.metrics.concentration import outside
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.loading.zoo import load_network


@dataclass(frozen=True)
class TilePixels:
    """Pixels, and what the network sees of them."""

    pixels: Pixels
    lr: Tensor
    """(C, h, w) in [0, 1], nodata filled, on the network's device; a guide behind it, packed."""
    valid: np.ndarray
    """(h, w) bool: False where no band has data."""
    radiometry: Radiometry
    placement: Placement
    objective: RegionObjective
    """The question that the request asks of the region's valid pixels."""
    given: Given
    """Bands of the super-resolved tile."""
    warnings: tuple[str, ...]
    misfits: tuple[str, ...] = ()
    """As in ``Explanation``."""
    guide: Optional[Radiometry] = None
    """Of the second raster, where the network takes two."""

    @property
    def scale(self) -> int:
        """The network's."""
        return self.placement.scale

    @property
    def grid(self) -> Grid:
        """The tile's LR grid."""
        return self.pixels.grid

    @property
    def facts(self) -> TileFacts:
        """Where it lies, for whoever gets a result."""
        return TileFacts(self.placement.tile, self.grid.wkt, tuple(self.grid.transform)[:6])

    @property
    def valid_sr(self) -> np.ndarray:
        """(s·h, s·w) bool."""
        return self.valid.repeat(self.scale, 0).repeat(self.scale, 1)

    @property
    def valid_bands_sr(self) -> np.ndarray:
        """(D, s·h, s·w) bool: where each band given has data by itself."""
        valid = self.given.valid(self.pixels.valid)
        return valid.repeat(self.scale, 1).repeat(self.scale, 2)

    @property
    def region_sr(self) -> np.ndarray:
        """(s·h, s·w) bool: pixels with data in the window of the region."""
        inside = np.zeros_like(self.valid_sr)
        part = self.placement.region_in_tile.slices
        inside[part] = self.valid_sr[part]
        return inside

    @property
    def counted_sr(self) -> np.ndarray:
        """(s·h, s·w) bool: the region's own pixels, inside its outline and with data."""
        counted = np.zeros_like(self.valid_sr)
        counted[self.placement.region_in_tile.slices] = self.placement.counted(self.valid)
        return counted

    @property
    def texture(self) -> Texture:
        """The texture of the region, which every map is measured by, whatever it was asked."""
        return Texture(self.objective.region, self.objective.mask)

    @property
    def outside_region(self) -> np.ndarray:
        """(2, h, w): columns and rows from each LR pixel to the region."""
        return outside(self.placement.region_in_tile, self.scale, self.valid.shape)


def misfits_of(request: ExplainRequest) -> tuple[str, ...]:
    """Whether the network fits the raster, told before anything runs; see ``Explanation``.

    Raises:
        BadInput: the request cannot be done as asked.
    """
    return read_tile(request, load_network(request.network, device(request.device))).misfits


def read_tile(request: ExplainRequest, network: SRNetwork) -> TilePixels:
    """Read the region's tile and bring it to what the network takes.

    Raises:
        BadInput: the raster, its bands, the region or the scaling do not fit.
    """
    with open_raster(request.raster) as dataset:
        grid, warnings = grid_of(dataset)
        chosen = chosen_bands(request.bands, dataset, network)
        placement = place(request.region, grid, network.scale, request.context)
        pixels = read(dataset, placement.tile, chosen.bands)
        told = reflectance_of(dataset, chosen.bands)
    dtype = pixels.values.dtype
    scaling = scaling_of(request.scaling, network.card, dtype)
    how = replace(radiometry(pixels, chosen.bands, scaling, told), match=chosen.match)
    lr = torch.from_numpy(to_network(pixels, how)).to(network.device)
    valid = np.any(pixels.valid, axis=0)
    question = objective(
        request.objective, placement.region_in_tile, _counted(placement, valid), network.bands_out
    )
    guide = read_guide(request, network, pixels.grid, _in_region(placement, valid))
    if guide is not None:
        lr = torch.cat([lr, guide.values])
        warnings = [*warnings, *guide.warnings]
    question.put_to(network)  # refuses it before anything runs
    bands = given(network, how, pixels.descriptions, pixels.units)
    warnings = [*warnings, *bands.warnings]
    if question.measured:
        warnings = [*warnings, question.measured]
    strange = (
        *misfits(network.id, network.card, grid, chosen.sensor, dtype),
        *chosen.misfits,
        *no_reflectance(pixels.values, pixels.valid, how),
        *(() if guide is None else guide.misfits),
    )
    return TilePixels(
        pixels,
        lr,
        valid,
        how,
        placement,
        question,
        bands,
        tuple(warnings),
        strange,
        None if guide is None else guide.radiometry,
    )


def _in_region(placement: Placement, valid: np.ndarray) -> np.ndarray:
    """(h, w) bool: valid LR pixels of which a part lies in the region."""
    region, s = placement.region_in_tile, placement.scale
    inside = np.zeros_like(valid)
    inside[region.row // s : -(-region.bottom // s), region.column // s : -(-region.right // s)] = 1
    return inside & valid


def _counted(placement: Placement, valid: np.ndarray) -> Optional[Tensor]:
    """As the objective takes it: None for all. Raises BadInput where there is nothing."""
    counted = placement.counted(valid)
    if not counted.any():
        raise BadInput("The region holds no data, only nodata. Draw it on the imagery.")
    return None if counted.all() else torch.from_numpy(counted)
