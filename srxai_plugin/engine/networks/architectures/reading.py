"""What the architectures share when they read themselves from weights."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence

import torch
from torch import Tensor, nn

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.networks.base import StateDict


def load_strictly(module: nn.Module, state: StateDict, name: str) -> None:
    """Raises BadInput where the tensors do not fit the architecture called ``name``."""
    try:
        module.load_state_dict(dict(state), strict=True)
    except RuntimeError as mismatch:
        reason = str(mismatch).splitlines()[-1].strip().rstrip(".")
        raise BadInput(
            f"These weights look like {name}, but do not fit together: {reason}. Export a network "
            "that is a variant of it to .pt2 or .onnx."
        ) from None


def load_shifted(module: nn.Module, state: StateDict, name: str) -> float:
    """Load a network with ``sub_mean`` and ``add_mean``, and tell its value range.

    Weights without a mean shift get none. The authors' own models mostly work on 0-255: their
    mean shift is then about 114, not 0.45.
    """
    shifts = {k: v for k, v in module.state_dict().items() if "_mean." in k}
    if not any("_mean." in key for key in state):
        shifts = {k: torch.zeros_like(v) if k.endswith("bias") else v for k, v in shifts.items()}
    load_strictly(module, {**shifts, **state}, name)
    largest = max(
        v.abs().max().item()
        for k, v in module.state_dict().items()
        if k.startswith("add_mean.") and k.endswith("bias")
    )
    return 255.0 if largest > 1.5 else 1.0


def count(keys: Iterable[str], pattern: str) -> int:
    """How many different values the pattern's group takes among the keys that match it."""
    return len({match[1] for key in keys if (match := re.match(pattern, key))})


def rename(state: StateDict, names: Sequence[tuple[str, str]]) -> dict[str, Tensor]:
    """Tensors under other names: each pattern replaced in every key, in order."""
    renamed = {}
    for key, value in state.items():
        for pattern, replacement in names:
            key = re.sub(pattern, replacement, key)
        renamed[key] = value
    return renamed


def scale_of(factors: Sequence[int], name: str) -> int:
    """The scale of sub-pixel convolutions that multiply the channels by these factors."""
    product = math.prod(factors)
    scale = math.isqrt(product) if factors else 0
    if scale < 2 or scale**2 != product or scale > 16:
        raise BadInput(
            f"These weights look like {name}, but their upsampling gives no scale of 2, 3, 4 or 8."
        )
    return scale


def scale_of_upsampler(state: StateDict, prefix: str, name: str) -> int:
    """The scale of an ``upsampler`` whose convolutions are ``prefix`` + N + ``.weight``."""
    pattern = re.compile(re.escape(prefix) + r"\d+\.weight")
    weights = {k: w for k, w in state.items() if pattern.fullmatch(k)}
    return scale_of([w.shape[0] // w.shape[1] for w in weights.values()], name)


def has(state: Mapping[str, Tensor], *keys: str) -> bool:
    """Whether all of these tensors are among the weights."""
    return set(keys) <= set(state)
