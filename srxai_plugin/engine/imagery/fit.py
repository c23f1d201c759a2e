"""Does a network fit a raster? It draws what it learned to see, whatever the ground is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from srxai_plugin.contract.geometry import is_of_size
from srxai_plugin.engine.imagery.geotiff import Grid
from srxai_plugin.engine.imagery.ground import pixel_side


def misfits(id: str, card: Mapping[str, Any], grid: Grid) -> tuple[str, ...]:
    """A sentence where the raster's pixels are of another size than those that a network learned
    from, by its card's ``pixel_size`` in metres; none where either is not known.

    Args:
        id: of the network, as people know it.
    """
    learned, size = card.get("pixel_size"), pixel_side(grid)
    if learned is None or size is None or is_of_size(size, learned):
        return ()
    sensor = f" ({card['sensor']})" if card.get("sensor") else ""
    ratio = max(size / learned, learned / size)
    how = "coarser" if size > learned else "finer"
    return (
        f"{id} learned from pixels of {learned:g} m{sensor}; this raster's are {size:.3g} m, "
        f"{ratio:.3g} times {how}. It draws what it knows from there: do not count on its detail.",
    )
