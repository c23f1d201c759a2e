"""A raster that SRXAI made, made again from its own tags, and compared."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Optional

import numpy as np

import srxai_plugin
from srxai_plugin.contract.codec import from_json
from srxai_plugin.contract.earlier import name_today
from srxai_plugin.contract.errors import BadInput, SrxaiError
from srxai_plugin.contract.fields import MOST_THREADS
from srxai_plugin.contract.progress import Progress
from srxai_plugin.contract.requests import CompareRequest, ExplainRequest
from srxai_plugin.contract.scenes import DetailMapRequest, RelianceRequest, SuperResolveRequest
from srxai_plugin.engine.explaining.compare import compare
from srxai_plugin.engine.explaining.explain import explain
from srxai_plugin.engine.imagery.geotiff import open_raster
from srxai_plugin.engine.machine.device import device, usual_threads
from srxai_plugin.engine.networks.loading.zoo import known, load_network
from srxai_plugin.engine.scene.detail_map import detail_map
from srxai_plugin.engine.scene.reliance import reliance
from srxai_plugin.engine.scene.superresolve import superresolve

HASHES = {
    "SRXAI_NETWORK_SHA256": "the network is another one now",
    "SRXAI_PIXELS_SHA256": "the raster holds other pixels there now",
}
"""What decides a raster beside its request, and what it means when it is not the same."""
ROWS = 1024
"""Of two rasters, that are compared at once."""


@dataclass(frozen=True)
class Kind:
    """How one kind of raster is made."""

    request: type
    make: Callable[..., Any]
    is_folder: bool
    """Whether its request's output is a folder, in which the raster has its own name."""


KINDS = {
    "SRXAI_REQUEST": Kind(ExplainRequest, explain, True),
    "SRXAI_COMPARE_REQUEST": Kind(CompareRequest, compare, True),
    "SRXAI_SUPERRESOLVE_REQUEST": Kind(SuperResolveRequest, superresolve, False),
    "SRXAI_RELIANCE_REQUEST": Kind(RelianceRequest, reliance, False),
    "SRXAI_DETAIL_REQUEST": Kind(DetailMapRequest, detail_map, False),
}
"""By the tag that holds the request."""


@dataclass(frozen=True)
class Rerun:
    """What came of it."""

    raster: str
    """Path of the new one."""
    is_identical: bool
    """Whether every pixel is the same."""
    largest_difference: Optional[float]
    """Of two pixels; None where their sizes differ or only one of them has data."""
    differences: tuple[str, ...]
    """What is not as it was: network, raster, version of SRXAI. Empty when all is."""


