"""The networks at hand, bundled or added, and the one way from a name or file to a loaded one."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Optional

import torch

from srxai_plugin.contract.errors import BadInput, SrxaiError
from srxai_plugin.engine.machine.byte_bounded import ByteBoundedCache, ByteBudget, storage_bytes
from srxai_plugin.engine.machine.files import is_file
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint
from srxai_plugin.engine.networks.loading.listing import LISTED, by_card, by_facts, entry, known
from srxai_plugin.engine.networks.loading.listing import bundled as bundled
from srxai_plugin.engine.networks.loading.listing import is_local as is_local
from srxai_plugin.engine.networks.loading.sidecar import beside


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
    told = by_card(id)
    if told is not None:
        return told
    try:
        network = load_network(id, torch.device("cpu"))
    except SrxaiError as error:
        return {**entry(id), "error": str(error)}
    facts = {name: getattr(network, name) for name in LISTED}
    return by_facts(id, {**beside(known()[id]).card, **facts})
