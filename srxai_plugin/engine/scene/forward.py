"""A tile through a network: only what its core depends on, by the same road as a gradient's cone.

Tiles overlap by all that an output pixel can see, and most of that is needed by the first layers
alone: EDSR of 16 blocks in cores of 256 pixels does two thirds of the sums that whole crops take.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.cone.ask import Cone, ask
from srxai_plugin.engine.networks.base import SRNetwork
from srxai_plugin.engine.networks.behaviour.interruptible import interruptible
from srxai_plugin.engine.scene.tiles import Cut, Tiling

ENOUGH = 2
"""Tiles of a raster from which following the network pays."""


@dataclass(frozen=True)
class Core:
    """The part of a crop that its tile gives to the result; a question to a network."""

    window: Window
    """In SR pixels of the crop."""

    def __call__(self, sr: Tensor) -> Tensor:
        return sr[(..., *self.window.slices)]


class Forward:
    """The cores of a tiling's crops, super-resolved."""

    def __init__(self, network: SRNetwork, plan: Tiling, check: Callable[[], None]) -> None:
        """
        Args:
            check: asked between any two layers; what it raises ends the pass.
        """
        self._network = network
        self._check = check
        self._is_followed = len(plan) >= ENOUGH

    @torch.no_grad()
    def __call__(self, lr: Tensor, cut: Cut) -> Tensor:
        """(C, s·h, s·w) of the core, from the crop (C, h, w)."""
        images, core = lr[None], Core(_inside(cut).scaled(self._network.scale))
        if self._is_followed:
            asked = ask(self._network, core, images)
            if isinstance(asked, Cone):
                return asked.value(asked.cut(images), check=self._check)[0]
        with interruptible(self._network, self._check):
            return core(self._network(images))[0]


def _inside(cut: Cut) -> Window:
    return cut.core.moved(-cut.crop.column, -cut.crop.row)
