"""The networks at hand, bundled or added, and the one way from a name or file to a loaded one."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

import torch

from srxai_plugin.contract.errors import BadInput, SrxaiError
from srxai_plugin.contract.resource import resource
from srxai_plugin.engine.machine.byte_bounded import ByteBoundedCache, ByteBudget, storage_bytes
from srxai_plugin.engine.machine.files import is_file
from srxai_plugin.engine.networks.architectures.registry import ARCHITECTURES
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint
from srxai_plugin.engine.networks.loading.collection import added
from srxai_plugin.engine.networks.loading.sidecar import beside

LISTED = {"architecture": str, "scale": int, "bands": int, "parameters": int}
"""What a list tells of every network; taken from its card, where that has all of it."""


def bundled() -> dict[str, Path]:
    """Bundled checkpoints by network id."""
    return {path.stem: path for path in sorted(resource("models").glob("*.safetensors"))}


def known() -> dict[str, Path]:
    """Checkpoints of all networks that have an id."""
    return {**added(), **bundled()}


def load_network(name: str, device: torch.device) -> SRNetwork:
    """A network by its id, or any checkpoint by its path; kept loaded while unchanged.

    Raises:
        BadInput, Unsupported: neither an id nor a checkpoint that can be loaded.
    """
    networks = known()
    path = networks.get(name) or Path(name)
    if name not in networks and not is_file(str(path)):
        raise BadInput(
            f"Unknown network '{name}'. Give a checkpoint file, or one of: {', '.join(networks)}."
        )
    id = name if name in networks else path.stem
    file = path.resolve()
    told = tuple(_stamp(path.with_suffix(ending)) for ending in (".json", ".yaml"))
    key = (file, id, device, _stamp(path), told)
    return _loaded.find(key) or _loaded.keep(key, load_checkpoint(file, device, id))


Stamp = Optional[tuple[int, int]]


def _stamp(path: Path) -> Stamp:
    """When a file was changed, and its size; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _bytes(network: SRNetwork) -> int:
    return storage_bytes((*network.module.parameters(), *network.module.buffers()))


Checkpoint = tuple[Path, str, torch.device, Stamp, tuple[Stamp, ...]]
"""Its file, the network's id and device, and when it and the files beside it were changed."""

LOADED = ByteBudget(2**30)
"""Of the networks that are kept loaded, wherever their weights lie: all the bundled ones, eight of
HAT-L, or the largest published one alone."""
_loaded: ByteBoundedCache[Checkpoint, SRNetwork] = ByteBoundedCache(LOADED, _bytes)


def describe_networks() -> list[dict[str, Any]]:
    """Facts and card of every network with an id, for those who offer them.

    One that was added and cannot be read any more has an ``error`` in place of its facts.
    """
    return [describe(id) for id in known()]


def describe(id: str) -> dict[str, Any]:
    """Facts and card of one network by its id, as ``describe_networks`` tells them of all."""
    path = known()[id]
    entry: dict[str, Any] = {"id": id, "title": id, "path": str(path), "added": id not in bundled()}
    try:
        card = dict(beside(path).card)
        if not all(type(card.get(name)) is kind for name, kind in LISTED.items()):
            network = load_network(id, torch.device("cpu"))
            card = {**card, **{name: getattr(network, name) for name in LISTED}}
    except SrxaiError as error:
        return {**entry, "error": str(error)}
    facts = {name: card[name] for name in LISTED}
    local = is_local(card["architecture"])
    return {**entry, "title": card.get("title", id), **facts, "local": local, "card": card}


def is_local(architecture: str) -> Optional[bool]:
    """Whether a network sees a bounded window only; None for those that are foreign to us."""
    return next((a.local for a in ARCHITECTURES if a.id == architecture), None)
