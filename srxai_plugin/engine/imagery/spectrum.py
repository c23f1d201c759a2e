"""Names of spectral bands, read from words, wavelengths and cards: one vocabulary for all.

The names are STAC's common ones, with ``rededge1`` to ``3`` and ``swir1`` and ``2`` counted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Optional, Protocol

RGB = ("red", "green", "blue")
"""What a network of three bands learned from, where its card does not say otherwise."""

CENTRES = {
    "coastal": 0.443,
    "blue": 0.490,
    "green": 0.560,
    "yellow": 0.605,
    "red": 0.665,
    "rededge1": 0.705,
    "rededge2": 0.740,
    "rededge3": 0.783,
    "nir": 0.842,
    "nir08": 0.865,
    "nir09": 0.945,
    "cirrus": 1.375,
    "swir1": 1.610,
    "swir2": 2.200,
    "thermal1": 10.9,
    "thermal2": 12.0,
}
"""µm, by name: Sentinel-2's, and of Landsat and WorldView what it lacks."""

RANGES = (
    (0.40, 0.45, "coastal"),
    (0.45, 0.52, "blue"),
    (0.52, 0.60, "green"),
    (0.60, 0.625, "yellow"),
    (0.625, 0.69, "red"),
    (0.69, 0.725, "rededge1"),
    (0.725, 0.76, "rededge2"),
    (0.76, 0.80, "rededge3"),
    (0.80, 0.93, "nir"),
    (0.93, 1.00, "nir09"),
    (1.35, 1.40, "cirrus"),
    (1.50, 1.80, "swir1"),
    (2.00, 2.40, "swir2"),
    (10.0, 11.5, "thermal1"),
    (11.5, 13.0, "thermal2"),
)
"""From, below and name, in µm."""

LETTERS = {"r": "red", "g": "green", "b": "blue", "n": "nir"}
"""What a description of one letter means."""
NO_BAND = re.compile(
    r"\b(?:mask|qa|quality|clouds?|nd[a-z]i|evi|savi|index|alpha|errors?|sigma|std|stdev|variance|"
    r"uncertainty|angle|class|classes|scl|aot|wvp|ratio|minus|difference)\b"
)
"""Words of what was computed from bands, and is none."""
COUNTED = {
    "rededge": {"070": 1, "071": 1, "705": 1, "074": 2, "075": 2, "740": 2, "078": 3, "783": 3},
    "swir": {"16": 1, "22": 2},
    "thermal": {"11": 1, "12": 2},
}
"""Which of its kind a band is that STAC or others call by its wavelength, by what follows."""
INFRARED = {"narrow": "nir08", "8a": "nir08", "08": "nir08", "09": "nir09", "2": "nir09"}
"""Near infrared that is not the wide band, by what follows the word."""
WORDS = (
    (re.compile(r"\bcoastal(?: aerosol| blue)?\b"), lambda _: "coastal"),
    (re.compile(r"\b(?:vegetation )?red ?edge ?(\d*)\b"), lambda n: _counted("rededge", n)),
    (
        re.compile(r"\b(?:near ?infra ?red|nir) ?(narrow|8a|\d*)\b"),
        lambda n: INFRARED.get(n, "nir"),
    ),
    (re.compile(r"\b(?:short ?wave ?infra ?red|swir) ?(\d*)\b"), lambda n: _counted("swir", n)),
    (
        re.compile(r"\b(?:thermal(?: infra ?red)?|tirs?|lwir) ?(\d*)\b"),
        lambda n: _counted("thermal", n),
    ),
    (re.compile(r"\bwater vapou?r\b"), lambda _: "nir09"),
    (re.compile(r"\bcirrus\b"), lambda _: "cirrus"),
    (re.compile(r"\bpan(?:chromatic)?\b"), lambda _: "pan"),
    (re.compile(r"\bgreen ?(?:i|1)\b"), lambda _: "green1"),
    (re.compile(r"\b(yellow|blue|green|red)\b"), str),
)
"""Each found at most once, in this order; what one has taken the next ones do not see."""


class Inputs(Protocol):
    """What is to be known of a network where bands are chosen for it."""

    @property
    def id(self) -> str:
        """Name by which people know it."""

    @property
    def bands(self) -> int:
        """How many bands of a raster it takes."""

    @property
    def card(self) -> Mapping[str, Any]:
        """Model card, with ``band_names`` and ``wavelengths`` if it knows them."""


class Outputs(Inputs, Protocol):
    """What is to be known of a network where bands come back from it; its card may have
    ``band_names_out``, too."""

    @property
    def bands_out(self) -> int:
        """How many bands its image has."""


def inputs_of(network: Inputs) -> tuple[str, ...]:
    """Names of the bands that a network takes, in its order; empty where nobody says."""
    told = _listed(network.card.get("band_names"), network.bands)
    return told or (RGB if network.bands == len(RGB) else ())


def outputs_of(network: Outputs) -> tuple[str, ...]:
    """Names of the bands that a network gives, in its order; empty where nobody says. Where there
    are as many as it takes, and the card names no others, they are the same."""
    told = _listed(network.card.get("band_names_out"), network.bands_out)
    return told or (inputs_of(network) if network.bands_out == network.bands else ())


def sources_of(network: Outputs) -> tuple[Optional[int], ...]:
    """For each band that a network gives, the place from 0 of the same band among those it takes;
    None where that is none of them, several, or not known."""
    inputs, outputs = inputs_of(network), outputs_of(network)
    if network.bands_out == network.bands and (inputs == outputs or not inputs):
        return tuple(range(network.bands))
    if not (inputs and outputs):
        return (None,) * network.bands_out
    return tuple(inputs.index(n) if inputs.count(n) == 1 else None for n in outputs)


def _listed(names: Any, count: int) -> tuple[str, ...]:
    """Of a card's list, in one vocabulary; empty where it is not of so many."""
    if isinstance(names, (list, tuple)) and len(names) == count:
        return tuple(named(str(name)) or str(name) for name in names)
    return ()


def named(text: str) -> Optional[str]:
    """The band that a description names in words; None for none, for several, and for what was
    computed from bands."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    words = re.sub(r"[^a-z0-9]+", " ", words.lower()).strip()
    if words in LETTERS:
        return LETTERS[words]
    if NO_BAND.search(words):
        return None
    found = set()
    for pattern, name in WORDS:
        for match in pattern.finditer(words):
            found.add(name(match[1] if pattern.groups else ""))
        words = pattern.sub(" ", words)
    return found.pop() if len(found) == 1 else None


def at_wavelength(micrometres: float) -> Optional[str]:
    """The band around a centre; None where no name is usual."""
    return next((name for low, high, name in RANGES if low <= micrometres < high), None)


def micrometres(text: str, unit: str) -> Optional[float]:
    """A centre wavelength as metadata writes it; without a unit by its size. None for no number."""
    try:
        value = float(text)
    except ValueError:
        return None
    unit = unit.strip().lower()
    if unit.startswith(("nm", "nano")):
        return value / 1000
    if unit.startswith(("um", "µm", "μm", "micro")):
        return value
    if unit in ("", "unknown", "index"):
        return value / 1000 if value > 100 else value
    return None


def _counted(kind: str, number: str) -> str:
    """``swir2`` for 2 and for 22; the first of its kind without a number."""
    return f"{kind}{COUNTED[kind].get(number, int(number or 1))}"
