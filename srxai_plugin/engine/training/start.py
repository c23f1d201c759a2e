"""First weights from a trained network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from srxai_plugin.contract.errors import BadInput
from srxai_plugin.engine.networks.loading.checkpoints import load_checkpoint

SPREAD = "blue, green, red as in the network of RGB, near infrared as its red"
"""Of the card of a network whose first weights were spread from three bands to four."""


def take_over(start: Path, network: nn.Module) -> dict[str, Any]:
    """Copy the weights that fit; tells which file they came from and how many they are."""
    trained = load_checkpoint(start, torch.device("cpu"))
    own = network.state_dict()
    fitting, spread = {}, []
    for key, given in trained.module.state_dict().items():
        value = given if key not in own else _of_bands(given, own[key])
        if key in own and own[key].shape == value.shape:
            fitting[key] = value
            spread += [key] * (value is not given and "mean" not in key)  # those follow the images
    if not fitting:
        raise BadInput(f"{start.name} has no weights in common with the network to be trained.")
    network.load_state_dict(fitting, strict=False)
    values = sum(value.numel() for value in fitting.values())
    told = {"from": trained.id, "sha256": trained.sha256, "weights": values}
    return {**told, "bands": f"{SPREAD}: {', '.join(spread)}"} if spread else told


def _of_bands(rgb: Tensor, like: Tensor) -> Tensor:
    """The weights of the first or last convolution of a network of RGB, for one of blue, green, red
    and near infrared, which begins as red; other weights as they are."""
    for dimension in range(min(2, rgb.ndim)):
        shape = list(like.shape)
        if len(shape) == rgb.ndim and shape[dimension] == 4 and rgb.shape[dimension] == 3:
            shape[dimension] = 3
            if list(rgb.shape) == shape:
                return rgb.index_select(dimension, torch.tensor([2, 1, 0, 0]))
    return rgb
