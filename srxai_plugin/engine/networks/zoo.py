"""The bundled networks, and the one way from a network's name or file to a loaded network."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import torch

from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.checkpoints import load_checkpoint
from srxai_plugin.errors import BadInput
from srxai_plugin.resource import resource


def bundled() -> dict[str, Path]:
    """Bundled checkpoints by network id."""
    return {path.stem: path for path in sorted(resource("models").glob("*.safetensors"))}


def load_network(name: str, device: torch.device) -> SRNetwork:
    """A bundled network by its id, or any checkpoint by its path; kept loaded while unchanged.

    Raises:
        BadInput: neither a bundled id nor a readable checkpoint.
    """
    known = bundled()
    path = known.get(name) or Path(name)
    if name not in known and not path.is_file():
        raise BadInput(
            f"Unknown network '{name}'. Give a checkpoint file, or one of: {', '.join(known)}."
        )
    stamp = path.stat()
    return _load(
        path.resolve(),
        name if name in known else path.stem,
        device,
        (stamp.st_mtime_ns, stamp.st_size),
    )


@lru_cache(maxsize=8)
def _load(path: Path, id: str, device: torch.device, _stamp: tuple[int, int]) -> SRNetwork:
    return load_checkpoint(path, device, id)


def describe_networks() -> list[dict[str, Any]]:
    """Facts and model card of every bundled network, for those who offer them."""
    networks = [load_network(id, torch.device("cpu")) for id in bundled()]
    return [
        {
            "id": network.id,
            "title": network.card.get("title", network.id),
            "architecture": network.architecture,
            "scale": network.scale,
            "bands": network.bands,
            "parameters": network.parameters,
            "path": str(bundled()[network.id]),
            "card": dict(network.card),
        }
        for network in networks
    ]
