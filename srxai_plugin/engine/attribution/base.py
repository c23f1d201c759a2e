"""What an attribution method is, and the one place where a gradient is taken."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Optional

import torch
from torch import Tensor

from srxai_plugin.engine.attribution.parameters import Parameterised
from srxai_plugin.engine.networks.base import SRNetwork

Objective = Callable[[Tensor], Tensor]
"""(N, C, H, W) super-resolved images → (N,) scalars."""

Tick = Callable[[], None]
"""Called after each gradient evaluation; raises Cancelled to stop."""


@dataclass(frozen=True)
class RawAttribution:
    """What a method found, signed and in units of the objective."""

    raw: Tensor
    """(C, h, w) on the LR grid, or (1, h, w) where a method does not tell bands apart; for path
    methods its sum is what the path explains of D."""
    evaluations: int
    """Gradient evaluations spent."""
    completeness_gap: Optional[float] = None
    """|Σ raw − (D(x) − D(x'))| / |D(x) − D(x')|; None where the method claims no completeness."""
    layers: tuple[tuple[str, Tensor], ...] = ()
    """Name and map (h, w) on the LR grid of every layer that the method looked at, shallowest first
    and deepest last; empty where it looks at none."""

    def normalised(self) -> Tensor:
        """(h, w): |Σ over bands|, divided by its maximum; all zero where there is nothing."""
        return normalise(self.raw.sum(0).abs())


class AttributionMethod(Parameterised, ABC):
    """A method is a frozen dataclass whose fields are its parameters, each declared by
    ``parameter``; adding one is a file here and a line in the registry."""

    family: ClassVar[str] = "super-resolution"
    """Kin that work alike: ``super-resolution`` (made for it), ``gradient``, ``class activation``
    or ``perturbation``."""
    note: ClassVar[str] = ""
    """One sentence on when it is not valid for super-resolution; empty where nothing is known."""

    @abstractmethod
    def attribute(
        self, network: SRNetwork, lr: Tensor, objective: Objective, tick: Tick
    ) -> RawAttribution:
        """Explain ``objective(network(lr))`` for one image ``lr`` (C, h, w) in [0, 1].

        Raises:
            Cancelled: from ``tick``.
        """

    @abstractmethod
    def evaluations(self) -> int:
        """Gradient evaluations that ``attribute`` will take, for the progress estimate."""


def gradient(network: SRNetwork, objective: Objective, lr: Tensor) -> tuple[Tensor, float]:
    """∂D/∂x and D(x) for one image (C, h, w). The weights are frozen: no gradient reaches them."""
    with torch.enable_grad():
        image = lr.detach()[None].contiguous(memory_format=torch.channels_last).requires_grad_()
        value = objective(network(image)).sum()
        (slope,) = torch.autograd.grad(value, image)
    return slope[0], value.item()


@torch.no_grad()
def value(network: SRNetwork, objective: Objective, lr: Tensor) -> float:
    """D(x) for one image (C, h, w)."""
    return objective(network(lr[None])).item()


def normalise(map: Tensor) -> Tensor:
    """Divided by its maximum; unchanged where that is zero."""
    highest = map.max()
    return map / highest if highest > 0 else map
