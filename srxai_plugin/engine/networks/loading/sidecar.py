"""``NAME.json`` beside a checkpoint: what its weights cannot tell, and its model card."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, Optional

from srxai_plugin.contract.codec import from_data
from srxai_plugin.contract.constraints import Between, Checked, OneOf
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.fields import COLOURS, SCALINGS, Scale
from srxai_plugin.engine.networks.loading.evoland import described
from srxai_plugin.engine.networks.loading.untold import refuse_unknown

if TYPE_CHECKING:  # cards are read where nothing waits for torch
    from srxai_plugin.engine.networks.base import Reading

RANGES = (1.0, 65_535.0)
"""Of a value range: from images of 0 to 1 to those of 16 bits."""
DEGRADATIONS = ("bicubic", "area", "gaussian")

WAY_OUT = "Correct or delete it."
LARGEST = 64 * 1024
"""Bytes: a list of many networks with their cards still is one message."""
DEEPEST = 16
CONTAINERS = (dict, list)


@dataclass(frozen=True)
class Sidecar(Checked):
    """The fields that have a meaning here; a card may hold others beside them, but none that looks
    like a hyper-parameter (``untold.refuse_unknown``)."""

    title: Optional[str] = None
    bands: Annotated[Optional[int], Between(1, 1000)] = None
    bands_out: Annotated[Optional[int], Between(1, 1000)] = None
    """How many it gives, where these are not those that it takes."""
    scale: Optional[Scale] = None
    value_range: Annotated[Optional[float], Between(*RANGES)] = None
    """Largest value of the images that the network was trained on: 1, 255, 10 000 …"""
    colour: Annotated[Optional[str], OneOf(COLOURS)] = None
    """``rgb``; ``y`` or ``ycbcr`` for a network of the Y alone, or of all three."""
    res_scale: Annotated[Optional[float], Between(0.001, 10)] = None
    """Factor of each residual block of EDSR and its kin."""
    dilation: Annotated[Optional[int], Between(1, 16)] = None
    """Of RFDN's shallow residual convolutions."""
    part: Optional[str] = None
    """Key of the network, where a file holds several."""
    sensor: Optional[str] = None
    pixel_size: Annotated[Optional[float], Between(0.001, 100_000)] = None
    """Metres on the ground along a pixel of the images that it super-resolves."""
    degradation: Annotated[Optional[str], OneOf(DEGRADATIONS)] = None
    """How the images that it learned from were made small."""
    psf_sigma: Annotated[Optional[float], Between(0.1, 16)] = None
    """Of a Gaussian degradation, in pixels of the true image."""
    loss: Optional[str] = None
    """What it was trained for: ``l1`` for nearness to the truth alone."""
    band_names: Optional[tuple[str, ...]] = None
    """What each band is that it takes, in its order: ``red``, ``nir``, ``swir1`` …"""
    band_names_out: Optional[tuple[str, ...]] = None
    """What each band is that it gives, in its order, where these are not those that it takes."""
    wavelengths: Optional[tuple[float, ...]] = None
    """Centres of these bands in µm."""
    scaling: Annotated[Optional[str], OneOf(SCALINGS)] = None
    """How raster values became the network's when it learned, as in ``ExplainRequest.scaling``."""
    licence: Optional[str] = None


@dataclass(frozen=True)
class Beside:
    """A checkpoint's JSON file, checked."""

    sidecar: Sidecar = field(default_factory=Sidecar)
    card: Mapping[str, Any] = field(default_factory=dict)
    """All of the file."""


def beside(checkpoint: Path) -> Beside:
    """Read the JSON file of a checkpoint; empty where there is none.

    Raises:
        BadInput: it is no JSON object, or a field holds what it cannot.
    """
    path = checkpoint.with_suffix(".json")
    try:
        if path.stat().st_size > LARGEST:
            raise BadInput(f"{path.name} beside the network is larger than 64 kB. {WAY_OUT}")
        content = path.read_bytes()
    except FileNotFoundError:
        return _by_evoland(checkpoint)
    except (OSError, ValueError):
        raise BadInput(f"{path.name} beside the network is not readable JSON. {WAY_OUT}") from None
    card = read_card(content, path.name)
    return Beside(sidecar(card, path.name), card)


