"""How long a large region takes, said before anything runs."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Optional

from qgis.PyQt.QtCore import QCoreApplication

from srxai_plugin.contract.fields import SMALLEST_CONTEXT, SMALLEST_TILE
from srxai_plugin.contract.geometry import Window
from srxai_plugin.contract.results import Explanation
from srxai_plugin.desk.runtime import settings

translate = QCoreApplication.translate

MANY = 100_000
"""SR pixels of a region from which it is not explained before somebody says so."""
MINUTE = 60.0
OF_REGION = 2.0
"""What a pixel of a region costs beside one of its tile: there it is asked about, tried and
outlined. Measured on regions of 16² to 256² LR pixels."""
MOST = 200
"""Rates that are kept."""


@dataclass(frozen=True)
class Asked:
    """What decides, beside the region, how long a run takes."""

    network: str
    methods: tuple[str, ...]
    detail: bool = False
    device: str = "auto"
    threads: Optional[int] = None

    @property
    def rest(self) -> str:
        """Name of the rate of all but the methods' maps."""
        return self._named("detail" if self.detail else "")

    @property
    def maps(self) -> list[str]:
        """Names of the rates of the methods' maps."""
        return [self._named(f"map:{id}") for id in self.methods]

    def _named(self, what: str) -> str:
        return json.dumps([self.network, what, self.device, self.threads])


class Expected:
    """Learns from each run on this machine what its pixels cost with a network and each method, for
    the time grows with tile and region; what it has learned, QGIS's settings keep."""

    def __init__(self) -> None:
        self._rates = _kept()

    def learn(self, explanation: Explanation) -> None:
        """Of a run that has ended."""
        request, tile = explanation.request, explanation.tile.window
        asked = Asked(
            request.network,
            tuple(one.method for one in explanation.attributions),
            request.detail,
            request.device,
            request.threads,
        )
        region, scale = explanation.region_sr_window, explanation.network.scale
        size = tile.width * tile.height + OF_REGION * region.width * region.height / scale**2
        maps = [one.seconds for one in explanation.attributions]
        rates = {asked.rest: max(explanation.seconds - sum(maps), 0.0) / size}
        rates.update((name, seconds / size) for name, seconds in zip(asked.maps, maps))
        for name, rate in rates.items():
            self._rates.pop(name, None)  # the newest come last
            self._rates[name] = rate
        for name in list(self._rates)[:-MOST]:
            del self._rates[name]
        settings.PACE.set(json.dumps(self._rates))

    def seconds(self, region: Window, scale: int, asked: Asked) -> Optional[float]:
        """Of a region in SR pixels; None before this network and these methods have run."""
        rates = [self._rates.get(name) for name in (asked.rest, *asked.maps)]
        known = [rate for rate in rates if rate is not None]
        if len(known) < len(rates):
            return None
        tile = _side(region.width, scale) * _side(region.height, scale)
        return sum(known) * (tile + OF_REGION * region.width * region.height / scale**2)

    def warning(self, region: Window, scale: int, asked: Asked) -> Optional[str]:
        """What to say of a large region instead of beginning with it; None for a usual one."""
        count = region.width * region.height
        if count < MANY:
            return None
        seconds = self.seconds(region, scale, asked)
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


def _kept() -> dict[str, float]:
    """What earlier runs have taught, in other projects, too."""
    try:
        kept = json.loads(settings.PACE.get() or "{}")
    except ValueError:  # edited by hand
        return {}
    if not isinstance(kept, dict):
        return {}
    return {
        name: float(rate)
        for name, rate in kept.items()
        if isinstance(rate, (int, float)) and math.isfinite(rate) and rate >= 0
    }


def _time_words(seconds: float) -> str:
    if seconds < 1.5 * MINUTE:
        return translate("Expected", "{0:.0f} s").format(max(seconds, 1))
    return translate("Expected", "{0:.0f} min").format(seconds / MINUTE)
