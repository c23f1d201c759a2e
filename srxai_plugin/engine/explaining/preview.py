"""A map while one waits or looks around: no file, no figure, light enough to be sent at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from srxai_plugin.contract.errors import Cancelled
from srxai_plugin.contract.progress import Preview
from srxai_plugin.contract.requests import ExplainRequest
from srxai_plugin.engine.attribution.registry import methods_of
from srxai_plugin.engine.explaining.tile import TilePixels, read_tile
from srxai_plugin.engine.machine.device import device, use_threads
from srxai_plugin.engine.networks.loading.zoo import load_network


def glance(request: ExplainRequest, cancelled: Callable[[], bool] = lambda: False) -> Preview:
    """The map of the request's first method, and nothing else: no file is written.

    Raises:
        BadInput: the request cannot be done as asked.
        Cancelled: ``cancelled`` said so.
    """
    method = methods_of(request)[0]
    use_threads(request.threads)
    network = load_network(request.network, device(request.device))
    tile = read_tile(request, network)

    def tick() -> None:
        if cancelled():
            raise Cancelled()

    tick()
    asked, objective = tile.objective.put_to(network)
    found = method.attribute(asked, tile.lr, objective, tick)
    map = np.where(tile.valid, found.normalised().cpu().numpy(), 0.0)
    return preview_of(method.id, map, tile)


def preview_of(method: str, map: np.ndarray, tile: TilePixels) -> Preview:
    """``map`` (h, w) in [0, 1] as the contract packs it."""
    roots = np.rint(255 * np.sqrt(map)).astype(np.uint8).tobytes()
    placement = tile.placement
    return Preview.of(method, tile.facts, placement.region_in_tile, placement.scale, roots)
