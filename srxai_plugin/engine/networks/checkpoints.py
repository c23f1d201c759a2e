"""A checkpoint file → a frozen ``SRNetwork``. No code is ever run from the file."""

from __future__ import annotations

import hashlib
import json
import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load as load_safetensors
from torch import Tensor

from srxai_plugin.engine.networks.base import SRNetwork, StateDict, freeze
from srxai_plugin.engine.networks.registry import ARCHITECTURES
from srxai_plugin.errors import BadInput

WRAPPERS = ("params_ema", "params", "state_dict", "model")
"""Keys under which published checkpoints wrap their state dict, the averaged weights first."""


PICKLED = (b"PK\x03\x04", b"\x80")
"""How PyTorch's files begin: a zip archive, or in old ones a bare pickle."""


def load_checkpoint(path: Path, device: torch.device, id: str | None = None) -> SRNetwork:
    """Recognise the architecture from the weights and rebuild the network on ``device``.

    Raises:
        BadInput: missing, unreadable, not a state dict, no known architecture, or weights that
            are not finite.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadInput(f"Cannot read the network {path}: {error.strerror}.") from None
    state = _state_dict(path, content)
    for candidate in ARCHITECTURES:
        if candidate.detect(state):
            break
    else:
        known = ", ".join(a.name for a in ARCHITECTURES)
        raise BadInput(
            f"{path.name} holds weights of no network that is known here ({known}). "
            "Give a checkpoint of one of these."
        )
    broken = [key for key, value in state.items() if not torch.isfinite(value).all()]
    if broken:
        raise BadInput(f"{path.name} is damaged: '{broken[0]}' holds values that are not finite.")
    card = _card(path.with_suffix(".json"))
    reading = candidate.read(state)
    if card.get("scale") in reading.scales:
        reading = reading.at(card["scale"])
    module = freeze(reading.module).to(device, memory_format=torch.channels_last)
    return SRNetwork(
        id=id or path.stem,
        architecture=candidate.id,
        scale=reading.scale,
        bands=reading.bands,
        module=module,
        sha256=hashlib.sha256(content).hexdigest(),
        value_range=reading.value_range,
        colour=reading.colour,
        card=card,
    )


def _state_dict(path: Path, content: bytes) -> StateDict:
    if path.suffix == ".safetensors":
        try:
            return load_safetensors(content)
        except SafetensorError as error:
            raise BadInput(f"{path.name} is not a readable safetensors file: {error}.") from None
    try:
        loaded = torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError:
        if not content.startswith(PICKLED):
            raise _unreadable(path) from None
        raise BadInput(
            f"{path.name} is no plain state dict: it holds code or objects, which are never run "
            "here. Save its weights with torch.save(network.state_dict(), FILE) and use that file."
        ) from None
    except (RuntimeError, EOFError, ValueError, KeyError, AttributeError, TypeError, OSError):
        raise _unreadable(path) from None
    return _unwrap(path, loaded)


def _unreadable(path: Path) -> BadInput:
    return BadInput(
        f"{path.name} is not a readable PyTorch checkpoint; it may be cut short or be something "
        "else. Give a .safetensors or .pt file of weights."
    )


def _unwrap(path: Path, loaded: Any) -> StateDict:
    for key in WRAPPERS:
        if isinstance(loaded, Mapping) and isinstance(loaded.get(key), Mapping):
            loaded = loaded[key]
    tensors = isinstance(loaded, Mapping) and all(
        isinstance(key, str) and isinstance(value, Tensor) for key, value in loaded.items()
    )
    if not tensors or not loaded:
        raise BadInput(f"{path.name} holds no state dict: expected tensors by parameter name.")
    return {key.removeprefix("module."): value.float() for key, value in loaded.items()}


def _card(path: Path) -> Mapping[str, Any]:
    try:
        card = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return card if isinstance(card, dict) else {}