def rerun(
    raster: str,
    output: str,
    anyway: bool = False,
    confirmed: Collection[str] = (),
    progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Rerun:
    """Make a raster again, into the folder ``output``, from the request in its tags.

    Args:
        anyway: make it also where network or raster have changed, so that it cannot be the same.
        confirmed: names that may be opened. Whoever wrote the raster chose what its request names;
            ``opens`` tells them, and whoever runs this looks at them first.

    Raises:
        BadInput: it is none of ours, it would open what is not confirmed, or network or raster
            changed; the sentence says which.
    """
    tags = _tags(raster)
    kind, request = _asked(raster, tags)
    strange = [name for name in _named(request) if name not in confirmed]
    if strange:
        raise BadInput(
            f"{Path(raster).name} asks to open {', '.join(strange)}. Look whether this is yours; "
            "with --open it is opened. Nothing was."
        )
    changed = _changed_networks(_networks(request), request.device, tags)
    if changed and not anyway:
        raise _refusal(raster, (changed,))
    folder = Path(output).absolute()
    own = Path(raster).name
    made = folder / (name_today(own, request.version) if kind.is_folder else own)
    if any(file.exists() and file.samefile(raster) for file in (made, folder / own)):
        raise BadInput(f"The result would replace {raster} itself. Give another folder.")
    new = folder if kind.is_folder else made
    with usual_threads(_threads(tags)):
        kind.make(replace(request, output=str(new)), progress, cancelled)
    if not made.is_file():  # renamed since it was made
        raise BadInput(f"Its request makes no {made.name}; give the raster its first name again.")
    again = _tags(str(made))
    differences = tuple(
        words for tag, words in HASHES.items() if tag in tags and tags[tag] != again.get(tag)
    )
    if differences and not anyway:
        raise _refusal(raster, differences, made)
    if tags.get("SRXAI_VERSION") != srxai_plugin.__version__:
        differences = (*differences, f"it was made by SRXAI {tags.get('SRXAI_VERSION')}")
    is_identical, largest = _compared(raster, str(made))
    return Rerun(str(made), is_identical, largest, differences)


def opens(raster: str) -> tuple[str, ...]:
    """Files and addresses that making a raster again would open, by its tags.

    Raises:
        BadInput: it is none of ours.
    """
    _, request = _asked(raster, _tags(raster))
    return _named(request)


def _named(request: Any) -> tuple[str, ...]:
    """Bundled and added networks go by their id, and are no files to ask about."""
    ids = known()
    files = [name for name in _networks(request) if name not in ids]
    beside = (getattr(request, name, None) for name in ("reference", "guide"))
    return (request.raster, *files, *(name for name in beside if name is not None))


def _networks(request: Any) -> tuple[str, ...]:
    return getattr(request, "networks", None) or (request.network,)


def _threads(tags: Mapping[str, str]) -> Optional[int]:
    """What a tag says; None where it says nothing that can be."""
    try:
        threads = int(tags.get("SRXAI_THREADS", ""))
    except ValueError:
        return None
    return threads if 1 <= threads <= MOST_THREADS else None


def _tags(raster: str) -> Mapping[str, str]:
    with open_raster(raster) as dataset:
        return dataset.tags()


def _asked(raster: str, tags: Mapping[str, str]) -> tuple[Kind, Any]:
    for tag, kind in KINDS.items():
        if tag in tags:
            try:
                request: Any = from_json(kind.request, tags[tag])
            except BadInput as error:
                raise BadInput(f"The request in {Path(raster).name} is damaged: {error}") from None
            # Where it is computed is for whoever runs it now, not for the file, to say.
            here = {"workers": 1, "scheduler": None, "threads": None}
            names = {f.name for f in fields(request)}
            return kind, replace(request, **{k: v for k, v in here.items() if k in names})
    raise BadInput(
        f"{raster} does not say how it was made. Give a raster that SRXAI wrote: its tags hold the "
        "request."
    )


def _changed_networks(names: tuple[str, ...], where: str, tags: Mapping[str, str]) -> Optional[str]:
    try:
        found = " ".join(load_network(name, device(where)).sha256 for name in names)
    except SrxaiError as error:
        raise BadInput(f"It cannot be made again: {error}") from None
    was = tags.get("SRXAI_NETWORK_SHA256", "")
    if not was or found == was:
        return None
    return f"{HASHES['SRXAI_NETWORK_SHA256']} (SHA-256 {found[:12]}…, and it was {was[:12]}…)"


def _refusal(raster: str, differences: tuple[str, ...], made: Optional[Path] = None) -> BadInput:
    kept = f" What came of it lies in {made}." if made else " Nothing was written."
    return BadInput(
        f"{Path(raster).name} cannot be made again: {'; '.join(differences)}.{kept} With --anyway "
        "it is made nevertheless."
    )


def _compared(one: str, other: str) -> tuple[bool, Optional[float]]:
    """Whether all pixels are equal, and by how much two differ at most."""
    largest = 0.0
    with open_raster(one) as before, open_raster(other) as after:
        if (before.count, before.shape, before.dtypes) != (after.count, after.shape, after.dtypes):
            return False, None
        for row in range(0, before.height, ROWS):
            window = ((row, min(row + ROWS, before.height)), (0, before.width))
            a, b = (d.read(window=window).astype(np.float64) for d in (before, after))
            if not np.array_equal(np.isnan(a), np.isnan(b)):
                return False, None
            largest = max(largest, float(np.nanmax(np.abs(a - b), initial=0.0)))
    return largest == 0, largest
