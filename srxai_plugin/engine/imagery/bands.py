"""Which bands of a raster a network is given, and as what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional

from rasterio.io import DatasetReader

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.contract.results import BandMatch
from srxai_plugin.engine.imagery.band_meaning import Meanings, imagery_bands, meanings_of
from srxai_plugin.engine.imagery.geotiff import refuse_palette
from srxai_plugin.engine.imagery.sensors import Order
from srxai_plugin.engine.imagery.spectrum import CENTRES, Inputs, inputs_of

STANDS_FOR = {"nir": "nir08"}
"""A neighbour that is taken where a raster lacks the band itself."""
BY = {
    "description": "by their descriptions",
    "colour": "by their colours",
    "wavelength": "by their wavelengths",
}


@dataclass(frozen=True)
class Chosen:
    """Bands for a network's inputs."""

    bands: tuple[int, ...]
    """1-based, in the network's order."""
    match: BandMatch
    misfits: tuple[str, ...] = ()
    """Sentences on what the analyst should look at before she relies on it."""
    sensor: Optional[str] = None
    """That the raster names as its own."""


def chosen_bands(
    asked: Optional[tuple[int, ...]], dataset: DatasetReader, network: Inputs
) -> Chosen:
    """Bands for the network's inputs: those that were asked for; else by what they are; else, where
    nothing says what they are, the first without alpha.

    Raises:
        BadInput: too few, too many, one that the raster does not have, one of a palette, or the
            raster says what its bands are, and one that the network's card names is not there.
    """
    meanings = meanings_of(dataset)
    if asked:
        _refuse_wrong(asked, dataset, network, is_asked=True)
        return _as_asked(asked, meanings, network)
    usable = imagery_bands(dataset, meanings)
    chosen = _by_meaning(usable, meanings, network)
    _refuse_wrong(chosen.bands, dataset, network, is_asked=False)
    return chosen


def _refuse_wrong(
    bands: tuple[int, ...], dataset: DatasetReader, network: Inputs, is_asked: bool
) -> None:
    refuse_palette(dataset, [band for band in bands if 1 <= band <= dataset.count])
    if len(bands) != network.bands:
        has = f"{len(bands)} were given" if is_asked else f"the raster has {len(bands)}"
        example = ",".join([str(bands[0] if bands else 1)] * network.bands)
        raise BadInput(
            f"{network.id} takes {network.bands} bands, but {has}. Choose {network.bands} bands; "
            f"one may be repeated, as in {example}."
        )
    for band in bands:
        if not 1 <= band <= dataset.count:
            raise BadInput(f"There is no band {band}; the raster has bands 1 to {dataset.count}.")


def _as_asked(asked: tuple[int, ...], meanings: Meanings, network: Inputs) -> Chosen:
    inputs = inputs_of(network)
    found = [meanings.of(band) for band in asked]
    match = BandMatch(inputs, ("asked",) * len(asked), _words(asked, inputs, "as asked"))
    strange = [
        f"band {band} is {is_.name}"
        for band, is_, wanted in zip(asked, found, inputs)
        if is_.name and is_.known != "order" and wanted not in (is_.name, _nearly(is_.name))
    ]
    misfits: tuple[str, ...] = ()
    if strange and "band_names" in network.card:
        misfits = (
            f"{network.id} learned from {', '.join(inputs)}, but of the bands that it was given "
            f"{_list(strange)}: do not count on its detail.",
        )
    return Chosen(tuple(asked), match, misfits, meanings.sensor)


def _nearly(name: str) -> Optional[str]:
    return next((wanted for wanted, other in STANDS_FOR.items() if other == name), None)


