"""What is heard of a request while it runs: how far it has come, its maps and figures as they
come."""

from __future__ import annotations

import base64
import zlib
from dataclasses import dataclass, field
from typing import Annotated, Optional

from srxai_plugin.contract.constraints import OneOf
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.fields import Scale
from srxai_plugin.contract.geometry import Window
from srxai_plugin.contract.results import Attribution, Baseline, Detail, Statistics, Tile

STAGES = (
    *("starting", "reading", "super-resolving", "attributing", "baselines", "trying", "measuring"),
    "judging",
    *("curves", "sensitivity", "infidelity", "randomisation", "explaining", "comparing"),
    *("tile", "window", "region", "case", "overviews", "writing", "reporting", "done"),
)
"""What ``Progress.stage`` may be; whoever shows one puts it into words."""


@dataclass(frozen=True)
class Progress:
    """How far a request has come, as data: it is put into words where it is shown."""

    stage: Annotated[str, OneOf(STAGES)]
    fraction: float
    """0 to 1."""
    seconds_left: Optional[float] = None
    """Estimate; None while there is nothing to estimate from."""
    method: Optional[str] = None
    """Id of the method whose map is made or measured, where it is one method's stage."""
    n: Optional[int] = None
    """How many are done, or which one it is, of ``of``: gradient evaluations while attributing,
    and else what the stage is called after."""
    of: Optional[int] = None
    subject: Optional[str] = None
    """Name of the image or network that the stage is about, as somebody called it."""
    failed: int = 0
    """How many of the ``n`` have no result."""


@dataclass(frozen=True)
class Preview:
    """A map as soon as there is one, light enough for a pipe; its figures come later."""

    method: str
    tile: Tile
    region_window: Window
    """The region, in SR pixels of the tile."""
    scale: Scale
    roots: str
    """Of the map in [0, 1], row by row on the tile's LR grid: a byte ``255 · √value`` for each
    pixel, by zlib and base64. The root keeps the faint pixels apart."""

    @classmethod
    def of(
        cls, method: str, tile: Tile, region_window: Window, scale: int, roots: bytes
    ) -> Preview:
        """Pack the bytes."""
        packed = base64.b64encode(zlib.compress(roots, 1)).decode()
        return cls(method, tile, region_window, scale, packed)

    def unpacked(self) -> bytes:
        """The bytes, as many as the tile has pixels. Raises BadInput where they are not."""
        size = self.tile.window.width * self.tile.window.height
        try:
            roots = zlib.decompressobj().decompress(base64.b64decode(self.roots), size + 1)
        except (ValueError, zlib.error):
            roots = b""
        if len(roots) != size:
            raise BadInput(f"A preview of {size} pixels came with {len(roots)}.")
        return roots


@dataclass(frozen=True)
class Known:
    """Figures of an explanation while the rest is being measured; of several, ``joined`` makes one.
    Joined together, all that come are what its result says."""

    statistics: dict[str, Statistics] = field(default_factory=dict)
    """By method: of its map, without what single pixels tell and what was asked for beyond; there
    is no verdict before these."""
    baselines: dict[str, Baseline] = field(default_factory=dict)
    attributions: tuple[Attribution, ...] = ()
    """Of methods of which all is known."""
    detail: Optional[Detail] = None

    def joined(self, more: Known) -> Known:
        """Both, the later where both know something."""
        return Known(
            {**self.statistics, **more.statistics},
            {**self.baselines, **more.baselines},
            (*self.attributions, *more.attributions),
            more.detail or self.detail,
        )
