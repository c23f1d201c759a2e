"""From an image without texture to the image itself: the ways that LAM integrates along."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
import torch
from torch import Tensor

from srxai_plugin.contract.geometry import Window
from srxai_plugin.engine.attribution.base import ScalarTarget, Tick
from srxai_plugin.engine.attribution.blur import blur
from srxai_plugin.engine.cone.ask import ask
from srxai_plugin.engine.networks.base import SRNetwork

TOGETHER = {"cuda": 9}
"""Images of a path that are differentiated at once, by kind of device; one where none is given: on
a CPU a batch is no faster."""

MARKS = 48
"""Places at which the length of a path is measured."""

Place = float
"""0 is the start of the path, 1 the image itself."""


@dataclass(frozen=True, eq=False)
class IntegrationPath:
    """What the network sees of the way, no more: a window of the LR image."""

    at: Callable[[Place], Tensor]
    """(C, window.height, window.width)"""
    is_straight: bool

    def even(self) -> Callable[[float], Place]:
        """Share of the path's length to place.

        The blur hardly moves the image below a quarter of a pixel and moves it most near one:
        steps of equal length take 9 gradients to where evenly spaced blurs take 18.
        """
        if self.is_straight:
            return lambda share: share
        places = np.linspace(0, 1, MARKS + 1)
        images = [self.at(float(place)) for place in places]
        steps = [(after - before).norm().item() for before, after in zip(images, images[1:])]
        lengths = np.concatenate([[0.0], np.cumsum(steps)])
        if not lengths[-1]:
            return lambda share: share
        return lambda share: float(np.interp(share * lengths[-1], lengths, places))


def path(kind: str, lr: Tensor, window: Window, sigma: float, kernel: int) -> IntegrationPath:
    """``blur``, ``linear`` or ``black``: see ``LAM``."""

    def blurred(sigma: float) -> Tensor:
        return blur(lr, sigma, kernel, window)

    if kind == "blur":
        return IntegrationPath(lambda place: blurred(sigma * (1 - place)), is_straight=False)
    end = lr[(..., *window.slices)]
    start = torch.zeros_like(end) if kind == "black" else blurred(sigma)
    return IntegrationPath(lambda place: torch.lerp(start, end, place), is_straight=True)


def slopes(
    network: SRNetwork, objective: ScalarTarget, lr: Tensor, nodes: Iterable[Tensor], tick: Tick
) -> Iterator[Tensor]:
    """∂D/∂x at each node, on the window (C, window.height, window.width); ticks after each.

    Nodes are asked for when their turn comes: a path of thousands is neither held in memory nor
    computed in one go, in which no cancel would be heard.
    """
    waiting = iter(nodes)
    some = [*islice(waiting, TOGETHER.get(lr.device.type, 1))]
    size = max(1, len(some))
    asked = ask(network, objective, lr.expand(size, *lr.shape))
    while some:
        filled = some + some[-1:] * (size - len(some))  # one shape, one plan
        found, _ = asked.slope(torch.stack(filled))
        for slope in found[: len(some)]:
            tick()
            yield slope
        some = [*islice(waiting, size)]