def _by_meaning(usable: list[int], meanings: Meanings, network: Inputs) -> Chosen:
    inputs = inputs_of(network)
    found = _found(usable, meanings, network, inputs, with_guesses=True)
    if inputs and None not in found:
        return _matched(found, meanings, network, inputs)
    first = tuple(usable[: network.bands])
    known = [band for band in usable if meanings.of(band).known not in (None, "order")]
    if not inputs or not known:
        return _in_order(first, meanings, inputs)
    found = _found(usable, meanings, network, inputs, with_guesses=False)
    missing = [name for name, band in zip(inputs, found) if band is None]
    others = [band for band in usable if band not in known]
    if len(others) >= len(missing):  # one that nothing tells of may be it
        rest = iter(others)
        filled = tuple(next(rest) if band is None else band for band in found)
        return _in_order(filled, meanings, inputs)
    if "band_names" not in network.card:
        return _in_order(first, meanings, inputs)
    has = ", ".join(str(meanings.of(band).name or "one without a name") for band in usable)
    example = ",".join(str(band) for band in (usable * network.bands)[: network.bands])
    raise BadInput(
        f"{network.id} takes {network.bands} bands: {', '.join(inputs)}; but the raster has "
        f"{len(usable)}: {has} ({_by([str(meanings.of(band).known) for band in known])}), and "
        f"{_list(missing, 'or')} is none of them. Choose another network, or {network.bands} bands "
        f"yourself, as in {example}."
    )


def _found(
    usable: Sequence[int],
    meanings: Meanings,
    network: Inputs,
    inputs: Sequence[str],
    with_guesses: bool,
) -> list[Optional[int]]:
    """The band for each input; of several that are alike the one nearest in wavelength, else the
    first."""
    centres = network.card.get("wavelengths")
    if not isinstance(centres, (list, tuple)) or len(centres) != len(inputs):
        centres = [CENTRES.get(name) for name in inputs]

    def one(name: str, centre: Optional[float]) -> Optional[int]:
        fit = [
            band
            for band in usable
            if meanings.of(band).name == name
            and (with_guesses or meanings.of(band).known != "order")
        ]

        def distance(band: int) -> float:
            own = meanings.of(band).wavelength
            return abs(own - centre) if own is not None and centre is not None else 0.0

        return min(fit, key=distance) if fit else None

    found = []
    for name, centre in zip(inputs, centres):
        band = one(name, centre)
        if band is None and name in STANDS_FOR:
            other = one(STANDS_FOR[name], centre)
            band = other if other and meanings.of(other).known != "order" else None
        found.append(band)
    return found


def _matched(
    found: Sequence[Optional[int]], meanings: Meanings, network: Inputs, inputs: tuple[str, ...]
) -> Chosen:
    bands = tuple(band for band in found if band is not None)
    known = tuple(meanings.of(band).known for band in bands)
    if "order" not in known:
        how = _by([str(k) for k in known])
        match = BandMatch(inputs, known, _words(bands, inputs, how))
        return Chosen(bands, match, (), meanings.sensor)
    like = _like(meanings.orders)
    how = f"guessed from their number and order, as of {like}"
    match = BandMatch(inputs, known, _words(bands, inputs, how), like)
    return Chosen(bands, match, (f"{match.words} Check it.",), meanings.sensor)


def _in_order(bands: tuple[int, ...], meanings: Meanings, inputs: tuple[str, ...]) -> Chosen:
    """Nothing says what they are: the analyst is told what they may be."""
    like = _like(meanings.orders) if meanings.orders else None
    why = "nothing says what they are" if inputs else "nothing says which the network takes"
    words = f"{_counted(bands)} in their order: {why}."
    if like is not None and inputs:
        may_be = (f"{', '.join(o.names)} (as of {o.sensor})" for o in meanings.orders)
        words += f" The raster's may be {' or '.join(may_be)}."
    return Chosen(bands, BandMatch(inputs, (None,) * len(bands), words, like), (), meanings.sensor)


def _like(orders: Sequence[Order]) -> str:
    return " or ".join(order.sensor for order in orders)


def _words(bands: Sequence[int], inputs: Sequence[str], how: str) -> str:
    names = f" as {', '.join(inputs)}" if inputs else ""
    return f"{_counted(bands)}{names}: {how}."


def _counted(bands: Sequence[int]) -> str:
    return f"Band{'s' * (len(bands) != 1)} {', '.join(map(str, bands))}"


def _by(known: Sequence[str]) -> str:
    """In words, each once, in the order of how sure they are."""
    return " and ".join(words for how, words in BY.items() if how in known)


def _list(words: Sequence[str], last: str = "and") -> str:
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), words[-1])))
