"""The one region that networks of several scales are asked about."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.geometry import Region, Window
from srxai_plugin.contract.requests import CompareRequest, ExplainRequest
from srxai_plugin.engine.explaining.tile import TilePixels, read_tile
from srxai_plugin.engine.imagery.geotiff import Grid, grid_of, open_raster
from srxai_plugin.engine.imagery.region import snapped
from srxai_plugin.engine.machine.device import device
from srxai_plugin.engine.networks.loading.zoo import load_network


@dataclass(frozen=True)
class CommonRegion:
    """A region on the finest grid whose pixels are whole for networks of all scales."""

    window: Window
    """In pixels ``scale`` times finer than the raster's; of a polygon, around it."""
    scale: int
    """Greatest common divisor of the networks' scales."""
    asked: Region
    """As it was asked for."""

    def of(self, scale: int) -> Region:
        """For a network of this scale: the same place, in its own SR pixels. A polygon stays one,
        and each network's pixels belong to it where their centres do."""
        if self.asked.polygon is not None:
            return self.asked
        return Region(sr_window=self.window.scaled(scale // self.scale))

    @property
    def words(self) -> str:
        """Which region it is, and what was done to it, in a sentence."""
        w = self.window
        size = f"{w.width} × {w.height} pixels of ×{self.scale} from column {w.column}, row {w.row}"
        if self.asked.polygon is not None:
            return f"The same polygon for all networks; it lies within {size}."
        return (
            f"The same region for all networks: {size}, snapped outward once to the grid that all "
            "their scales share."
        )


def common_region(
    region: Region, sr_scale: Optional[int], scales: Sequence[int], grid: Grid
) -> CommonRegion:
    """Snap a region outward, once for all networks.

    Args:
        sr_scale: of a region in SR pixels: how much finer these are than the raster's; None takes
            the networks' own scale.

    Raises:
        BadInput: there is no such region on the raster, or a region in SR pixels does not say of
            which scale, and the networks have several.
    """
    shared = math.gcd(*scales)
    if region.sr_window is None:
        return CommonRegion(snapped(region, grid, shared), shared, region)
    if sr_scale is None and len(set(scales)) > 1:
        raise BadInput(
            "These networks have different scales, so SR pixels mean different places. Give the "
            "region in map units or in pixels of the raster."
        )
    own, w = sr_scale or scales[0], region.sr_window
    window = Window.between(
        w.column * shared // own,
        w.row * shared // own,
        -(-w.right * shared // own),
        -(-w.bottom * shared // own),
    )
    return CommonRegion(snapped(Region(sr_window=window), grid, shared), shared, region)


@dataclass(frozen=True)
class AskedTogether:
    """What each network is asked: the same region, in its own pixels."""

    region: CommonRegion
    requests: tuple[ExplainRequest, ...]
    tiles: tuple[TilePixels, ...]


def asked_together(request: CompareRequest, folders: Sequence[str]) -> AskedTogether:
    """What each network is asked, and its tile: all of the same LR pixels.

    Args:
        folders: name of the folder of each network's results.

    Raises:
        BadInput: the request cannot be done as asked.
    """
    networks = [load_network(name, device(request.device)) for name in request.networks]
    with open_raster(request.raster) as dataset:
        grid, _ = grid_of(dataset)
    scales = [network.scale for network in networks]
    region = common_region(request.region, request.sr_scale, scales, grid)
    output = Path(request.output).absolute()
    requests = tuple(
        request.explained_by(name, str(output / own), region.of(network.scale))
        for name, own, network in zip(request.networks, folders, networks)
    )
    tiles = tuple(read_tile(single, network) for single, network in zip(requests, networks))
    if len({tile.placement.tile for tile in tiles}) > 1:
        raise BadInput(
            "At these scales the region falls on different pixels of the raster. Give it in pixels "
            "of the raster."
        )
    return AskedTogether(region, requests, tiles)
