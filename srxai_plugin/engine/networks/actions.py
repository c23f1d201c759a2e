"""What can be done with networks, as JSON data: the command line and the worker both call these.

The networks' own modules know how; here are only the answers' facts. Every action raises BadInput
or Unsupported, with the sentence that the user reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Optional

import torch

from srxai_plugin.contract.codec import from_data, to_data
from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.behaviour.proof import check_proof, doubts_of
from srxai_plugin.engine.networks.behaviour.ramp import check_ramp
from srxai_plugin.engine.networks.loading import collection
from srxai_plugin.engine.networks.loading.sidecar import Sidecar
from srxai_plugin.engine.networks.loading.zoo import (
    describe_networks,
    is_local,
    known,
    load_network,
)

Facts = dict[str, Any]

CPU = torch.device("cpu")


def listed() -> list[Facts]:
    """All networks with an id; one that cannot be read any more has an ``error`` for its facts."""
    return describe_networks()


def info(name: str) -> Facts:
    """What a network is, by its id or its checkpoint's path.

    ``free_id`` is one that it could be added under.
    """
    return _facts(name, load_network(name, CPU))


def check(name: str) -> Facts:
    """Whether a network gives a smooth ramp back, and beats bicubic interpolation on a known piece
    of imagery; what is likely wrong where it does not."""
    return {"id": name, **_checked(load_network(name, CPU))}


def add(file: str, id: Optional[str], told: Mapping[str, Any]) -> Facts:
    """Keep a copy of a checkpoint among the networks.

    Args:
        id: the file's name, in lower case, if not given.
        told: fields of the ``Sidecar``; those that are None say nothing.
    """
    try:
        fields = to_data(from_data(Sidecar, dict(told)))
    except BadInput as error:
        raise BadInput(f"{Path(file).name}: {str(error).removeprefix('Sidecar.')}") from None
    network, _ = collection.add(Path(file), known(), id, **fields)
    try:
        network = load_network(network.id, CPU)
        return {**_facts(network.id, network), **_checked(network)}
    except BaseException:  # whoever is told that it failed finds nothing of it
        with suppress(BadInput, OSError):
            collection.remove(network.id)
        raise


def remove(id: str) -> Facts:
    """Delete a network that was added."""
    return {"id": id, "removed": str(collection.remove(id))}


def _facts(name: str, network: SRNetwork) -> Facts:
    networks = known()
    path = networks.get(name) or Path(name).absolute()
    return {
        "id": network.id,
        "title": network.card.get("title", network.id),
        "architecture": network.architecture,
        "scale": network.scale,
        "bands": network.bands,
        "bands_out": network.bands_out,
        "guide": None if network.guide is None else asdict(network.guide),
        "value_range": network.value_range,
        "colour": network.colour,
        "parameters": network.parameters,
        "local": is_local(network.architecture),
        "sha256": network.sha256,
        "path": str(path),
        "added": name in collection.added(),
        "free_id": collection.free_id(path, networks),
        "card": dict(network.card),
    }


def _checked(network: SRNetwork) -> Facts:
    return {
        "ramp_error": check_ramp(network).error,
        "proof_gain": check_proof(network).gain,
        "warnings": list(doubts_of(network).values()),
    }
