"""How long a large region takes, said before anything runs."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import QCoreApplication

from srxai_plugin.contract.fields import SMALLEST_CONTEXT, SMALLEST_TILE
from srxai_plugin.contract.geometry import Window
from srxai_plugin.contract.results import Explanation

translate = QCoreApplication.translate

MANY = 100_000
"""SR pixels of a region from which it is not explained before somebody says so."""
MINUTE = 60.0


class Expected:
    """Learns from each run what a pixel of a tile costs with its network and methods, for the time
    grows with the tile."""

    def __init__(self) -> None:
        self._rates: dict[tuple[str, frozenset[str]], float] = {}

    def learn(self, explanation: Explanation) -> None:
        """Of a run that has ended."""
        tile, request = explanation.tile.window, explanation.request
        asked = (request.network, frozenset(method.id for method in request.methods))
        self._rates[asked] = explanation.seconds / (tile.width * tile.height)

    def seconds(
        self, region: Window, scale: int, network: str, methods: tuple[str, ...]
    ) -> Optional[float]:
        """Of a region in SR pixels; None before such a run has ended."""
        rate = self._rates.get((network, frozenset(methods)))
        return (
            None
            if rate is None
            else rate * _side(region.width, scale) * _side(region.height, scale)
        )

    def warning(
        self, region: Window, scale: int, network: str, methods: tuple[str, ...]
    ) -> Optional[str]:
        """What to say of a large region instead of beginning with it; None for a usual one."""
        count = region.width * region.height
        if count < MANY:
            return None
        seconds = self.seconds(region, scale, network, methods)
        if seconds is None:
            return translate(
                "Expected",
                "{0} SR pixels: that takes many times as long as a usual region. Draw a smaller "
                "one, or press Explain.",
            ).format(f"{count:,}")
        return translate(
            "Expected", "{0} SR pixels: that takes about {1}. Press Explain to begin."
        ).format(f"{count:,}", _time_words(seconds))


def _side(length: int, scale: int) -> int:
    """LR pixels along a tile, as the engine lays it."""
    return max(-(-length // scale) + 2 * SMALLEST_CONTEXT, SMALLEST_TILE)


def _time_words(seconds: float) -> str:
    if seconds < 1.5 * MINUTE:
        return translate("Expected", "{0:.0f} s").format(max(seconds, 1))
    return translate("Expected", "{0:.0f} min").format(seconds / MINUTE)