def _by_evoland(checkpoint: Path) -> Beside:
    """What EVOLAND's YAML file says of a checkpoint; empty where there is none."""
    path = checkpoint.with_suffix(".yaml")
    try:
        if path.stat().st_size > LARGEST:
            return Beside()
        card = described(path.read_text("utf-8-sig"), checkpoint.name, path.name)
    except (OSError, ValueError):
        return Beside()
    return Beside() if card is None else Beside(sidecar(card, path.name), card)


def read_card(content: bytes, source: str) -> dict[str, Any]:
    """Raises BadInput, which names ``source``, for what is no JSON object."""
    try:
        card = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise BadInput(f"{source} beside the network is not readable JSON. {WAY_OUT}") from None
    if not isinstance(card, dict):
        raise BadInput(f"{source} beside the network is no JSON object. {WAY_OUT}")
    if _depth(card) > DEEPEST:
        raise BadInput(f"{source} beside the network is nested too deeply. {WAY_OUT}")
    return card


def _depth(card: Any) -> int:
    """Objects and lists in each other; counted level by level, as what recurses would give up."""
    depth, level = 0, [card]
    while level and depth <= DEEPEST:
        outer = [item for item in level if isinstance(item, CONTAINERS)]
        level = [i for o in outer for i in (o.values() if isinstance(o, dict) else o)]
        depth += bool(outer)
    return depth


def _no_number(constant: str) -> NoReturn:
    """NaN and Infinity, which Python's reader takes and JSON does not know."""
    raise ValueError(constant)


def sidecar(card: Mapping[str, Any], source: str) -> Sidecar:
    """The known fields of a card, checked. Raises BadInput, which names ``source``."""
    names = tuple(f.name for f in fields(Sidecar))
    refuse_unknown(card, names, source)
    known = {name: card[name] for name in names if name in card}
    try:
        told = from_data(Sidecar, known)
    except BadInput as error:
        raise BadInput(f"{source}: {str(error).removeprefix('Sidecar.')}") from None
    if (told.degradation == "gaussian") != (told.psf_sigma is not None):
        raise BadInput(
            f"{source}: degradation gaussian and psf_sigma go together, and with nothing else. "
            f"{WAY_OUT}"
        )
    return told


def applied(told: Sidecar, reading: Reading) -> Reading:
    """What the weights tell, completed by what the sidecar tells.

    Raises:
        BadInput: the two contradict each other.
    """
    if told.scale in reading.scales:
        reading = reading.at(told.scale)
    reading = _coloured(told, reading)
    for name in ("scale", "bands", "bands_out"):
        said, found = getattr(told, name), getattr(reading, name)
        if said is not None and said != found:
            raise BadInput(
                f"The JSON file beside the network says {name} {said}, but the weights are for "
                f"{name} {found}. {WAY_OUT}"
            )
    for name, does, bands in (
        ("band_names", "take", reading.bands),
        ("wavelengths", "take", reading.bands),
        ("band_names_out", "give", reading.bands_out),
    ):
        listed = getattr(told, name)
        if listed is not None and len(listed) != bands:
            raise BadInput(
                f"The JSON file beside the network holds {len(listed)} {name}, but the weights "
                f"{does} {bands} bands. {WAY_OUT}"
            )
    return reading if told.value_range is None else replace(reading, value_range=told.value_range)


def _coloured(told: Sidecar, reading: Reading) -> Reading:
    """With the sidecar's colour; the raster gives three bands for "y", the weights take one."""
    if told.colour is None:
        return reading
    if told.colour != "rgb" and reading.bands_out != reading.bands:
        raise BadInput(
            f"The JSON file beside the network says colour {told.colour}, but the weights take "
            f"{reading.bands} bands and give {reading.bands_out}. {WAY_OUT}"
        )
    taken = 1 if reading.colour == "y" else reading.bands
    needed = {"y": 1, "ycbcr": 3}.get(told.colour, taken)
    if taken != needed:
        raise BadInput(
            f"The JSON file beside the network says colour {told.colour}, which takes weights of "
            f"{needed} band{'s' * (needed > 1)}, but these have {taken}. {WAY_OUT}"
        )
    return replace(reading, colour=told.colour, bands=3 if told.colour == "y" else taken)
