"""Figures as the dock writes them."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import QCoreApplication

from srxai_plugin.contract.results import Reach

UNKNOWN = "–"
OPEN = "…"
"""What is still being measured."""
MINUS = "−"
FIRM = "\u00a0"
"""A space that no line breaks at."""
TIMES = f"{FIRM}×{FIRM}"


def percent(value: Optional[float]) -> str:
    """Of an ATV; a dash where there is none."""
    return UNKNOWN if value is None else f"{value:.1f} %"


def bare(value: Optional[float]) -> str:
    """The same without the sign, where a column's title has it."""
    return UNKNOWN if value is None else f"{value:.1f}"


def correlation(value: Optional[float]) -> str:
    """From −1 to 1; a dash where there is none."""
    return UNKNOWN if value is None else f"{value:.2f}".replace("-", MINUS)


def distance(reach: Reach) -> str:
    """On the ground where the raster has a CRS, else in raster pixels."""
    if reach.pixels == 0:
        return QCoreApplication.translate("Words", "inside")
    return f"{reach.pixels:.0f} px" if reach.metres is None else ground(reach.metres)


def ground(*metres: float) -> str:
    """Lengths on the ground in the unit that suits the longest: ``9.6 × 7.2 m``, ``24 cm``."""
    longest = max(metres)
    is_far, is_near = longest >= 999.5, longest < 0.995  # as they are rounded below
    unit, length = ("km", 1000) if is_far else ("cm", 0.01) if is_near else ("m", 1)
    numbers = (metre / length for metre in metres)
    written = (f"{number:.0f}" if number >= 99.5 else f"{number:.2g}" for number in numbers)
    return f"{TIMES.join(written)}\u00a0{unit}"


def amount(number: int) -> str:
    """Of a network's parameters, in short: ``0.38 M``, ``13 k``."""
    if number >= 1e5:
        return f"{number / 1e6:.2g}\u00a0M" if number < 1e8 else f"{number / 1e6:.0f}\u00a0M"
    return f"{number / 1e3:.0f}\u00a0k" if number >= 1e3 else str(number)
