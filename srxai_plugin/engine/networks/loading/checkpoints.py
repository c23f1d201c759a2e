"""A checkpoint file → a frozen ``SRNetwork``. No code is ever run from the file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.networks.architectures.registry import ARCHITECTURES
from srxai_plugin.engine.networks.base import (
    Architecture,
    Reading,
    SRNetwork,
    StateDict,
    channels_last,
    freeze,
)
from srxai_plugin.engine.networks.foreign.spandrel_networks import read_foreign
from srxai_plugin.engine.networks.loading.formats import FORMATS
from srxai_plugin.engine.networks.loading.formats.file import (
    BROKEN,
    COPIES,
    File,
    read_file,
    refuse_too_large,
)
from srxai_plugin.engine.networks.loading.sidecar import Beside, applied, beside
from srxai_plugin.engine.networks.loading.untold import set_untold

WRAPPERS = (
    "params_ema",
    "ema",
    "state_dict_ema",
    "model_ema",
    "params",
    "model_state_dict",
    "state_dict",
    "model",
    "net",
    "netG",
    "generator",
    "weights",
    "network",
    "module",
)
"""Keys under which published checkpoints wrap their state dict, the averaged weights first."""

NAMED = 8
"""Keys of a file that a sentence repeats."""

PREFIXES = ("module.", "_orig_mod.", "netG.")
"""What data-parallel training, compilation and GANs put before every parameter's name."""


def load_checkpoint(path: Path, device: torch.device, id: str | None = None) -> SRNetwork:
    """Recognise the network from its file and rebuild it on ``device``.

    Raises:
        BadInput: missing, unreadable, no weights, no known architecture, weights that are not
            finite, or that contradict the JSON file beside them.
        Unsupported: understood, but no super-resolution network, larger than the memory, or of a
            format whose package is not installed.
    """
    return load(read_file(path), beside(path), device, id or path.stem)


def load(file: File, told: Beside, device: torch.device, id: str) -> SRNetwork:
    """A network from a file in memory and what is told of it; raises as ``load_checkpoint``."""
    architecture, reading = _recognised(file, told.sidecar.part)
    _refuse_broken(file, reading.module.state_dict())
    set_untold(told.sidecar, reading.module, architecture)
    reading = applied(told.sidecar, reading)
    return SRNetwork(
        id=id,
        architecture=architecture,
        scale=reading.scale,
        bands=reading.bands,
        module=channels_last(freeze(reading.module).to(device)),
        sha256=hashlib.sha256(file.content).hexdigest(),
        value_range=reading.value_range,
        colour=reading.colour,
        card=told.card,
        gives=reading.gives,
        guide=reading.guide,
    )


def _recognised(file: File, part: str | None) -> tuple[str, Reading]:
    for format in FORMATS:
        if format.matches(file):
            content = format.read(file)
            break
    else:
        raise file.unreadable()
    if isinstance(content, tuple):
        return content
    state = _state_dict(file, content, part)
    _refuse_broken(file, state)
    for names in _namings(state):
        for candidate in ARCHITECTURES:
            if candidate.detect(names):
                return candidate.id, _read(candidate, names)
    for names in _namings(state):
        foreign = read_foreign(names)
        if foreign:
            return foreign
    known = ", ".join(a.name for a in ARCHITECTURES)
    raise BadInput(
        f"{file.name} holds weights of no network that is known here ({known}, and those of "
        "spandrel). Give a checkpoint of one of these, or export the network to .onnx or .pt2."
    )


def _read(architecture: Architecture, state: StateDict) -> Reading:
    try:
        return architecture.read(state)
    except BROKEN as error:  # shapes that no hyper-parameters can be read from
        reason = (str(error).strip().splitlines() or [type(error).__name__])[-1].strip()
        raise BadInput(
            f"These weights look like {architecture.name}, but do not fit together: {reason}"
        ) from None


def _state_dict(file: File, content: Any, part: str | None) -> StateDict:
    """Unwrapped, without common prefixes, half precision as float32.

    Raises:
        BadInput: there is none, or several of which ``part`` chooses none.
    """
    if part is not None:
        parts = _parts(content)
        if part not in parts:
            raise BadInput(
                f"{file.name} holds no network under '{part}', but "
                f"{_named(parts) or 'none at all'}."
            )
        content = parts[part]
    while isinstance(content, Mapping):
        inner = (content[key] for key in WRAPPERS if isinstance(content.get(key), Mapping))
        wrapped = next(inner, None)
        if wrapped is None:
            parts = {} if _is_state(content) else _parts(content)
            if len(parts) > 1:
                raise BadInput(
                    f"{file.name} holds several networks: {_named(parts)}. Choose one by the field "
                    '"part" of the JSON file beside it, or by --part.'
                )
            if not parts:
                break
            wrapped = next(iter(parts.values()))
        content = wrapped
    if not _is_state(content):
        found = f" Its keys are {_named(content)}." if isinstance(content, Mapping) else ""
        raise BadInput(
            f"{file.name} holds no state dict: expected tensors by parameter name.{found}"
        )
    # A view may be far larger than the bytes behind it.
    refuse_too_large(file.name, COPIES * sum(4 * value.numel() for value in content.values()))
    state = dict(content)
    while prefix := next((p for p in PREFIXES if all(key.startswith(p) for key in state)), None):
        state = {key.removeprefix(prefix): value for key, value in state.items()}
    return {k: v.float() if v.is_floating_point() else v for k, v in state.items()}


def _is_state(content: Any) -> bool:
    return (
        bool(content)
        and isinstance(content, Mapping)
        and all(
            isinstance(key, str) and isinstance(value, Tensor) for key, value in content.items()
        )
    )


def _parts(content: Any) -> dict[str, Any]:
    """State dicts by their keys, wrapped once more or not."""
    if not isinstance(content, Mapping):
        return {}
    found = {}
    for key, value in content.items():
        wraps = isinstance(value, Mapping) and any(_is_state(value.get(w)) for w in WRAPPERS)
        if isinstance(key, str) and (_is_state(value) or wraps):
            found[key] = value
    return found


def _named(keys: Mapping[Any, Any]) -> str:
    """The first keys of a file, for a sentence."""
    names = [repr(str(key)[:40]) for key in keys]
    return ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")


def _namings(state: StateDict) -> Iterator[StateDict]:
    """As they are, and without the one module that all lie in, where training put them into one."""
    yield state
    outer = {key.partition(".")[0] for key in state}
    if len(outer) == 1 and all("." in key for key in state):
        yield {key.partition(".")[2]: value for key, value in state.items()}


def _refuse_broken(file: File, state: StateDict) -> None:
    for key, value in state.items():
        if not torch.isfinite(value).all() and not _is_mask(key, value):
            raise BadInput(f"{file.name} is damaged: '{key}' holds values that are not finite.")


def _is_mask(key: str, value: Tensor) -> bool:
    """Whether a tensor is 0 and −inf alone, as masks of attention: no trained weight is."""
    if value.is_complex() or key.endswith((".weight", ".bias")):
        return False
    return bool(((value == 0) | torch.isneginf(value)).all())
