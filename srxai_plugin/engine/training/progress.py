"""Checkpoints of an unfinished training, from which it goes on as if it had never stopped."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.machine.files import whole


def resume(path: Path, recipe: dict[str, Any], parts: Mapping[str, Any]) -> tuple[int, float]:
    """Bring all parts to where they stood.

    Args:
        parts: by name, each with ``load_state_dict``: network, optimiser, schedule …

    Returns:
        The steps and the seconds that are done; none if there is no checkpoint.

    Raises:
        BadInput: the checkpoint is that of another recipe.
    """
    if not path.exists():
        return 0, 0.0
    saved = torch.load(path, weights_only=True)
    if saved["recipe"] != recipe:
        raise BadInput(
            f"{path} belongs to a run with other settings. Delete it, or train with those."
        )
    for name, part in parts.items():
        part.load_state_dict(saved[name])
    return saved["step"], saved["seconds"]


def save(
    path: Path, recipe: dict[str, Any], parts: Mapping[str, Any], step: int, seconds: float
) -> None:
    """Write the checkpoint, whole or not at all; ``parts`` as for ``resume``, with
    ``state_dict``."""
    states = {name: part.state_dict() for name, part in parts.items()}
    with whole(path) as unfinished:
        torch.save({"recipe": recipe, **states, "step": step, "seconds": seconds}, unfinished)
