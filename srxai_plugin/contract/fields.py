"""Kinds of fields that many requests and results have, each with what it may hold."""

from __future__ import annotations

from typing import Annotated, Optional

from srxai_plugin.contract.constraints import (
    AtLeast,
    Between,
    Bits,
    Matches,
    NotNewer,
    OneOf,
)

VERSION = 2
"""Of this contract; a request of a newer version is refused, never half understood, and one of an
earlier version is read as what it meant (``earlier``)."""

REFLECTANCES = ("reflectance", "reflectance-clipped")
"""Scalings to reflectance: as it is, or with what is below zero set to zero."""

SCALINGS = ("dtype", "percentile", "none", *REFLECTANCES)
"""What ``ExplainRequest.scaling`` may be."""

COLOURS = ("rgb", "y", "ycbcr")
"""What a network takes of a raster. rgb: the bands as they are, of any number. y: MATLAB's Y alone,
the chroma goes through bicubic. ycbcr: all three bands of JPEG's YCbCr."""

VALUE_RANGES = (1.0, 255.0, 1023.0, 4095.0, 10_000.0, 65_535.0)
"""Largest values of images that are usual: parts of 1, 8, 10 and 12 bits, reflectance × 10 000 and
16 bits. A card may say any other up to the last."""

KNOWN_BY = ("asked", "description", "colour", "wavelength", "order")
"""How it can be known what a band is; ``order`` is a guess."""

DEVICES = ("auto", "cpu", "cuda")
"""What ``ExplainRequest.device`` may be."""

MOST_THREADS = 1024
"""More than any processor has; a system that cannot start all of them ends the process."""

SMALLEST_TILE = 64
"""LR pixels a side of a tile where the context is left open, if the raster has them: what the
papers explain on; the diffusion index depends on it."""

SMALLEST_CONTEXT = 16
"""LR pixels that such a tile leaves on each side of the region."""

Scaling = Annotated[Optional[str], OneOf(SCALINGS)]

Device = Annotated[str, OneOf(DEVICES)]

Threads = Annotated[Optional[int], Between(1, MOST_THREADS)]

Context = Annotated[Optional[int], AtLeast(0)]

Seed = Annotated[int, Bits(63)]

Scale = Annotated[int, Between(2, 16)]

Version = Annotated[int, NotNewer(VERSION)]

OneOrMore = Annotated[int, AtLeast(1)]

Count = Annotated[int, AtLeast(0)]

Amount = Annotated[float, AtLeast(0)]

Share = Annotated[float, Between(0, 1)]

Percent = Annotated[float, Between(0, 100)]

Unit = Annotated[str, OneOf(("m", "px"))]

Sha256 = Annotated[str, Matches("^[0-9a-f]{64}$", "64 hexadecimal digits")]
