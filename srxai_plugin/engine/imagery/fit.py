"""Does a network fit a raster? It draws what it learned to see, whatever the ground is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from srxai_plugin.engine.imagery.geotiff import Grid
from srxai_plugin.engine.imagery.ground import metres_per_pixel

TIMES = 2.0
"""Pixel sizes that differ by no more are taken for the same."""


def misfits(id: str, card: Mapping[str, Any], grid: Grid) -> tuple[str, ...]:
    """A sentence where the raster's pixels are of another size than those that a network learned
    from, by its card's ``pixel_size`` in metres; none where either is not known.

    Args:
        id: of the network, as people know it.
    """
    learned = card.get("pixel_size")
    ground = None if learned is None else metres_per_pixel(grid)
    if learned is None or ground is None:
        return ()
    size = float(np.sqrt(abs(np.linalg.det(ground))))
    if learned / TIMES <= size <= learned * TIMES:
        return ()
    sensor = f" ({card['sensor']})" if card.get("sensor") else ""
    ratio = max(size / learned, learned / size)
    how = "coarser" if size > learned else "finer"
    return (
        f"{id} learned from pixels of {learned:g} m{sensor}; this raster's are {size:.3g} m, "
        f"{ratio:.3g} times {how}. It draws what it knows from there: do not count on its detail.",
    )
