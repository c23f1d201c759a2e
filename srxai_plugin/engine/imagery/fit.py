"""Does a network fit a raster? It draws what it learned to see, whatever the ground is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

import numpy as np

from srxai_plugin.contract.geometry import is_of_size
from srxai_plugin.engine.imagery.geotiff import Grid
from srxai_plugin.engine.imagery.ground import pixel_side
from srxai_plugin.engine.imagery.sensors import sensor_named


def misfits(
    id: str,
    card: Mapping[str, Any],
    grid: Grid,
    sensor: Optional[str] = None,
    dtype: Optional[np.dtype] = None,
) -> tuple[str, ...]:
    """Sentences where a raster is not what a network learned from, by its card: pixels of another
    size, another sensor, bytes where it learned from reflectance; none where that is not known.

    Args:
        id: of the network, as people know it.
        sensor: that the raster's metadata name, of ``sensors.SENSORS``.
        dtype: of the raster's values.
    """
    return (*_size(id, card, grid), *other_sensor(id, card, sensor, dtype))


def other_sensor(
    id: str, card: Mapping[str, Any], sensor: Optional[str], dtype: Optional[np.dtype]
) -> tuple[str, ...]:
    """The part of ``misfits`` that is not about size; of the same arguments."""
    learned = str(card.get("sensor") or "")
    if sensor is not None and learned and sensor_named(learned) not in (sensor, None):
        return (
            f"{id} learned from images of {learned}; this raster's metadata say {sensor}. Do not "
            "count on its detail.",
        )
    if dtype == np.uint8 and card.get("scaling") == "reflectance":
        of = f" of {learned}" if learned else ""
        return (
            f"{id} learned from reflectance{of}; this raster holds bytes from 0 to 255, which are "
            "none. Do not count on its detail.",
        )
    return ()


def _size(id: str, card: Mapping[str, Any], grid: Grid) -> tuple[str, ...]:
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
